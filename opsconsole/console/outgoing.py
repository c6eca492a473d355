"""The last look at every line on its way to the terminal: nothing in it can steer the terminal."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from opsconsole.console.widgets.cells import plain


class InertLines(LineFilter):
    """Drops control, C1 and bidi characters from what any widget drew, keeping each segment's width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(segment.text.isprintable() and segment.text.isascii() for segment in segments):
            return segments
        return [_inert(segment) for segment in segments]


def _inert(segment: Segment) -> Segment:
    if segment.control:
        return segment
    text = plain(segment.text)
    if text == segment.text:
        return segment
    width = cell_len(segment.text)
    return Segment(text if cell_len(text) == width else set_cell_size(text, width), segment.style)
