"""Who holds which post on a day: heads, deputies, the general manager (ORG-4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Role
from opsconsole.errors import Named
from opsconsole.org.model import Assignment, Employee, Position, Rank, Unit
from opsconsole.org.tenures import running_on

ROLE_OF_RANK = {
    Rank.HEAD: Role.HEAD,
    Rank.DEPUTY_GM: Role.DEPUTY_GM,
    Rank.GENERAL_MANAGER: Role.GENERAL_MANAGER,
}


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person as others name them."""

    id: int
    badge: str
    name: str


def head_of(session: Session, unit_id: int, day: date) -> PersonRef | None:
    """The unit's head on a day, None while the post is vacant (ORG-4)."""
    return _holder(session, day, Position.unit_id == unit_id, Position.rank == Rank.HEAD)


def title_on(session: Session, employee_id: int, day: date) -> Named:
    """What the position is called that somebody holds on a day; nothing for who holds none."""
    row = session.execute(
        select(Position.title_zh, Position.title_en)
        .join(Assignment, Assignment.position_id == Position.id)
        .where(Assignment.employee_id == employee_id, running_on(day))
    ).first()
    return Named(row.title_zh, row.title_en) if row is not None else Named("", "")


def general_manager(session: Session, day: date) -> PersonRef | None:
    """The company's general manager on a day, None while the post is vacant (ORG-4)."""
    return _holder(session, day, Position.rank == Rank.GENERAL_MANAGER)


def deputy_in_charge(session: Session, unit_id: int, day: date) -> PersonRef | None:
    """The deputy general manager in charge of a unit on a day (ORG-4).

    A unit that names none is under the one of the nearest unit above it that does. None where nobody
    is named, or the one named is not employed on that day.
    """
    units = {row.id: row for row in session.execute(select(Unit.id, Unit.parent_id, Unit.in_charge_badge))}
    here = units.get(unit_id)
    while here is not None and not here.in_charge_badge:
        here = units.get(here.parent_id)
    return _holder(session, day, Employee.badge == here.in_charge_badge) if here is not None else None


def org_roles(session: Session, employee_id: int, day: date) -> frozenset[Role]:
    """The roles that follow from the post a person holds on a day."""
    ranks = session.scalars(
        select(Position.rank)
        .join(Assignment, Assignment.position_id == Position.id)
        .where(Assignment.employee_id == employee_id, running_on(day))
    )
    return frozenset(ROLE_OF_RANK[rank] for rank in ranks if rank in ROLE_OF_RANK)


def units_headed(session: Session, employee_id: int, day: date) -> set[int]:
    """The units whose head a person is on a day."""
    return set(
        session.scalars(
            select(Position.unit_id)
            .join(Assignment, Assignment.position_id == Position.id)
            .where(Assignment.employee_id == employee_id, Position.rank == Rank.HEAD, running_on(day))
        )
    )


def units_in_charge(session: Session, badge: str) -> set[int]:
    """The units that name a person as the deputy in charge."""
    return set(session.scalars(select(Unit.id).where(Unit.in_charge_badge == badge)))


def units_below(session: Session, unit_ids: Collection[int]) -> set[int]:
    """These units and every unit under them."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for unit_id, parent_id in session.execute(select(Unit.id, Unit.parent_id)):
        children[parent_id].append(unit_id)
    below: set[int] = set()
    waiting = list(unit_ids)
    while waiting:
        unit_id = waiting.pop()
        if unit_id not in below:
            below.add(unit_id)
            waiting += children[unit_id]
    return below


def _holder(session: Session, day: date, *conditions: ColumnElement[bool]) -> PersonRef | None:
    row = session.execute(
        select(Employee.id, Employee.badge, Employee.name)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .join(Position, Position.id == Assignment.position_id)
        .where(running_on(day), *conditions)
        .limit(1)
    ).one_or_none()
    return PersonRef(*row) if row else None
