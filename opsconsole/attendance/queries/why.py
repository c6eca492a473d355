"""Why a cell or a total of the month sheet is what it is: punches, sources, clauses, arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, may, require
from opsconsole.access.visibility import visible_units
from opsconsole.attendance.judge import Judge
from opsconsole.attendance.judging import judged_through
from opsconsole.attendance.model import Explanation, MonthRow, Outing, Punch, PunchImport
from opsconsole.attendance.punch_files.times import moment_of, seconds_of
from opsconsole.attendance.rules.clauses import explain_deduction, explain_half
from opsconsole.attendance.rules.money import deduct
from opsconsole.attendance.rules.names import HALF_NAMES, LEAVE_NAMES, RESULT_NAMES, as_days
from opsconsole.attendance.rules.shifts import ShiftSource, SourceScope
from opsconsole.attendance.rules.values import (
    DayKind,
    FindingKind,
    HalfName,
    JudgedDay,
    JudgedHalf,
    LeaveKind,
    Result,
    Shift,
    SpanResult,
)
from opsconsole.attendance.sources import DAY_S, LeaveSpan, MonthSources, Person, holders, idents_of, load_month
from opsconsole.dates import Month
from opsconsole.errors import Message, NotPermitted, Refusal
from opsconsole.i18n import N_, language
from opsconsole.money import format_yuan
from opsconsole.org.model import Employee, Unit


@dataclass(frozen=True, slots=True)
class PunchSeen:
    """One real punch of the clock day, and the file and line it came from."""

    at: datetime
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class HalfExplained:
    """One half: its judgement, and the sentences that lead to it, each with its clause."""

    half: HalfName
    judged: JudgedHalf
    reasons: tuple[tuple[str, Message], ...]
    explained_by: str
    explanation_note: str


@dataclass(frozen=True, slots=True)
class DayExplained:
    """Everything that one person's day was judged from."""

    employee_id: int
    badge: str
    name: str
    day: date
    kind: DayKind
    kind_name: str
    unit_code: str
    shift: Shift
    shift_scope: SourceScope
    shift_of: str
    """Whose shift it is: a unit's code or a badge; empty for the company's and the policy's default."""
    shift_since: date | None
    punches: tuple[PunchSeen, ...]
    outings: tuple[tuple[datetime, datetime, str], ...]
    leaves: tuple[LeaveSpan, ...]
    halves: tuple[HalfExplained, ...]
    beside: tuple[tuple[str, Message], ...]
    """Duties, events and findings of the day, each with its clause."""


class Total(StrEnum):
    """The totals of a row that can be asked for the days they are made of."""

    REQUIRED = "required"
    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    MISSING = "missing"
    ABSENCE = "absence"
    LEAVE = "leave"
    OUTINGS = "outings"
    DUTY = "duty"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class TotalExplained:
    """The days that a total is made of, and for money the arithmetic with its clauses."""

    badge: str
    name: str
    total: Total
    days: tuple[tuple[date, Message], ...]
    arithmetic: tuple[tuple[str, Message], ...]


def explain_day(
    session: Session, actor: Any, month: Month, employee_id: int, day: date, now: datetime
) -> DayExplained | None:
    """What one day was judged from and why; None for a day on which the person was not employed."""
    sources, person, employee = _person(session, actor, month, employee_id)
    judge = Judge(sources, judged_through(session, month, now))
    index = (day - month.first).days
    work = judge.work_on(person, index)
    span = next((one for one in person.spans if one.first <= index <= one.last), None)
    if work is None or span is None:
        return None
    facts = judge.facts(person, index, work)
    judged = judge.judge(person, index, work)
    shift, source = sources.shift(person, span.unit_id, day)
    unit_codes = dict(session.execute(select(Unit.id, Unit.code)).all())
    return DayExplained(
        employee_id=employee_id,
        badge=employee.badge,
        name=employee.name,
        day=day,
        kind=facts.kind,
        kind_name=sources.calendar.get(day, ("", ""))[1],
        unit_code=unit_codes[span.unit_id],
        shift=shift,
        shift_scope=source.scope,
        shift_of=_shift_of(source, sources, span.unit_id, employee.badge, unit_codes),
        shift_since=source.from_day,
        punches=_punches_of(session, sources, employee_id, day),
        outings=_outings_of(session, employee_id, day),
        leaves=tuple(one for one in person.leaves if one.from_day <= day <= one.to_day),
        halves=tuple(_half(session, sources, employee_id, day, half, judged, facts) for half in HalfName),
        beside=tuple(_beside(person, judge, day, _judged_days(judge, person))),
    )


