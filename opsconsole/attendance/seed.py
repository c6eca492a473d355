"""The published holidays, taken from the library into our own calendar table, where the office may overrule them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.attendance.model import CalendarDay, CalendarYear, Origin
from opsconsole.attendance.rules.values import DayKind
from opsconsole.db.types import table_of
from opsconsole.i18n import N_

SATURDAY = 5
HOLIDAY_NAMES = (
    N_("New Year's Day"),
    N_("Spring Festival"),
    N_("Tomb-sweeping Day"),
    N_("Labour Day"),
    N_("Dragon Boat Festival"),
    N_("National Day"),
    N_("Mid-autumn Festival"),
    N_("Anti-Fascist 70th Day"),
)
"""The names that the library gives holidays; kept as they are, translated where they are shown."""


def published_days(year: int) -> list[tuple[date, DayKind, str]]:
    """The days of a year that are not what their weekday says, as published; empty where nothing is yet.

    Holidays carry every day of their period, the weekend days in it included (ATT-1).
    """
    from chinese_calendar import constants

    days = [(day, DayKind.HOLIDAY, name) for day, name in constants.holidays.items() if day.year == year]
    days += [
        (day, DayKind.WORKDAY, name)
        for day, name in constants.workdays.items()
        if day.year == year and day.weekday() >= SATURDAY
    ]
    return sorted(days)


def published_years() -> range:
    """The years that the library knows."""
    from chinese_calendar import constants

    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def missing_years(session: Session) -> list[int]:
    """Years that were published and are not in the table yet."""
    held = set(session.execute(select(CalendarYear.year)).scalars())
    return [year for year in published_years() if year not in held]


def seed_calendar(session: Session, actor: Any, years: list[int]) -> int:
    """Takes published years into the table; the number of days kept. What the office entered stands (ATT-1)."""
    held_years = set(session.execute(select(CalendarYear.year)).scalars())
    held_days = set(session.execute(select(CalendarDay.day)).scalars())
    rows = []
    for year in years:
        if year in held_years:
            continue
        session.add(CalendarYear(year=year, origin=Origin.LIBRARY))
        rows += [
            {"day": day, "kind": kind, "name": name, "origin": Origin.LIBRARY}
            for day, kind, name in published_days(year)
            if day not in held_days
        ]
    if rows:
        session.connection().execute(insert(table_of(CalendarDay)), rows)
    digest = audit.journal.digest_of_rows(tuple(row.values()) for row in rows)
    audit.record(session, "calendar", years=years, days=len(rows), digest=digest)
    return len(rows)


def is_seeded(session: Session) -> bool:
    """Whether any year's holidays are in the table."""
    return session.execute(select(CalendarYear.year).limit(1)).first() is not None
