"""The demo company's people: who was in which position from when to when, and under which clock number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from opsconsole.access.actor import Role
from opsconsole.dates import ONE_DAY
from opsconsole.demo.company import POST, POSTS, Post
from opsconsole.demo.names import unused_names

FACTORY_UNITS = frozenset({"SC", "SC1", "SC2"})
BRANCH_UNITS = frozenset({"HD"})
_MANAGEMENT_FIRST = ("ZJ-01", "ZJ-02", "ZJ-03", "ZJ-04")
_FOUNDED = date(2012, 3, 1)
_HIRING_DAYS = (date(2025, 11, 30) - _FOUNDED).days

NAMED: dict[str, tuple[str, ...]] = {
    "ZJ-01": ("陈国栋",),
    "ZJ-02": ("林慧敏",),
    "ZJ-03": ("欧阳明远",),
    "ZJ-04": ("单志强",),
    "DS-01": ("周鸿业",),
    "DS-02": ("沈若溪",),
    "JS-01": ("曹德胜",),
    "ZB-01": ("蒋丽华",),
    "ZB-02": ("𠮷庆华",),
    "BG-01": ("王静",),
    "BG-02": ("李晓芸", "任雪"),
    "BG-03": ("赵敏",),
    "BG-04": ("孙桂兰",),
    "BG-05": ("曾文博",),
    "BG-06": ("冯秋月",),
    "BG-07": ("何俊杰",),
    "CW-02": ("吴海燕",),
    "CW-04": ("郑丽",),
    "CW-05": ("解晓东",),
    "YY-01": ("刘振华",),
    "QH-01": ("仇雅琴",),
    "QD-01": ("许建军",),
    # Two people of one name are told apart by their badges.
    "XS-03": ("张伟",),
    "YF-04": ("张伟",),
}

GRANTED: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("ZJ-01", "260101", ()),
    ("ZJ-03", "260103", ()),
    ("YY-01", "260131", ()),
    ("QD-01", "260151", ()),
    ("BG-02", "260111", (Role.OFFICE_CLERK,)),
    ("BG-03", "260113", (Role.ATTENDANCE_CLERK,)),
    ("BG-04", "260114", (Role.STOREKEEPER,)),
    ("CW-02", "260125", (Role.FINANCE_REVIEWER,)),
    ("CW-04", "260127", (Role.CASHIER,)),
    ("BG-05", "260115", (Role.REVIEWER,)),
    ("BG-06", "260116", (Role.ARCHIVIST,)),
    ("CW-05", "260128", (Role.AUDITOR,)),
    ("BG-07", "260117", (Role.ADMINISTRATOR,)),
)
"""The accounts of the demo: the position whose first holder has it, the PIN that everybody is told, the roles."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Somebody in a position from a day to a day, both included."""

    post: Post
    first: date
    last: date | None
    clock: str
    basic: int
    bonus: int

    def covers(self, day: date) -> bool:
        """Whether it runs on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person with their assignments in order."""

    badge: str
    name: str
    work_since: date
    assignments: tuple[Assigned, ...]

    def on(self, day: date) -> Assigned | None:
        """The assignment of a day."""
        return next((one for one in self.assignments if one.covers(day)), None)


_DEPARTURES = (
    ("XS-03", date(2026, 1, 20)),
    ("SC2-03", date(2026, 1, 31)),
    ("YF-04", date(2026, 2, 6)),
    ("SC1-03", date(2026, 2, 28)),
    ("YY-06", date(2026, 3, 13)),
    ("HD-02", date(2026, 3, 20)),
)
_HIRES = (
    ("XS-03", date(2026, 1, 12)),
    ("QD-03", date(2026, 2, 24)),
    ("YF-04", date(2026, 3, 2)),
    ("SC1-03", date(2026, 3, 4)),
    ("SC2-03", date(2026, 3, 9)),
    ("YY-03", date(2026, 3, 16)),
    ("HD-02", date(2026, 3, 23)),
)
_TRANSFERS = (
    ("QD-03", "QD-02", date(2026, 2, 9)),
    ("YY-03", "QD-03", date(2026, 3, 11)),
    ("SC-05", "SC-02", date(2026, 3, 18)),
)
_RISEN_EARLIER = (
    ("YY-01", "YY-02", date(2023, 1, 1)),
    ("QD-01", "XS-03", date(2022, 7, 1)),
    ("BG-01", "BG-02", date(2021, 4, 1)),
    ("SC1-01", "SC1-02", date(2024, 3, 1)),
)


