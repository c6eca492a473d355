"""Outings on business, asked for beforehand and decided by the head (ATT-2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.approvals import service as approvals
from opsconsole.approvals.kinds import RequestKind
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import OPEN_STATES
from opsconsole.attendance.model import Outing
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.requests.facts import outing_facts
from opsconsole.attendance.requests.model import OutingRequest
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_


def ask_for_outing(
    session: Session,
    actor: Actor,
    employee_id: int,
    start: datetime,
    finish: datetime,
    reason: str,
    now: datetime,
    paper: str = "",
    confirmed_by: int | None = None,
) -> dict[str, Any]:
    """Asks to leave on business. Raises Refusal for a span that has begun already, or meets another outing."""
    approvals.check_asker(session, actor, employee_id, paper, confirmed_by)
    _check(session, employee_id, start, finish, reason, now, afterwards=bool(paper))
    request = approvals.submit(session, actor, OUTING.name, employee_id, now, paper=paper, confirmed_by=confirmed_by)
    session.add(OutingRequest(request_id=request.id, start=start, finish=finish, reason=reason))
    return approvals.outcome(request)


def change_outing(
    session: Session,
    actor: Actor,
    request_id: int,
    version: int,
    start: datetime,
    finish: datetime,
    reason: str,
    now: datetime,
) -> dict[str, Any]:
    """Asks again for an outing that was returned for change."""
    request = approvals.own_request(session, actor, request_id, version)
    row = session.get_one(OutingRequest, request_id)
    _check(session, request.requester_id, start, finish, reason, now, afterwards=bool(request.paper), but=request_id)
    row.start, row.finish, row.reason = start, finish, reason
    return approvals.outcome(approvals.resubmit(session, actor, request_id, version, now))


def _check(
    session: Session,
    employee_id: int,
    start: datetime,
    finish: datetime,
    reason: str,
    now: datetime,
    *,
    afterwards: bool,
    but: int | None = None,
) -> None:
    approvals.check_text(reason)
    if finish <= start:
        raise Refusal(N_("The end has to be after the start"), clause="ATT-2")
    if start < now and not afterwards:
        raise Refusal(
            N_("An outing is asked for beforehand; the office can enter what stands on paper"), clause="ATT-2"
        )
    asked = session.execute(
        select(OutingRequest.request_id)
        .join(Request, Request.id == OutingRequest.request_id)
        .where(
            Request.requester_id == employee_id,
            Request.state.in_(OPEN_STATES),
            OutingRequest.start < finish,
            OutingRequest.finish > start,
        )
    ).scalars()
    if any(one != but for one in asked):
        raise _met()
    _refuse_overlap(session, employee_id, start, finish)


def _refuse_overlap(session: Session, employee_id: int, start: datetime, finish: datetime) -> None:
    held = select(Outing.id).where(Outing.employee_id == employee_id, Outing.start < finish, Outing.finish > start)
    if session.execute(held).first() is not None:
        raise _met()


def _met() -> Refusal:
    return Refusal(N_("It overlaps another outing of the same person"), clause="ATT-2")


def _approved(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    row = session.get_one(OutingRequest, request.id)
    _refuse_overlap(session, request.requester_id, row.start, row.finish)
    session.add(
        Outing(
            employee_id=request.requester_id,
            start=row.start,
            finish=row.finish,
            reason=row.reason,
            on_paper=False,
            request_id=request.id,
        )
    )
    _judge(session, request.requester_id, row)


def _withdrawn(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    row = session.get_one(OutingRequest, request.id)
    if row.start <= now:
        raise Refusal(N_("An outing that has begun is not withdrawn"), clause="ATT-2")
    session.delete(session.execute(select(Outing).where(Outing.request_id == request.id)).scalar_one())
    _judge(session, request.requester_id, row)


def _judge(session: Session, employee_id: int, row: OutingRequest) -> None:
    touched = Touched()
    # An outing in the small hours belongs to the clock day before.
    touched.person(employee_id, row.start.date() - ONE_DAY, row.finish.date())
    rejudge(session, touched)


def _described(session: Session, request_id: int) -> Message:
    row = session.get_one(OutingRequest, request_id)
    return Message(
        N_("From {start} to {finish}: {reason}"),
        start=f"{row.start:%Y-%m-%d %H:%M}",
        finish=f"{row.finish:%Y-%m-%d %H:%M}",
        reason=row.reason,
    )


def _read_ahead(session: Session, request_ids: Collection[int]) -> object:
    return session.scalars(select(OutingRequest).where(OutingRequest.request_id.in_(request_ids))).all()


OUTING = RequestKind(
    name="outing",
    title=N_("Outing"),
    prefix="O",
    describe=_described,
    on_approved=_approved,
    on_withdrawn=_withdrawn,
    facts=outing_facts,
    read_ahead=_read_ahead,
)
