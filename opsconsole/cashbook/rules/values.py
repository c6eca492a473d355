"""The cash desk's values, and its rules over them."""

from __future__ import annotations

from enum import StrEnum

SHOWN_DIGITS = 4


class AccountKind(StrEnum):
    """What an account is."""

    CASH = "cash"
    BANK = "bank"


class Direction(StrEnum):
    """Which way money went."""

    IN = "in"
    OUT = "out"


def masked(number: str) -> str:
    """An account number as it is shown to who is not cleared for it: the last four digits (SEC-1)."""
    return "*" * max(len(number) - SHOWN_DIGITS, 0) + number[-SHOWN_DIGITS:] if number else ""
