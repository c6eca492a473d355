"""The month sheet as a grid: its columns, and each person's row as signs and figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opsconsole.attendance import queries
from opsconsole.attendance.queries import DayHead, GridFilter, MonthHead
from opsconsole.attendance.rules.values import DayKind, HalfName, JudgedDay
from opsconsole.attendance.words import WEEKDAYS
from opsconsole.console.attendance.signs import half_cells, sign_width
from opsconsole.console.attendance.totals import WIDE_FROM, TotalColumn, totals_for
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, GridRow, RowId
from opsconsole.dates import Month
from opsconsole.i18n import _, language, pgettext

"""Weekdays in two cells, for headings."""

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class SheetRow(GridRow):
    """A row of the sheet with the figures it was made of."""

    figures: queries.GridRow | None = None

    def day(self, day: date) -> JudgedDay | None:
        """What a day was judged; None where the person was not employed."""
        return self.figures.days[day.day - 1] if self.figures else None


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """How a month is laid out on a terminal of a certain width, in the language it was made in."""

    head: MonthHead
    width: int
    with_pay: bool
    language: str

    @property
    def is_wide(self) -> bool:
        return self.width >= WIDE_FROM

    def totals(self) -> tuple[list[TotalColumn], list[TotalColumn]]:
        return totals_for(self.width, with_pay=self.with_pay)

    def columns(self) -> tuple[list[Column], list[Column], list[Column]]:
        """The columns at the left, in the middle and at the right."""
        name_width, unit_width = (10, 8) if self.is_wide else (8, 6)
        left = [Column("name", _("Name"), width=name_width), Column("unit", _("Unit"), width=unit_width)]
        scrolled, pinned = self.totals()
        middle = [column for day in self.head.days for column in _day_columns(day)]
        middle += [total.column() for total in scrolled]
        return left, middle, [total.column() for total in pinned]

    def row(self, figures: queries.GridRow) -> SheetRow:
        """One person's row."""
        scrolled, pinned = self.totals()
        unit = figures.unit_name_zh if language() == "zh" else figures.unit_name_en
        cells: list[str | Cell] = [Cell(figures.name, "strong") if figures.unsettled else figures.name, unit]
        for head, day in zip(self.head.days, figures.days, strict=True):
            cells.extend(half_cells(day, is_rest=head.kind is not DayKind.WORKDAY))
        cells.extend(total.text(figures) for total in (*scrolled, *pinned))
        return SheetRow(figures.employee_id, cells, figures=figures)


def _day_columns(head: DayHead) -> tuple[Column, Column]:
    style = "" if head.kind is DayKind.WORKDAY else "rest"
    width, number = sign_width(), head.day.day
    am = Column(f"am{number:02d}", str(number), _below(head), width, Align.CENTER, style, gap=0)
    pm = Column(f"pm{number:02d}", "", "", width, Align.CENTER, style, glued=True)
    return am, pm


def _below(head: DayHead) -> str:
    """The weekday; for a holiday and a make-up workday, that it is one (ATT-1)."""
    if head.kind is DayKind.HOLIDAY:
        return pgettext("day", "Ho")
    weekday = head.day.weekday()
    if head.kind is DayKind.WORKDAY and weekday >= SATURDAY:
        return pgettext("day", "Wk")
    return _(WEEKDAYS[weekday])


def half_of(month: Month, column: str) -> tuple[date, HalfName] | None:
    """The half day that a column of the sheet stands for; None for a name or a total."""
    name, number = column[:2], column[2:]
    if name in (HalfName.AM, HalfName.PM) and number.isdigit():
        return date(month.year, month.number, int(number)), HalfName(name)
    return None


def column_of(day: date, half: HalfName) -> str:
    """The column of a half day."""
    return f"{half}{day.day:02d}"


class SheetSource:
    """The rows of a month as the grid asks for them, each read by the person at the keys."""

    def __init__(self, read: Callable[..., Any], actor: Any, month: Month, chosen: GridFilter, plan: SheetPlan) -> None:
        self._read = read
        self._actor = actor
        self._month = month
        self._chosen = chosen
        self.plan = plan

    def ids(self) -> Sequence[RowId]:
        return self._read(queries.row_ids, self._actor, self._month, self._chosen)

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        return [self.plan.row(row) for row in self._read(queries.rows, self._actor, self._month, list(ids))]
