"""The month sheet: its head, which rows it has in which order, and the rows of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, may
from opsconsole.access.visibility import visible_units
from opsconsole.attendance.model import AttendanceMonth, CalendarDay, CalendarYear, MonthRow, MonthState, UnitReview
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.values import DayKind, JudgedDay
from opsconsole.attendance.sources import policies
from opsconsole.dates import Month
from opsconsole.org.model import Employee, Unit
from opsconsole.org.pinyin import words_of


@dataclass(frozen=True, slots=True)
class DayHead:
    """One day at the head of the sheet; `name` is the holiday's."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class MonthHead:
    """What stands above the sheet: the month's state, how far its review is, and what it lacks."""

    month: Month
    state: MonthState
    days: tuple[DayHead, ...]
    people: int
    unsettled: int
    explained: int
    calendar_published: bool
    minimum_wage_known: bool
    confirmed: int
    units: int


@dataclass(frozen=True, slots=True)
class GridFilter:
    """Which rows are shown; all that is set has to hold."""

    text: str = ""
    unit_id: int | None = None
    unsettled_only: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """One person's month. Money is None for those who may not see pay."""

    employee_id: int
    badge: str
    name: str
    unit_code: str
    unit_name_zh: str
    unit_name_en: str
    days: tuple[JudgedDay | None, ...]
    required_days: int
    present_halves: int
    late_times: int
    late_min: int
    early_times: int
    early_min: int
    missing: int
    absence_halves: int
    leave_halves: tuple[int, ...]
    outing_times: int
    duty_days: int
    unsettled: int
    explained: int
    late_tier: str
    absence_tier: str
    policy_fen: int | None
    cap_fen: int | None
    payable_fen: int | None
    sick_bonus_fen: int | None
    head_fine_fen: int | None
    consequence: str


def month_head(session: Session, actor: Any, month: Month, now: datetime) -> MonthHead:
    """The head of the sheet, for the rows that `actor` may see."""
    held = session.get(AttendanceMonth, str(month))
    calendar = {
        row.day: (row.kind, row.name)
        for row in session.execute(
            select(CalendarDay).where(CalendarDay.day.between(month.first, month.last))
        ).scalars()
    }
    days = tuple(DayHead(day, kind_of(day, calendar), calendar.get(day, ("", ""))[1]) for day in month.days())
    sums = session.execute(
        select(func.count(), func.sum(MonthRow.unsettled), func.sum(MonthRow.explained)).where(
            *visible_rows(session, actor, month)
        )
    ).one()
    return MonthHead(
        month=month,
        state=held.state if held else MonthState.OPEN,
        days=days,
        people=sums[0],
        unsettled=int(sums[1] or 0),
        explained=int(sums[2] or 0),
        calendar_published=session.get(CalendarYear, month.year) is not None,
        minimum_wage_known=policies(session).on(month.last).minimum_wage_fen is not None,
        confirmed=session.execute(
            select(func.count()).select_from(UnitReview).where(UnitReview.month == str(month))
        ).scalar_one(),
        units=session.execute(
            select(func.count(MonthRow.unit_id.distinct())).where(MonthRow.month == str(month))
        ).scalar_one(),
    )


def visible_rows(session: Session, actor: Any, month: Month) -> list[ColumnElement[bool]]:
    """The rows of a month that `actor` may see: all, their units', or their own alone."""
    chosen: list[ColumnElement[bool]] = [MonthRow.month == str(month)]
    units = visible_units(session, actor, month.last)
    if units is not None:
        if units:
            chosen.append(MonthRow.unit_id.in_(units) | (MonthRow.employee_id == actor.employee_id))
        else:
            chosen.append(MonthRow.employee_id == actor.employee_id)
    return chosen


def row_ids(session: Session, actor: Any, month: Month, chosen: GridFilter) -> list[int]:
    """The employees of the sheet in its order: by unit, then by the pinyin of the name."""
    query = (
        select(MonthRow.employee_id)
        .join(Employee, Employee.id == MonthRow.employee_id)
        .join(Unit, Unit.id == MonthRow.unit_id)
        .where(*visible_rows(session, actor, month))
        .order_by(Unit.code, Employee.sort_key, Employee.badge)
    )
    if chosen.unit_id is not None:
        query = query.where(MonthRow.unit_id == chosen.unit_id)
    if chosen.unsettled_only:
        query = query.where(MonthRow.unsettled > 0)
    for word in words_of(chosen.text):
        query = query.where(
            Employee.search.contains(word, autoescape=True) | Unit.search.contains(word, autoescape=True)
        )
    return list(session.execute(query).scalars())


_COLUMNS = (
    MonthRow.employee_id,
    Employee.badge,
    Employee.name,
    Unit.code,
    Unit.name_zh,
    Unit.name_en,
    MonthRow.days,
    MonthRow.required_days,
    MonthRow.present_halves,
    MonthRow.late_times,
    MonthRow.late_min,
    MonthRow.early_times,
    MonthRow.early_min,
    MonthRow.missing,
    MonthRow.absence_halves,
    MonthRow.leave_halves,
    MonthRow.outing_times,
    MonthRow.duty_days,
    MonthRow.unsettled,
    MonthRow.explained,
    MonthRow.late_tier,
    MonthRow.absence_tier,
    MonthRow.policy_fen,
    MonthRow.cap_fen,
    MonthRow.payable_fen,
    MonthRow.sick_bonus_fen,
    MonthRow.head_fine_fen,
    MonthRow.consequence,
)
_DAYS, _LEAVE, _MONEY = 6, 15, slice(22, 27)


def rows(session: Session, actor: Any, month: Month, employee_ids: Sequence[int]) -> list[GridRow]:
    """The rows of some employees, in the order asked for; one that is gone since, or not to be seen, is left out."""
    query = (
        select(*_COLUMNS)
        .join(Employee, Employee.id == MonthRow.employee_id)
        .join(Unit, Unit.id == MonthRow.unit_id)
        .where(*visible_rows(session, actor, month), MonthRow.employee_id.in_(employee_ids))
    )
    sees_pay = may(actor, Permission.PAY_VIEW)
    found: dict[int, GridRow] = {}
    for row in session.execute(query):
        cells = list(row)
        cells[_DAYS] = tuple(unpack_month(cells[_DAYS]))
        cells[_LEAVE] = tuple(int(part) for part in cells[_LEAVE].split(","))
        if not sees_pay:
            cells[_MONEY] = [None] * 5
        found[row[0]] = GridRow(*cells)
    return [found[employee_id] for employee_id in employee_ids if employee_id in found]
