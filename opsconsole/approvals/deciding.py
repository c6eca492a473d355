"""Deciding: one function that holds guard and change together."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import may_act
from opsconsole.approvals.company import company_on
from opsconsole.approvals.kinds import KINDS
from opsconsole.approvals.model import Request, RequestDecision, RequestStep
from opsconsole.approvals.rules.states import (
    OPEN_STATES,
    State,
    StepState,
    Verdict,
    after,
    check_transition,
)
from opsconsole.approvals.service import check_text, find_request, outcome
from opsconsole.approvals.standing import refresh_falls
from opsconsole.errors import NotPermitted, Stale
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

MEANWHILE = {
    Verdict.APPROVE: N_("{number} was approved by {name} while you looked at it; look at it again"),
    Verdict.REJECT: N_("{number} was rejected by {name} while you looked at it; look at it again"),
    Verdict.RETURN: N_("{number} was returned for change by {name} while you looked at it; look at it again"),
}
"""What whoever was slower is told."""


def approve(session: Session, actor: Actor, request_id: int, version: int, now: datetime, reason: str = "") -> Any:
    """Says yes to the step that a request has reached."""
    return decide(session, actor, request_id, version, Verdict.APPROVE, now, reason)


def reject(session: Session, actor: Actor, request_id: int, version: int, now: datetime, reason: str) -> Any:
    """Says no, with a reason: the request is over."""
    return decide(session, actor, request_id, version, Verdict.REJECT, now, reason)


def return_for_change(session: Session, actor: Actor, request_id: int, version: int, now: datetime, reason: str) -> Any:
    """Gives a request back to whoever asked, with what has to change."""
    return decide(session, actor, request_id, version, Verdict.RETURN, now, reason)


def is_decider_of(session: Session, actor: Actor, request_id: int) -> bool:
    """Whether the actor decided a step of a request."""
    found = select(RequestDecision.id).where(
        RequestDecision.request_id == request_id, RequestDecision.decided_by_id == actor.employee_id
    )
    return session.execute(found).first() is not None


def decide(
    session: Session, actor: Actor, request_id: int, version: int, verdict: Verdict, now: datetime, reason: str = ""
) -> dict[str, Any]:
    """Decides the step that a request has reached; a final yes does what the kind does, in this transaction.

    Raises Stale where it has moved on since `version`, NotPermitted for anybody but who decides this step today,
    Refusal for a request that does not wait, a no without a reason, or where the kind refuses.
    """
    may_act(session, actor)
    request = _as_shown(session, request_id, version)
    check_transition(request.state, after(verdict, last_step=True))
    if verdict is not Verdict.APPROVE or reason:
        check_text(reason)
    standing = refresh_falls(session, request, company_on(session, now.date()))
    decider = standing.resolution.decider(actor.employee_id)
    if decider is None or actor.employee_id == request.requester_id:
        raise NotPermitted(N_("{number} does not wait for you to decide it"), clause="ATT-4", number=request.number)
    level = standing.resolution.level
    step = session.get_one(RequestStep, (request.id, request.round, standing.ordinal))
    if verdict is Verdict.APPROVE:
        KINDS[request.kind].before_yes(session, actor, request, step.post, reason.strip(), now)
    step.state = StepState.DECIDED
    session.add(
        RequestDecision(
            request_id=request.id,
            round=request.round,
            ordinal=standing.ordinal,
            verdict=verdict,
            decided_by_id=decider.acting_id,
            for_id=decider.holder_id,
            position_id=level.position_id if level else None,
            went_up=len(standing.resolution.passed),
            reason=reason.strip(),
            at=now,
        )
    )
    request.state = after(verdict, last_step=standing.last)
    request.version += 1
    request.closed_at = None if request.state in OPEN_STATES else now
    session.flush()
    if request.state is State.WAITING:
        refresh_falls(session, request, company_on(session, now.date()))
    elif request.state is State.APPROVED:
        KINDS[request.kind].on_approved(session, actor, request, now)
    elif request.state is State.REJECTED:
        KINDS[request.kind].on_over(session, actor, request, now)
    audit.record(session, request.number, verdict=verdict.value, step=standing.ordinal, reason=reason.strip())
    return outcome(request)


def _as_shown(session: Session, request_id: int, version: int) -> Request:
    """The request in the version that was looked at; where somebody decided it since, who and how is told."""
    request = find_request(session, request_id)
    if request.version == version:
        return request
    last = session.execute(
        select(RequestDecision.verdict, Employee.name)
        .join(Employee, Employee.id == RequestDecision.decided_by_id)
        .where(RequestDecision.request_id == request_id, RequestDecision.round == request.round)
        .order_by(RequestDecision.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return find_request(session, request_id, version)
    raise Stale(MEANWHILE[last.verdict], number=request.number, name=last.name)
