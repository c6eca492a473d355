"""Who stands in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.approvals.model import StandIn
from opsconsole.approvals.queries.lines import people_of
from opsconsole.approvals.queries.values import StandInLine


def stand_ins(session: Session, now: datetime, employee_id: int | None = None) -> tuple[StandInLine, ...]:
    """Stand-ins that run or are to come, of one person or of all."""
    query = _to_come(now)
    if employee_id is not None:
        query = query.where(StandIn.employee_id == employee_id)
    return _lines(session, session.scalars(query).all(), None, now)


def stand_ins_seen(session: Session, actor: Actor, now: datetime) -> tuple[StandInLine, ...]:
    """Who stands in for whom today, and what is to come of the actor's own; all of it for the office."""
    query, today = _to_come(now), now.date()
    if not may(actor, Permission.REQUESTS_ENTER):
        own = or_(StandIn.employee_id == actor.employee_id, StandIn.stand_in_id == actor.employee_id)
        query = query.where(or_(StandIn.from_day <= today, own))
    return _lines(session, session.scalars(query).all(), actor, now)


def standing_in_today(session: Session, actor: Actor, now: datetime) -> tuple[StandInLine, ...]:
    """Who decides in the actor's place today, and in whose place the actor decides."""
    own = or_(StandIn.employee_id == actor.employee_id, StandIn.stand_in_id == actor.employee_id)
    query = _to_come(now).where(own, StandIn.from_day <= now.date())
    return _lines(session, session.scalars(query).all(), actor, now)


def _to_come(now: datetime) -> Select[StandIn]:
    running = StandIn.to_day >= now.date(), StandIn.ended.is_(False)
    return select(StandIn).where(*running).order_by(StandIn.from_day, StandIn.id)


def _lines(session: Session, rows: Sequence[StandIn], actor: Actor | None, now: datetime) -> tuple[StandInLine, ...]:
    people = people_of(session, {one for row in rows for one in (row.employee_id, row.stand_in_id)})
    office = actor is not None and may(actor, Permission.REQUESTS_ENTER)
    return tuple(
        StandInLine(
            row.id,
            people[row.employee_id],
            people[row.stand_in_id],
            row.from_day,
            row.to_day,
            runs=row.from_day <= now.date(),
            may_end=office or (actor is not None and actor.employee_id == row.employee_id),
        )
        for row in rows
    )