def _person(session: Session, actor: Any, month: Month, employee_id: int) -> tuple[MonthSources, Person, Employee]:
    employee = session.get(Employee, employee_id)
    sources = load_month(session, month, [employee_id])
    person = sources.people.get(employee_id)
    if employee is None or person is None:
        raise Refusal(N_("Nobody was employed under this badge in {month}"), clause="ORG-3", month=str(month))
    if actor.employee_id != employee_id:
        require(session, actor, Permission.ATTENDANCE_VIEW)
        units = visible_units(session, actor, month.last)
        if units is not None and person.spans[-1].unit_id not in units:
            raise NotPermitted(N_("This person's attendance is not yours to see"))
    return sources, person, employee


def _shift_of(source: ShiftSource, sources: MonthSources, unit_id: int, badge: str, unit_codes: dict[int, str]) -> str:
    if source.scope is SourceScope.STAFF:
        return badge
    if source.scope is not SourceScope.UNIT:
        return ""
    at = unit_id
    for _ in range(source.level):
        at = sources.unit_parents[at] or at
    return unit_codes[at]


def _punches_of(session: Session, sources: MonthSources, employee_id: int, day: date) -> tuple[PunchSeen, ...]:
    starts_min = sources.policies.on(sources.month.first).clock_day_starts_min
    begin_s = seconds_of(datetime(day.year, day.month, day.day)) + starts_min * 60
    mine = [
        ident_id
        for ident_id, found in holders(session, idents_of(session, [employee_id])).items()
        if any(one.employee_id == employee_id and one.covers(day) for one in found)
    ]
    rows = session.execute(
        select(Punch.at_s, PunchImport.file_name, Punch.line)
        .join(PunchImport, PunchImport.id == Punch.import_id)
        .where(Punch.ident_id.in_(mine), Punch.at_s >= begin_s, Punch.at_s < begin_s + DAY_S)
        .order_by(Punch.at_s)
    )
    return tuple(PunchSeen(moment_of(row.at_s), row.file_name, row.line) for row in rows)


def _outings_of(session: Session, employee_id: int, day: date) -> tuple[tuple[datetime, datetime, str], ...]:
    midnight = datetime(day.year, day.month, day.day)
    rows = session.execute(
        select(Outing.start, Outing.finish, Outing.reason)
        .where(
            Outing.employee_id == employee_id,
            Outing.start < midnight + timedelta(hours=28),
            Outing.finish > midnight + timedelta(hours=4),
        )
        .order_by(Outing.start)
    )
    return tuple((row.start, row.finish, row.reason) for row in rows)


def _half(
    session: Session,
    sources: MonthSources,
    employee_id: int,
    day: date,
    half: HalfName,
    judged: JudgedDay,
    facts: Any,
) -> HalfExplained:
    index = 0 if half is HalfName.AM else 1
    one = judged.halves[index]
    row = session.execute(
        select(Explanation.given_by, Explanation.note).where(
            Explanation.employee_id == employee_id,
            Explanation.day == day,
            Explanation.half == half,
            Explanation.withdrawn.is_(False),
        )
    ).one_or_none()
    reason = _reason_words(sources, day, one.explained) if one.explained else ""
    return HalfExplained(
        half=half,
        judged=one,
        reasons=tuple(explain_half(facts, half, reason=reason)),
        explained_by=row.given_by if row else "",
        explanation_note=row.note if row else "",
    )


def _reason_words(sources: MonthSources, day: date, code: str) -> str:
    for reason in sources.policies.on(day).reasons:
        if reason.code == code:
            return reason.zh if language() == "zh" else reason.en
    return code


_SPAN_NAMES = {
    SpanResult.KEPT: N_("kept"),
    SpanResult.LATE: N_("late"),
    SpanResult.EARLY: N_("left early"),
    SpanResult.LATE_EARLY: N_("late and left early"),
    SpanResult.ABSENT: N_("absent"),
    SpanResult.EXCUSED: N_("excused"),
    SpanResult.OPEN: N_("open"),
}


def _judged_days(judge: Judge, person: Person) -> list[tuple[date, JudgedDay]]:
    days = []
    for span in person.spans:
        for index in range(span.first, span.last + 1):
            work = judge.work_on(person, index)
            if work is not None:
                days.append((judge.dates[index], judge.judge(person, index, work)))
    return days


