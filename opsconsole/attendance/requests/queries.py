"""What a form of leave shows beside it: balances, who else is away, who has not reported back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.approvals.company import approvals_policy, asker, company_on, posts_of
from opsconsole.approvals.model import Request
from opsconsole.approvals.queries import Person, PostShown, people_of, shown
from opsconsole.approvals.rules.posts import resolve
from opsconsole.approvals.rules.routes import route_of
from opsconsole.approvals.rules.states import State
from opsconsole.attendance.model import Leave
from opsconsole.attendance.requests.balances import (
    asked_halves,
    balance_halves,
    has_allowance,
    leave_policy,
    span_of,
    workday_halves,
)
from opsconsole.attendance.requests.leave import CERTIFICATE, LEAVE, LeaveAsked
from opsconsole.attendance.requests.mates import MateAway, unit_mates_away
from opsconsole.attendance.requests.model import (
    EntryReason,
    ExplanationRequest,
    LeaveEntry,
    LeaveReport,
    LeaveRequest,
    OutingRequest,
)
from opsconsole.attendance.rules.leave import LeaveSpan, check_leave_span
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.attendance.sources import policies
from opsconsole.errors import Named, Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Employee


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left of a kind of leave this year, and what open requests ask of it, in half days."""

    kind: LeaveKind
    left_halves: int
    asked_halves: int


@dataclass(frozen=True, slots=True)
class LeavePreview:
    """What asking for this leave would mean: half days of workdays, who would decide each step, who else is away.

    `left_halves` is what the year of its first day has left before it, other open requests taken off; None for a kind
    that no year limits.
    """

    halves: int
    left_halves: int | None
    needs_certificate: bool
    posts: tuple[PostShown, ...]
    deciders: tuple[tuple[Person, ...], ...]
    mates_away: tuple[MateAway, ...]


@dataclass(frozen=True, slots=True)
class NotBack:
    """Approved leave that is over, and nobody has reported back from."""

    request_id: int
    number: str
    version: int
    person: Person
    span: LeaveSpan
    approved_by: str


def balances(session: Session, employee_id: int, now: datetime) -> tuple[Balance, ...]:
    """The balance of every kind of leave with an allowance, this year."""
    employee, today = session.get_one(Employee, employee_id), now.date()
    kinds = dict.fromkeys([LeaveKind.ANNUAL, *(one.kind for one in leave_policy(session, today).allowances)])
    return tuple(
        Balance(
            kind,
            balance_halves(session, employee, kind, today),
            asked_halves(session, employee_id, kind, today.year),
        )
        for kind in kinds
    )


def preview(
    session: Session, employee_id: int, asked: LeaveAsked, now: datetime, but: int | None = None
) -> LeavePreview:
    """What a form shows before it is sent, `but` the request that is being changed left out.

    Raises Refusal for somebody without a position and for a span that ends before it begins.
    """
    check_leave_span(asked.from_day, asked.from_half, asked.to_day, asked.to_half)
    today = now.date()
    who = asker(session, employee_id, today)
    halves = sum(workday_halves(session, asked.span).values())
    needs = asked.kind.value in policies(session).on(asked.from_day).certificate_kinds
    route = route_of(
        approvals_policy(session, today).routes, LEAVE.name, who.rank.value, (CERTIFICATE,) if needs else (), halves
    )
    posts, company = posts_of(session, route, who.unit_id), company_on(session, today)
    found = [resolve(company, post, employee_id).people for post in posts]
    people = people_of(session, {one for step in found for one in step})
    return LeavePreview(
        halves=halves,
        left_halves=_left(session, employee_id, asked, but),
        needs_certificate=needs,
        posts=tuple(shown(session, post) for post in posts),
        deciders=tuple(tuple(people[one] for one in sorted(step)) for step in found),
        mates_away=unit_mates_away(session, employee_id, asked.span, now),
    )


def _left(session: Session, employee_id: int, asked: LeaveAsked, but: int | None) -> int | None:
    if not has_allowance(leave_policy(session, asked.from_day), asked.kind):
        return None
    employee = session.get_one(Employee, employee_id)
    left = balance_halves(session, employee, asked.kind, asked.from_day)
    return left - asked_halves(session, employee_id, asked.kind, asked.from_day.year, but)


