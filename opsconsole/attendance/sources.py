"""Everything that a month is judged from, read in a handful of queries for one person or for all.

Days of a month are counted from 0; times of a day are minutes after its midnight.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import Session

from opsconsole.attendance.model import (
    CalendarDay,
    ClockIdent,
    Duty,
    Event,
    EventAttendee,
    Explanation,
    Finding,
    Leave,
    Outing,
    Probation,
    Punch,
    ShiftRow,
    ShiftScope,
)
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.punch_files.idents import normal_ident
from opsconsole.attendance.punch_files.times import day_start_s, moment_of, seconds_of
from opsconsole.attendance.punch_files.values import IdentKind
from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.leave import halves_between
from opsconsole.attendance.rules.shifts import ShiftEntry, ShiftSource, shift_on
from opsconsole.attendance.rules.values import DayKind, FindingKind, HalfName, LeaveKind, Shift
from opsconsole.dates import ONE_DAY, Month
from opsconsole.org.model import Assignment, Employee, Position, Unit
from opsconsole.policy.queries import Timeline, timeline

DOMAIN = "attendance"
DAY_S, DAY_MIN = 86_400, 1_440
MOST_IN_ONE_QUERY = 500
FEW_IDENTS = 20
LONGEST_NUMBER = 64


@dataclass(frozen=True, slots=True)
class Span:
    """An assignment cut to the month: first and last day (from 0), where, and its pay."""

    first: int
    last: int
    unit_id: int
    basic_fen: int
    bonus_fen: int


@dataclass(frozen=True, slots=True)
class DutySpan:
    """A line of the roster with the punches it is judged by."""

    id: int
    start: datetime
    finish: datetime
    punches: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class EventSpan:
    """An event that a person was expected at."""

    id: int
    code: str
    title: str
    start: datetime
    finish: datetime
    arrived: datetime | None
    departed: datetime | None
    excused: bool


@dataclass(frozen=True, slots=True)
class FindingDay:
    """A finding about a person."""

    day: date
    note: str
    kind: FindingKind
    concerns_id: int | None


@dataclass(frozen=True, slots=True)
class LeaveSpan:
    """Leave as it was approved, for showing where a half's leave comes from."""

    kind: LeaveKind
    from_day: date
    from_half: HalfName
    to_day: date
    to_half: HalfName
    approved_by: str
    certificate: bool
    on_paper: bool


@dataclass(slots=True)
class Person:
    """One employee's facts for the month. Mappings are by day (from 0), halves 0 and 1."""

    employee_id: int
    badge: str
    spans: list[Span] = field(default_factory=list)
    punches: dict[int, tuple[int, ...]] = field(default_factory=dict)
    leave: dict[tuple[int, int], LeaveKind] = field(default_factory=dict)
    uncertified: set[tuple[int, int]] = field(default_factory=set)
    leaves: list[LeaveSpan] = field(default_factory=list)
    outings: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    outing_starts: list[datetime] = field(default_factory=list)
    explained: dict[tuple[int, int], str] = field(default_factory=dict)
    duties: list[DutySpan] = field(default_factory=list)
    events: list[EventSpan] = field(default_factory=list)
    findings: list[FindingDay] = field(default_factory=list)
    probations: list[tuple[date, date | None]] = field(default_factory=list)
    own_shifts: list[ShiftEntry] = field(default_factory=list)

    @property
    def special_days(self) -> set[int]:
        """Days on which more than the shift and the punches has to be looked at."""
        return {
            *(day for day, _ in self.leave),
            *(day for day, _ in self.uncertified),
            *(day for day, _ in self.explained),
            *self.outings,
        }


@dataclass(slots=True)
class MonthSources:
    """All facts of a month for the employees that were asked for."""

    month: Month
    calendar: dict[date, tuple[DayKind, str]]
    policies: Timeline[AttendancePolicy]
    people: dict[int, Person]
    unit_shifts: dict[int, list[ShiftEntry]]
    unit_parents: dict[int, int | None]
    company_shifts: list[ShiftEntry]

    def kind(self, day: date) -> DayKind:
        """Whether a day is a workday, a rest day or a holiday (ATT-1)."""
        return kind_of(day, self.calendar)

    def shift(self, person: Person, unit_id: int, day: date) -> tuple[Shift, ShiftSource]:
        """The shift of a person of a unit on a day, and where it comes from (ATT-1)."""
        default = Shift(*self.policies.on(day).default_shift)
        units = [self.unit_shifts.get(one, []) for one in self.upwards(unit_id)]
        return shift_on(day, person.own_shifts, units, self.company_shifts, default)

    def upwards(self, unit_id: int) -> list[int]:
        """A unit and those above it, the nearest first."""
        found: list[int] = []
        at: int | None = unit_id
        while at is not None and at not in found:
            found.append(at)
            at = self.unit_parents.get(at)
        return found


