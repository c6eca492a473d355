"""A grid's columns and cells, and how one row becomes a line of segments of exact width."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from opsconsole.console.widgets.cells import Align, fit

DIVIDER = "│"
GUTTER = 2
NARROWEST_MIDDLE = 12


class Cell(NamedTuple):
    """A cell's text and the name of its look (`late`, `absent` …); plain text needs no `Cell`."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a heading of up to two lines and a width in cells, a gap of blanks after it.

    A `glued` column is never in sight without the one before it, whose heading stands over both.
    """

    key: str
    title: str = ""
    subtitle: str = ""
    width: int = 8
    align: Align = Align.LEFT
    style: str = ""
    gap: int = 1
    glued: bool = False

    @property
    def span(self) -> int:
        return self.width + self.gap


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row: its id and a cell for each column, left, middle and right in one sequence."""

    id: Hashable
    cells: Sequence[str | Cell]
    style: str = ""


@dataclass(slots=True)
class Plan:
    """Which columns are drawn where, for a grid of a certain width.

    Columns at the right stay in place as long as enough room is left for the middle; on a narrow
    terminal they scroll with it.
    """

    left: Sequence[Column]
    middle: Sequence[Column]
    right: Sequence[Column]
    width: int = 80
    first: int = 0
    columns: list[Column] = field(init=False)
    scrolled: Sequence[Column] = field(init=False)
    pinned: Sequence[Column] = field(init=False)
    room: int = field(init=False)

    def __post_init__(self) -> None:
        self.columns = [*self.left, *self.middle, *self.right]
        self.resize(self.width)

    def resize(self, width: int) -> None:
        """Shares `width` cells out anew."""
        self.width = width
        fixed = GUTTER + _span(self.left) + (len(DIVIDER) if self.left else 0)
        pinned = _span(self.right) + (len(DIVIDER) if self.right else 0)
        fits = width - fixed - pinned >= min(NARROWEST_MIDDLE, _span(self.middle))
        self.pinned = self.right if fits else ()
        self.scrolled = self.middle if fits else [*self.middle, *self.right]
        self.room = max(width - fixed - (pinned if fits else 0), 0)
        self.first = min(self.first, self.last_first)

    @property
    def last_first(self) -> int:
        """The furthest that the middle can be scrolled: its last column at the right edge."""
        room = self.room
        for index in range(len(self.scrolled) - 1, -1, -1):
            room -= self.scrolled[index].span
            if room < 0:
                return min(self._group_from(index + 1), len(self.scrolled) - 1)
        return 0

    def _group_from(self, place: int) -> int:
        """The first place from `place` on where columns that are glued together begin."""
        while place < len(self.scrolled) and self.scrolled[place].glued:
            place += 1
        return place

    def shown(self) -> int:
        """How many columns of the middle are in sight, whole."""
        room, count = self.room, 0
        for column in self.scrolled[self.first :]:
            room -= column.span
            if room < 0:
                break
            count += 1
        while self._is_glued(self.first + count):
            count -= 1
        return max(count, 1)

    def _is_glued(self, place: int) -> bool:
        return 0 < place < len(self.scrolled) and self.scrolled[place].glued

    def bring_in(self, index: int) -> bool:
        """Scrolls the middle until column `index` (of all columns) is in sight; whether it had to."""
        place = index - len(self.left)
        if not 0 <= place < len(self.scrolled):
            return False
        before, last = self.first, self._group_from(place + 1) - 1
        while self._is_glued(place):
            place -= 1
        if place < self.first:
            self.first = place
        while last >= self.first + self.shown() and self.first < place:
            self.first = self._group_from(self.first + 1)
        return self.first != before

    def parts(self) -> list[tuple[int, Sequence[Column]]]:
        """The parts in sight, each with the place of its first column among all columns."""
        start = len(self.left)
        seen = self.scrolled[self.first : self.first + self.shown()]
        parts: list[tuple[int, Sequence[Column]]] = [(0, self.left)] if self.left else []
        parts.append((start + self.first, seen))
        if self.pinned:
            parts.append((start + len(self.scrolled), self.pinned))
        return parts

    @property
    def more_left(self) -> bool:
        return self.first > 0

    @property
    def more_right(self) -> bool:
        return self.first + self.shown() < len(self.scrolled)


def _span(columns: Sequence[Column]) -> int:
    return sum(column.span for column in columns)


Look = Callable[[str], Style]


def draw_row(
    plan: Plan,
    cells: Sequence[str | Cell],
    base: Style,
    look: Look,
    *,
    sign: str,
    at: int,
    on: Style,
    heading: bool = False,
) -> Strip:
    """One line: gutter with its sign, the parts in sight, dividers; the cell `at` (or -1) in style `on`.

    In a `heading` the cell of a column is as wide as all that are glued to it.
    """
    pieces: list[tuple[str, Style]] = [(fit(sign, GUTTER), base)]
    parts = plan.parts()
    for number, (start, columns) in enumerate(parts):
        for offset, count, column in _groups(columns) if heading else _singly(columns):
            index = start + offset
            cell = cells[index] if index < len(cells) else ""
            text, name = cell if isinstance(cell, Cell) else (cell, "")
            name = name or column.style
            style = on if index <= at < index + count else (base + look(name) if name else base)
            pieces.append((fit(text, column.width, column.align), style))
            if column.gap:
                pieces.append((" " * column.gap, base + look(column.style) if column.style else base))
        if number < len(parts) - 1:
            pieces.append((_filling(plan, number, columns), base))
            pieces.append((DIVIDER, base + look("divider")))
    return _strip(pieces, plan.width, base)


def _singly(columns: Sequence[Column]) -> Iterator[tuple[int, int, Column]]:
    for offset, column in enumerate(columns):
        yield offset, 1, column


def _groups(columns: Sequence[Column]) -> Iterator[tuple[int, int, Column]]:
    """Columns glued together as one: its place, how many they are, and the wide column."""
    offset = 0
    while offset < len(columns):
        count = 1
        while offset + count < len(columns) and columns[offset + count].glued:
            count += 1
        gap = columns[offset + count - 1].gap
        yield offset, count, replace(columns[offset], width=_span(columns[offset : offset + count]) - gap, gap=gap)
        offset += count


def _filling(plan: Plan, number: int, columns: Sequence[Column]) -> str:
    """Blanks between the last middle column in sight and the divider before the pinned part."""
    middle = 1 if plan.left else 0
    return " " * (plan.room - _span(columns)) if number == middle and plan.pinned else ""


def _strip(pieces: list[tuple[str, Style]], width: int, base: Style) -> Strip:
    segments: list[Segment] = []
    text, style = "", base
    for piece, its in pieces:
        if its == style:
            text += piece
            continue
        if text:
            segments.append(Segment(text, style))
        text, style = piece, its
    if text:
        segments.append(Segment(text, style))
    return Strip(segments).adjust_cell_length(width, base).simplify()
