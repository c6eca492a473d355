"""Where a request stands today, and who has to do with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.approvals.company import company_on
from opsconsole.approvals.model import Request, RequestDecision, RequestStep
from opsconsole.approvals.rules.posts import Company, Post
from opsconsole.approvals.rules.routes import Standing, where_it_stands
from opsconsole.approvals.rules.states import State, StepState


@dataclass(slots=True)
class Course:
    """The open steps of a request's round, in order, and who has decided in it."""

    open: list[tuple[int, Post]] = field(default_factory=list)
    decided: set[int] = field(default_factory=set)


def courses(session: Session, request_ids: Collection[int] | None = None) -> dict[int, Course]:
    """The course of each request, in its present round; of every waiting one where none is named."""
    chosen = Request.state == State.WAITING if request_ids is None else Request.id.in_(request_ids)
    found: dict[int, Course] = defaultdict(Course)
    steps = session.execute(
        select(
            RequestStep.request_id, RequestStep.ordinal, RequestStep.post, RequestStep.unit_id, RequestStep.position_id
        )
        .join(Request, (Request.id == RequestStep.request_id) & (Request.round == RequestStep.round))
        .where(chosen, RequestStep.state == StepState.OPEN)
        .order_by(RequestStep.request_id, RequestStep.ordinal)
    )
    for request_id, ordinal, kind, unit_id, position_id in steps:
        found[request_id].open.append((ordinal, Post(kind, unit_id, position_id)))
    decisions = session.execute(
        select(RequestDecision.request_id, RequestDecision.decided_by_id, RequestDecision.for_id)
        .join(Request, (Request.id == RequestDecision.request_id) & (Request.round == RequestDecision.round))
        .where(chosen)
    )
    for request_id, *people in decisions:
        found[request_id].decided.update(people)
    return found


def standing_of(company: Company, course: Course, requester_id: int) -> Standing:
    """Where a waiting request of that course stands."""
    return where_it_stands(company, course.open, requester_id, course.decided)


def refresh_falls(session: Session, request: Request, company: Company) -> Standing:
    """Marks the steps that fall away before the one that a waiting request has reached, and gives that one."""
    session.flush()
    standing = standing_of(company, courses(session, [request.id])[request.id], request.requester_id)
    for ordinal in standing.fallen:
        session.get_one(RequestStep, (request.id, request.round, ordinal)).state = StepState.FALLEN
    session.flush()
    return standing


def is_party(session: Session, actor: Actor, request: Request, today: date) -> bool:
    """Whether the actor asked, entered, decided or may decide a request, or somebody did or may in their place, or they
    run the office."""
    if actor.employee_id in (request.requester_id, request.entered_by_id) or may(actor, Permission.REQUESTS_ENTER):
        return True
    decided = session.execute(
        select(RequestDecision.id).where(
            RequestDecision.request_id == request.id,
            or_(RequestDecision.decided_by_id == actor.employee_id, RequestDecision.for_id == actor.employee_id),
        )
    ).first()
    if decided is not None or request.state is not State.WAITING:
        return decided is not None
    standing = standing_of(company_on(session, today), courses(session, [request.id])[request.id], request.requester_id)
    return standing.resolution.concerns(actor.employee_id)
