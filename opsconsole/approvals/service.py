"""The verbs of asking: submit, resubmit, withdraw, comment, attach.

A business calls `submit`, `resubmit` and `withdraw` inside its own verbs, which hold what is asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may_act, require
from opsconsole.approvals.company import approvals_policy, asker, company_on, posts_of
from opsconsole.approvals.kinds import KINDS
from opsconsole.approvals.model import Request, RequestAttachment, RequestComment, RequestCounter, RequestStep
from opsconsole.approvals.policy import DOMAIN, ApprovalsPolicy
from opsconsole.approvals.rules.routes import POSITION_PREFIX, check_routes, route_of
from opsconsole.approvals.rules.states import OPEN_STATES, State, StepState, check_transition
from opsconsole.approvals.standing import is_party, refresh_falls
from opsconsole.errors import NotPermitted, Refusal, Stale
from opsconsole.files.attachments import check_attachment
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.org.model import Employee, Position, Rank
from opsconsole.policy import service as policy_service
from opsconsole.policy.queries import Timeline, timeline

LONGEST_TEXT = 500
MOST_STAND_INS = 5


def submit(
    session: Session,
    actor: Actor,
    kind: str,
    requester_id: int,
    now: datetime,
    *,
    amount: int | None = None,
    traits: Collection[str] = (),
    paper: str = "",
    confirmed_by: int | None = None,
    unit_id: int | None = None,
) -> Request:
    """Asks: writes the request with its number and the steps of its route.

    `unit_id` is the unit that it is for, whose head and deputy the route names; None for the requester's own.
    For somebody else only the office may, with the paper it stands on or the employee's own badge and PIN
    (`confirmed_by`). Raises Refusal.
    """
    check_asker(session, actor, requester_id, paper, confirmed_by)
    who = asker(session, requester_id, now.date())
    request = Request(
        number=_next_number(session, KINDS[kind].prefix, now.year),
        kind=kind,
        requester_id=requester_id,
        unit_id=who.unit_id if unit_id is None else unit_id,
        entered_by_id=actor.employee_id,
        paper=paper,
        state=State.WAITING,
        round=1,
        version=1,
        submitted_at=now,
    )
    session.add(request)
    session.flush()
    _write_steps(session, request, who.rank, amount, traits, now.date())
    audit.record(session, request.number, submitted=kind, paper=paper)
    return request


def resubmit(
    session: Session,
    actor: Actor,
    request_id: int,
    version: int,
    now: datetime,
    *,
    amount: int | None = None,
    traits: Collection[str] = (),
    unit_id: int | None = None,
) -> Request:
    """Asks again after a return for change: a round of its own, with the route of today."""
    request = own_request(session, actor, request_id, version)
    check_transition(request.state, State.WAITING)
    if request.state is State.WAITING:
        raise Refusal(N_("{number} waits already; take it back or have it returned first"), number=request.number)
    who = asker(session, request.requester_id, now.date())
    request.state, request.round = State.WAITING, request.round + 1
    request.unit_id = who.unit_id if unit_id is None else unit_id
    request.version += 1
    session.flush()
    _write_steps(session, request, who.rank, amount, traits, now.date())
    audit.record(session, request.number, resubmitted=request.round)
    return request


def withdraw(session: Session, actor: Actor, request_id: int, version: int, now: datetime) -> dict[str, Any]:
    """Takes a request back; what an approved one did is undone by its kind, which may refuse."""
    request = own_request(session, actor, request_id, version)
    before = request.state
    check_transition(before, State.WITHDRAWN)
    request.state, request.closed_at = State.WITHDRAWN, now
    request.version += 1
    session.flush()
    kind = KINDS[request.kind]
    undo = kind.on_withdrawn if before is State.APPROVED else kind.on_over
    undo(session, actor, request, now)
    audit.record(session, request.number, withdrawn=before.value)
    return outcome(request)


def comment(session: Session, actor: Actor, request_id: int, text: str, now: datetime) -> None:
    """Says something about a request: whoever asked, entered, decided, may decide it, or runs the office."""
    request = find_request(session, request_id)
    check_text(text)
    if actor.employee_id is None or not is_party(session, actor, request, now.date()):
        raise NotPermitted(N_("Only who has to do with a request can say something about it"))
    session.add(RequestComment(request_id=request.id, by_id=actor.employee_id, at=now, text=text.strip()))
    audit.record(session, request.number, comment=text.strip())


def attach(session: Session, actor: Actor, request_id: int, name: str, content: bytes, now: datetime) -> None:
    """Adds a file to a request that is still open; the same file again changes nothing. Refusal for what is too large,
    of no kind that is kept, or not what its name says."""
    request = find_request(session, request_id)
    _check_own(session, actor, request)
    if request.state not in OPEN_STATES:
        raise Refusal(N_("{number} is closed; nothing can be added to it"), number=request.number)
    check_text(name)
    check_attachment(name, content)
    digest = hashlib.sha256(content).hexdigest()
    known = session.execute(
        select(RequestAttachment.id).where(
            RequestAttachment.request_id == request.id, RequestAttachment.sha256 == digest
        )
    ).first()
    if known is None:
        session.add(
            RequestAttachment(
                request_id=request.id, by_id=actor.employee_id, at=now, name=name, sha256=digest, content=content
            )
        )
        audit.record(session, request.number, attached=name, sha256=digest)


def enter_routes(
    session: Session,
    actor: Actor,
    effective_from: date,
    policy: ApprovalsPolicy,
    note: str = "",
    was: Timeline[ApprovalsPolicy] | None = None,
) -> None:
    """Keeps a table of routes from a day on; requests that wait keep the steps they were given.

    `was` are the versions that the change was made from: raises Stale where somebody else has entered one since.
    """
    require(session, actor, Permission.POLICY_EDIT)
    if was is not None and timeline(session, DOMAIN, ApprovalsPolicy()) != was:
        raise Stale(N_("Somebody else has changed the routes meanwhile; look at them again"))
    with_own = {kind.name for kind in KINDS.values() if kind.routes}
    check_routes(policy.routes, KINDS.keys(), {rank.value for rank in Rank}, with_own)
    codes = {
        step.removeprefix(POSITION_PREFIX)
        for route in policy.routes
        for step in route.steps
        if step.startswith(POSITION_PREFIX)
    }
    missing = codes - set(session.scalars(select(Position.code).where(Position.code.in_(codes))))
    if missing:
        raise Refusal(N_("The table of routes names position {code}, which does not exist"), code=min(missing))
    if not 1 <= policy.most_stand_ins <= MOST_STAND_INS:
        raise Refusal(N_("From 1 to {most} people may stand in one for the other"), most=MOST_STAND_INS)
    policy_service.enter(session, actor, DOMAIN, effective_from, policy, note)


def check_asker(
    session: Session, actor: Actor, requester_id: int, paper: str = "", confirmed_by: int | None = None
) -> None:
    """Raises Refusal unless the actor may ask in this employee's name."""
    if actor.employee_id == requester_id:
        may_act(session, actor)
        return
    require(session, actor, Permission.REQUESTS_ENTER)
    if paper:
        check_text(paper)
    elif confirmed_by != requester_id:
        raise Refusal(
            N_("Entered for somebody else it needs the employee's badge and PIN, or the paper it stands on"),
            clause="SEC-5",
        )


