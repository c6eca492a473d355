"""Who is away with leave or on business: leave and outings of the quarter, as they were approved on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from random import Random

from opsconsole.attendance.rules.leave import halves_between
from opsconsole.attendance.rules.times import moment_of
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.dates import Month
from opsconsole.demo.company import UNITS
from opsconsole.demo.people import DemoPerson
from opsconsole.demo.working import MONTHS, Holders, Shifts, workdays

GENERAL_MANAGER = "E00001"
LEADING_UNITS = frozenset({"DSH", "JSH", "ZJB", "ZJL"})
_AM, _PM = HalfName.AM, HalfName.PM

_SCRIPTED = (
    ("YF-05", 2, LeaveKind.MATERNITY, (1, 12), _AM, (4, 19), _PM, True),
    ("QD-03", 3, LeaveKind.MARRIAGE, (1, 26), _AM, (1, 28), _PM, True),
    ("SC1-03", 9, LeaveKind.FAMILY, (2, 24), _AM, (2, 28), _PM, True),
    ("CW-03", 1, LeaveKind.SURGERY, (3, 4), _AM, (3, 6), _PM, True),
    ("XS-03", 20, LeaveKind.BEREAVEMENT, (3, 16), _AM, (3, 18), _PM, False),
    ("YF-04", 5, LeaveKind.MARRIAGE, (3, 19), _AM, (3, 20), _PM, False),
    ("XS-04", 1, LeaveKind.PERSONAL, (1, 15), _PM, (1, 15), _PM, False),
    ("XS-04", 2, LeaveKind.PERSONAL, (2, 6), _PM, (2, 6), _PM, False),
    ("XS-04", 1, LeaveKind.PERSONAL, (3, 17), _PM, (3, 17), _PM, False),
)
"""Position, which of its holders, kind, from, to, certificate. The marriage leave of March has none yet (ATT-10)."""

LATE_AND_EARLY = (("XS-04", 1, date(2026, 1, 15)), ("XS-04", 2, date(2026, 2, 6)), ("XS-04", 1, date(2026, 3, 17)))
"""Mornings before leave on which somebody came late and went early."""

_SPELLS = {LeaveKind.ANNUAL: (13, 6), LeaveKind.SICK: (9, 6), LeaveKind.PERSONAL: (8, 4)}
"""How many spells a month, and of how many half days at most."""

_OUTINGS_A_MONTH = 46
_TRAVELLING = ("XS-02", "XS-03", "QD-02", "QD-03", "QD-04", "QH-05", "HD-02")
_REASONS = ("拜访客户", "走访代理商", "送样品", "参加展会", "市场调研", "上门催款", "客户现场培训", "银行办事")


@dataclass(frozen=True, slots=True)
class LeaveTaken:
    """Leave as the file `leave` says it."""

    badge: str
    kind: LeaveKind
    first: date
    first_half: HalfName
    last: date
    last_half: HalfName
    approved_by: str
    certificate: bool

    def halves(self) -> Iterator[tuple[date, HalfName]]:
        """Every calendar half day of it."""
        return halves_between(self.first, self.first_half, self.last, self.last_half)


@dataclass(frozen=True, slots=True)
class OutingTaken:
    """An outing as the file `outings` says it."""

    badge: str
    start: datetime
    end: datetime
    reason: str


@dataclass(slots=True)
class Away:
    """All leave and outings, and the same by person and day."""

    leaves: list[LeaveTaken] = field(default_factory=list)
    outings: list[OutingTaken] = field(default_factory=list)
    halves: dict[tuple[str, date], set[HalfName]] = field(default_factory=dict)
    out: dict[tuple[str, date], OutingTaken] = field(default_factory=dict)

    def take(self, leave: LeaveTaken) -> None:
        self.leaves.append(leave)
        for day, half in leave.halves():
            self.halves.setdefault((leave.badge, day), set()).add(half)

    def go_out(self, outing: OutingTaken) -> None:
        self.outings.append(outing)
        self.out[outing.badge, outing.start.date()] = outing

    def touches(self, badge: str, day: date) -> bool:
        """Whether somebody is away for some of a day."""
        return (badge, day) in self.halves or (badge, day) in self.out


def all_away(people: list[DemoPerson], holders: Holders, shifts: Shifts, busy: set[tuple[str, date]]) -> Away:
    """Leave and outings of the quarter; nobody is away on the days of `busy`."""
    away = Away()
    for code, number, kind, first, first_half, last, last_half, certificate in _SCRIPTED:
        person = holders[code][number]
        from_day, to_day = date(2026, *first), date(2026, *last)
        approver = approver_of(person, from_day, (to_day - from_day).days + 1, kind, holders)
        away.take(LeaveTaken(person.badge, kind, from_day, first_half, to_day, last_half, approver, certificate))
    random = Random("opsconsole demo away")
    for month in MONTHS:
        _spells(random, month, people, holders, away, busy)
        _outings(random, month, holders, shifts, away, busy)
    return away


def approver_of(person: DemoPerson, day: date, days: int, kind: LeaveKind, holders: Holders) -> str:
    """Who approves so many days: the head, the deputy in charge, or the general manager (ATT-4, ATT-10)."""
    assigned = person.on(day)
    assert assigned is not None
    heads = {people[0].assignments[-1].post.unit: people[0] for code, people in holders.items() if code.endswith("-01")}
    head = heads.get(assigned.post.unit)
    if head is None or head is person or days > 3 or kind in (LeaveKind.MARRIAGE, LeaveKind.MATERNITY):
        return GENERAL_MANAGER
    in_charge = next(unit.in_charge for unit in UNITS if unit.code == assigned.post.unit)
    return head.badge if days <= 1 else in_charge or GENERAL_MANAGER


def _spells(
    random: Random, month: Month, people: list[DemoPerson], holders: Holders, away: Away, busy: set[tuple[str, date]]
) -> None:
    days = workdays(month)
    for kind, (count, most) in _SPELLS.items():
        done = 0
        while done < count:
            person = people[int(random.random() * len(people))]
            begin = int(random.random() * len(days))
            halves = 1 + int(random.random() * most)
            second_half = random.random() < 0.5
            places = range(begin * 2 + second_half, begin * 2 + second_half + halves)
            if places[-1] // 2 >= len(days):
                continue
            spell = days[begin : places[-1] // 2 + 1]
            if any(_cannot(person, day, away, busy) for day in spell):
                continue
            first_half, last_half = (_PM if places[0] % 2 else _AM), (_PM if places[-1] % 2 else _AM)
            approver = approver_of(person, spell[0], len(spell), kind, holders)
            away.take(LeaveTaken(person.badge, kind, spell[0], first_half, spell[-1], last_half, approver, False))
            done += 1


def _cannot(person: DemoPerson, day: date, away: Away, busy: set[tuple[str, date]]) -> bool:
    assigned = person.on(day)
    return (
        assigned is None
        or assigned.post.unit in LEADING_UNITS
        or (person.badge, day) in busy
        or away.touches(person.badge, day)
    )


def _outings(
    random: Random, month: Month, holders: Holders, shifts: Shifts, away: Away, busy: set[tuple[str, date]]
) -> None:
    days = workdays(month)
    travelling = [person for code in _TRAVELLING for person in holders[code]]
    done = 0
    while done < _OUTINGS_A_MONTH:
        person = travelling[int(random.random() * len(travelling))]
        day = days[int(random.random() * len(days))]
        how, reason = random.random(), _REASONS[int(random.random() * len(_REASONS))]
        if _cannot(person, day, away, busy):
            continue
        shift = shifts.on(person, day)
        assert shift is not None
        start, end = shift.am_start, shift.pm_end
        if how < 0.35:
            start = shift.pm_start + 30 * int(random.random() * 4)
        elif how < 0.6:
            end = shift.am_end - 30 * int(random.random() * 3)
        elif how < 0.75:
            start, end = start + 60, end - 90
        away.go_out(OutingTaken(person.badge, moment_of(day, start), moment_of(day, end), reason))
        done += 1
