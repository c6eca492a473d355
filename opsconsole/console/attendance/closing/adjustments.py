"""What closed months left to the month now open: every difference a line that names its day (ATT-12)."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from opsconsole.attendance import queries
from opsconsole.attendance.queries import AdjustmentSeen
from opsconsole.attendance.rules.names import HALF_NAMES, LEAVE_NAMES, RESULT_NAMES
from opsconsole.attendance.rules.values import Consequence, LeaveKind, Result
from opsconsole.attendance.words import CONSEQUENCE_NAMES
from opsconsole.console.page import MonthPage
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan

NAME, DAY, VALUE, FEN = 14, 11, 16, 12
GAPS, NARROWEST = 9, 14
MONEY_SUFFIX, LEAVE_PREFIX, WHOLE_MONTH = "_fen", "leave_", "month"

FIELD_NAMES = {
    "unit": N_("Unit"),
    "required_days": N_("Days due"),
    "present_days": N_("Days present"),
    "late_times": N_("Times late"),
    "late_minutes": N_("Minutes late"),
    "early_times": N_("Times left early"),
    "early_minutes": N_("Minutes left early"),
    "missing": N_("Halves with a missing punch"),
    "absent_days": N_("Days of absence"),
    "outing_times": N_("Outings"),
    "duty_days": N_("Days of duty"),
    "late_tier": N_("Lateness tier"),
    "absence_tier": N_("Absence tier"),
    "policy_fen": N_("Policy figure"),
    "cap_fen": N_("Lawful cap"),
    "payable_fen": N_("To payroll"),
    "sick_bonus_fen": N_("Bonus not paid for sick days"),
    "head_fine_fen": N_("Fine of a head"),
    "consequence": N_("What the absence leads to"),
}
HALVES = {half.value: name for half, name in HALF_NAMES.items()}


class AdjustmentsPage(MonthPage):
    """The differences of closed months that land in a month, by person and day."""

    AUTO_FOCUS = "#adjustments"
    DEFAULT_CSS = """
    AdjustmentsPage #adjustments-told { padding: 0 1; }
    """

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area, month)
        self._lines: Sequence[AdjustmentSeen] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="adjustments-told")
        yield Grid(id="adjustments")

    def context(self) -> str:
        return _("From closed months into {month}").format(month=self.month)

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        self.fetch(queries.adjustments_into, self.app.desk.actor, self.month, then=self._show)

    def _show(self, lines: Sequence[AdjustmentSeen]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        lines = self._lines
        if lines is None:
            return
        people = len({line.employee_id for line in lines})
        told = _("{count} lines about {people} people. The counts and tiers of {month} stay as they are.")
        shown = Line(told.format(count=len(lines), people=people, month=self.month), "muted")
        self.query_one("#adjustments-told", Lines).show([shown] if lines else [])
        self.grid.empty = _("No closed month left anything to {month}.").format(month=self.month)
        fixed = NAME + 2 * DAY + 2 * VALUE + FEN
        width = self.size.width
        columns = [
            Column("name", _("Name"), width=NAME),
            Column("day", _("Day"), width=DAY),
            Column("field", _("Figure"), width=max(width - fixed - GAPS, NARROWEST)),
            Column("was", _("Was"), width=VALUE),
            Column("is", _("Is"), width=VALUE),
            Column("fen", _("Difference"), width=FEN, align=Align.RIGHT),
            Column("month", _("Closed month"), width=DAY),
        ]
        self.grid.show(ListSource(_row(line) for line in lines), columns=(columns[:2], columns[2:], []))


def _row(line: AdjustmentSeen) -> GridRow:
    fen = line.fen or 0
    return GridRow(
        line.id,
        [
            line.name,
            f"{line.day}",
            _field(line.field),
            _value(line.field, line.was),
            Cell(_value(line.field, line.is_now), "strong"),
            Cell(f"{'+' if fen > 0 else ''}{format_yuan(fen)}" if fen else "", "warn"),
            line.closed_month,
        ],
    )


def _field(field: str) -> str:
    if field in HALVES:
        return _(HALVES[field])
    if field.startswith(LEAVE_PREFIX):
        return _(LEAVE_NAMES[LeaveKind(field.removeprefix(LEAVE_PREFIX))])
    return _(FIELD_NAMES[field])


def _value(field: str, value: str) -> str:
    """A figure as people read it: results in words with their minutes, money in yuan."""
    if not value:
        return ""
    if field in HALVES:
        code, *minutes = value.split(" ")
        kind, _colon, leave = code.partition(":")
        name = _(LEAVE_NAMES[LeaveKind(leave)]) if leave else _(RESULT_NAMES[Result(kind)])
        return " ".join([name, *(_("{minutes} min").format(minutes=one) for one in minutes)])
    if field.endswith(MONEY_SUFFIX):
        return format_yuan(int(value))
    if field == "consequence":
        return _(CONSEQUENCE_NAMES[Consequence(value)])
    return _("the whole month") if value == WHOLE_MONTH else value
