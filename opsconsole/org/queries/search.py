"""Finding units, positions and people by code, name, initials or pinyin, as pickers and the palette do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from opsconsole.org.model import Assignment, Employee, Position, Unit
from opsconsole.org.pinyin import words_of
from opsconsole.org.tenures import running_on


class FoundKind(StrEnum):
    """What a search found."""

    UNIT = "unit"
    POSITION = "position"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: its code (a person's badge) and names, and the unit it belongs to on the day ('' where none)."""

    kind: FoundKind
    id: int
    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str


ALL_KINDS = frozenset(FoundKind)


def search(
    session: Session, typed: str, day: date, limit: int = 20, kinds: frozenset[FoundKind] = ALL_KINDS
) -> list[Found]:
    """What `typed` finds, the closest first: a whole code, then what begins so, then what holds it; people without
    a position on the day come last. Nothing typed finds nothing."""
    words = words_of(typed)
    if not words:
        return []
    sources = {FoundKind.UNIT: _units, FoundKind.POSITION: _positions, FoundKind.PERSON: _people}
    hits = [hit for kind in FoundKind if kind in kinds for hit in sources[kind](session, words, day)]
    hits.sort(key=lambda hit: (_distance(hit.search, words), not hit.found.unit_zh, hit.found.code))
    return [hit.found for hit in hits[:limit]]


@dataclass(frozen=True, slots=True)
class _Hit:
    search: str
    found: Found


def _distance(search: str, words: list[str]) -> int:
    """How far a hit is from what was typed: 0 a whole code or name, 1 the beginning of one, 2 a part of one."""
    places = search.split(" ")
    return max(0 if word in places else 1 if any(place.startswith(word) for place in places) else 2 for word in words)


def _holds(column: Any, words: Iterable[str]) -> ColumnElement[bool]:
    return and_(*(column.contains(word, autoescape=True) for word in words))


def _units(session: Session, words: list[str], day: date) -> list[_Hit]:
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name_zh, Unit.name_en, Unit.search).where(_holds(Unit.search, words))
    )
    return [
        _Hit(row.search, Found(FoundKind.UNIT, row.id, row.code, row.name_zh, row.name_en, row.name_zh, row.name_en))
        for row in rows
    ]


def _positions(session: Session, words: list[str], day: date) -> list[_Hit]:
    rows = session.execute(
        select(Position, Unit.name_zh, Unit.name_en)
        .join(Unit, Unit.id == Position.unit_id)
        .where(_holds(Position.search, words))
    )
    return [
        _Hit(one.search, Found(FoundKind.POSITION, one.id, one.code, one.title_zh, one.title_en, unit_zh, unit_en))
        for one, unit_zh, unit_en in rows
    ]


def _people(session: Session, words: list[str], day: date) -> list[_Hit]:
    rows = session.execute(
        select(Employee.id, Employee.badge, Employee.name, Employee.search, Unit.name_zh, Unit.name_en)
        .outerjoin(Assignment, and_(Assignment.employee_id == Employee.id, running_on(day)))
        .outerjoin(Position, Position.id == Assignment.position_id)
        .outerjoin(Unit, Unit.id == Position.unit_id)
        .where(_holds(Employee.search, words))
    )
    return [
        _Hit(
            row.search,
            Found(FoundKind.PERSON, row.id, row.badge, row.name, row.name, row.name_zh or "", row.name_en or ""),
        )
        for row in rows
    ]
