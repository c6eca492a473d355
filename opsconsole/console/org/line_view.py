"""Lines one under the other with a cursor on one of them, drawn only where they are in sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message as Event
from textual.scroll_view import ScrollView
from textual.strip import Strip

from opsconsole.console.keys import key
from opsconsole.i18n import N_

Piece = tuple[str, str]
"""A text and the name of its look (`muted`, `warn` ...; '' for none)."""


class LineView(ScrollView, can_focus=True):
    """A subclass says how many lines there are (`line_count`) and what is on each (`pieces`).

    With `content_width` lines wider than the view are scrolled sideways; without it they are cut.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--cursor",
        "lines--cursor-away",
        "lines--muted",
        "lines--strong",
        "lines--heading",
        "lines--link",
        "lines--good",
        "lines--warn",
        "lines--person",
    }

    DEFAULT_CSS = """
    LineView { height: 1fr; background: $background; scrollbar-size-vertical: 1; scrollbar-size-horizontal: 1; }
    LineView > .lines--cursor { background: $primary; color: $background; text-style: bold; }
    LineView > .lines--cursor-away { background: $cursor-row; }
    LineView > .lines--muted { color: $muted; }
    LineView > .lines--strong { text-style: bold; }
    LineView > .lines--heading { color: $primary; text-style: bold; }
    LineView > .lines--link { color: $primary; }
    LineView > .lines--good { color: $success; }
    LineView > .lines--warn { color: $warning; }
    LineView > .lines--person { color: $accent; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("up", "step(-1)", N_("One line up"), id="list.up", show=False),
        key("down", "step(1)", N_("One line down"), id="list.down", show=False),
        key("pageup", "page(-1)", N_("One page up"), id="list.page_up", show=False),
        key("pagedown", "page(1)", N_("One page down"), id="list.page_down", show=False),
        key("home", "edge(0)", N_("To the first line"), id="list.top", show=False),
        key("end", "edge(-1)", N_("To the last line"), id="list.bottom", show=False),
        key("enter", "open", N_("Open"), N_("Opens what the cursor is on"), id="list.open"),
    ]

    @dataclass
    class CursorMoved(Event):
        """The cursor stands on another line."""

        view: LineView
        line: int

        @property
        def control(self) -> LineView:
            return self.view

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor_line = 0
        self.content_width = 0
        self._looks: dict[str, Style] = {}

    # What a subclass says

    @property
    def line_count(self) -> int:
        return 0

    def pieces(self, line: int, width: int) -> Iterable[Piece]:
        """What is drawn on a line, in `width` cells."""
        return ()

    def action_open(self) -> None:
        """Enter on the line under the cursor."""

    # Cursor

    def lines_changed(self) -> None:
        """Draws everything anew; the cursor stays on a line that is there."""
        self.cursor_line = max(0, min(self.cursor_line, self.line_count - 1))
        self.virtual_size = Size(self.content_width, self.line_count)
        self._scroll_to_cursor()
        self.refresh()

    def move_cursor(self, line: int) -> None:
        """Puts the cursor on a line and brings it into sight."""
        line = max(0, min(line, self.line_count - 1))
        if line == self.cursor_line:
            self._scroll_to_cursor()
            return
        before, self.cursor_line = self.cursor_line, line
        self._refresh_line(before)
        self._refresh_line(line)
        self._scroll_to_cursor()
        self.post_message(self.CursorMoved(self, line))

    def action_step(self, step: int) -> None:
        self.move_cursor(self.cursor_line + step)

    def action_page(self, step: int) -> None:
        self.move_cursor(self.cursor_line + step * max(self.scrollable_content_region.height - 1, 1))

    def action_edge(self, which: int) -> None:
        self.move_cursor(which % self.line_count if self.line_count else 0)

    def on_click(self, event: events.Click) -> None:
        self.move_cursor(event.y + self.scroll_offset.y)

    def _scroll_to_cursor(self) -> None:
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if self.cursor_line < top:
            self.scroll_to(y=self.cursor_line, animate=False, force=True)
        elif height and self.cursor_line >= top + height:
            self.scroll_to(y=self.cursor_line - height + 1, animate=False, force=True)

    def _refresh_line(self, line: int) -> None:
        self.refresh(Region(0, line - self.scroll_offset.y, self.size.width, 1))

    # Drawing

    def on_resize(self, event: events.Resize) -> None:
        self.lines_changed()

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self._refresh_line(self.cursor_line)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()

    def _look(self, name: str) -> Style:
        style = self._looks.get(name)
        if style is None:
            style = self.get_component_rich_style(f"lines--{name}", partial=True, default=Style.null())
            self._looks[name] = style
        return style

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        line = y + self.scroll_offset.y
        base = self.rich_style
        if line >= self.line_count:
            return Strip.blank(width, base)
        here = line == self.cursor_line
        if here:
            base += self._look("cursor" if self.has_focus else "cursor-away")
        plain = here and self.has_focus
        room = max(self.content_width, width)
        segments = [
            Segment(text, base if plain or not look else base + self._look(look))
            for text, look in self.pieces(line, room)
            if text
        ]
        strip = Strip(segments, sum(cell_len(segment.text) for segment in segments)).extend_cell_length(room, base)
        left = self.scroll_offset.x if self.content_width else 0
        return strip.crop_extend(left, left + width, base).simplify()
