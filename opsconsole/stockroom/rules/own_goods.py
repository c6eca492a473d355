"""What a unit draws of the goods that its own forms brought: it counts against its budget once (EXP-7)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from opsconsole.money import half_up


@dataclass(slots=True)
class OwnGoods:
    """An item of a unit: how many its forms brought that it has not drawn yet, and how many of them it drew."""

    waiting: int = 0
    used: int = 0

    def bought(self, quantity: int) -> None:
        """Goods came in on a form; below zero where that was reversed."""
        self.waiting = max(0, self.waiting + quantity)

    def drawn(self, quantity: int, fen: int) -> int:
        """So many are drawn at an amount; what of it (fen) is of the common stock, its own goods going first."""
        own = min(self.waiting, quantity)
        self.waiting, self.used = self.waiting - own, self.used + own
        return part(fen, quantity - own, quantity)

    def came_back(self, quantity: int, fen: int) -> int:
        """So many come back; what of the amount (fen) is of the common stock, its own goods going back last."""
        own = max(0, min(self.used, quantity))
        self.waiting, self.used = self.waiting + own, self.used - own
        return part(fen, quantity - own, quantity)


def part(fen: int, some: int, of: int) -> int:
    """The share of an amount that some of a quantity are worth, rounded half up to the fen."""
    return half_up(Fraction(fen * some, of))
