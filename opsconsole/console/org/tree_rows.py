"""The lines of the tree: units with their head and places, positions with who holds them, people."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from opsconsole.console.org.names import (
    name_of,
    person_key,
    places,
    places_look,
    position_key,
    title_of,
    unit_key,
)
from opsconsole.console.org.outline import OutlineRow
from opsconsole.org.queries import PositionLine, UnitNode
from opsconsole.org.values import Rank

RANK_ORDER = (Rank.GENERAL_MANAGER, Rank.DEPUTY_GM, Rank.HEAD, Rank.STAFF)

Positions = Mapping[str, Sequence[PositionLine]]


def tree_rows(
    tree: Sequence[UnitNode], positions: Positions, unfolded: Collection[str], depth: int = 0
) -> Iterator[OutlineRow]:
    """The lines in sight: of each unfolded unit its positions, then the units under it."""
    for unit in tree:
        key = unit_key(unit.code)
        is_open = key in unfolded
        yield _unit_row(unit, depth, None if _is_bare(unit, positions) else is_open)
        if is_open:
            for line in in_order(positions.get(unit.code, ())):
                yield from _position_rows(line, depth + 1, unfolded)
            yield from tree_rows(unit.children, positions, unfolded, depth + 1)


def in_order(lines: Sequence[PositionLine]) -> list[PositionLine]:
    """Positions as they are listed: by rank, then by code."""
    return sorted(lines, key=lambda line: (RANK_ORDER.index(line.rank), line.code))


def _is_bare(unit: UnitNode, positions: Positions) -> bool:
    """Whether a unit is known to have nothing under it."""
    return not unit.children and unit.code in positions and not positions[unit.code]


@dataclass(frozen=True, slots=True)
class Places:
    """What the positions of a unit and of all units below it add up to."""

    headcount: int
    filled: int
    vacancies: int
    overrun: int

    @classmethod
    def of(cls, unit: UnitNode) -> Places:
        """The places of a unit with all below it, so that a folded branch hides no vacancy."""
        below = [cls.of(child) for child in unit.children]
        return cls(
            unit.headcount + sum(places.headcount for places in below),
            unit.filled + sum(places.filled for places in below),
            unit.vacancies + sum(places.vacancies for places in below),
            unit.overrun + sum(places.overrun for places in below),
        )

    @property
    def text(self) -> str:
        return places(self.headcount, self.filled, self.vacancies, self.overrun)

    @property
    def look(self) -> str:
        return places_look(self.vacancies, self.overrun)


def _unit_row(unit: UnitNode, depth: int, is_open: bool | None) -> OutlineRow:
    whole = Places.of(unit)
    return OutlineRow(
        key=unit_key(unit.code),
        depth=depth,
        label=name_of(unit),
        beside=unit.head.name if unit.head else "",
        right=whole.text,
        look="strong",
        right_look=whole.look,
        is_open=is_open,
    )


def _position_rows(line: PositionLine, depth: int, unfolded: Collection[str]) -> Iterator[OutlineRow]:
    key = position_key(line.code)
    is_open = key in unfolded
    yield OutlineRow(
        key=key,
        depth=depth,
        label=title_of(line),
        beside="" if is_open else ", ".join(holding.person.name for holding in line.holders[:3]),
        right=places(line.headcount, len(line.holders), line.vacancies, line.overrun),
        right_look=places_look(line.vacancies, line.overrun),
        is_open=is_open if line.holders else None,
    )
    if is_open:
        for holding in line.holders:
            yield OutlineRow(
                key=person_key(holding.person.badge),
                depth=depth + 1,
                label=holding.person.name,
                beside=holding.person.badge,
                look="person",
            )