@dataclass(frozen=True, slots=True)
class BalanceEntry:
    """A line of the ledger behind a balance: half days, why they moved, and for which request ('' for none)."""

    at: datetime
    kind: LeaveKind
    year: int
    halves: int
    reason: EntryReason
    number: str
    note: str


def balance_entries(session: Session, employee_id: int, year: int) -> tuple[BalanceEntry, ...]:
    """Everything that moved the balances of a year, the newest first."""
    rows = session.execute(
        select(LeaveEntry, Request.number)
        .outerjoin(Request, Request.id == LeaveEntry.request_id)
        .where(LeaveEntry.employee_id == employee_id, LeaveEntry.year == year)
        .order_by(LeaveEntry.id.desc())
    )
    return tuple(
        BalanceEntry(row.at, row.kind, row.year, row.halves, row.reason, number or "", row.note) for row, number in rows
    )


def leave_asked(session: Session, request_id: int) -> LeaveAsked:
    """What a request for leave asks, for the form that changes it; Refusal for a request of another kind."""
    row = session.get(LeaveRequest, request_id)
    if row is None:
        raise Refusal(N_("This is no request for leave"))
    return LeaveAsked(row.kind, row.from_day, row.from_half, row.to_day, row.to_half, row.reason, row.certificate)


@dataclass(frozen=True, slots=True)
class OutingAsked:
    """What a request for an outing asks."""

    start: datetime
    finish: datetime
    reason: str


def outing_asked(session: Session, request_id: int) -> OutingAsked:
    """What a request for an outing asks, for the form that changes it."""
    row = session.get_one(OutingRequest, request_id)
    return OutingAsked(row.start, row.finish, row.reason)


@dataclass(frozen=True, slots=True)
class ExplanationAsked:
    """What a request to explain a half day asks; `reason` is a code of the policy."""

    day: date
    half: HalfName
    reason: str
    note: str


def explanation_asked(session: Session, request_id: int) -> ExplanationAsked:
    """What a request to explain a half day asks, for the form that changes it."""
    row = session.get_one(ExplanationRequest, request_id)
    return ExplanationAsked(row.day, row.half, row.reason, row.note)


def reasons_of(session: Session, day: date) -> tuple[tuple[str, Named], ...]:
    """The reasons that the policy of a day gives for an explanation: code and name."""
    return tuple((one.code, Named(one.zh, one.en)) for one in policies(session).on(day).reasons)


def not_back(session: Session, now: datetime, employee_id: int | None = None) -> tuple[NotBack, ...]:
    """Approved leave that is over without a report back (销假), the oldest first (ATT-4)."""
    query = (
        select(Request, Leave)
        .join(Leave, Leave.request_id == Request.id)
        .outerjoin(LeaveReport, LeaveReport.request_id == Request.id)
        .where(Request.state == State.APPROVED, Leave.to_day < now.date(), LeaveReport.request_id.is_(None))
        .order_by(Leave.to_day, Request.id)
    )
    if employee_id is not None:
        query = query.where(Request.requester_id == employee_id)
    rows = session.execute(query).all()
    people = people_of(session, {request.requester_id for request, _ in rows})
    return tuple(
        NotBack(
            request.id,
            request.number,
            request.version,
            people[request.requester_id],
            span_of(leave),
            leave.approved_by,
        )
        for request, leave in rows
    )


@dataclass(frozen=True, slots=True)
class Uncertified:
    """Approved leave whose certificate is not there: until then it counts as absence (ATT-10)."""

    request_id: int
    number: str
    version: int
    person: Person
    kind: LeaveKind
    span: LeaveSpan


def uncertified(session: Session, now: datetime, employee_id: int | None = None) -> tuple[Uncertified, ...]:
    """Approved leave with its certificate outstanding, the oldest first (ATT-10)."""
    query = (
        select(Request, Leave)
        .join(Leave, Leave.request_id == Request.id)
        .where(Request.state == State.APPROVED, Leave.certificate.is_(False))
        .order_by(Leave.from_day, Request.id)
    )
    if employee_id is not None:
        query = query.where(Request.requester_id == employee_id)
    figures = policies(session)
    rows = [
        (request, leave)
        for request, leave in session.execute(query)
        if leave.kind.value in figures.on(leave.from_day).certificate_kinds
    ]
    people = people_of(session, {request.requester_id for request, _ in rows})
    return tuple(
        Uncertified(
            request.id, request.number, request.version, people[request.requester_id], leave.kind, span_of(leave)
        )
        for request, leave in rows
    )
