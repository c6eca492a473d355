"""What the clocks see: every swipe of the quarter, from who came when, who forgot, and who stayed past midnight."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from opsconsole.attendance.rules.times import MINUTES_A_DAY, moment_of
from opsconsole.attendance.rules.values import HalfName, Shift
from opsconsole.demo.away import Away, OutingTaken
from opsconsole.demo.people import BRANCH_UNITS, FACTORY_UNITS, Assigned, DemoPerson
from opsconsole.demo.sins import Sin, SinsByDay
from opsconsole.demo.working import MONTHS, Shifts, workdays

HEAD_OFFICE_CLOCK, FACTORY_CLOCK, BRANCH_CLOCK = 1, 2, 3
_TWICE, _LUNCH, _OVERTIME, _RETURNS = 0.03, 0.06, 0.22, 0.4
_SATURDAYS = 0.04
_AM, _PM = HalfName.AM, HalfName.PM


class Swipe(NamedTuple):
    """One swipe at one machine; `number` is what the machine writes, without leading zeros."""

    at: datetime
    number: int
    clock: int


@dataclass(frozen=True, slots=True)
class Habit:
    """How many minutes before the start somebody comes, and after the end leaves, on most days."""

    lead: float
    lag: float
    overtime: float


def clock_of(assigned: Assigned) -> int:
    """The machine at somebody's workplace."""
    if assigned.post.unit in FACTORY_UNITS:
        return FACTORY_CLOCK
    return BRANCH_CLOCK if assigned.post.unit in BRANCH_UNITS else HEAD_OFFICE_CLOCK


def swipes_of_work(people: list[DemoPerson], shifts: Shifts, away: Away, sins: SinsByDay) -> Iterator[Swipe]:
    """Every swipe on workdays, and of those who come in on a Saturday."""
    for person in people:
        random = Random(f"opsconsole demo {person.badge}")
        engineers = person.assignments[-1].post.unit == "YF"
        habit = Habit(4 + 18 * random.random(), 2 + 10 * random.random(), _OVERTIME * (3 if engineers else 1))
        for month in MONTHS:
            worked = workdays(month)
            for day in worked:
                yield from _day(random, person, day, shifts, habit, away, sins)
            if engineers:
                free = [one for one in month.days() if one.weekday() == 5 and one not in worked]
                for day in free:
                    yield from _saturday(random, person, day)


def swipe(assigned: Assigned, at: datetime) -> Swipe:
    """A swipe at the machine of somebody's workplace."""
    return Swipe(at, int(assigned.clock), clock_of(assigned))


def _day(
    random: Random, person: DemoPerson, day: date, shifts: Shifts, habit: Habit, away: Away, sins: SinsByDay
) -> Iterator[Swipe]:
    assigned, shift = person.on(day), shifts.on(person, day)
    if assigned is None or shift is None:
        return
    sin = sins.get((person.badge, day))
    on_leave = away.halves.get((person.badge, day), set())
    minutes = _minutes(random, shift, habit, sin, on_leave, away.out.get((person.badge, day)))
    for minute in minutes:
        at = moment_of(day, minute) + timedelta(seconds=int(random.random() * 60))
        yield swipe(assigned, at)
        if random.random() < _TWICE:
            yield swipe(assigned, at + timedelta(seconds=2 + int(random.random() * 40)))


def _minutes(
    random: Random, shift: Shift, habit: Habit, sin: Sin | None, on_leave: set[HalfName], outing: OutingTaken | None
) -> list[int]:
    """The minutes of a day at which somebody swipes."""
    if len(on_leave) == 2 or sin is Sin.ABSENT:
        return []
    morning = _AM not in on_leave and sin is not Sin.ABSENT_MORNING
    afternoon = _PM not in on_leave and sin is not Sin.ABSENT_AFTERNOON
    start = shift.am_start if morning else shift.pm_start
    end = shift.pm_end if afternoon else shift.am_end
    arrival = _arrival(random, start, habit, sin)
    departure = _departure(random, end, habit, sin)
    if outing is not None:
        return _around(random, outing, start, end, arrival, departure)
    minutes = [arrival, departure]
    if morning and afternoon:
        breaks = [shift.am_end + int(random.random() * 9), shift.pm_start - 1 - int(random.random() * 20)]
        if shift.punches == 4 or (sin is None and random.random() < _LUNCH):
            minutes[1:1] = breaks
    if sin is Sin.NO_ARRIVAL:
        return minutes[1:]
    return minutes[:-1] if sin is Sin.NO_DEPARTURE else minutes


def _arrival(random: Random, start: int, habit: Habit, sin: Sin | None) -> int:
    part = random.random()
    usual = start - max(1, min(50, round(habit.lead + random.gauss(0, 5))))
    match sin:
        case Sin.JUST_IN_TIME:
            return start + 1 + int(part * 4)
        case Sin.LATE | Sin.LATE_AND_EARLY:
            return start + 5 + int(part * part * 26)
        case Sin.VERY_LATE:
            return start + 31 + int(part * 80)
    return usual


def _departure(random: Random, end: int, habit: Habit, sin: Sin | None) -> int:
    part = random.random()
    usual = end + max(0, round(habit.lag + random.gauss(0, 5)))
    overtime = 40 + int(random.random() * 150) if random.random() < habit.overtime else 0
    match sin:
        case Sin.EARLY | Sin.LATE_AND_EARLY:
            return end - 1 - int(part * 30)
        case Sin.VERY_EARLY:
            return end - 31 - int(part * 90)
        case Sin.PAST_MIDNIGHT:
            return MINUTES_A_DAY + 5 + int(part * 130)
        case None:
            return usual + overtime
    return usual


def _around(random: Random, outing: OutingTaken, start: int, end: int, arrival: int, departure: int) -> list[int]:
    """The swipes of a day with an outing: none while out, and often none on the way out."""
    out, back = (moment.hour * 60 + moment.minute for moment in (outing.start, outing.end))
    minutes = [] if out <= start else [arrival]
    if start < out and (back >= end or random.random() < _RETURNS):
        minutes.append(out - 1 - int(random.random() * 5))
    if back < end:
        minutes += [back + 2 + int(random.random() * 6), departure]
    return minutes


def _saturday(random: Random, person: DemoPerson, day: date) -> Iterator[Swipe]:
    assigned = person.on(day)
    came, arrival, departure = random.random(), random.random(), random.random()
    if assigned is not None and came < _SATURDAYS:
        yield swipe(assigned, moment_of(day, 570 + int(arrival * 90)))
        yield swipe(assigned, moment_of(day, 900 + int(departure * 240)))
