"""What the right side says of a unit, a position or a person, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from opsconsole.console.org.names import (
    name_of,
    other_name_of,
    other_title_of,
    person_key,
    places,
    places_look,
    position_key,
    title_of,
    unit_key,
)
from opsconsole.console.org.reading import Detail, every_unit
from opsconsole.console.org.sheet import SheetLine
from opsconsole.console.org.tree_rows import Places, in_order
from opsconsole.i18n import _, text_of
from opsconsole.money import format_yuan
from opsconsole.org.queries import (
    AssignmentLine,
    Holding,
    PersonDetail,
    PersonRef,
    PositionDetail,
    PositionLine,
    UnitDetail,
    UnitNode,
)
from opsconsole.org.rules import overrun, vacancies
from opsconsole.org.sentences import span
from opsconsole.org.values import Rank
from opsconsole.org.words import LAYERS, RANKS, UNIT_KINDS

INDENT = 2

MOST_PEOPLE = 300
"""People listed at the right; the tree has them all."""

DEEPEST = 8
"""Steps of a chain of superiors that are drawn further in; the ones above them stand at the same place."""


def facts(detail: Detail, tree: Sequence[UnitNode]) -> list[SheetLine]:
    """Everything that is known of what is selected in the tree."""
    match detail:
        case UnitDetail():
            node = next((unit for unit in every_unit(tree) if unit.code == detail.data.code), None)
            return list(_unit(detail, node))
        case PositionDetail():
            return list(_position(detail))
        case PersonDetail():
            return list(_person(detail))


# Units


def _unit(detail: UnitDetail, node: UnitNode | None) -> Iterator[SheetLine]:
    data = detail.data
    yield from _title(name_of(data), other_name_of(data), data.code)
    yield SheetLine(_(LAYERS[data.layer]), _("Layer"))
    if data.kind is not None:
        yield SheetLine(_(UNIT_KINDS[data.kind]), _("Kind"))
    yield SheetLine(_("yes") if data.assessed else _("no"), _("Assessed"))
    if len(detail.path) > 1:
        above = detail.path[-2]
        path = " / ".join(name_of(unit) for unit in detail.path[:-1])
        yield SheetLine(path, _("Part of"), unit_key(above.code))
    yield _head(detail)
    yield _in_charge(detail)
    yield _places_of(
        sum(line.headcount for line in detail.positions),
        sum(len(line.holders) for line in detail.positions),
        sum(line.vacancies for line in detail.positions),
        sum(line.overrun for line in detail.positions),
    )
    if node is not None and node.children:
        whole = Places.of(node)
        yield SheetLine(whole.text, _("With all below"), look=whole.look if whole.vacancies or whole.overrun else "")
    if detail.positions:
        yield from _section(_("Positions"))
        for line in in_order(detail.positions):
            yield _position_line(line)
    if detail.children:
        yield from _section(_("Units under it"))
        for unit in detail.children:
            yield SheetLine(name_of(unit), target=unit_key(unit.code), indent=INDENT)
    if any(line.holders for line in detail.positions):
        yield from _section(_("People"))
        yield from _first_of(
            SheetLine(
                f"{holding.person.name} {holding.person.badge}  {title_of(line)}",
                target=person_key(holding.person.badge),
                indent=INDENT,
            )
            for line in in_order(detail.positions)
            for holding in line.holders
        )


def _head(detail: UnitDetail) -> SheetLine:
    if detail.head is None and not any(line.rank is Rank.HEAD for line in detail.positions):
        return SheetLine(_("(none)"), _("Head"), look="muted")
    return _who(_("Head"), detail.head)


def _in_charge(detail: UnitDetail) -> SheetLine:
    named = detail.data.in_charge
    if detail.in_charge is None and named:
        return SheetLine(
            _("{badge} (not employed on this day)").format(badge=named), _("Deputy in charge"), look="warn"
        )
    if detail.in_charge is None:
        return SheetLine(_("(none)"), _("Deputy in charge"), look="muted")
    return _who(_("Deputy in charge"), detail.in_charge)


# Positions


def _position(detail: PositionDetail) -> Iterator[SheetLine]:
    data = detail.data
    yield from _title(title_of(data), other_title_of(data), data.code)
    yield SheetLine(name_of(detail.unit), _("Unit"), unit_key(detail.unit.code))
    yield SheetLine(_(RANKS[data.rank]), _("Rank"))
    filled = len(detail.now)
    yield _places_of(data.headcount, filled, vacancies(data.headcount, filled), overrun(data.headcount, filled))
    yield from _superiors(detail.superiors)
    if data.description:
        yield from _section(_("Description"))
        yield SheetLine(data.description, indent=INDENT)
    if data.duties:
        yield from _section(_("Duties"))
        for number, duty in enumerate(data.duties, start=1):
            yield SheetLine(f"{number}. {duty}", indent=INDENT)
    for title, holdings in (
        (_("People now"), detail.now),
        (_("People to come"), detail.coming),
        (_("People before"), detail.before),
    ):
        yield from _holdings(title, holdings)
    if detail.reporting:
        yield from _section(_("Reporting to it"))
        for line in in_order(detail.reporting):
            yield _position_line(line)


def _holdings(title: str, holdings: Sequence[Holding]) -> Iterator[SheetLine]:
    if holdings:
        yield from _section(title)
    yield from _first_of(
        SheetLine(
            f"{holding.person.name} {holding.person.badge}  {text_of(span(holding.from_day, holding.to_day))}",
            target=person_key(holding.person.badge),
            indent=INDENT,
        )
        for holding in holdings
    )


# People


def _person(detail: PersonDetail) -> Iterator[SheetLine]:
    person = detail.person
    yield from _title(person.name, "", person.badge)
    if detail.work_since is not None:
        yield SheetLine(str(detail.work_since), _("At work since"))
    running = detail.running
    if running is None:
        yield SheetLine(_("none on this day"), _("Position"), look="warn")
    else:
        yield SheetLine(title_of(running), _("Position"), position_key(running.position))
        yield SheetLine(name_of(running.unit), _("Unit"), unit_key(running.unit.code))
        yield from _superiors(detail.superiors)
    if detail.assignments:
        yield from _section(_("Positions now and before"))
        for line in detail.assignments:
            yield from _assignment(line, is_running=line is running)
    if detail.held_back:
        yield from _section(_("To be settled before leaving"))
        for sentence in detail.held_back:
            yield SheetLine(text_of(sentence), indent=INDENT, look="warn")


def _assignment(line: AssignmentLine, *, is_running: bool) -> Iterator[SheetLine]:
    when = text_of(span(line.from_day, line.to_day))
    now = _(" (on this day)") if is_running else ""
    yield SheetLine(f"{title_of(line)}, {name_of(line.unit)}", target=position_key(line.position), indent=INDENT)
    yield SheetLine(when + now, indent=INDENT + 2, look="muted")
    gives = []
    if line.clock_id:
        gives.append(_("clock number {clock_id}").format(clock_id=line.clock_id))
    if line.basic_wage_fen is not None and line.bonus_fen is not None:
        gives.append(_("basic wage {amount}").format(amount=format_yuan(line.basic_wage_fen)))
        gives.append(_("bonus {amount}").format(amount=format_yuan(line.bonus_fen)))
    if gives:
        yield SheetLine(", ".join(gives), indent=INDENT + 2, look="muted")


# What several say


def _first_of(lines: Iterable[SheetLine]) -> Iterator[SheetLine]:
    """The first lines of a list, and how many people more there are."""
    listed = iter(lines)
    yield from islice(listed, MOST_PEOPLE)
    more = sum(1 for _line in listed)
    if more:
        yield SheetLine(_("{count} people more").format(count=more), indent=INDENT, look="muted")


def _title(name: str, other: str, code: str) -> Iterator[SheetLine]:
    yield SheetLine(name, look="heading")
    yield SheetLine(f"{other}  {code}" if other else code, look="muted")


def _section(title: str) -> Iterator[SheetLine]:
    yield SheetLine("")
    yield SheetLine(title, look="strong")


def _who(label: str, person: PersonRef | None) -> SheetLine:
    if person is None:
        return SheetLine(_("vacant"), label, look="warn")
    return SheetLine(f"{person.name} {person.badge}", label, person_key(person.badge))


def _places_of(headcount: int, filled: int, vacant: int, beyond: int) -> SheetLine:
    look = places_look(vacant, beyond) if vacant or beyond else ""
    return SheetLine(places(headcount, filled, vacant, beyond), _("Headcount"), look=look)


def _position_line(line: PositionLine) -> SheetLine:
    """A position in a list: its title, its places, and who holds it."""
    held = places(line.headcount, len(line.holders), line.vacancies, line.overrun)
    text = f"{title_of(line)}  {held}  {_holders(line)}".rstrip()
    return SheetLine(text, target=position_key(line.code), indent=INDENT)


def _superiors(lines: Sequence[PositionLine]) -> Iterator[SheetLine]:
    """The chain of superiors up to the top, each a step further in."""
    if not lines:
        yield SheetLine(_("nobody"), _("Reports to"))
    for step, line in enumerate(lines):
        label = _("Reports to") if step == 0 else " "
        text = f"{_place(line)}  {_holders(line) or _('vacant')}"
        yield SheetLine(text, label, position_key(line.code), indent=min(step, DEEPEST))


def _place(line: PositionLine) -> str:
    return f"{title_of(line)} ({name_of(line.unit)})"


def _holders(line: PositionLine) -> str:
    names = [holding.person.name for holding in line.holders[:3]]
    if len(line.holders) > 3:
        names.append(_("{count} people more").format(count=len(line.holders) - 3))
    return ", ".join(names)
