"""When the demo company works: its workdays of the quarter, and who has which shift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.values import DayKind, Shift
from opsconsole.attendance.seed import published_days
from opsconsole.dates import Month
from opsconsole.demo.people import FACTORY_UNITS, DemoPerson

YEAR = 2026
MONTHS = (Month(YEAR, 1), Month(YEAR, 2), Month(YEAR, 3))
MARCH = MONTHS[2]

OFFICE = Shift(*AttendancePolicy().default_shift)
FACTORY = Shift(8 * 60 + 30, 12 * 60, 13 * 60, 17 * 60 + 30)
WORKSHOP_ONE = Shift(8 * 60 + 30, 12 * 60, 13 * 60, 17 * 60 + 30, punches=4)
SHORTENED = Shift(9 * 60 + 30, 12 * 60, 13 * 60 + 30, 17 * 60)
SHORTENED_FROM, SHORTENED_UNTIL = date(2026, 3, 2), date(2026, 3, 23)
SHORTENED_FOR = ("CW-03", 3)
"""Somebody back from maternity leave who works shorter days for three weeks: position, and which of its holders."""

Holders = Mapping[str, list[DemoPerson]]
"""The people of the demo by the position they held when the year began, or in which they began later."""


def holders_of(people: list[DemoPerson]) -> dict[str, list[DemoPerson]]:
    """Who holds each position."""
    found: dict[str, list[DemoPerson]] = {}
    for person in people:
        standing = person.on(date(YEAR, 1, 1)) or person.assignments[0]
        found.setdefault(standing.post.code, []).append(person)
    return found


@cache
def workdays(month: Month) -> tuple[date, ...]:
    """The workdays of a month, make-up days among them."""
    entries = {day: (kind, name) for day, kind, name in published_days(month.year)}
    return tuple(day for day in month.days() if kind_of(day, entries) is DayKind.WORKDAY)


@dataclass(frozen=True, slots=True)
class Shifts:
    """Who works which shift."""

    shortened: str
    """The badge of whoever works shorter days for a while."""

    def on(self, person: DemoPerson, day: date) -> Shift | None:
        """The shift of somebody's day; None where they are not employed."""
        assigned = person.on(day)
        if assigned is None:
            return None
        if person.badge == self.shortened and SHORTENED_FROM <= day < SHORTENED_UNTIL:
            return SHORTENED
        if assigned.post.unit == "SC1":
            return WORKSHOP_ONE
        return FACTORY if assigned.post.unit in FACTORY_UNITS else OFFICE
