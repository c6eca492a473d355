"""Stand-ins: who decides in whose place today and later; one sets and ends one's own here, the office anybody's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.approvals.queries import StandInLine, stand_ins_seen
from opsconsole.approvals.stand_ins import appoint_stand_in, end_stand_in
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.requests.detail import person_words
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import DayField, Field, Form, PickField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.queries import FoundKind, search

MOST_FOUND = 50
PERSON, DAY, STATE = 22, 11, 12


class StandInsPage(Page):
    """Who stands in for whom."""

    AUTO_FOCUS = "#stand-ins"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "appoint", N_("New"), N_("Names who decides in your place for some days"), id="stand_ins.new"),
        key(
            "ctrl+d,delete", "end", N_("End"), N_("Ends it: from today they decide for themselves"), id="stand_ins.end"
        ),
    ]

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._lines: dict[int, StandInLine] = {}

    def body(self) -> ComposeResult:
        yield Grid(id="stand-ins")

    def context(self) -> str:
        return _("Stand-ins")

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        self.fetch(stand_ins_seen, self.app.desk.actor, self.app.clock(), then=self._show)

    def _show(self, lines: Sequence[StandInLine]) -> None:
        self._lines = {line.id: line for line in lines}
        self._draw()

    def _draw(self) -> None:
        self.grid.empty = _("Nobody stands in for anybody. Ctrl+N names who decides in your place.")
        columns = [
            Column("who", _("In place of"), width=PERSON),
            Column("stand_in", _("Decides"), width=PERSON),
            Column("from", _("From"), width=DAY),
            Column("to", _("To"), width=DAY),
            Column("state", _("State"), width=STATE),
        ]
        self.grid.set_columns(columns)
        self.grid.show(ListSource(_row(line) for line in self._lines.values()))

    def retranslate(self) -> None:
        super().retranslate()
        self._draw()

    @property
    def _here(self) -> StandInLine | None:
        here = self.grid.cursor_id
        return self._lines.get(here) if isinstance(here, int) else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "end" and self.is_mounted and (self._here is None or not self._here.may_end):
            return None
        return super().check_action(action, parameters)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self.refresh_bindings()

    def on_grid_loaded(self, _loaded: Grid.Loaded) -> None:
        self.refresh_bindings()

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        self.action_end()

    def action_appoint(self) -> None:
        assert self.app.desk is not None
        me, today = self.app.desk.actor, self.app.clock().date()
        fields: list[Field] = [
            PickField("stand_in", N_("Decides"), required=True, source=self._people),
            DayField("from_day", N_("From"), required=True),
            DayField("to_day", N_("To"), required=True, hint=N_("The last day, included")),
        ]
        begin: dict[str, Any] = {"from_day": today}
        if self.app.may("requests.enter"):
            fields.insert(0, PickField("employee", N_("In place of"), required=True, source=self._people))
            begin["employee"] = Choice(str(me.employee_id), f"{me.name} {me.badge}")
        title = Message(N_("Somebody decides in your place"))
        self.open_form(Form(title, fields, draft_key="stand-ins:new", values=begin, save=self._save))

    def _people(self, text: str) -> list[Choice]:
        """Employees by badge, name or pinyin."""
        found = self.app.read(search, text, self.app.clock().date(), MOST_FOUND, frozenset({FoundKind.PERSON}))
        return [Choice(str(one.id), f"{one.name_zh} {one.code}") for one in found]

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        assert self.app.desk is not None
        employee = int(values.get("employee") or self.app.desk.actor.employee_id or 0)
        days = values["from_day"], values["to_day"]
        said = Message(
            N_("The stand-in is named, from {from_day} to {to_day}"), from_day=str(days[0]), to_day=str(days[1])
        )
        self.perform(appoint_stand_in, employee, int(values["stand_in"]), *days, self.app.clock(), form=form, said=said)

    def action_end(self) -> None:
        line = self._here
        if line is None or not line.may_end:
            return
        facts = {"stand_in": line.stand_in.name, "employee": line.employee.name}
        question = Message(N_("Shall {stand_in} no longer decide in the place of {employee}?"), **facts)
        said = Message(N_("{employee} decides again; {stand_in} stands in no longer"), **facts)

        def answered(yes: bool) -> None:
            if yes:
                self.perform(end_stand_in, line.id, self.app.clock(), said=said)

        self.ask(Confirm(question), answered)


def _row(line: StandInLine) -> GridRow:
    state = Cell(_("today"), "good") if line.runs else Cell(_("to come"), "muted")
    return GridRow(
        line.id,
        [person_words(line.employee), person_words(line.stand_in), str(line.from_day), str(line.to_day), state],
    )
