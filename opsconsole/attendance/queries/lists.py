"""Plain lists beside the month sheet: punches of nobody, the calendar of a year, people to find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.attendance.model import (
    AttendanceMonth,
    CalendarDay,
    CalendarYear,
    MonthRow,
    Origin,
)
from opsconsole.attendance.queries.grid import GridFilter, GridRow, row_ids, rows, visible_rows
from opsconsole.attendance.rules.values import DayKind
from opsconsole.dates import Month
from opsconsole.org.model import Unit
from opsconsole.org.pinyin import words_of

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A day that is not what its weekday says, and whether the office or the published calendar says so (ATT-1)."""

    day: date
    kind: DayKind
    name: str
    by_office: bool


@dataclass(frozen=True, slots=True)
class YearCalendar:
    """The holidays and make-up workdays of a year; `published` tells whether anybody has said them yet."""

    year: int
    published: bool
    days: tuple[CalendarEntry, ...]


def year_calendar(session: Session, year: int) -> YearCalendar:
    """The work calendar of a year (ATT-1)."""
    held = session.execute(
        select(CalendarDay)
        .where(CalendarDay.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(CalendarDay.day)
    ).scalars()
    entries = tuple(CalendarEntry(one.day, one.kind, one.name, one.origin is Origin.OFFICE) for one in held)
    return YearCalendar(year, session.get(CalendarYear, year) is not None, entries)


def find_people(session: Session, actor: Any, text: str) -> tuple[Month | None, list[GridRow]]:
    """The first people of the newest judged month whom a text finds, of those that the actor may see."""
    newest = session.execute(select(func.max(AttendanceMonth.month))).scalar_one()
    if newest is None:
        return None, []
    month = Month.parse(newest)
    found = row_ids(session, actor, month, GridFilter(text=text))
    return month, rows(session, actor, month, found[:MOST_FOUND])


@dataclass(frozen=True, slots=True)
class UnitInMonth:
    """A unit that has rows in a month: how many, and how many halves of theirs wait for a verdict."""

    unit_id: int
    code: str
    name_zh: str
    name_en: str
    people: int
    unsettled: int


def units_in_month(session: Session, actor: Any, month: Month, text: str = "") -> list[UnitInMonth]:
    """The units of the sheet that a text finds, by code; of those that the actor may see."""
    query = (
        select(Unit.id, Unit.code, Unit.name_zh, Unit.name_en, func.count(), func.sum(MonthRow.unsettled))
        .join(MonthRow, MonthRow.unit_id == Unit.id)
        .where(*visible_rows(session, actor, month))
        .group_by(Unit.id, Unit.code, Unit.name_zh, Unit.name_en)
        .order_by(Unit.code)
    )
    for word in words_of(text):
        query = query.where(Unit.search.contains(word, autoescape=True))
    return [UnitInMonth(*row[:5], int(row[5])) for row in session.execute(query)]