def policies(session: Session) -> Timeline[AttendancePolicy]:
    """Every version of the attendance policy."""
    return timeline(session, DOMAIN, AttendancePolicy())


def load_month(
    session: Session,
    month: Month,
    employee_ids: Collection[int] | None = None,
    assumed: Timeline[AttendancePolicy] | None = None,
) -> MonthSources:
    """Reads all that `month` is judged from, for some employees or for all who are employed in it; with `assumed` as
    if those versions of the policy held."""
    found = assumed or policies(session)
    sources = MonthSources(
        month=month,
        calendar=_calendar(session, month.first, month.last),
        policies=found,
        people=_people(session, month, employee_ids),
        unit_shifts=defaultdict(list),
        unit_parents={row.id: row.parent_id for row in session.execute(select(Unit.id, Unit.parent_id))},
        company_shifts=[],
    )
    wanted = None if employee_ids is None else tuple(sources.people)
    _shifts(session, sources, wanted)
    starts_min = found.on(month.first).clock_day_starts_min
    _punches(session, sources, starts_min)
    _leave(session, sources, wanted, found)
    _outings(session, sources, wanted, starts_min)
    _explanations(session, sources, wanted)
    _duties(session, sources, wanted, found)
    _events(session, sources, wanted)
    _findings(session, sources, wanted)
    for row in session.execute(select(Probation).where(*_of(Probation.employee_id, wanted))).scalars():
        if row.employee_id in sources.people:
            sources.people[row.employee_id].probations.append((row.from_day, row.to_day))
    return sources


def _of(column: Any, wanted: Sequence[int] | None) -> tuple[ColumnElement[bool], ...]:
    return () if wanted is None or len(wanted) > MOST_IN_ONE_QUERY else (column.in_(wanted),)


def _calendar(session: Session, first: date, last: date) -> dict[date, tuple[DayKind, str]]:
    rows = session.execute(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.name).where(CalendarDay.day.between(first, last))
    )
    return {row.day: (row.kind, row.name) for row in rows}


def _people(session: Session, month: Month, employee_ids: Collection[int] | None) -> dict[int, Person]:
    query = (
        select(
            Assignment.employee_id,
            Employee.badge,
            Assignment.from_day,
            Assignment.to_day,
            Position.unit_id,
            Assignment.basic_wage_fen,
            Assignment.bonus_fen,
        )
        .join(Employee, Employee.id == Assignment.employee_id)
        .join(Position, Position.id == Assignment.position_id)
        .where(Assignment.from_day <= month.last, or_(Assignment.to_day.is_(None), Assignment.to_day >= month.first))
        .order_by(Assignment.employee_id, Assignment.from_day)
    )
    wanted = None if employee_ids is None else set(employee_ids)
    if wanted is not None and len(wanted) <= MOST_IN_ONE_QUERY:
        query = query.where(Assignment.employee_id.in_(wanted))
    people: dict[int, Person] = {}
    days = (month.last - month.first).days
    for row in session.execute(query):
        if wanted is not None and row.employee_id not in wanted:
            continue
        person = people.get(row.employee_id)
        if person is None:
            person = people[row.employee_id] = Person(row.employee_id, row.badge)
        first = max(0, (row.from_day - month.first).days)
        last = days if row.to_day is None else min(days, (row.to_day - month.first).days)
        person.spans.append(Span(first, last, row.unit_id, row.basic_wage_fen, row.bonus_fen))
    return people


def _shifts(session: Session, sources: MonthSources, wanted: Sequence[int] | None) -> None:
    query = select(ShiftRow).where(ShiftRow.from_day <= sources.month.last).order_by(ShiftRow.from_day)
    theirs = _of(ShiftRow.employee_id, wanted)
    if theirs:
        query = query.where(or_(ShiftRow.employee_id.is_(None), *theirs))
    rows = session.execute(query).scalars()
    for row in rows:
        entry = ShiftEntry(row.from_day, as_shift(row))
        if row.scope is ShiftScope.COMPANY:
            sources.company_shifts.append(entry)
        elif row.unit_id is not None:
            sources.unit_shifts[row.unit_id].append(entry)
        elif row.employee_id in sources.people:
            sources.people[row.employee_id].own_shifts.append(entry)


