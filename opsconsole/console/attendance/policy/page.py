"""The policy of a month, figure by figure: changed here, tried out on the month (F8), kept from a day on (ATT-14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.attendance import service
from opsconsole.attendance.policy import MOST_REASONS, AttendancePolicy, refuse_unsound
from opsconsole.attendance.sources import policies
from opsconsole.console.attendance.policy.figures import (
    REASON,
    Figure,
    figures_of,
    reason_fields,
    with_reason,
    without_reason,
)
from opsconsole.console.attendance.policy.what_if import WhatIfPage
from opsconsole.console.keys import key
from opsconsole.console.page import MonthPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import DayField, Field, Form, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _
from opsconsole.policy.queries import Timeline

CLAUSE, NAME = 10, 24
GAPS, NARROWEST = 6, 20
LONGEST_NOTE = 500

Take = Callable[[AttendancePolicy, Mapping[str, Any]], AttendancePolicy]


class PolicyPage(MonthPage):
    """The figures that a month is judged and priced by, as they stand or as they are being changed."""

    AUTO_FOCUS = "#figures"
    NEEDS: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("new", "away", "undo", "save"), "policy.edit"),
        "try_out": "pay.view",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f8", "try_out", N_("What if"), N_("Who would change, and by how much, if this held"), id="policy.what_if"),
        key("ctrl+s", "save", N_("Save"), N_("Keeps the changed figures from a day on"), id="policy.save"),
        key("ctrl+z", "undo", N_("As it stands"), N_("Takes the changes back, all of them"), id="policy.undo"),
        key("ctrl+n", "new", N_("New reason"), N_("Adds a reason, with the next digit"), id="policy.new"),
        key("ctrl+d,delete", "away", N_("Take away"), N_("Takes this reason away"), id="policy.away"),
    ]
    DEFAULT_CSS = """
    PolicyPage #policy-told { padding: 0 1; }
    """

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area, month)
        self._found: Timeline[AttendancePolicy] | None = None
        self._policy: AttendancePolicy | None = None
        self._based_on: Timeline[AttendancePolicy] | None = None
        """The versions that what is being changed was taken from."""

    def body(self) -> ComposeResult:
        yield Lines(most=3, id="policy-told")
        yield Grid(id="figures")

    def context(self) -> str:
        return _("Policy of {month}").format(month=self.month)

    @property
    def _stands(self) -> AttendancePolicy | None:
        """What holds at the end of the month."""
        return self._found.on(self.month.last) if self._found is not None else None

    @property
    def _is_changed(self) -> bool:
        return self._policy is not None and self._policy != self._stands

    # Showing

    def refresh_data(self) -> None:
        self.fetch(policies, then=self._show)

    def _show(self, found: Timeline[AttendancePolicy]) -> None:
        kept = self._is_changed
        if kept and found != self._found:
            self.say(Message(N_("Somebody else has changed the policy meanwhile: Ctrl+Z shows what holds now")))
        self._found = found
        if not kept:
            self._policy, self._based_on = self._stands, found
        self.draw()

    def draw(self, cursor: str | None = None) -> None:
        """As everywhere; the cursor goes to the figure of a key where one is given."""
        policy, stands = self._policy, self._stands
        if policy is None or stands is None or self._found is None:
            return
        told = list(_versions(self._found, self.month))
        if self._is_changed:
            told.append(Line(_("Changed and not saved yet: F8 tries it out, Ctrl+S keeps it from a day on."), "warn"))
        self.query_one("#policy-told", Lines).show(told)
        before = {figure.key: figure.words(stands) for figure in figures_of(stands)}
        columns = [
            Column("clause", _("Clause"), width=CLAUSE),
            Column("name", _("Figure"), width=NAME),
            Column("words", _("Says"), width=max(self.size.width - CLAUSE - NAME - GAPS, NARROWEST)),
        ]
        rows = [_row(figure, policy, before.get(figure.key)) for figure in figures_of(policy)]
        self.grid.show(ListSource(rows), cursor=cursor, columns=(columns, (), ()))
        self.refresh_bindings()

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self.refresh_bindings()

    @property
    def _here(self) -> Figure | None:
        policy = self._policy
        if policy is None:
            return None
        return next((figure for figure in figures_of(policy) if figure.key == self.grid.cursor_id), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if not allowed or not self.is_mounted:
            return allowed
        here, policy = self._here, self._policy
        fits = {
            "away": here is not None and here.key.startswith(REASON),
            "new": policy is not None and len(policy.reasons) < MOST_REASONS,
            "undo": self._is_changed,
            "save": self._is_changed,
        }
        return True if fits.get(action, True) else None

    # Changing

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        """Enter changes the figure."""
        here, policy = self._here, self._policy
        if here is None or policy is None:
            return
        if not self.app.may("policy.edit"):
            self.say(Message(N_("The office and the general manager change the policy")))
            return
        self._open(Message(here.name), here.fields(), here.begin(policy), here.take, f"policy:{here.key}")

    def action_new(self) -> None:
        self._open(Message(N_("New reason")), reason_fields(), {}, with_reason, "policy:new")

    def _open(self, title: Message, fields: list[Field], begin: dict[str, Any], take: Take, draft: str) -> None:
        save = partial(self._take, take)
        self.open_form(Form(title, fields, draft_key=draft, values=begin, save=save))

    def _take(self, take: Take, values: Mapping[str, Any], form: Form) -> None:
        desk, policy = self.app.desk, self._policy
        assert desk is not None
        assert policy is not None
        try:
            changed = take(policy, values)
            refuse_unsound(changed)
        except Refusal as refusal:
            form.refuse(refusal.message)
            return
        form.saved(desk)
        known = {figure.key for figure in figures_of(policy)}
        self._policy = changed
        self.draw(next((figure.key for figure in figures_of(changed) if figure.key not in known), None))

    def action_away(self) -> None:
        here, policy = self._here, self._policy
        if here is None or policy is None:
            return
        if len(policy.reasons) == 1:
            self.say(Message(N_("One reason stays: without any nothing could be explained")))
            return
        self._policy = without_reason(policy, here.key)
        self.draw()

    def action_undo(self) -> None:
        self._policy, self._based_on = self._stands, self._found
        self.draw()

    def back(self) -> None:
        """Leaves; what was changed and not saved is asked about first."""
        self._unless_changed(super().back)

    def go_to_month(self, month: Month) -> None:
        def go() -> None:
            self.month = month
            self._policy, self._based_on = self._stands, self._found
            self.refresh_header()
            self.draw()

        self._unless_changed(go)

    def _unless_changed(self, then: Callable[[], None]) -> None:
        if not self._is_changed:
            then()
            return

        def answered(yes: bool) -> None:
            if yes:
                then()

        self.ask(Confirm(Message(N_("Throw the changed figures away? They are not saved."))), answered)

    # Trying out and saving

    def action_try_out(self) -> None:
        if self._policy is not None:
            self.app.push_screen(WhatIfPage(self.area, self.month, self._policy))

    def action_save(self) -> None:
        fields: list[Field] = [
            DayField("from_day", N_("From"), required=True, hint=N_("Days are judged by it from here on")),
            TextField("note", N_("Note"), max_length=LONGEST_NOTE),
        ]
        title = Message(N_("Keep the figures: closed months stay as they are"))
        begin = {"from_day": self.month.first}
        self.open_form(Form(title, fields, draft_key="policy:save", values=begin, save=self._keep))

    def _keep(self, values: Mapping[str, Any], form: Form) -> None:
        day, found = values["from_day"], self._found
        assert found is not None
        said = Message(N_("The figures hold from {day} on"), day=str(day))
        later = next((start for start, _figures in found.versions if start > day), None)
        if later is not None:
            words = N_("The figures hold from {day} until the version of {later} begins")
            said = Message(words, day=str(day), later=str(later))
        self.perform(
            service.enter_policy,
            day,
            self._policy,
            values["note"],
            self._based_on,
            form=form,
            said=said,
            then=partial(self._kept, Month.of(day)),
        )

    def _kept(self, month: Month, _done: Any) -> None:
        """Goes where what was saved holds."""
        self.month = max(self.month, month)
        self._found = self._policy = None
        self.refresh_header()
        self.refresh_data()


def _row(figure: Figure, policy: AttendancePolicy, before: str | None) -> GridRow:
    words = figure.words(policy)
    look = "" if words == before else "warn"
    told = words if words == before else f"* {words}"
    return GridRow(figure.key, [_(figure.clause), _(figure.name), Cell(told, look)])


def _versions(found: Timeline[AttendancePolicy], month: Month) -> Iterator[Line]:
    since = found.since(month.last)
    if since is None:
        yield Line(_("The founding figures hold in {month}.").format(month=month), "strong")
    else:
        yield Line(_("The version of {since} holds at the end of {month}.").format(since=since, month=month), "strong")
    if since != found.since(month.first):
        yield Line(_("A day is judged by the version of that day; {since} began within the month.").format(since=since))
    to_come = [day for day, _figures in found.versions if day > month.last]
    if to_come:
        yield Line(_("Another version holds from {day} on.").format(day=to_come[0]), "info")
