"""The reporting tree as text: on the screen, and in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.message import Message as Event

from opsconsole.console.keys import key
from opsconsole.console.org.line_view import LineView, Piece
from opsconsole.console.org.names import name_of, places, places_look, position_key, title_of
from opsconsole.console.org.tree_rows import in_order
from opsconsole.console.widgets.cells import plain
from opsconsole.files.write import replacing
from opsconsole.i18n import N_, _
from opsconsole.org.queries import ReportingNode

MOST_NAMES = 5
SIDEWAYS = 8

BRANCH, TRUNK, GAP = "+- ", "|  ", "   "
"""What leads to a position, what runs past it to the next, and nothing: of a certain width in every terminal."""


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A position of the chart: what leads to it, what it is, its unit where that is another than the superior's,
    how it is filled and by whom."""

    key: str
    lead: str
    title: str
    unit: str
    places: str
    places_look: str
    people: str

    @property
    def text(self) -> str:
        """The line as it stands in a file."""
        return self.lead + "  ".join(part for part in (self.title, self.unit, self.places, self.people) if part)


def chart_lines(nodes: Sequence[ReportingNode]) -> list[ChartLine]:
    """The reporting tree from the top down."""
    return list(_lines(nodes, above="", before="", is_top=True))


def _lines(nodes: Sequence[ReportingNode], above: str, before: str, *, is_top: bool) -> Iterator[ChartLine]:
    by_line = {node.position.id: node for node in nodes}
    ordered = [by_line[line.id] for line in in_order([node.position for node in nodes])]
    for node in ordered:
        is_last = node is ordered[-1]
        yield _line(node, above, "" if is_top else before + BRANCH)
        beyond = "" if is_top else before + (GAP if is_last else TRUNK)
        yield from _lines(node.reporting, node.position.unit.code, beyond, is_top=False)


def _line(node: ReportingNode, above: str, lead: str) -> ChartLine:
    line = node.position
    names = [holding.person.name for holding in line.holders[:MOST_NAMES]]
    if len(line.holders) > MOST_NAMES:
        names.append(_("{count} people more").format(count=len(line.holders) - MOST_NAMES))
    return ChartLine(
        key=position_key(line.code),
        lead=lead,
        title=plain(title_of(line)),
        unit=f"({plain(name_of(line.unit))})" if line.unit.code != above else "",
        places=places(line.headcount, len(line.holders), line.vacancies, line.overrun),
        places_look=places_look(line.vacancies, line.overrun),
        people=plain(", ".join(names)),
    )


def write_chart(path: Path, title: str, lines: Iterable[ChartLine]) -> int:
    """The chart as a text file (UTF-8, LF), whole or not at all; the number of positions. Raises Refusal."""
    texts = [line.text for line in lines]
    with replacing(path) as unfinished:
        unfinished.write_text("\n".join([plain(title), "", *texts, ""]), encoding="utf-8", newline="\n")
    return len(texts)


class Chart(LineView):
    """The chart on the screen; the arrows go through it, Left and Right move it sideways."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("left", "sideways(-1)", N_("Shows what is further left"), id="list.left", show=False),
        key("right", "sideways(1)", N_("Shows what is further right"), id="list.right", show=False),
    ]

    @dataclass
    class Opened(Event):
        """Enter was pressed on a position."""

        chart: Chart
        target: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[ChartLine] = ()

    @property
    def line_count(self) -> int:
        return len(self._lines)

    @property
    def key_here(self) -> str:
        """The position under the cursor."""
        return self._lines[self.cursor_line].key if self._lines else ""

    def show(self, lines: Sequence[ChartLine], at: str) -> None:
        """Shows these lines, the cursor on the position `at` where it is there."""
        self._lines = lines
        self.content_width = max((cell_len(line.text) for line in lines), default=0) + 2
        self.cursor_line = next((number for number, line in enumerate(lines) if line.key == at), self.cursor_line)
        self.lines_changed()

    def action_open(self) -> None:
        if self._lines:
            self.post_message(self.Opened(self, self.key_here))

    def action_sideways(self, step: int) -> None:
        self.scroll_to(x=self.scroll_offset.x + step * SIDEWAYS, animate=False, force=True)

    def pieces(self, line: int, width: int) -> Iterable[Piece]:
        shown = self._lines[line]
        yield " " + shown.lead, "muted"
        yield shown.title, "strong"
        if shown.unit:
            yield "  " + shown.unit, "muted"
        yield "  " + shown.places, shown.places_look
        if shown.people:
            yield "  " + shown.people, "person"
