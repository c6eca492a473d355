"""Text from outside is inert: which characters never get in, and how they are shown when named.

Control characters, C1, bidirectional controls, lone surrogates and line separators can move the
cursor, hide text or break a line of a file; everything else (any hanzi, emoji, markup-like text)
is ordinary text.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_UNSAFE_BUT_LAYOUT = re.compile(_UNSAFE.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f"))


def unsafe_character(text: str, *, layout: bool = False) -> str | None:
    """The first character of `text` that must not get in, or None; `layout` lets tab and line feed pass."""
    match = (_UNSAFE_BUT_LAYOUT if layout else _UNSAFE).search(text)
    return match[0] if match else None


def visible(text: str) -> str:
    """`text` with every unsafe character written as an escape (`\\x1b`, `\\u202e`), safe to show."""
    return _UNSAFE.sub(lambda match: ascii(match[0])[1:-1], text)


def filtered(text: str) -> str:
    """`text` without its unsafe characters."""
    return _UNSAFE.sub("", text)
