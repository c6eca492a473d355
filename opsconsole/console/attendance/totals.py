"""The columns of totals at the right of the month sheet, and which of them stay in sight."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.cells import cell_len

from opsconsole.attendance.queries import GridRow, Total
from opsconsole.attendance.rules.names import as_days
from opsconsole.attendance.rules.values import Consequence
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_yuan

WIDE_FROM = 100
"""From so many cells on all main totals stay in sight; on a narrower terminal a few do."""


@dataclass(frozen=True, slots=True)
class TotalColumn:
    """One total: its name, its two-line heading, what it says of a row, and what explains it."""

    key: str
    name: str
    title: Callable[[], str]
    unit: Callable[[], str]
    text: Callable[[GridRow], str | Cell]
    width: int
    explained_by: Total | None = None
    is_pay: bool = False

    def column(self) -> Column:
        """As a column of the grid, its heading in the language in force."""
        title, unit = self.title(), self.unit()
        width = max(self.width, cell_len(title), cell_len(unit))
        return Column(self.key, title, unit, width, Align.RIGHT)


def _times(number: int) -> str:
    return str(number) if number else ""


def _days(halves: int) -> str:
    return as_days(halves) if halves else ""


def _yuan(fen: int | None) -> str:
    return format_yuan(fen) if fen else ""


def _policy(row: GridRow) -> str | Cell:
    """The policy's figure, marked where it is over the lawful cap (ATT-13)."""
    if row.policy_fen and row.cap_fen is not None and row.policy_fen > row.cap_fen:
        return Cell("!" + _yuan(row.policy_fen), "bad")
    return _yuan(row.policy_fen)


CONSEQUENCE_NAMES = {Consequence.PROBATION: N_("probation"), Consequence.DISMISSAL: N_("dismissal")}


def _consequence(row: GridRow) -> str | Cell:
    name = CONSEQUENCE_NAMES.get(Consequence(row.consequence))
    return Cell(_(name), "bad") if name else ""


def _marked(number: str, look: str) -> str | Cell:
    return Cell(number, look) if number else ""


def _in_days() -> str:
    return pgettext("column", "d")


def _in_times() -> str:
    return pgettext("column", "x")


def _in_minutes() -> str:
    return pgettext("column", "min")


def _in_halves() -> str:
    return pgettext("column", "half")


def _in_yuan() -> str:
    return pgettext("column", "CNY")


UNSETTLED = TotalColumn(
    "unsettled",
    N_("Halves that wait for a verdict"),
    lambda: pgettext("column", "Open"),
    _in_halves,
    lambda row: _times(row.unsettled),
    2,
)
REQUIRED = TotalColumn(
    "required",
    N_("Days due"),
    lambda: pgettext("column", "Due"),
    _in_days,
    lambda row: _times(row.required_days),
    2,
    Total.REQUIRED,
)
PRESENT = TotalColumn(
    "present",
    N_("Days present"),
    lambda: pgettext("column", "Here"),
    _in_days,
    lambda row: _days(row.present_halves),
    4,
    Total.PRESENT,
)
LATE = TotalColumn(
    "late",
    N_("Times late"),
    lambda: pgettext("column", "Late"),
    _in_times,
    lambda row: _marked(_times(row.late_times), "warn"),
    2,
    Total.LATE,
)
EARLY = TotalColumn(
    "early",
    N_("Times left early"),
    lambda: pgettext("column", "Earl"),
    _in_times,
    lambda row: _marked(_times(row.early_times), "warn"),
    2,
    Total.EARLY,
)
MISSING = TotalColumn(
    "missing",
    N_("Halves with a missing punch"),
    lambda: pgettext("column", "Miss"),
    _in_halves,
    lambda row: _marked(_times(row.missing), "bad"),
    2,
    Total.MISSING,
)
ABSENCE = TotalColumn(
    "absence",
    N_("Days of absence"),
    lambda: pgettext("column", "Abs"),
    _in_days,
    lambda row: _marked(_days(row.absence_halves), "bad"),
    4,
    Total.ABSENCE,
)
LEAVE = TotalColumn(
    "leave",
    N_("Days of leave"),
    lambda: pgettext("column", "Lve"),
    _in_days,
    lambda row: _days(sum(row.leave_halves)),
    4,
    Total.LEAVE,
)
POLICY = TotalColumn(
    "policy", N_("Policy figure"), lambda: pgettext("column", "Policy"), _in_yuan, _policy, 10, Total.MONEY, is_pay=True
)
CAP = TotalColumn(
    "cap",
    N_("Lawful cap"),
    lambda: pgettext("column", "Cap"),
    _in_yuan,
    lambda row: _yuan(row.cap_fen),
    9,
    Total.MONEY,
    is_pay=True,
)

REST = (
    TotalColumn(
        "explained",
        N_("Halves explained"),
        lambda: pgettext("column", "Expl"),
        _in_halves,
        lambda row: _times(row.explained),
        2,
    ),
    TotalColumn(
        "late_min",
        N_("Minutes late"),
        lambda: pgettext("column", "Late"),
        _in_minutes,
        lambda row: _times(row.late_min),
        4,
        Total.LATE,
    ),
    TotalColumn(
        "early_min",
        N_("Minutes left early"),
        lambda: pgettext("column", "Earl"),
        _in_minutes,
        lambda row: _times(row.early_min),
        4,
        Total.EARLY,
    ),
    TotalColumn(
        "outings",
        N_("Outings"),
        lambda: pgettext("column", "Out"),
        _in_times,
        lambda row: _times(row.outing_times),
        2,
        Total.OUTINGS,
    ),
    TotalColumn(
        "duty",
        N_("Days of duty"),
        lambda: pgettext("column", "Duty"),
        _in_days,
        lambda row: _times(row.duty_days),
        2,
        Total.DUTY,
    ),
    TotalColumn(
        "payable",
        N_("To payroll"),
        lambda: pgettext("column", "Payroll"),
        _in_yuan,
        lambda row: _yuan(row.payable_fen),
        9,
        Total.MONEY,
        is_pay=True,
    ),
    TotalColumn(
        "sick_bonus",
        N_("Bonus not paid for sick days"),
        lambda: pgettext("column", "Sick bonus"),
        _in_yuan,
        lambda row: _yuan(row.sick_bonus_fen),
        9,
        Total.MONEY,
        is_pay=True,
    ),
    TotalColumn(
        "head_fine",
        N_("Fine of a head"),
        lambda: pgettext("column", "Head fine"),
        _in_yuan,
        lambda row: _yuan(row.head_fine_fen),
        9,
        Total.MONEY,
        is_pay=True,
    ),
    TotalColumn(
        "consequence", N_("What the absence leads to"), lambda: pgettext("column", "Leads to"), str, _consequence, 9
    ),
)

MAIN = (UNSETTLED, REQUIRED, PRESENT, LATE, EARLY, MISSING, ABSENCE, LEAVE, POLICY, CAP)
FEW = (UNSETTLED, LATE, ABSENCE)
BY_KEY = {one.key: one for one in (*MAIN, *REST)}


def totals_for(width: int, *, with_pay: bool) -> tuple[list[TotalColumn], list[TotalColumn]]:
    """The totals that scroll behind the days, and those that stay in sight, on a terminal of `width` cells."""
    pinned = MAIN if width >= WIDE_FROM else FEW
    allowed = [one for one in (*MAIN, *REST) if with_pay or not one.is_pay]
    return [one for one in allowed if one not in pinned], [one for one in allowed if one in pinned]