def as_shift(row: ShiftRow) -> Shift | None:
    """The shift of a stored entry; None where it ends an override."""
    if row.am_start is None or row.am_end is None or row.pm_start is None or row.pm_end is None:
        return None
    return Shift(row.am_start, row.am_end, row.pm_start, row.pm_end, row.punches)


@dataclass(frozen=True, slots=True)
class Holding:
    """That a number's punches are an employee's from a day to a day (None: open)."""

    employee_id: int
    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def holders(session: Session, idents: Sequence[Any] | None = None) -> dict[int, list[Holding]]:
    """Whose each clock identity is, by assignment dates; an identity of nobody is not in it.

    A clock number belongs to whoever it was assigned to on the day; a badge to its employee while employed; a
    number that may be either is a badge first.
    """
    if idents is None:
        idents = session.execute(select(ClockIdent.id, ClockIdent.ident, ClockIdent.kind)).all()
    few = len(idents) <= FEW_IDENTS
    clocks = {row.ident for row in idents if row.kind is not IdentKind.BADGE}
    badges = {row.ident for row in idents if row.kind is not IdentKind.CLOCK}
    assigned = select(Assignment.employee_id, Assignment.from_day, Assignment.to_day)
    employed = assigned.join(Employee, Employee.id == Assignment.employee_id)
    by_clock = _holdings(session, assigned, Assignment.clock_id, clocks, few=few)
    by_badge = _holdings(session, employed, Employee.badge, badges, few=few)
    found: dict[int, list[Holding]] = {}
    for row in idents:
        match row.kind:
            case IdentKind.CLOCK:
                holding_list = by_clock.get(row.ident)
            case IdentKind.BADGE:
                holding_list = by_badge.get(row.ident)
            case _:
                holding_list = by_badge.get(row.ident) or by_clock.get(row.ident)
        if holding_list:
            found[row.id] = holding_list
    return found


def _holdings(
    session: Session, assigned: Any, number: Any, names: Collection[str], *, few: bool
) -> dict[str, list[Holding]]:
    """Who holds which number of a column; `few` asks for these alone, so that it costs the same in any company."""
    found: dict[str, list[Holding]] = defaultdict(list)
    if not names:
        return found
    query = assigned.add_columns(number)
    if few:
        query = query.where(number.in_({form for name in names for form in _written_forms(name)}))
    for employee_id, first, last, written in session.execute(query):
        if written:
            found[normal_ident(written)].append(Holding(employee_id, first, last))
    return found


def _written_forms(name: str) -> set[str]:
    """How a number may be written that is compared as `name`: with any leading zeros."""
    if not (name.isascii() and name.isdigit()):
        return {name}
    return {name.zfill(length) for length in range(len(name), LONGEST_NUMBER + 1)}


def idents_by_id(session: Session, ident_ids: Collection[int]) -> list[Any] | None:
    """Some clock identities; None where they are so many that it is better to read them all."""
    if len(ident_ids) > MOST_IN_ONE_QUERY:
        return None
    query = select(ClockIdent.id, ClockIdent.ident, ClockIdent.kind)
    return list(session.execute(query.where(ClockIdent.id.in_(ident_ids))))


def idents_of(session: Session, employee_ids: Sequence[int]) -> list[Any]:
    """The clock identities that have ever been some employees'."""
    rows = session.execute(
        select(Employee.badge, Assignment.clock_id)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .where(Employee.id.in_(employee_ids))
    ).all()
    names = {normal_ident(row.badge) for row in rows} | {normal_ident(row.clock_id) for row in rows if row.clock_id}
    return list(
        session.execute(select(ClockIdent.id, ClockIdent.ident, ClockIdent.kind).where(ClockIdent.ident.in_(names)))
    )


