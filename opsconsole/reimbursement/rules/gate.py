"""The gate of goods before money (EXP-3), and what a claim comes to after a loan (EXP-1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Gate:
    """The three boxes of a purchase: funds-use form, invoice, stock-in; and what of the stock-in is not reimbursed yet
    (fen, without this claim). `stock_out`: what was bought for one unit has gone out to it; None where it was bought
    for the stock (SUP-4)."""

    form: bool
    invoice: bool
    stock_in: bool
    left_fen: int
    stock_out: bool | None = None

    @property
    def is_open(self) -> bool:
        """Whether everything that is asked for is there."""
        return self.form and self.invoice and self.stock_in and self.stock_out is not False


def settle(sanctioned_fen: int, loan_open_fen: int) -> tuple[int, int]:
    """What of a claim against a loan goes to the loan and what is paid out, both in fen: the loan first."""
    offset = min(sanctioned_fen, max(loan_open_fen, 0))
    return offset, sanctioned_fen - offset
