"""The tree of units as it was on a day (ORG-1, ORG-3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.org import rules
from opsconsole.org.model import Assignment, Employee, Layer, Position, Rank, Unit, UnitKind
from opsconsole.org.queries.posts import PersonRef
from opsconsole.org.tenures import running_on


@dataclass(frozen=True, slots=True)
class UnitNode:
    """A unit of the tree with what its line shows.

    `headcount`, `filled`, `vacancies` and `overrun` are the unit's own positions alone, `people` is everybody
    in the unit and below. `in_charge_badge` is set where a deputy is named, `in_charge` where that badge is known.
    """

    id: int
    code: str
    name_zh: str
    name_en: str
    layer: Layer
    kind: UnitKind | None
    assessed: bool
    head: PersonRef | None
    in_charge_badge: str
    in_charge: PersonRef | None
    headcount: int
    filled: int
    vacancies: int
    overrun: int
    people: int
    search: str
    children: tuple[UnitNode, ...]


@dataclass(slots=True)
class _Places:
    """What a unit's positions add up to."""

    headcount: int = 0
    filled: int = 0
    vacancies: int = 0
    overrun: int = 0

    def add(self, headcount: int, filled: int) -> None:
        self.headcount += headcount
        self.filled += filled
        self.vacancies += rules.vacancies(headcount, filled)
        self.overrun += rules.overrun(headcount, filled)


def tree_on(session: Session, day: date) -> list[UnitNode]:
    """The units without a parent with all below them, children by code, as things stood on a day: five queries."""
    units = list(session.execute(select(*Unit.__table__.columns).order_by(Unit.code)))
    places = _places(session, day)
    heads = _heads(session, day)
    deputies = _people_named(session, {unit.in_charge_badge for unit in units} - {""})
    children: dict[int | None, list[Any]] = defaultdict(list)
    for unit in sorted(units, key=lambda unit: unit.code):
        children[unit.parent_id].append(unit)

    def node(unit: Any) -> UnitNode:
        below = tuple(node(child) for child in children[unit.id])
        own = places.get(unit.id, _Places())
        return UnitNode(
            id=unit.id,
            code=unit.code,
            name_zh=unit.name_zh,
            name_en=unit.name_en,
            layer=unit.layer,
            kind=unit.kind,
            assessed=unit.assessed,
            head=heads.get(unit.id),
            in_charge_badge=unit.in_charge_badge,
            in_charge=deputies.get(unit.in_charge_badge),
            headcount=own.headcount,
            filled=own.filled,
            vacancies=own.vacancies,
            overrun=own.overrun,
            people=own.filled + sum(child.people for child in below),
            search=unit.search,
            children=below,
        )

    return [node(unit) for unit in children[None]]


def filled_on(session: Session, day: date) -> dict[int, int]:
    """How many people each position has on a day; positions that nobody holds are left out."""
    rows = session.execute(
        select(Assignment.position_id, func.count()).where(running_on(day)).group_by(Assignment.position_id)
    )
    return {row[0]: row[1] for row in rows}


def _places(session: Session, day: date) -> dict[int, _Places]:
    filled = filled_on(session, day)
    places: dict[int, _Places] = defaultdict(_Places)
    for position_id, unit_id, headcount in session.execute(select(Position.id, Position.unit_id, Position.headcount)):
        places[unit_id].add(headcount, filled.get(position_id, 0))
    return places


def _heads(session: Session, day: date) -> dict[int, PersonRef]:
    rows = session.execute(
        select(Position.unit_id, Employee.id, Employee.badge, Employee.name)
        .join(Assignment, Assignment.position_id == Position.id)
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(Position.rank == Rank.HEAD, running_on(day))
    )
    return {row.unit_id: PersonRef(row.id, row.badge, row.name) for row in rows}


def _people_named(session: Session, badges: Iterable[str]) -> dict[str, PersonRef]:
    rows = session.execute(select(Employee.id, Employee.badge, Employee.name).where(Employee.badge.in_(list(badges))))
    return {row.badge: PersonRef(*row) for row in rows}


def company_names(session: Session) -> dict[str, str]:
    """The company's name by language: that of the one unit at the top of the tree, if there is one."""
    tops = session.execute(select(Unit.name_zh, Unit.name_en).where(Unit.parent_id.is_(None)).limit(2)).all()
    return {"zh": tops[0].name_zh, "en": tops[0].name_en} if len(tops) == 1 else {}
