"""Whether what was bought for one unit has gone out to it: without that finance does not reimburse it (SUP-4)."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from opsconsole.org.model import Unit
from opsconsole.stockroom.model import FundsForm, StockMovement, StockVoucher
from opsconsole.stockroom.rules.own_goods import OwnGoods
from opsconsole.stockroom.rules.values import HOLDERS, PlaceKind


def gone_out(session: Session, voucher_id: int) -> bool | None:
    """Whether everything of a stock-in was drawn by the unit that its form is for; None where it was not bought for one
    unit: its form is not known, or of a unit that is not assessed, for which the office keeps the stock (SUP-1)."""
    unit_id = session.scalars(
        select(FundsForm.unit_id)
        .join(StockVoucher, StockVoucher.form_id == FundsForm.request_id)
        .join(Unit, Unit.id == FundsForm.unit_id)
        .where(StockVoucher.id == voucher_id, Unit.assessed)
    ).first()
    if unit_id is None:
        return None
    items = set(session.scalars(select(StockMovement.item_id).where(StockMovement.voucher_id == voucher_id)))
    return all(_gone_out(session, unit_id, item_id, voucher_id) for item_id in items)


def _gone_out(session: Session, unit_id: int, item_id: int, voucher_id: int) -> bool:
    """Whether the unit has drawn as many of its own goods as its forms brought up to this stock-in: the oldest first.

    What was reversed was not brought, whenever that was written.
    """
    rows = session.execute(
        select(StockMovement, StockVoucher.reverses_id, FundsForm.unit_id.label("form_unit"))
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .outerjoin(FundsForm, FundsForm.request_id == StockVoucher.form_id)
        .where(StockMovement.item_id == item_id, or_(FundsForm.unit_id == unit_id, StockVoucher.unit_id == unit_id))
        .order_by(StockMovement.id)
    ).all()
    goods = OwnGoods()
    first: dict[int, int] = {}
    brought: dict[int, int] = defaultdict(int)
    for move, reverses_id, form_unit in rows:
        # A reversal counts with the stock-in that it takes back, or puts back again.
        first[move.voucher_id] = root = first.get(reverses_id, reverses_id) if reverses_id else move.voucher_id
        if form_unit == unit_id:
            signed = -move.quantity if move.to_kind is PlaceKind.SUPPLIER else move.quantity
            goods.bought(signed)
            brought[root] += signed
        elif move.from_kind is PlaceKind.STORE and move.to_kind in HOLDERS:
            goods.drawn(move.quantity, move.amount_fen)
        elif move.to_kind is PlaceKind.STORE and move.from_kind in HOLDERS:
            goods.came_back(move.quantity, move.amount_fen)
    return goods.used >= sum(quantity for root, quantity in brought.items() if root <= voucher_id)
