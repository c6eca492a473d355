"""Stock-ins as money looks at them: what was taken in, with which papers (EXP-3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from opsconsole.stockroom.model import StockMovement, StockVoucher
from opsconsole.stockroom.rules.values import VoucherKind


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A stock-in: what it came to, whether its form is named, whether it lacks a paper or was reversed."""

    id: int
    number: str
    amount_fen: int
    has_form: bool
    incomplete: bool
    reversed: bool
    invoice: str


def taken_in(session: Session, voucher_id: int) -> TakenIn | None:
    """A stock-in by its voucher; None for a voucher of another kind."""
    return _one(session, StockVoucher.id == voucher_id)


def taken_in_of(session: Session, number: str) -> TakenIn | None:
    """A stock-in by its number."""
    return _one(session, StockVoucher.number == number)


def _one(session: Session, condition: object) -> TakenIn | None:
    reversal, undone = aliased(StockVoucher), aliased(StockVoucher)
    row = session.execute(
        select(
            StockVoucher.id,
            StockVoucher.number,
            StockVoucher.form_id,
            StockVoucher.form,
            StockVoucher.incomplete,
            StockVoucher.invoice,
            reversal.id.label("reversal"),
            undone.id.label("undone"),
        )
        .outerjoin(reversal, reversal.reverses_id == StockVoucher.id)
        .outerjoin(undone, undone.reverses_id == reversal.id)
        .where(condition, StockVoucher.kind == VoucherKind.IN)  # ty: ignore
    ).one_or_none()
    if row is None:
        return None
    amount = session.execute(
        select(func.coalesce(func.sum(StockMovement.amount_fen), 0)).where(StockMovement.voucher_id == row.id)
    ).scalar_one()
    reversed_ = row.reversal is not None and row.undone is None
    return TakenIn(
        row.id,
        row.number,
        0 if reversed_ else int(amount),
        row.form_id is not None or bool(row.form),
        row.incomplete,
        reversed_,
        row.invoice,
    )
