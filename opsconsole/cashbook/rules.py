"""The cash desk's rules over plain values."""

from __future__ import annotations

SHOWN_DIGITS = 4


def masked(number: str) -> str:
    """An account number as it is shown to who is not cleared for it: the last four digits (SEC-1)."""
    return "*" * max(len(number) - SHOWN_DIGITS, 0) + number[-SHOWN_DIGITS:] if number else ""
