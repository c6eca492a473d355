"""Text measured in terminal cells: a hanzi takes two, and a cut never splits one."""

from __future__ import annotations

import re
from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from opsconsole.inert import filtered

# Joiners, variation selectors and skin tones: terminals disagree on the width of what they make,
# so the pieces are drawn one by one, at the width every terminal gives them.
_COMPOSING = re.compile("[\u200b-\u200d\u2060\ufe00-\ufe0f\U0001f3fb-\U0001f3ff]")

CUT = ".."


class Align(StrEnum):
    """Where a text sits in its column."""

    LEFT = "left"
    RIGHT = "right"
    CENTER = "center"


def plain(text: str) -> str:
    """`text` without what cannot be drawn at a certain width: control and bidi characters, joiners."""
    if text.isascii() and text.isprintable():
        return text
    return _COMPOSING.sub("", filtered(text))


def cut(text: str, width: int) -> str:
    """`text`, cut with `..` where it is wider than `width` cells."""
    text = plain(text)
    if cell_len(text) <= width:
        return text
    if width <= len(CUT):
        return CUT[: max(width, 0)]
    return set_cell_size(text, width - len(CUT)).rstrip() + CUT


def fit(text: str, width: int, align: Align = Align.LEFT) -> str:
    """`text` in exactly `width` cells: padded on the side that `align` leaves, cut with `..` if too wide."""
    text = cut(text, width)
    space = width - cell_len(text)
    if align is Align.RIGHT:
        return " " * space + text
    if align is Align.CENTER:
        return " " * (space // 2) + text + " " * (space - space // 2)
    return text + " " * space