def _punches(session: Session, sources: MonthSources, starts_min: int) -> None:
    month, people = sources.month, sources.people
    few = len(people) <= MOST_IN_ONE_QUERY
    holding = holders(session, idents_of(session, tuple(people)) if few else None)
    begin_s = day_start_s(month.first) + starts_min * 60
    chosen = [Punch.at_s >= begin_s, Punch.at_s < begin_s + len(month.days()) * DAY_S]
    if few:
        chosen.append(Punch.ident_id.in_(tuple(holding)))
    # All punches of a number in one row, in minutes: fetching a row for each takes several times as long.
    minute = (Punch.at_s - begin_s) // 60
    together = func.aggregate_strings(cast(minute, String), ",")
    rows = session.execute(select(Punch.ident_id, together).where(*chosen).group_by(Punch.ident_id))
    four = _on_four_punches(sources)
    for ident_id, told in rows:
        minutes = sorted(map(int, told.split(",")))
        held = holding.get(ident_id, ())
        sole = _holder_of_all(held, people, month)
        for day, start, end in _clock_days(minutes):
            person = sole or _holder(held, people, month.first + day * ONE_DAY)
            if person is None:
                continue
            before_midnight, punches = day * DAY_MIN - starts_min, person.punches
            if person.employee_id in four or day in punches:
                found = {minute - before_midnight for minute in minutes[start:end]}
                punches[day] = tuple(sorted(found.union(punches.get(day, ()))))
                continue
            # A shift of two punches is judged by the first and the last alone (rule 2), one of four by all (rule 4).
            first, last = minutes[start] - before_midnight, minutes[end - 1] - before_midnight
            punches[day] = (first,) if first == last else (first, last)


