"""What attendance does when the organisation changes: judge the days that this touches, in the same transaction."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.org.model import Assignment, Position
from opsconsole.org.queries import units_below


def assignments_changed(session: Session, actor: Actor, earliest: dict[int, date], now: datetime) -> None:
    """Judges again from the first day on which somebody's assignments are other than they were (ORG-3)."""
    touched = Touched()
    for employee_id, day in earliest.items():
        touched.person(employee_id, day.replace(day=1))
    rejudge(session, touched)


def units_changed(session: Session, actor: Actor, unit_ids: set[int], now: datetime) -> None:
    """Judges everybody of units that moved: their shift may come from elsewhere, their row stands elsewhere."""
    touched = Touched()
    for employee_id in people_below(session, unit_ids):
        touched.person(employee_id, date.min)
    rejudge(session, touched)


def people_below(session: Session, unit_ids: Collection[int]) -> list[int]:
    """Everybody who was ever assigned to one of some units or to one below them."""
    below = units_below(session, unit_ids)
    query = (
        select(Assignment.employee_id)
        .join(Position, Position.id == Assignment.position_id)
        .where(Position.unit_id.in_(below))
        .distinct()
    )
    return list(session.execute(query).scalars())