def _beside(
    person: Person, judge: Judge, day: date | None, days: list[tuple[date, JudgedDay]]
) -> Iterator[tuple[str, Message]]:
    """Duties, events and findings, of one day or of the whole month."""
    employed = {one for one, _ in days}
    duties, events = judge.spans(person, days)
    for duty, span in zip([one for one in person.duties if one.start.date() in employed], duties, strict=True):
        if day in (None, span.day):
            yield (
                "ATT-3",
                Message(
                    N_("duty {start} to {finish}: {result}, late {late} min, early {early} min"),
                    start=f"{duty.start:%m-%d %H:%M}",
                    finish=f"{duty.finish:%m-%d %H:%M}",
                    result=Message(_SPAN_NAMES[span.result]),
                    late=span.late_min,
                    early=span.early_min,
                ),
            )
    for event, span in zip([one for one in person.events if one.start.date() in employed], events, strict=True):
        if day in (None, span.day):
            yield (
                "ATT-9",
                Message(
                    N_("{title} {start} to {finish}: {result}, late {late} min, early {early} min, absence {days} d"),
                    title=event.title,
                    start=f"{event.start:%m-%d %H:%M}",
                    finish=f"{event.finish:%H:%M}",
                    result=Message(_SPAN_NAMES[span.result]),
                    late=span.late_min,
                    early=span.early_min,
                    days=as_days(span.absence_halves),
                ),
            )
    for finding in person.findings:
        if day in (None, finding.day) and finding.kind is FindingKind.UNRELATED:
            yield (
                "ATT-8",
                Message(N_("finding of {day}: {note}: one day of absence"), day=finding.day, note=finding.note),
            )
        elif day in (None, finding.day):
            yield (
                "ATT-11",
                Message(N_("finding of {day}: {note}: falsified record"), day=finding.day, note=finding.note),
            )


_HALF_TOTALS: dict[Total, frozenset[Result]] = {
    Total.PRESENT: frozenset({Result.PRESENT, Result.LATE, Result.EARLY, Result.LATE_EARLY}),
    Total.MISSING: frozenset({Result.MISSING}),
    Total.ABSENCE: frozenset({Result.ABSENT, Result.MISSING}),
    Total.LEAVE: frozenset({Result.LEAVE}),
}


def explain_total(
    session: Session, actor: Any, month: Month, employee_id: int, total: Total, now: datetime
) -> TotalExplained:
    """The days that one of a person's totals is made of; for money, its arithmetic."""
    sources, person, employee = _person(session, actor, month, employee_id)
    judge = Judge(sources, judged_through(session, month, now))
    days = _judged_days(judge, person)
    lines = tuple(_lines(total, days, person))
    arithmetic: tuple[tuple[str, Message], ...] = ()
    if total in (Total.LATE, Total.EARLY, Total.ABSENCE, Total.DUTY):
        arithmetic = tuple(_beside(person, judge, None, days))
    elif total is Total.MONEY:
        if not may(actor, Permission.PAY_VIEW) and actor.employee_id != employee_id:
            raise NotPermitted(N_("What people are paid is not yours to see"))
        duties, events = judge.spans(person, days)
        counts = judge.count(person, days, duties, events)
        pay = judge.pay(person)
        policy = sources.policies.on(month.last)
        arithmetic = (
            *explain_deduction(counts, pay, deduct(counts, pay, policy), policy),
            *_fine(session, month, employee_id),
        )
    return TotalExplained(employee.badge, employee.name, total, lines, arithmetic)


def _fine(session: Session, month: Month, employee_id: int) -> Iterator[tuple[str, Message]]:
    fine_fen = session.execute(
        select(MonthRow.head_fine_fen).where(MonthRow.month == str(month), MonthRow.employee_id == employee_id)
    ).scalar_one_or_none()
    if fine_fen:
        yield "ATT-11", Message(N_("fine for a falsified record: {yuan} yuan"), yuan=format_yuan(fine_fen))


def _lines(total: Total, days: Sequence[tuple[date, JudgedDay]], person: Person) -> Iterator[tuple[date, Message]]:
    for day, judged in days:
        if judged.kind is not DayKind.WORKDAY:
            continue
        if total is Total.REQUIRED:
            yield day, Message(N_("workday"))
        elif total is Total.OUTINGS:
            for start in person.outing_starts:
                if start.date() == day and judged.am.result is not Result.OPEN:
                    yield day, Message(N_("outing from {start}"), start=f"{start:%H:%M}")
        else:
            yield from ((day, message) for message in _halves(total, judged))


def _halves(total: Total, judged: JudgedDay) -> Iterator[Message]:
    for name, half in zip(HalfName, judged.halves, strict=True):
        words = Message(HALF_NAMES[name])
        if total is Total.LATE and half.late_min:
            yield Message(N_("{half}: {minutes} min late"), half=words, minutes=half.late_min)
        elif total is Total.EARLY and half.early_min:
            yield Message(N_("{half}: left {minutes} min early"), half=words, minutes=half.early_min)
        elif half.result in _HALF_TOTALS.get(total, ()):
            yield Message(N_("{half}: {result}"), half=words, result=Message(_name(half.result, half.leave)))


def _name(result: Result, leave: LeaveKind | None) -> str:
    return LEAVE_NAMES[leave] if leave is not None else RESULT_NAMES[result]
