"""What the organisation screen reads: the tree with its unfolded units, and one subject in detail, at one moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from opsconsole.console.org.names import Kind, Subject, position_key, unit_key
from opsconsole.org import queries
from opsconsole.org.queries import PersonDetail, PositionDetail, PositionLine, UnitDetail, UnitNode

Detail = UnitDetail | PositionDetail | PersonDetail


@dataclass(frozen=True, slots=True)
class View:
    """The tree on a day, the positions of the units that are unfolded by their codes, and what is looked at.

    `trail` names what has to be unfolded for the subject to be in sight; it is None for a person who
    holds no position on the day.
    """

    tree: Sequence[UnitNode]
    positions: Mapping[str, Sequence[PositionLine]]
    subject: Subject | None
    detail: Detail | None
    trail: tuple[str, ...] | None


def view(session: Any, day: date, unfolded: Collection[str], subject: Subject | None, with_pay: bool) -> View:
    """The tree and a subject in it (by default the first unit); raises Refusal for a subject there is not."""
    tree = queries.tree_on(session, day)
    if subject is None and tree:
        subject = Subject(Kind.UNIT, tree[0].code)
    found = detail(session, day, subject, with_pay) if subject is not None else None
    trail = _trail(tree, found)
    wanted = {*unfolded, *(trail or ())}
    positions = {
        unit.code: positions_of(session, day, unit.code) for unit in every_unit(tree) if unit_key(unit.code) in wanted
    }
    return View(tree, positions, subject, found, trail)


def detail(session: Any, day: date, subject: Subject, with_pay: bool) -> Detail:
    """One unit, position or person; raises Refusal where there is none of that code."""
    match subject.kind:
        case Kind.UNIT:
            return queries.unit_detail(session, subject.code, day)
        case Kind.POSITION:
            return queries.position_detail(session, subject.code, day)
        case Kind.PERSON:
            return queries.person_detail(session, subject.code, day, with_pay=with_pay)


def positions_of(session: Any, day: date, unit: str) -> Sequence[PositionLine]:
    """The positions of a unit with who holds them, as they stand in the tree."""
    return queries.unit_detail(session, unit, day).positions


def every_unit(tree: Iterable[UnitNode]) -> Iterator[UnitNode]:
    """The units of a tree from the top down."""
    for unit in tree:
        yield unit
        yield from every_unit(unit.children)


def _trail(tree: Sequence[UnitNode], found: Detail | None) -> tuple[str, ...] | None:
    match found:
        case UnitDetail():
            return tuple(unit_key(unit.code) for unit in found.path[:-1])
        case PositionDetail():
            return tuple(map(unit_key, _path_to(tree, found.unit.code)))
        case PersonDetail() if found.running is not None:
            above = map(unit_key, _path_to(tree, found.running.unit.code))
            return (*above, position_key(found.running.position))
    return None


def _path_to(tree: Iterable[UnitNode], code: str) -> tuple[str, ...]:
    """The codes of the units from the top down to one."""
    for unit in tree:
        if unit.code == code:
            return (code,)
        below = _path_to(unit.children, code)
        if below:
            return (unit.code, *below)
    return ()
