"""A month as it goes on paper: units with their people, every half day, what it adds up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.attendance.model import AttendanceMonth, CalendarDay, MonthRow, MonthState
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.queries.grid import DayHead
from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.values import JudgedDay
from opsconsole.attendance.sources import policies
from opsconsole.dates import Month
from opsconsole.errors import Named
from opsconsole.org.model import Assignment, Employee, Position, Unit
from opsconsole.org.queries import company_names


@dataclass(frozen=True, slots=True)
class PersonOnPaper:
    """One person's month: their last position in it, every day as it is kept, and the row's figures by column (halves,
    minutes, fen)."""

    badge: str
    name: str
    position: Named
    packed: str
    figures: Mapping[str, Any]

    @property
    def days(self) -> Sequence[JudgedDay | None]:
        """Every day of the month; None while they were not employed."""
        return unpack_month(self.packed)


@dataclass(frozen=True, slots=True)
class UnitOnPaper:
    """The people of a unit, by the pinyin of their names."""

    code: str
    name: Named
    people: tuple[PersonOnPaper, ...]


@dataclass(frozen=True, slots=True)
class MonthOnPaper:
    """A month for printing; `through` is the last day that was judged, `policy` the version of the month's last day."""

    company: Named
    month: Month
    state: MonthState
    through: date
    days: tuple[DayHead, ...]
    policy: AttendancePolicy
    units: tuple[UnitOnPaper, ...]


def month_on_paper(session: Session, month: Month, badges: frozenset[str] | None = None) -> MonthOnPaper:
    """The month of everybody, or of the people of some `badges`, by unit."""
    held = session.get(AttendanceMonth, str(month))
    calendar = {
        row.day: (row.kind, row.name)
        for row in session.execute(
            select(CalendarDay).where(CalendarDay.day.between(month.first, month.last))
        ).scalars()
    }
    names = company_names(session)
    return MonthOnPaper(
        company=Named(names.get("zh", ""), names.get("en", "") or names.get("zh", "")),
        month=month,
        state=held.state if held else MonthState.OPEN,
        through=min(held.judged_through, month.last) if held else month.first,
        days=tuple(DayHead(day, kind_of(day, calendar), calendar.get(day, ("", ""))[1]) for day in month.days()),
        policy=policies(session).on(month.last),
        units=_units(session, month, badges),
    )


def _units(session: Session, month: Month, badges: frozenset[str] | None) -> tuple[UnitOnPaper, ...]:
    query = (
        select(
            *(column for column in MonthRow.__table__.columns),
            Employee.badge.label("badge"),
            Employee.name.label("name"),
            Unit.code.label("code"),
            Unit.name_zh.label("zh"),
            Unit.name_en.label("en"),
        )
        .join(Employee, Employee.id == MonthRow.employee_id)
        .join(Unit, Unit.id == MonthRow.unit_id)
        .where(MonthRow.month == str(month))
        .order_by(Unit.code, Employee.sort_key, Employee.badge)
    )
    positions = _positions(session, month)
    found: dict[str, tuple[Named, list[PersonOnPaper]]] = {}
    for row in session.execute(query):
        if badges is not None and row.badge not in badges:
            continue
        position = positions.get(row.employee_id, Named("", ""))
        person = PersonOnPaper(row.badge, row.name, position, row.days, row._mapping)
        found.setdefault(row.code, (Named(row.zh, row.en or row.zh), []))[1].append(person)
    return tuple(UnitOnPaper(code, name, tuple(people)) for code, (name, people) in found.items())


def _positions(session: Session, month: Month) -> dict[int, Named]:
    """The last position of each person in the month."""
    query = (
        select(Assignment.employee_id, Position.title_zh, Position.title_en)
        .join(Position, Position.id == Assignment.position_id)
        .where(Assignment.from_day <= month.last, Assignment.to_day.is_(None) | (Assignment.to_day >= month.first))
        .order_by(Assignment.from_day)
    )
    return {employee_id: Named(zh, en or zh) for employee_id, zh, en in session.execute(query)}