def everybody() -> list[DemoPerson]:
    """All people that the demo company has had, by badge; always the same."""
    random = Random("opsconsole demo people")
    taken = {name for names in NAMED.values() for name in names}
    others = unused_names(random, taken)
    numbers = _Numbers()
    standing: dict[str, list[DemoPerson]] = defaultdict(list)
    order = [POST[code] for code in _MANAGEMENT_FIRST] + [post for post in POSTS if post.code not in _MANAGEMENT_FIRST]
    for post in order:
        names = NAMED.get(post.code, ())
        for number in range(post.held_by):
            name = names[number] if number < len(names) else next(others)
            first = _FOUNDED + timedelta(days=int(random.random() * _HIRING_DAYS))
            standing[post.code].append(_person(random, numbers.badge(), name, post, first, numbers.clock(post)))
    _move(standing)
    # A number that somebody has given back is given out again: whose a punch is depends on its day.
    given_back = standing["SC2-03"][-1].assignments[-1].clock
    for code, day in _HIRES:
        clock = given_back if code == "SC2-03" else numbers.clock(POST[code])
        standing[code].append(_person(random, numbers.badge(), next(others), POST[code], day, clock))
    return sorted((person for people in standing.values() for person in people), key=lambda person: person.badge)


class _Numbers:
    """Badges and clock numbers: one series of badges, one series of clock numbers at each place."""

    def __init__(self) -> None:
        self._badges = 0
        self._clocks: dict[int, int] = defaultdict(int)

    def badge(self) -> str:
        self._badges += 1
        return f"E{self._badges:05d}"

    def clock(self, post: Post) -> str:
        place = 2000 if post.unit in FACTORY_UNITS else 3000 if post.unit in BRANCH_UNITS else 0
        self._clocks[place] += 1
        return f"{place + self._clocks[place]:04d}"


def _person(random: Random, badge: str, name: str, post: Post, first: date, clock: str) -> DemoPerson:
    worked_before = timedelta(days=int(random.random() ** 2 * 4000))
    seniority = min(1500, (2026 - first.year) * 120 // 50 * 50)
    assigned = Assigned(post, first, None, clock, post.basic + seniority, post.bonus)
    return DemoPerson(badge, name, first - worked_before, (assigned,))


def _move(standing: dict[str, list[DemoPerson]]) -> None:
    """Lets people rise, change over and leave; who leaves is the last of their position, who moves the first."""
    for code, before, day in _RISEN_EARLIER:
        person = standing[code][0]
        now_in = person.assignments[0]
        first = min(now_in.first, day - timedelta(days=500))
        past = replace(now_in, post=POST[before], first=first, last=day - ONE_DAY, basic=POST[before].basic)
        risen = replace(person, assignments=(past, replace(now_in, first=day)))
        standing[code][0] = replace(risen, work_since=min(person.work_since, first))
    for code, last_day in _DEPARTURES:
        person = standing[code][-1]
        *earlier, last = person.assignments
        standing[code][-1] = replace(person, assignments=(*earlier, replace(last, last=last_day)))
    for code, other, day in _TRANSFERS:
        person = standing[code][1]
        *earlier, last = person.assignments
        after = replace(
            last, post=POST[other], first=day, basic=max(last.basic, POST[other].basic), bonus=POST[other].bonus
        )
        standing[code][1] = replace(person, assignments=(*earlier, replace(last, last=day - ONE_DAY), after))