def check_text(text: str) -> None:
    """Raises Refusal for text that is empty, too long or holds control characters."""
    if not text.strip() or len(text) > LONGEST_TEXT or unsafe_character(text) is not None:
        raise Refusal(N_("A text has 1 to {most} characters and no control characters"), most=LONGEST_TEXT)


def find_request(session: Session, request_id: int, version: int | None = None) -> Request:
    """A request as it stands; Stale where it has moved on since `version` was read."""
    request = session.get(Request, request_id, populate_existing=True)
    if request is None:
        raise Refusal(N_("There is no such request"))
    if version is not None and request.version != version:
        raise Stale(N_("{number} has changed since you looked at it; look at it again"), number=request.number)
    return request


def own_request(session: Session, actor: Actor, request_id: int, version: int) -> Request:
    """A request that the actor asked for, or may handle for the office; Refusal for another's."""
    request = find_request(session, request_id, version)
    _check_own(session, actor, request)
    return request


def outcome(request: Request) -> dict[str, Any]:
    """What a verb tells of a request."""
    return {"request": request.id, "number": request.number, "state": request.state.value, "version": request.version}


def employee(session: Session, employee_id: int) -> Employee:
    """An employee; Refusal where there is none."""
    found = session.get(Employee, employee_id)
    if found is None:
        raise Refusal(N_("There is no such employee"))
    return found


def _check_own(session: Session, actor: Actor, request: Request) -> None:
    if actor.employee_id == request.requester_id:
        may_act(session, actor)
    else:
        require(session, actor, Permission.REQUESTS_ENTER)


def _write_steps(
    session: Session, request: Request, rank: Rank, amount: int | None, traits: Collection[str], today: date
) -> None:
    route = route_of(approvals_policy(session, today).routes, request.kind, rank.value, traits, amount)
    for ordinal, post in enumerate(posts_of(session, route, request.unit_id), 1):
        session.add(
            RequestStep(
                request_id=request.id,
                round=request.round,
                ordinal=ordinal,
                post=post.kind,
                unit_id=post.unit_id,
                position_id=post.position_id,
                state=StepState.OPEN,
            )
        )
    session.flush()
    refresh_falls(session, request, company_on(session, today))


def _next_number(session: Session, prefix: str, year: int) -> str:
    counter = session.get(RequestCounter, (prefix, year))
    if counter is None:
        counter = RequestCounter(prefix=prefix, year=year, last=0)
        session.add(counter)
    counter.last += 1
    return f"{prefix}-{year}-{counter.last:04d}"
