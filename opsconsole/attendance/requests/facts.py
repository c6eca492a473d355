"""What whoever decides has to know: why, what is left, who else is away, and what a yes does to the month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.approvals.kinds import Fact
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import OPEN_STATES
from opsconsole.attendance.model import AttendanceMonth, MonthRow, MonthState
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.requests.balances import asked_halves, balance_halves, has_allowance, leave_policy, span_of
from opsconsole.attendance.requests.mates import MateAway, mates_away
from opsconsole.attendance.requests.model import ExplanationRequest, LeaveReport, LeaveRequest, OutingRequest
from opsconsole.attendance.rules.leave import halves_between, span_words
from opsconsole.attendance.rules.names import HALF_NAMES, RESULT_NAMES, as_days
from opsconsole.attendance.rules.values import UNSETTLED, HalfName, JudgedDay, Result
from opsconsole.attendance.sources import policies
from opsconsole.dates import Month, format_clock
from opsconsole.errors import Message, Named
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

REASON = Message(N_("Reason"))
MONTH = Message(N_("Month sheet"))
AWAY = Message(N_("Away then"))
ABSENCE = frozenset({Result.ABSENT, Result.MISSING})


def leave_facts(session: Session, request_id: int) -> Sequence[Fact]:
    """Of leave (ATT-4, ATT-10)."""
    row, request = session.get_one(LeaveRequest, request_id), session.get_one(Request, request_id)
    span = span_of(row)
    facts = [Fact(REASON, row.reason)] if row.reason else []
    facts += _certificate(session, row)
    is_open = request.state in OPEN_STATES
    if is_open:
        facts += _balance(session, row, request)
        facts += _mates(mates_away(session, request.requester_id, span, row.from_day))
        halves = halves_between(span.from_date, span.from_half, span.to_date, span.to_half)
        facts += _absence_that_goes(session, request.requester_id, halves)
    report = session.get(LeaveReport, request_id)
    if report is not None:
        facts.append(_back(report))
    return facts


def outing_facts(session: Session, request_id: int) -> Sequence[Fact]:
    """Of an outing (ATT-2)."""
    row, request = session.get_one(OutingRequest, request_id), session.get_one(Request, request_id)
    facts = [Fact(REASON, row.reason)]
    if request.state in OPEN_STATES:
        first, last = row.start.date(), row.finish.date()
        halves = halves_between(first, HalfName.AM, last, HalfName.PM)
        facts += _closed(session, {Month.of(day) for day, _half in halves})
    return facts


def explanation_facts(session: Session, request_id: int) -> Sequence[Fact]:
    """Of the explanation of a half day (rule 6)."""
    row, request = session.get_one(ExplanationRequest, request_id), session.get_one(Request, request_id)
    facts = [Fact(REASON, reason_named(session, row.day, row.reason))]
    if row.note:
        facts.append(Fact(Message(N_("Note")), row.note))
    judged = _judged(session, request.requester_id, row.day)
    if judged is not None:
        half = judged.am if row.half is HalfName.AM else judged.pm
        facts.append(Fact(Message(N_("Judged")), Message(RESULT_NAMES[half.judged_first or half.result])))
        facts.append(Fact(Message(N_("Punches")), _punches(judged)))
        if request.state in OPEN_STATES and half.result in UNSETTLED:
            facts.append(Fact(MONTH, _effect(row.day, half.result)))
    if request.state in OPEN_STATES:
        facts += _closed(session, {Month.of(row.day)})
    return facts


def reason_named(session: Session, day: date, code: str) -> Named | str:
    """What the policy of a day calls a reason; its code where it has it no more."""
    reasons = policies(session).on(day).reasons
    return next((Named(one.zh, one.en) for one in reasons if one.code == code), code)


def _certificate(session: Session, row: LeaveRequest) -> Iterator[Fact]:
    if row.kind.value not in policies(session).on(row.from_day).certificate_kinds:
        return
    label = Message(N_("Certificate"))
    if row.certificate:
        yield Fact(label, Message(N_("entered")))
    else:
        yield Fact(label, Message(N_("outstanding: until it is entered the days count as absence")), warns=True)


def _balance(session: Session, row: LeaveRequest, request: Request) -> Iterator[Fact]:
    if not has_allowance(leave_policy(session, row.from_day), row.kind):
        return
    employee = session.get_one(Employee, request.requester_id)
    left = balance_halves(session, employee, row.kind, row.from_day)
    others = asked_halves(session, employee.id, row.kind, row.from_day.year, but=row.request_id)
    words = N_("{left} days of {year} left, {others} asked for elsewhere; {after} after this")
    value = Message(
        words,
        left=as_days(left),
        year=row.from_day.year,
        others=as_days(others),
        after=as_days(max(0, left - others - row.halves)),
    )
    yield Fact(Message(N_("Balance")), value, warns=row.halves > left - others)


def _mates(mates: Iterable[MateAway]) -> Iterator[Fact]:
    """A line for each colleague who is away on some of the days; one where nobody is."""
    nobody = True
    for mate in mates:
        nobody = False
        words = N_("{name} {badge}: {span}, approved") if mate.approved else N_("{name} {badge}: {span}, asked for")
        value = Message(words, name=mate.person.name, badge=mate.person.badge, span=span_words(mate.span))
        yield Fact(AWAY, value, warns=True)
    if nobody:
        yield Fact(AWAY, Message(N_("nobody else of the unit")))


def _back(report: LeaveReport) -> Fact:
    label = Message(N_("Back at work"))
    facts: dict[str, Any] = {"day": str(report.back_day), "half": Message(HALF_NAMES[report.back_half])}
    if report.late_halves:
        days = as_days(report.late_halves)
        return Fact(label, Message(N_("{day} {half}: {days} days late, absence"), days=days, **facts), warns=True)
    if report.given_back_halves:
        days = as_days(report.given_back_halves)
        return Fact(label, Message(N_("{day} {half}: {days} days given back"), days=days, **facts))
    return Fact(label, Message(N_("{day} {half}"), **facts))


def _absence_that_goes(session: Session, employee_id: int, halves: Iterable[tuple[date, HalfName]]) -> Iterator[Fact]:
    """What a yes does to months that are judged already."""
    months: dict[Month, int] = {}
    for day, half in halves:
        judged = _judged(session, employee_id, day)
        result = (judged.am if half is HalfName.AM else judged.pm).result if judged is not None else None
        months[Month.of(day)] = months.get(Month.of(day), 0) + (result in ABSENCE)
    closed = _closed_of(session, months)
    for month, absent in months.items():
        if absent and month not in closed:
            words = N_("{month}: {days} days of absence become leave")
            yield Fact(MONTH, Message(words, month=str(month), days=as_days(absent)))
    yield from _closed(session, months)


def _effect(day: date, result: Result) -> Message:
    if result in ABSENCE:
        return Message(N_("{month}: half a day of absence goes"), month=str(Month.of(day)))
    words = N_("{month}: one count of {result} goes")
    return Message(words, month=str(Month.of(day)), result=Message(RESULT_NAMES[result]))


def _closed(session: Session, months: Iterable[Month]) -> Iterator[Fact]:
    for month in sorted(_closed_of(session, months)):
        words = N_("{month} is closed: what this changes becomes adjustments (ATT-12)")
        yield Fact(MONTH, Message(words, month=str(month)), warns=True)


def _closed_of(session: Session, months: Iterable[Month]) -> set[Month]:
    found = select(AttendanceMonth.month).where(
        AttendanceMonth.month.in_([str(month) for month in months]), AttendanceMonth.state == MonthState.CLOSED
    )
    return {Month.parse(text) for text in session.scalars(found)}


def _judged(session: Session, employee_id: int, day: date) -> JudgedDay | None:
    row = session.get(MonthRow, (str(Month.of(day)), employee_id))
    return unpack_month(row.days)[day.day - 1] if row is not None else None


def _punches(judged: JudgedDay) -> Message | str:
    if judged.first is None:
        return Message(N_("none"))
    last = judged.last if judged.last is not None else judged.first
    return "  ".join(format_clock(minute) for minute in dict.fromkeys((judged.first, last)))
