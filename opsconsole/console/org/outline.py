"""A tree drawn line by line: the rows in sight are handed in flat, so that a thousand cost as little as ten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import BindingType
from textual.message import Message as Event

from opsconsole.console.keys import key
from opsconsole.console.org.line_view import LineView, Piece
from opsconsole.console.widgets.cells import cut, fit
from opsconsole.i18n import N_

INDENT = 2
NARROWEST_LABEL = 8


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One node in sight: what it is called, what stands muted beside it, and what stands at the right edge.

    `is_open` is None for a leaf; `look` and `right_look` name looks of `LineView`.
    """

    key: str
    depth: int
    label: str
    beside: str = ""
    right: str = ""
    look: str = ""
    right_look: str = ""
    is_open: bool | None = None


class Outline(LineView):
    """Right opens a branch or goes into it, Left closes it or goes to what it belongs to, Space does either."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("right", "unfold", N_("Unfold"), N_("Unfolds a branch, or goes into it"), id="list.unfold", show=False),
        key(
            "left", "fold", N_("Fold"), N_("Folds a branch, or goes to what it is part of"), id="list.fold", show=False
        ),
        key("space", "turn", N_("Unfold or fold"), N_("Unfolds a branch, or folds it"), id="list.toggle", show=False),
    ]

    @dataclass
    class Folded(Event):
        """A branch is to be unfolded (`is_open`) or folded."""

        outline: Outline
        row_key: str
        is_open: bool

    @dataclass
    class Opened(Event):
        """Enter was pressed on a row."""

        outline: Outline
        row_key: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._rows: Sequence[OutlineRow] = ()

    @property
    def line_count(self) -> int:
        return len(self._rows)

    @property
    def row_here(self) -> OutlineRow | None:
        """The row under the cursor."""
        return self._rows[self.cursor_line] if self._rows else None

    @property
    def rows(self) -> Sequence[OutlineRow]:
        return self._rows

    def show(self, rows: Sequence[OutlineRow]) -> None:
        """Shows these rows, the cursor on the row it was on, else on the one it was part of, else on its line."""
        trail = self._trail()
        branch_before = self._branch_size()
        self._rows = rows
        lines = {row.key: line for line, row in enumerate(rows)}
        self.cursor_line = next((lines[name] for name in trail if name in lines), self.cursor_line)
        self.lines_changed()
        if trail and self._branch_size() > branch_before:
            self._show_branch()

    def _branch_size(self) -> int:
        """How many rows are in sight under the one under the cursor."""
        if not self._rows:
            return 0
        depth = self._rows[self.cursor_line].depth
        below = self._rows[self.cursor_line + 1 :]
        return next((size for size, row in enumerate(below) if row.depth <= depth), len(below))

    def _show_branch(self) -> None:
        """Scrolls as much of the branch under the cursor into sight as there is room for."""
        height = self.scrollable_content_region.height
        first = self.cursor_line + self._branch_size() - height + 1
        if height and first > self.scroll_offset.y:
            self.scroll_to(y=min(first, self.cursor_line), animate=False, force=True)

    def move_to(self, row_key: str) -> bool:
        """Puts the cursor on a row; False when it is not here."""
        for line, row in enumerate(self._rows):
            if row.key == row_key:
                self.move_cursor(line)
                return True
        return False

    def _trail(self) -> list[str]:
        """The row under the cursor and everything it is part of, from the inside out."""
        if not self._rows:
            return []
        trail, depth = [self._rows[self.cursor_line].key], self._rows[self.cursor_line].depth
        for row in reversed(self._rows[: self.cursor_line]):
            if row.depth < depth:
                trail.append(row.key)
                depth = row.depth
        return trail

    # Keys

    def action_unfold(self) -> None:
        row = self.row_here
        if row is not None and row.is_open is False:
            self.post_message(self.Folded(self, row.key, True))
        elif row is not None and row.is_open:
            self.action_step(1)

    def action_fold(self) -> None:
        row = self.row_here
        if row is not None and row.is_open:
            self.post_message(self.Folded(self, row.key, False))
        elif len(trail := self._trail()) > 1:
            self.move_to(trail[1])

    def action_turn(self) -> None:
        row = self.row_here
        if row is not None and row.is_open is not None:
            self.post_message(self.Folded(self, row.key, not row.is_open))

    def action_open(self) -> None:
        row = self.row_here
        if row is not None:
            self.post_message(self.Opened(self, row.key))

    # Drawing

    def pieces(self, line: int, width: int) -> Iterable[Piece]:
        row = self._rows[line]
        sign = {None: "  ", True: "- ", False: "+ "}[row.is_open]
        right = f" {row.right} " if row.right else ""
        spare = width - len(sign) - cell_len(right) - NARROWEST_LABEL
        lead = " " * min(INDENT * row.depth, max(spare, 0)) + sign
        room = max(width - cell_len(lead) - cell_len(right), 0)
        label = cut(row.label, room)
        beside = fit(f"  {row.beside}" if row.beside else "", room - cell_len(label))
        return ((lead, "muted"), (label, row.look), (beside, "muted"), (right, row.right_look))
