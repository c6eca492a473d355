"""Inputs that take full-width digits and signs as their half-width twins."""

from __future__ import annotations

import unicodedata

from textual.widgets import Input

_TWINS = str.maketrans({"。": ".", "，": ",", "￥": "¥", "：": ":", "－": "-", "—": "-", "、": ","})


def half_width(text: str) -> str:
    """`１２３，。￥` as `123,.¥`."""
    return unicodedata.normalize("NFKC", text.translate(_TWINS))


class HalfWidthInput(Input):
    """An input for codes, numbers, dates and money: whatever the input method's width, one meaning."""

    def replace(self, text: str, start: int, end: int) -> None:
        super().replace(half_width(text), start, end)

    def insert(self, text: str, index: int) -> None:
        super().insert(half_width(text), index)
