"""Requests in lists: what waits for whom, what somebody asked for, what a text finds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.approvals.company import company_on
from opsconsole.approvals.kinds import KINDS
from opsconsole.approvals.model import Request, RequestDecision
from opsconsole.approvals.queries.values import Person, RequestLine
from opsconsole.approvals.rules.posts import Company, Decider, Resolution
from opsconsole.approvals.rules.routes import Standing
from opsconsole.approvals.rules.states import OPEN_STATES, State, Verdict
from opsconsole.approvals.standing import courses, standing_of
from opsconsole.errors import Message, Named
from opsconsole.org.model import Employee, Unit
from opsconsole.org.pinyin import folded, words_of

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Pile:
    """Requests that wait together, the oldest first; since when the oldest does, None where there are none."""

    request_ids: tuple[int, ...]
    since: datetime | None


def waiting_for(session: Session, actor: Actor, now: datetime) -> tuple[RequestLine, ...]:
    """What waits for the actor to decide, the oldest first."""
    if actor.employee_id is None:
        return ()
    return _waiting(session, now, actor, lambda found: found.decider(actor.employee_id) is not None)


def nobody_yet(session: Session, actor: Actor, now: datetime) -> tuple[RequestLine, ...]:
    """What nobody can decide yet, for the office's desk (EXP-2), the oldest first."""
    if not may(actor, Permission.REQUESTS_ENTER):
        return ()
    return _waiting(session, now, actor, lambda found: found.nobody)


def mine(session: Session, actor: Actor, now: datetime, limit: int = 200) -> tuple[RequestLine, ...]:
    """What the actor asked for: open first, then the newest."""
    rows = session.scalars(
        select(Request).where(Request.requester_id == actor.employee_id).order_by(Request.id.desc()).limit(limit)
    ).all()
    rows = sorted(rows, key=lambda row: row.state not in OPEN_STATES)
    return lines_of(session, rows, now, actor)


def open_requests(session: Session, actor: Actor, now: datetime) -> tuple[RequestLine, ...]:
    """Everybody's requests that are not over, the oldest first, for whoever enters requests for others."""
    if not may(actor, Permission.REQUESTS_ENTER):
        return ()
    rows = session.scalars(
        select(Request).where(Request.state.in_(OPEN_STATES)).order_by(Request.submitted_at, Request.id)
    ).all()
    return lines_of(session, rows, now, actor)


def returned_to(session: Session, actor: Actor) -> Pile:
    """What was given back for change, to whoever asked or typed it."""
    returned = select(func.max(RequestDecision.at)).where(
        RequestDecision.request_id == Request.id,
        RequestDecision.round == Request.round,
        RequestDecision.verdict == Verdict.RETURN,
    )
    since = func.coalesce(returned.scalar_subquery(), Request.submitted_at).label("since")
    mine = or_(Request.requester_id == actor.employee_id, Request.entered_by_id == actor.employee_id)
    return _pile(session, since, mine, Request.state == State.RETURNED)


def own_waiting(session: Session, actor: Actor) -> Pile:
    """What the actor asked for and somebody has yet to decide."""
    since = Request.submitted_at.label("since")
    return _pile(session, since, Request.requester_id == actor.employee_id, Request.state == State.WAITING)


def find_requests(
    session: Session, actor: Actor, typed: str, now: datetime, limit: int = MOST_FOUND
) -> tuple[RequestLine, ...]:
    """What `typed` finds by number, badge, name or pinyin, the newest first: only what the actor may look at."""
    words = words_of(typed)
    if not words or actor.employee_id is None:
        return ()
    found = and_(
        *(
            or_(
                func.lower(Request.number).contains(word, autoescape=True),
                Employee.search.contains(word, autoescape=True),
            )
            for word in words
        )
    )
    query = select(Request).join(Employee, Employee.id == Request.requester_id).where(found)
    if not may(actor, Permission.REQUESTS_ENTER):
        query = query.where(_seen_by(session, actor, now))
    rows = session.scalars(query.order_by(Request.id.desc()).limit(limit)).all()
    return lines_of(session, rows, now, actor)


def _seen_by(session: Session, actor: Actor, now: datetime) -> ColumnElement[bool]:
    """What somebody outside of the office may look at, as `standing.is_party` says of a single request."""
    me = actor.employee_id
    decided = select(RequestDecision.request_id).where(
        or_(RequestDecision.decided_by_id == me, RequestDecision.for_id == me)
    )
    standings = _standings(session, now)
    theirs = [one for one, standing in standings.items() if standing.resolution.concerns(me)]
    return or_(Request.requester_id == me, Request.entered_by_id == me, Request.id.in_(decided), Request.id.in_(theirs))


