"""Leave: asked for, approved, taken back, reported back from (ATT-4, ATT-10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.approvals import service as approvals
from opsconsole.approvals.kinds import RequestKind
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.routes import Measure
from opsconsole.approvals.rules.states import OPEN_STATES
from opsconsole.attendance.model import Leave
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.requests.balances import (
    enter,
    grant,
    has_allowance,
    leave_policy,
    refuse_beyond_balance,
    span_of,
    workday_halves,
)
from opsconsole.attendance.requests.facts import leave_facts
from opsconsole.attendance.requests.model import EntryReason, LeaveReport, LeaveRequest
from opsconsole.attendance.rules.leave import LeaveSpan, check_leave_span, overlaps, span_words
from opsconsole.attendance.rules.names import LEAVE_NAMES, as_days
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.attendance.sources import policies
from opsconsole.errors import Message, NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

CERTIFICATE = "certificate"
"""The trait of leave that needs a certificate: it goes to the general manager whatever its length (ATT-10)."""


@dataclass(frozen=True, slots=True)
class LeaveAsked:
    """What a form of leave says. `certificate`: it was there when the leave was asked for."""

    kind: LeaveKind
    from_day: date
    from_half: HalfName
    to_day: date
    to_half: HalfName
    reason: str = ""
    certificate: bool = False

    @property
    def span(self) -> LeaveSpan:
        return LeaveSpan(self.from_day, self.from_half, self.to_day, self.to_half)


def ask_for_leave(
    session: Session,
    actor: Actor,
    employee_id: int,
    asked: LeaveAsked,
    now: datetime,
    paper: str = "",
    confirmed_by: int | None = None,
) -> dict[str, Any]:
    """Asks for leave. Raises Refusal for leave that is over already, overlaps, covers no workday, or goes beyond the
    balance."""
    approvals.check_asker(session, actor, employee_id, paper, confirmed_by)
    employee = approvals.employee(session, employee_id)
    halves = _check(session, employee, asked, now, afterwards=bool(paper))
    request = approvals.submit(
        session,
        actor,
        LEAVE.name,
        employee_id,
        now,
        amount=halves,
        traits=_traits(session, asked),
        paper=paper,
        confirmed_by=confirmed_by,
    )
    session.add(LeaveRequest(request_id=request.id, **_columns(asked), halves=halves))
    return approvals.outcome(request)


def change_leave(
    session: Session, actor: Actor, request_id: int, version: int, asked: LeaveAsked, now: datetime
) -> dict[str, Any]:
    """Asks again for leave that was returned for change, by the route that the changed leave has."""
    request = approvals.own_request(session, actor, request_id, version)
    row = leave_request_of(session, request_id)
    employee = approvals.employee(session, request.requester_id)
    halves = _check(session, employee, asked, now, afterwards=bool(request.paper), but=request_id)
    for name, value in _columns(asked).items():
        setattr(row, name, value)
    row.halves = halves
    traits = _traits(session, asked)
    return approvals.outcome(approvals.resubmit(session, actor, request_id, version, now, amount=halves, traits=traits))


def enter_certificate(session: Session, actor: Actor, request_id: int, version: int) -> dict[str, Any]:
    """Notes that the certificate is there: approved leave counts as leave from then on (ATT-10)."""
    require(session, actor, Permission.REQUESTS_ENTER)
    request = approvals.find_request(session, request_id, version)
    row = leave_request_of(session, request_id)
    if row.certificate:
        raise Refusal(N_("The certificate of {number} is entered already"), clause="ATT-10", number=request.number)
    row.certificate = True
    request.version += 1
    leave = leave_of(session, request_id)
    if leave is not None:
        leave.certificate = True
        judge_span(session, request.requester_id, span_of(leave))
    audit.record(session, request.number, certificate=True)
    return approvals.outcome(request)


def _approved(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    row = leave_request_of(session, request.id)
    employee = approvals.employee(session, request.requester_id)
    span = span_of(row)
    _refuse_overlap(session, employee.id, span, None, open_requests=False)
    if has_allowance(leave_policy(session, row.from_day), row.kind):
        refuse_beyond_balance(session, employee, row.kind, span, but=request.id)
        for year, halves in workday_halves(session, span).items():
            grant(session, employee, row.kind, max(row.from_day, date(year, 1, 1)), now)
            enter(session, employee.id, row.kind, year, -halves, EntryReason.USED, now, request.id)
    session.add(
        Leave(
            employee_id=employee.id,
            kind=row.kind,
            from_day=row.from_day,
            from_half=row.from_half,
            to_day=row.to_day,
            to_half=row.to_half,
            approved_by=actor.badge,
            certificate=row.certificate,
            on_paper=False,
            request_id=request.id,
        )
    )
    judge_span(session, employee.id, span)


def _withdrawn(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    row = leave_request_of(session, request.id)
    if row.from_day <= now.date() or session.get(LeaveReport, request.id) is not None:
        raise Refusal(N_("Leave that has begun is not withdrawn; report back from it"), clause="ATT-4")
    leave = leave_of(session, request.id)
    assert leave is not None
    span = span_of(leave)
    session.delete(leave)
    session.flush()
    for year, halves in workday_halves(session, span).items():
        give_back(session, request, row, year, halves, now)
    judge_span(session, request.requester_id, span)


def _described(session: Session, request_id: int) -> Message:
    row = leave_request_of(session, request_id)
    words, span = N_("{kind} {span}, {days} d"), span_words(span_of(row))
    return Message(words, kind=Message(LEAVE_NAMES[row.kind]), span=span, days=as_days(row.halves))


def _read_ahead(session: Session, request_ids: Collection[int]) -> object:
    return session.scalars(select(LeaveRequest).where(LeaveRequest.request_id.in_(request_ids))).all()


LEAVE = RequestKind(
    name="leave",
    title=N_("Leave"),
    prefix="L",
    describe=_described,
    on_approved=_approved,
    on_withdrawn=_withdrawn,
    facts=leave_facts,
    read_ahead=_read_ahead,
    traits=((CERTIFICATE, N_("Needs a certificate")),),
    measure=Measure.HALF_DAYS,
)


def _check(
    session: Session, employee: Employee, asked: LeaveAsked, now: datetime, *, afterwards: bool, but: int | None = None
) -> int:
    """Everything that asking for leave may be refused for; the half days of workdays that it covers."""
    check_leave_span(asked.from_day, asked.from_half, asked.to_day, asked.to_half)
    if asked.reason:
        approvals.check_text(asked.reason)
    policy = leave_policy(session, asked.from_day)
    if asked.from_day < now.date() and not afterwards and asked.kind not in policy.afterwards:
        raise Refusal(N_("Leave is asked for beforehand; the office can enter what stands on paper"), clause="ATT-4")
    halves = sum(workday_halves(session, asked.span).values())
    if not halves:
        raise Refusal(N_("These days are days off; no leave is needed"), clause="ATT-4")
    _refuse_overlap(session, employee.id, asked.span, but, open_requests=True)
    if has_allowance(policy, asked.kind):
        refuse_beyond_balance(session, employee, asked.kind, asked.span, but)
    return halves


def _refuse_overlap(
    session: Session, employee_id: int, span: LeaveSpan, but: int | None, *, open_requests: bool
) -> None:
    held: list[Leave | LeaveRequest] = list(
        session.scalars(
            select(Leave).where(
                Leave.employee_id == employee_id, Leave.from_day <= span.to_date, Leave.to_day >= span.from_date
            )
        )
    )
    if open_requests:
        held += session.scalars(
            select(LeaveRequest)
            .join(Request, Request.id == LeaveRequest.request_id)
            .where(
                Request.requester_id == employee_id,
                Request.state.in_(OPEN_STATES),
                LeaveRequest.from_day <= span.to_date,
                LeaveRequest.to_day >= span.from_date,
            )
        )
    for one in held:
        if overlaps(span_of(one), span) and (but is None or one.request_id != but):
            raise Refusal(
                N_("Overlaps leave of the same person from {from_day} to {to_day}"),
                clause="ATT-4",
                from_day=str(one.from_day),
                to_day=str(one.to_day),
            )


def _traits(session: Session, asked: LeaveAsked) -> tuple[str, ...]:
    needs = asked.kind.value in policies(session).on(asked.from_day).certificate_kinds
    return (CERTIFICATE,) if needs else ()


def _columns(asked: LeaveAsked) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "from_day": asked.from_day,
        "from_half": asked.from_half,
        "to_day": asked.to_day,
        "to_half": asked.to_half,
        "certificate": asked.certificate,
        "reason": asked.reason,
    }


def give_back(session: Session, request: Request, row: LeaveRequest, year: int, halves: int, now: datetime) -> None:
    """Gives half days of a year back to the balance, where the kind has one."""
    if has_allowance(leave_policy(session, row.from_day), row.kind):
        enter(session, request.requester_id, row.kind, year, halves, EntryReason.GIVEN_BACK, now, request.id)


def judge_span(session: Session, employee_id: int, span: LeaveSpan) -> None:
    """Judges the days of a leave again."""
    touched = Touched()
    touched.person(employee_id, span.from_date, span.to_date)
    rejudge(session, touched)


def leave_request_of(session: Session, request_id: int) -> LeaveRequest:
    """What a request for leave asks; Refusal for a request of another kind."""
    row = session.get(LeaveRequest, request_id)
    if row is None:
        raise NotPermitted(N_("This is no request for leave"))
    return row


def leave_of(session: Session, request_id: int) -> Leave | None:
    """The leave that an approved request made; None where there is none, or it was given back whole."""
    return session.execute(select(Leave).where(Leave.request_id == request_id)).scalar_one_or_none()
