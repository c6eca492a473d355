"""What must always be true of requests, for `opsconsole check`; nothing here repairs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from opsconsole.approvals.company import company_on
from opsconsole.approvals.model import Request, RequestDecision, RequestStep
from opsconsole.approvals.rules.states import State, StepState, Verdict
from opsconsole.approvals.standing import courses, standing_of
from opsconsole.audit.checks import Check
from opsconsole.errors import Message
from opsconsole.i18n import N_


def waiting_has_a_next_step(session: Session, now: datetime) -> list[Message]:
    """What waits has reached a step, whose decider is somebody else than who asked, or nobody yet."""
    company, held = company_on(session, now.date()), courses(session)
    found: list[Message] = []
    for request in session.scalars(select(Request).where(Request.state == State.WAITING)):
        course = held.get(request.id)
        if course is None:
            found.append(Message(N_("{number} waits, and no step of it is open"), number=request.number))
        elif request.requester_id in standing_of(company, course, request.requester_id).resolution.people:
            found.append(Message(N_("{number} waits for who asked for it"), number=request.number))
    return found


def approved_has_all_its_decisions(session: Session, now: datetime) -> list[Message]:
    """Every step of an approved request's last round was decided with a yes, or fell away."""
    decided = exists().where(
        RequestDecision.request_id == RequestStep.request_id,
        RequestDecision.round == RequestStep.round,
        RequestDecision.ordinal == RequestStep.ordinal,
        RequestDecision.verdict == Verdict.APPROVE,
    )
    numbers = session.scalars(
        select(Request.number)
        .join(RequestStep, and_(RequestStep.request_id == Request.id, RequestStep.round == Request.round))
        .where(Request.state == State.APPROVED, RequestStep.state != StepState.FALLEN, ~decided)
        .distinct()
    )
    return [Message(N_("{number} is approved without all its decisions"), number=number) for number in numbers]


def nobody_decided_their_own(session: Session, now: datetime) -> list[Message]:
    """No decision is by who asked (ATT-4, EXP-2)."""
    numbers = session.scalars(
        select(Request.number)
        .join(RequestDecision, RequestDecision.request_id == Request.id)
        .where(RequestDecision.decided_by_id == Request.requester_id)
    )
    return [Message(N_("{number} was decided by who asked for it"), number=number) for number in numbers]


CHECKS = (
    Check(N_("What waits has a next step"), waiting_has_a_next_step),
    Check(N_("What is approved has all its decisions"), approved_has_all_its_decisions),
    Check(N_("Nobody decided their own request"), nobody_decided_their_own),
)