def _pile(session: Session, since: ColumnElement[datetime], *chosen: ColumnElement[bool]) -> Pile:
    rows = session.execute(select(Request.id, since).where(*chosen).order_by(since, Request.id)).all()
    return Pile(tuple(row.id for row in rows), rows[0].since if rows else None)


def _standings(session: Session, now: datetime) -> dict[int, Standing]:
    """Where each waiting request stands."""
    company, held = company_on(session, now.date()), courses(session)
    found = session.execute(select(Request.id, Request.requester_id).where(Request.state == State.WAITING))
    requesters = {row.id: row.requester_id for row in found}
    return {one: standing_of(company, course, requesters[one]) for one, course in held.items()}


def _waiting(
    session: Session, now: datetime, actor: Actor, wanted: Callable[[Resolution], bool]
) -> tuple[RequestLine, ...]:
    standings = _standings(session, now)
    chosen = [request_id for request_id, standing in standings.items() if wanted(standing.resolution)]
    rows = session.scalars(
        select(Request).where(Request.id.in_(chosen)).order_by(Request.submitted_at, Request.id)
    ).all()
    return lines_of(session, rows, now, actor, standings)


def lines_of(
    session: Session,
    rows: Sequence[Request],
    now: datetime,
    actor: Actor,
    standings: dict[int, Standing] | None = None,
) -> tuple[RequestLine, ...]:
    """Requests as lines, in their order."""
    if standings is None:
        waiting = {row.id: row.requester_id for row in rows if row.state is State.WAITING}
        company = company_on(session, now.date()) if waiting else Company()
        held = courses(session, list(waiting)) if waiting else {}
        standings = {one: standing_of(company, course, waiting[one]) for one, course in held.items()}
    deciders = {one: standing.resolution.deciders for one, standing in standings.items()}
    mentioned = {row.requester_id for row in rows}
    mentioned |= {who for row in rows for one in deciders.get(row.id, ()) for who in (one.acting_id, one.holder_id)}
    people = people_of(session, mentioned)
    named = _names_of(session, {row.requester_id for row in rows}, {row.unit_id for row in rows})
    # The session forgets what nobody holds.
    held = [
        KINDS[kind].read_ahead(session, [row.id for row in rows if row.kind == kind])
        for kind in {row.kind for row in rows}
    ]
    lines = tuple(_line(session, row, now, actor, deciders.get(row.id, ()), people, named) for row in rows)
    del held
    return lines


@dataclass(frozen=True, slots=True)
class _Names:
    """What finds each person, and what each unit is called."""

    found_by: dict[int, str]
    units: dict[int, Named]


def _names_of(session: Session, employee_ids: Collection[int], unit_ids: Collection[int]) -> _Names:
    people = session.execute(select(Employee.id, Employee.search).where(Employee.id.in_(employee_ids)))
    units = session.execute(select(Unit.id, Unit.name_zh, Unit.name_en).where(Unit.id.in_(unit_ids)))
    return _Names({row.id: row.search for row in people}, {row.id: Named(row.name_zh, row.name_en) for row in units})


def _line(
    session: Session,
    row: Request,
    now: datetime,
    actor: Actor,
    deciders: Iterable[Decider],
    people: dict[int, Person],
    named: _Names,
) -> RequestLine:
    own = next((one for one in deciders if one.acting_id == actor.employee_id), None)
    kind = KINDS[row.kind]
    return RequestLine(
        id=row.id,
        number=row.number,
        version=row.version,
        kind=row.kind,
        title=Message(kind.title),
        asked=kind.describe(session, row.id),
        requester=people[row.requester_id],
        state=row.state,
        submitted_at=row.submitted_at,
        age_days=(now.date() - row.submitted_at.date()).days,
        unit=named.units[row.unit_id],
        amount_fen=kind.amount_fen(session, row.id),
        found_by=f"{folded(row.number)} {named.found_by[row.requester_id]}",
        deciders=tuple(people[one.acting_id] for one in deciders),
        acting_for=people[own.holder_id] if own is not None and own.holder_id != own.acting_id else None,
    )


def people_of(session: Session, employee_ids: Collection[int]) -> dict[int, Person]:
    """People by their ids."""
    if not employee_ids:
        return {}
    rows = session.execute(select(Employee.id, Employee.badge, Employee.name).where(Employee.id.in_(employee_ids)))
    return {row.id: Person(*row) for row in rows}
