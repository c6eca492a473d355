"""Who has confirmed their unit's month; the office closes it, the general manager opens it again (ATT-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.attendance import months, queries
from opsconsole.attendance.queries import MonthReview, MonthState, UnitReviewLine
from opsconsole.attendance.rules.names import as_days
from opsconsole.attendance.words import STATE_NAMES
from opsconsole.console.attendance.closing.adjustments import AdjustmentsPage
from opsconsole.console.keys import key
from opsconsole.console.page import MonthPage
from opsconsole.console.sitting import ShownList, in_sitting
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, pgettext, text_of

FIGURE, UNIT, WIDE_UNIT = 5, 16, 26
FIGURES = 6
GAPS, NARROWEST = 12, 18
WIDE_FROM = 110
MOST_NAMED = 2

ShowUnit = Callable[[int, str, Month], None]
"""Shows the people of a unit (its id and name) on the sheet of a month."""


class ReviewPage(MonthPage):
    """The units of a month, what each adds up to, and who confirmed it or has to."""

    AUTO_FOCUS = "#units"
    NEEDS: ClassVar[Mapping[str, str]] = {"close": "month.close", "reopen": "month.reopen"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+y", "confirm", N_("Confirm"), N_("Confirms the marked units, or this one"), id="review.confirm"),
        key("delete", "take_back", N_("Take back"), N_("Takes the confirmation of this unit back"), id="review.back"),
        key("ctrl+s", "close", N_("Close"), N_("Closes the month: it does not change any more"), id="review.close"),
        key("ctrl+r", "reopen", N_("Reopen"), N_("Opens the closed month again, with a reason"), id="review.reopen"),
        key("ctrl+l", "late", N_("From closed months"), N_("What closed months left to this one"), id="review.late"),
    ]
    DEFAULT_CSS = """
    ReviewPage #review-told { padding: 0 1; }
    """

    def __init__(self, area: str, month: Month, show_unit: ShowUnit) -> None:
        super().__init__(area, month)
        self._show_unit = show_unit
        self._review: MonthReview | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=3, id="review-told")
        yield Grid(id="units")

    def context(self) -> str:
        return _("Review of {month}").format(month=self.month)

    # Reading

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(queries.month_review, desk.actor, self.month, self.app.clock(), then=self._show)

    def _show(self, review: MonthReview) -> None:
        if review.month != self.month:
            return
        self._review = review
        self.draw()

    def draw(self) -> None:
        review = self._review
        if review is None:
            return
        self.query_one("#review-told", Lines).show(list(_told(review)))
        self.grid.empty = _("Nobody is on the sheet of {month} yet.").format(month=review.month)
        self.grid.show(ListSource(_row(line) for line in review.lines), columns=(self._columns(), (), ()))
        self.refresh_bindings()

    def _columns(self) -> list[Column]:
        width = self.size.width
        unit = WIDE_UNIT if width >= WIDE_FROM else UNIT
        figures = (
            ("people", pgettext("column", "Staff")),
            ("open", pgettext("column", "Open")),
            ("late", pgettext("column", "Late")),
            ("early", pgettext("column", "Earl")),
            ("missing", pgettext("column", "Miss")),
            ("absence", pgettext("column", "Abs")),
        )
        rest = max(width - unit - FIGURES * (FIGURE + 1) - GAPS, NARROWEST)
        return [
            Column("unit", _("Unit"), width=unit),
            *(Column(name, title, width=FIGURE, align=Align.RIGHT) for name, title in figures),
            Column("review", _("Confirmed by"), width=rest),
        ]

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self.refresh_bindings()

    # What can be done here

    @property
    def _here(self) -> UnitReviewLine | None:
        here = self.grid.cursor_id
        return next((line for line in self._lines() if line.unit_id == here), None)

    def _lines(self) -> tuple[UnitReviewLine, ...]:
        return self._review.lines if self._review is not None else ()

    def _to_confirm(self) -> list[UnitReviewLine]:
        marked = [line for line in self._lines() if line.unit_id in self.grid.marked]
        chosen = marked or [line for line in (self._here,) if line is not None]
        return [line for line in chosen if line.is_mine and line.at is None]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        review = self._review
        if not self.is_mounted or review is None or not allowed:
            return allowed
        closed = review.state is MonthState.CLOSED
        here = self._here
        fits = {
            "confirm": not closed and review.is_over and bool(self._to_confirm()),
            "take_back": not closed and here is not None and here.at is not None and here.is_mine,
            "close": not closed,
            "reopen": closed,
        }
        return True if fits.get(action, True) else None

    def action_confirm(self) -> None:
        lines = self._to_confirm()
        unsettled = sum(line.unsettled for line in lines)
        what = Message(N_("{count} units"), count=len(lines)) if len(lines) > 1 else lines[0].unit
        question = Message(N_("Confirm {month} of {what} as it stands?"), month=str(self.month), what=what)
        if unsettled:
            question = Message(
                N_("{count} half days of {what} have no verdict and stay as they were judged. Confirm {month}?"),
                count=unsettled,
                what=what,
                month=str(self.month),
            )

        def answered(yes: bool) -> None:
            for line in lines if yes else ():
                said = Message(N_("{unit}: {month} is confirmed"), unit=line.unit, month=str(self.month))
                self.perform(months.confirm_unit, self.month, line.unit_id, self.app.clock(), said=said)

        self.ask(Confirm(question), answered)

    def action_take_back(self) -> None:
        line = self._here
        if line is not None:
            said = Message(N_("{unit}: the confirmation is taken back"), unit=line.unit)
            self.perform(months.take_confirmation_back, self.month, line.unit_id, self.app.clock(), said=said)

    def action_close(self) -> None:
        question = Message(
            N_("Close {month}? What comes later becomes adjustments of the next open month (ATT-12)."),
            month=str(self.month),
        )

        def answered(yes: bool) -> None:
            if yes:
                said = Message(N_("{month} is closed"), month=str(self.month))
                self.perform(months.close_month, self.month, self.app.clock(), said=said)

        self.ask(Confirm(question), answered)

    def action_reopen(self) -> None:
        fields = (TextField("reason", N_("Reason"), required=True, max_length=months.LONGEST_REASON),)
        title = Message(N_("Reopen {month}: every unit confirms it anew"), month=str(self.month))
        self.open_form(Form(title, fields, draft_key=f"review:reopen:{self.month}", save=self._reopen))

    def _reopen(self, values: Mapping[str, Any], form: Form) -> None:
        item = months.month_item(self.month)
        act = Message(N_("Reopens a closed month"))
        shown = ShownList(act, Message(N_("Attendance of {month}"), month=str(self.month)), (item,))
        in_sitting(self, shown, (item,), partial(self._send_reopening, values["reason"], form))

    def _send_reopening(self, reason: str, form: Form, sitting: Any) -> None:
        said = Message(N_("{month} is open again"), month=str(self.month))
        self.perform(months.reopen_month, self.month, reason, sitting, self.app.clock(), form=form, said=said)

    # Going elsewhere

    def go_to_month(self, month: Month) -> None:
        self.grid.marked.clear()
        super().go_to_month(month)

    def action_late(self) -> None:
        self.app.push_screen(AdjustmentsPage(self.area, self.month))

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        """Enter: the people of the unit on the sheet."""
        line = self._here
        if line is not None:
            self.dismiss(None)
            self._show_unit(line.unit_id, f"{line.code} {text_of(line.unit)}", self.month)


def _told(review: MonthReview) -> Iterator[Line]:
    state = f"{review.month} {_(STATE_NAMES[review.state])}"
    done = _("units confirmed: {confirmed} of {units}").format(confirmed=review.confirmed, units=review.units)
    yield Line(f"{state} | {done}", "strong")
    if review.state is MonthState.CLOSED:
        words = _("What comes later becomes adjustments of the next open month. The general manager may reopen it.")
        yield Line(words, "muted")
    elif not review.is_over:
        yield Line(_("The month is not over yet: it is confirmed when all its days are judged."), "warn")
    elif review.confirmed < review.units:
        yield Line(_("Each head confirms their unit; then the office closes the month."), "muted")
    else:
        yield Line(_("Every unit is confirmed: the office can close the month."), "good")
    if review.adjustments:
        words = _("Closed months left {count} lines to this one: Ctrl+L shows them.")
        yield Line(words.format(count=review.adjustments), "info")


def _row(line: UnitReviewLine) -> GridRow:
    return GridRow(
        line.unit_id,
        [
            text_of(line.unit),
            str(line.people),
            _marked(line.unsettled, "warn"),
            _marked(line.late_times, ""),
            _marked(line.early_times, ""),
            _marked(line.missing, "bad"),
            Cell(as_days(line.absence_halves) if line.absence_halves else "", "bad"),
            _confirmed(line),
        ],
    )


def _marked(number: int, look: str) -> Cell:
    return Cell(str(number) if number else "", look)


def _confirmed(line: UnitReviewLine) -> Cell:
    if line.at is None:
        if line.is_mine:
            return Cell(_("waits for you"), "warn")
        if not line.waits_for:
            return Cell(_("nobody yet may confirm it"), "bad")
        names = ", ".join(line.waits_for[:MOST_NAMED])
        return Cell(_("waits for {name}").format(name=names), "muted")
    at = f"{line.at:%m-%d %H:%M}"
    if line.instead_of:
        words = _("{at} {name}, in the place of {head}")
        return Cell(words.format(at=at, name=line.confirmed_by, head=line.instead_of), "good")
    return Cell(f"{at} {line.confirmed_by}", "good")
