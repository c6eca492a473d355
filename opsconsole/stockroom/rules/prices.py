"""Prices paid and asked, compared exactly: an amount for a quantity, never a rounded quotient (EXP-8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Price:
    """So much (fen) for so many base units, on a day."""

    quantity: int
    amount_fen: int
    day: date

    @property
    def each(self) -> Fraction:
        """What one base unit costs, in fen."""
        return Fraction(self.amount_fen, self.quantity)


def average(prices: Iterable[Price]) -> Price | None:
    """All of them together, by quantity, on the last day; None for none (EXP-8)."""
    told = list(prices)
    if not told:
        return None
    return Price(sum(one.quantity for one in told), sum(one.amount_fen for one in told), max(one.day for one in told))


def percent_over(price: Price, before: Price) -> int | None:
    """By how many percent a price is above another, rounded towards zero; below zero where it is under. None where the
    other was for nothing."""
    if before.amount_fen == 0:
        return None
    return int((price.each / before.each - 1) * PERCENT)
