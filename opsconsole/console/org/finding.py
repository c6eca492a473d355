"""Finding units, positions and people by any of their names, for the palette, the filter and the fields of forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from opsconsole import i18n
from opsconsole.console.org.names import Kind, Subject, name_of, title_of
from opsconsole.console.org.reading import every_unit
from opsconsole.console.widgets.picker import Choice
from opsconsole.i18n import _
from opsconsole.org import queries
from opsconsole.org.pinyin import matches
from opsconsole.org.queries import Found, FoundKind, ReportingNode, UnitNode

MOST_FOUND = 50
MOST_IN_PALETTE = 12
BETWEEN = " / "

EVERYTHING = frozenset(FoundKind)

Paths = dict[tuple[str, str], str]
"""The way from the top down to a unit, by the unit's Chinese and English name."""


def find_in_palette(session: Any, actor: Any, text: str) -> Sequence[Choice]:
    """What the palette finds here; a choice's key names the subject.

    The palette is of no day: people are named with the unit they are in without end.
    """
    return find(session, text, date.max, EVERYTHING, MOST_IN_PALETTE)


def find(
    session: Any, text: str, day: date, kinds: frozenset[FoundKind] = EVERYTHING, limit: int = MOST_FOUND
) -> list[Choice]:
    """Units, positions and people that `text` finds, each with where it belongs on the day."""
    found = queries.search(session, text, day, limit, kinds)
    paths = _paths(queries.tree_on(session, day)) if found else {}
    return [_choice(one, paths) for one in found]


def find_units(session: Any, text: str, day: date) -> list[Choice]:
    """Units by any of their names, with what they are part of; all of them where nothing is typed."""
    tree = queries.tree_on(session, day)
    paths = _paths(tree)
    return [
        Choice(unit.code, f"{name_of(unit)} {unit.code}", _above(paths.get((unit.name_zh, unit.name_en), "")))
        for unit in every_unit(tree)
        if matches(unit.search, text)
    ]


def find_positions(session: Any, text: str, day: date) -> list[Choice]:
    """Positions by any of their names; all of them, as they report, where nothing is typed."""
    if not text.strip():
        return list(_all_positions(queries.reporting_tree(session, day)))
    return [
        Choice(found.code, f"{_called(found)} {found.code}", _unit(found))
        for found in queries.search(session, text, day, MOST_FOUND, frozenset({FoundKind.POSITION}))
    ]


def find_people(session: Any, text: str, day: date) -> list[Choice]:
    """People by badge or name; nobody where nothing is typed."""
    return [
        Choice(found.code, f"{found.name_zh} {found.code}", _unit(found))
        for found in queries.search(session, text, day, MOST_FOUND, frozenset({FoundKind.PERSON}))
    ]


def _all_positions(nodes: Iterable[ReportingNode]) -> Iterator[Choice]:
    for node in nodes:
        line = node.position
        yield Choice(line.code, f"{title_of(line)} {line.code}", name_of(line.unit))
        yield from _all_positions(node.reporting)


def _paths(tree: Iterable[UnitNode]) -> Paths:
    """The path of every unit whose names are its own; units that share theirs are told apart by their codes."""
    paths: Paths = {}
    shared: set[tuple[str, str]] = set()
    for path, unit in _with_paths(tree, ()):
        names = (unit.name_zh, unit.name_en)
        if names in paths:
            shared.add(names)
        paths[names] = BETWEEN.join(path)
    return {names: path for names, path in paths.items() if names not in shared}


def _with_paths(tree: Iterable[UnitNode], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], UnitNode]]:
    for unit in tree:
        path = (*above, name_of(unit))
        yield path, unit
        yield from _with_paths(unit.children, path)


def _above(path: str) -> str:
    """What a unit is part of."""
    return path.rpartition(BETWEEN)[0]


def _choice(found: Found, paths: Paths) -> Choice:
    key = Subject(Kind(found.kind.value), found.code).key
    path = paths.get((found.unit_zh, found.unit_en), _unit(found))
    match found.kind:
        case FoundKind.UNIT:
            hint = f"{_('unit')}  {_above(path)}"
        case FoundKind.POSITION:
            hint = f"{_('position')}  {path}"
        case FoundKind.PERSON:
            hint = path
    return Choice(key, f"{_called(found)} {found.code}", hint.rstrip())


def _called(found: Found) -> str:
    return found.name_zh if i18n.language() == "zh" else found.name_en


def _unit(found: Found) -> str:
    return found.unit_zh if i18n.language() == "zh" else found.unit_en
