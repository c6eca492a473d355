"""Who is late, forgets to clock or stays away on which day: few people, most of them seldom, some of them often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from random import Random

from opsconsole.dates import Month
from opsconsole.demo.away import LATE_AND_EARLY, LEADING_UNITS, Away
from opsconsole.demo.people import DemoPerson
from opsconsole.demo.working import MARCH, MONTHS, Holders, workdays


class Sin(StrEnum):
    """What somebody does on a day, instead of coming in time and leaving after the end."""

    JUST_IN_TIME = "just_in_time"
    LATE = "late"
    VERY_LATE = "very_late"
    EARLY = "early"
    VERY_EARLY = "very_early"
    NO_ARRIVAL = "no_arrival"
    NO_DEPARTURE = "no_departure"
    ABSENT = "absent"
    ABSENT_MORNING = "absent_morning"
    ABSENT_AFTERNOON = "absent_afternoon"
    LATE_AND_EARLY = "late_and_early"
    PAST_MIDNIGHT = "past_midnight"


SinsByDay = dict[tuple[str, date], Sin]
"""By badge and day."""

_TIMES = frozenset({Sin.LATE, Sin.EARLY})
_HALVES = frozenset(
    {Sin.VERY_LATE, Sin.VERY_EARLY, Sin.NO_ARRIVAL, Sin.NO_DEPARTURE, Sin.ABSENT_MORNING, Sin.ABSENT_AFTERNOON}
)
_MOST_TIMES, _MOST_HALVES = 2, 1
"""Of one person in a month, so that nobody loses a month's pay by chance (ATT-6, ATT-7)."""

_A_MONTH: dict[Sin, int] = {
    Sin.LATE: 43,
    Sin.EARLY: 14,
    Sin.VERY_LATE: 4,
    Sin.VERY_EARLY: 3,
    Sin.NO_ARRIVAL: 5,
    Sin.NO_DEPARTURE: 9,
    Sin.ABSENT_MORNING: 2,
    Sin.ABSENT_AFTERNOON: 1,
    Sin.JUST_IN_TIME: 60,
    Sin.PAST_MIDNIGHT: 5,
}
_OFTEN_EVERY, _OFTEN = 9, 6
"""One in so many people sins so many times as often as others."""

_NIGHT_WORKERS = ("YF-04", "YF-03", "QH-04", "YY-04")
_DAYS_LATE = {
    ("SC1-03", 3, MARCH): (3, 4, 6, 10, 12, 17, 18, 24, 26, 30),
    ("SC2-03", 5, MARCH): (5, 11, 16, 23, 27),
    ("XS-03", 12, MARCH): (2, 9, 19, 31),
    ("YY-06", 2, MARCH): (4, 13, 25),
    ("QD-03", 5, MONTHS[0]): (7, 14, 22, 29),
    ("SC1-03", 3, MONTHS[1]): (3, 9, 11, 14, 25),
}
_DAYS_AWAY = {
    ("XS-03", 7, MARCH): (10, 11, 12),
    ("HD-02", 4, MARCH): (9,),
    # Went home for the Spring Festival and did not come back.
    ("SC1-03", 21, MONTHS[1]): (24, 25, 26, 27, 28),
    ("SC2-03", 2, MONTHS[0]): (19, 20),
}
_SINGLE = (
    ("XS-03", 7, date(2026, 3, 13), Sin.ABSENT_MORNING),
    ("QH-04", 1, date(2026, 3, 6), Sin.LATE),
    ("QH-04", 1, date(2026, 3, 18), Sin.LATE),
    ("QH-04", 1, date(2026, 3, 26), Sin.EARLY),
)
NOT_ENROLLED = ("YY-03", 7, date(2026, 3, 16))
"""A new hire whose fingerprint the clock did not know on the first day: position, which holder, day."""


def scripted(holders: Holders) -> SinsByDay:
    """What happens in the demo company for a purpose: each tier of ATT-6 and ATT-7 is reached by somebody."""
    found: SinsByDay = {}
    for (code, number, month), days in _DAYS_LATE.items():
        found.update({(holders[code][number].badge, date(month.year, month.number, day)): Sin.LATE for day in days})
    for (code, number, month), days in _DAYS_AWAY.items():
        found.update({(holders[code][number].badge, date(month.year, month.number, day)): Sin.ABSENT for day in days})
    for code, number, day, sin in _SINGLE:
        found[holders[code][number].badge, day] = sin
    for code, number, day in LATE_AND_EARLY:
        found[holders[code][number].badge, day] = Sin.LATE_AND_EARLY
    code, number, day = NOT_ENROLLED
    found[holders[code][number].badge, day] = Sin.ABSENT
    return found


def all_sins(people: list[DemoPerson], holders: Holders, away: Away, duties: set[tuple[str, date]]) -> SinsByDay:
    """Everything that goes wrong in the quarter; whoever has a part in the script does nothing else in that month."""
    found = scripted(holders)
    playing = {(badge, Month.of(day)) for badge, day in found}
    random = Random("opsconsole demo sins")
    likely = [person for index, person in enumerate(people) for _ in range(_OFTEN if index % _OFTEN_EVERY == 4 else 1)]
    night = {person.badge for code in _NIGHT_WORKERS for person in holders[code]}
    for month in MONTHS:
        share = len(workdays(month)) / len(workdays(MARCH))
        counts: Counter[tuple[str, str]] = Counter()
        for sin, a_month in _A_MONTH.items():
            pool = [person for person in likely if person.badge in night] if sin is Sin.PAST_MIDNIGHT else likely
            _sin_somewhere(random, sin, round(a_month * share), month, pool, away, duties, found, playing, counts)
    return found


def _sin_somewhere(
    random: Random,
    sin: Sin,
    times: int,
    month: Month,
    pool: list[DemoPerson],
    away: Away,
    duties: set[tuple[str, date]],
    found: SinsByDay,
    playing: Iterable[tuple[str, Month]],
    counts: Counter[tuple[str, str]],
) -> None:
    days, kept_out, done = workdays(month), set(playing), 0
    while done < times:
        person = pool[int(random.random() * len(pool))]
        day = days[int(random.random() * len(days))]
        key = (person.badge, day)
        assigned = person.on(day)
        if assigned is None or assigned.post.unit in LEADING_UNITS or (person.badge, month) in kept_out:
            continue
        if key in found or key in duties or away.touches(*key) or not _bearable(person.badge, sin, counts):
            continue
        found[key] = sin
        done += 1


def _bearable(badge: str, sin: Sin, counts: Counter[tuple[str, str]]) -> bool:
    kind, most = ("times", _MOST_TIMES) if sin in _TIMES else ("halves", _MOST_HALVES)
    if sin not in _TIMES | _HALVES:
        return True
    if counts[badge, kind] >= most:
        return False
    counts[badge, kind] += 1
    return True
