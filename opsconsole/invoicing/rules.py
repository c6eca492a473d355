"""What the register reckons with. Plain values alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.money import LARGEST_FEN, format_yuan


class Side(StrEnum):
    """Whose invoice it is: a supplier's to the company (进项), or the company's to a customer (销项)."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class InvoiceFigures:
    """What an invoice comes to, tax included, and the tax of it, in fen; below zero for a red one (红字发票)."""

    day: date
    fen: int
    tax_fen: int

    @property
    def net_fen(self) -> int:
        """What it comes to without tax."""
        return self.fen - self.tax_fen


def check_figures(fen: int, tax_fen: int) -> None:
    """Raises Refusal for an invoice over nothing, and for a tax that is no part of its amount (EXP-8)."""
    if fen == 0 or abs(fen) > LARGEST_FEN:
        raise Refusal(N_("An invoice needs an amount other than zero"), clause="EXP-8")
    if not 0 <= tax_fen * (1 if fen > 0 else -1) < abs(fen):
        raise Refusal(
            N_("A tax of {tax} is no part of {amount}; from 0 to below it passes, with the same sign"),
            clause="EXP-8",
            tax=format_yuan(tax_fen),
            amount=format_yuan(fen),
        )
