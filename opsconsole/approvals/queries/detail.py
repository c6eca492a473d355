"""One request with everything about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.approvals.company import company_on
from opsconsole.approvals.kinds import KINDS, Fact
from opsconsole.approvals.model import Request, RequestAttachment, RequestComment, RequestDecision, RequestStep
from opsconsole.approvals.queries.lines import lines_of, people_of
from opsconsole.approvals.queries.values import (
    AttachmentLine,
    CommentLine,
    DeciderLine,
    Person,
    PostShown,
    RequestDetail,
    StepLine,
    WentUp,
)
from opsconsole.approvals.rules.posts import Company, Decider, Post, PostKind, Resolution, resolve
from opsconsole.approvals.rules.states import OPEN_STATES, State, StepState
from opsconsole.approvals.service import find_request
from opsconsole.approvals.standing import courses, is_party, standing_of
from opsconsole.errors import NotPermitted
from opsconsole.i18n import N_
from opsconsole.org.model import Position, Unit


def _may_read(session: Session, actor: Actor, request: Request, day: date) -> bool:
    watched_by = KINDS[request.kind].watched_by
    return is_party(session, actor, request, day) or (watched_by is not None and may(actor, watched_by))


def request_detail(session: Session, actor: Actor, request_id: int, now: datetime) -> RequestDetail:
    """A request with its route so far and who decides next; NotPermitted for who has nothing to do with it."""
    request = find_request(session, request_id)
    today = now.date()
    if not _may_read(session, actor, request, today):
        raise NotPermitted(N_("Only who has to do with a request can look at it"))
    company = company_on(session, today)
    course = courses(session, [request.id]).get(request.id)
    waits = request.state is State.WAITING and course is not None
    standing = standing_of(company, course, request.requester_id) if waits and course is not None else None
    decided = course.decided if course is not None else set()
    (line,) = lines_of(session, [request], now, actor)
    rounds = _step_lines(session, request, company, decided)
    own = actor.employee_id == request.requester_id or may(actor, Permission.REQUESTS_ENTER)
    return RequestDetail(
        line=line,
        facts=tuple(Fact(*one) for one in KINDS[request.kind].facts(session, request.id)),
        round=request.round,
        paper=request.paper,
        entered_by=_person(session, request.entered_by_id),
        steps=tuple(step for step in rounds if step.round == request.round),
        earlier=tuple(step for step in rounds if step.round < request.round and step.verdict is not None),
        comments=_comments(session, request.id),
        attachments=_attachments(session, request.id),
        reached=standing.ordinal if standing else None,
        may_decide=standing is not None and standing.resolution.decider(actor.employee_id) is not None,
        may_withdraw=own and request.state in (State.WAITING, State.RETURNED, State.APPROVED),
        may_change=own and request.state is State.RETURNED,
        may_attach=own and request.state in OPEN_STATES,
    )


def attachment(session: Session, actor: Actor, attachment_id: int, now: datetime) -> tuple[str, bytes]:
    """Name and content of a file, for who has to do with its request."""
    row = session.get_one(RequestAttachment, attachment_id)
    if not _may_read(session, actor, find_request(session, row.request_id), now.date()):
        raise NotPermitted(N_("Only who has to do with a request can look at it"))
    return row.name, row.content


def _step_lines(session: Session, request: Request, company: Company, decided: Collection[int]) -> list[StepLine]:
    """Every step of every round."""
    steps = session.scalars(
        select(RequestStep).where(RequestStep.request_id == request.id).order_by(RequestStep.round, RequestStep.ordinal)
    ).all()
    decisions = {
        (row.round, row.ordinal): row
        for row in session.scalars(select(RequestDecision).where(RequestDecision.request_id == request.id))
    }
    resolved = {
        (step.round, step.ordinal): resolve(
            company, Post(step.post, step.unit_id, step.position_id), request.requester_id, decided
        )
        for step in steps
        if step.round == request.round and step.state is StepState.OPEN and request.state is State.WAITING
    }
    mentioned = {who for row in decisions.values() for who in (row.decided_by_id, row.for_id)}
    open_deciders = [one for found in resolved.values() for one in found.deciders]
    people = people_of(session, mentioned | {who for one in open_deciders for who in (one.acting_id, one.holder_id)})
    lines = []
    for step in steps:
        decision, open_step = decisions.get((step.round, step.ordinal)), resolved.get((step.round, step.ordinal))
        stood_in = decision is not None and decision.for_id != decision.decided_by_id
        line = StepLine(
            round=step.round,
            ordinal=step.ordinal,
            post=shown(session, Post(step.post, step.unit_id, step.position_id)),
            state=step.state,
            verdict=decision.verdict if decision else None,
            decided_by=people[decision.decided_by_id] if decision else None,
            decided_for=people[decision.for_id] if decision and stood_in else None,
            reason=decision.reason if decision else "",
            at=decision.at if decision else None,
            decided_as=_decided_as(session, decision),
            deciders=tuple(_decider(one, people) for one in open_step.deciders) if open_step else (),
            notes=_notes(session, open_step) if open_step else (),
        )
        lines.append(line)
    return lines


def shown(session: Session, post: Post) -> PostShown:
    """A post with its names."""
    if post.kind is PostKind.POSITION:
        position = session.get_one(Position, post.position_id)
        return PostShown(post.kind, position.title_zh, position.title_en)
    if post.unit_id is not None:
        unit = session.get_one(Unit, post.unit_id)
        return PostShown(post.kind, unit.name_zh, unit.name_en)
    return PostShown(post.kind)


def _decider(one: Decider, people: Mapping[int, Person]) -> DeciderLine:
    return DeciderLine(people[one.acting_id], people[one.holder_id] if one.holder_id != one.acting_id else None)


def _decided_as(session: Session, decision: RequestDecision | None) -> PostShown | None:
    if decision is None or not decision.went_up or decision.position_id is None:
        return None
    return shown(session, Post(PostKind.POSITION, position_id=decision.position_id))


def _notes(session: Session, resolution: Resolution) -> tuple[WentUp, ...]:
    return tuple(WentUp(shown(session, level.post), why) for level, why in resolution.passed)


def _comments(session: Session, request_id: int) -> tuple[CommentLine, ...]:
    rows = session.scalars(
        select(RequestComment).where(RequestComment.request_id == request_id).order_by(RequestComment.id)
    ).all()
    people = people_of(session, {row.by_id for row in rows})
    return tuple(CommentLine(people[row.by_id], row.at, row.text) for row in rows)


def _attachments(session: Session, request_id: int) -> tuple[AttachmentLine, ...]:
    rows = session.execute(
        select(
            RequestAttachment.id,
            RequestAttachment.name,
            RequestAttachment.sha256,
            func.length(RequestAttachment.content).label("size_bytes"),
            RequestAttachment.by_id,
            RequestAttachment.at,
        )
        .where(RequestAttachment.request_id == request_id)
        .order_by(RequestAttachment.id)
    ).all()
    people = people_of(session, {row.by_id for row in rows if row.by_id is not None})
    return tuple(
        AttachmentLine(row.id, row.name, row.sha256, row.size_bytes, people.get(row.by_id), row.at) for row in rows
    )


def _person(session: Session, employee_id: int | None) -> Person | None:
    return people_of(session, {employee_id})[employee_id] if employee_id is not None else None