def _clock_days(minutes: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Each clock day of punches in order, and from where to where its punches stand; minutes since day 0 began."""
    day, start, until = 0, 0, DAY_MIN
    for place, minute in enumerate(minutes):
        if minute >= until:
            if place > start:
                yield day, start, place
            day, start = minute // DAY_MIN, place
            until = (day + 1) * DAY_MIN
    yield day, start, len(minutes)


def _holder_of_all(holding: Sequence[Holding], people: Mapping[int, Person], month: Month) -> Person | None:
    """Whoever alone holds a number throughout the month, as most people do."""
    if len(holding) == 1 and holding[0].covers(month.first) and holding[0].covers(month.last):
        return people.get(holding[0].employee_id)
    return None


def _holder(holding: Sequence[Holding], people: Mapping[int, Person], day: date) -> Person | None:
    for one in holding:
        if one.covers(day):
            return people.get(one.employee_id)
    return None


def _on_four_punches(sources: MonthSources) -> set[int]:
    """Those who may have a shift of four punches on some day."""
    if _asks_four(sources.company_shifts):
        return set(sources.people)
    units = {unit_id for unit_id, entries in sources.unit_shifts.items() if _asks_four(entries)}
    below = {unit_id for unit_id in sources.unit_parents if not units.isdisjoint(sources.upwards(unit_id))}
    return {
        person.employee_id
        for person in sources.people.values()
        if _asks_four(person.own_shifts) or any(span.unit_id in below for span in person.spans)
    }


def _asks_four(entries: Iterable[ShiftEntry]) -> bool:
    return any(entry.shift is not None and entry.shift.punches == 4 for entry in entries)


def _leave(
    session: Session, sources: MonthSources, wanted: Sequence[int] | None, found: Timeline[AttendancePolicy]
) -> None:
    month = sources.month
    rows = session.execute(
        select(Leave).where(Leave.from_day <= month.last, Leave.to_day >= month.first, *_of(Leave.employee_id, wanted))
    ).scalars()
    for row in rows:
        person = sources.people.get(row.employee_id)
        if person is None:
            continue
        person.leaves.append(
            LeaveSpan(
                row.kind,
                row.from_day,
                row.from_half,
                row.to_day,
                row.to_half,
                row.approved_by,
                row.certificate,
                row.on_paper,
            )
        )
        for day, half in halves_between(row.from_day, row.from_half, row.to_day, row.to_half):
            if not month.first <= day <= month.last:
                continue
            key = ((day - month.first).days, 0 if half is HalfName.AM else 1)
            if row.kind in found.on(day).certificate_kinds and not row.certificate:
                person.uncertified.add(key)
            else:
                person.leave[key] = row.kind


def _outings(session: Session, sources: MonthSources, wanted: Sequence[int] | None, starts_min: int) -> None:
    month = sources.month
    begin = datetime.combine(month.first, datetime.min.time())
    end = begin + timedelta(days=len(month.days()), minutes=starts_min)
    rows = session.execute(
        select(Outing.employee_id, Outing.start, Outing.finish).where(
            Outing.start < end, Outing.finish > begin, *_of(Outing.employee_id, wanted)
        )
    )
    shift = timedelta(minutes=starts_min)
    for row in rows:
        person = sources.people.get(row.employee_id)
        if person is None:
            continue
        if month.first <= row.start.date() <= month.last:
            person.outing_starts.append(row.start)
        day = max((row.start - shift).date(), month.first)
        while day <= min((row.finish - shift).date(), month.last):
            midnight = datetime.combine(day, datetime.min.time())
            person.outings.setdefault((day - month.first).days, []).append(
                (_minutes(row.start - midnight), _minutes(row.finish - midnight))
            )
            day += ONE_DAY


def _minutes(delta: timedelta) -> int:
    return delta // timedelta(minutes=1)


def _explanations(session: Session, sources: MonthSources, wanted: Sequence[int] | None) -> None:
    month = sources.month
    rows = session.execute(
        select(Explanation.employee_id, Explanation.day, Explanation.half, Explanation.reason).where(
            Explanation.day.between(month.first, month.last),
            Explanation.withdrawn.is_(False),
            *_of(Explanation.employee_id, wanted),
        )
    )
    for row in rows:
        if row.employee_id in sources.people:
            key = ((row.day - month.first).days, 0 if row.half is HalfName.AM else 1)
            sources.people[row.employee_id].explained[key] = row.reason


def _duties(
    session: Session, sources: MonthSources, wanted: Sequence[int] | None, found: Timeline[AttendancePolicy]
) -> None:
    month = sources.month
    begin = datetime.combine(month.first, datetime.min.time())
    end = begin + timedelta(days=len(month.days()))
    rows = session.execute(
        select(Duty).where(Duty.start >= begin, Duty.start < end, *_of(Duty.employee_id, wanted)).order_by(Duty.start)
    ).scalars()
    duties = [row for row in rows if row.employee_id in sources.people]
    if not duties:
        return
    employees = sorted({row.employee_id for row in duties})
    mine: dict[int, list[tuple[int, Holding]]] = defaultdict(list)
    for ident_id, holding_list in holders(session, idents_of(session, employees)).items():
        for holding in holding_list:
            mine[holding.employee_id].append((ident_id, holding))
    for row in duties:
        margin = timedelta(minutes=found.on(row.start.date()).duty_margin_min)
        punches: set[datetime] = set()
        for ident_id, holding in mine[row.employee_id]:
            if not holding.covers(row.start.date()):
                continue
            seconds = session.execute(
                select(Punch.at_s).where(
                    Punch.ident_id == ident_id,
                    Punch.at_s.between(seconds_of(row.start - margin), seconds_of(row.finish + margin)),
                )
            ).scalars()
            punches.update(moment_of(at_s) for at_s in seconds)
        sources.people[row.employee_id].duties.append(DutySpan(row.id, row.start, row.finish, tuple(sorted(punches))))


def _events(session: Session, sources: MonthSources, wanted: Sequence[int] | None) -> None:
    month = sources.month
    begin = datetime.combine(month.first, datetime.min.time())
    end = begin + timedelta(days=len(month.days()))
    rows = session.execute(
        select(
            EventAttendee.employee_id,
            Event.id,
            Event.code,
            Event.title,
            Event.start,
            Event.finish,
            EventAttendee.arrived,
            EventAttendee.departed,
            EventAttendee.excused,
        )
        .join(Event, Event.id == EventAttendee.event_id)
        .where(Event.start >= begin, Event.start < end, *_of(EventAttendee.employee_id, wanted))
        .order_by(Event.start, Event.code)
    )
    for row in rows:
        if row.employee_id in sources.people:
            sources.people[row.employee_id].events.append(
                EventSpan(row.id, row.code, row.title, row.start, row.finish, row.arrived, row.departed, row.excused)
            )


def _findings(session: Session, sources: MonthSources, wanted: Sequence[int] | None) -> None:
    rows = session.execute(
        select(Finding.employee_id, Finding.day, Finding.note, Finding.kind, Finding.concerns_id)
        .where(Finding.day.between(sources.month.first, sources.month.last), *_of(Finding.employee_id, wanted))
        .order_by(Finding.day, Finding.id)
    )
    for row in rows:
        if row.employee_id in sources.people:
            sources.people[row.employee_id].findings.append(FindingDay(row.day, row.note, row.kind, row.concerns_id))
