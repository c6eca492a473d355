"""What an earlier date would touch, told before the voucher is written (SUP-8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from opsconsole.errors import Named
from opsconsole.stockroom.queries.items import item_lines
from opsconsole.stockroom.rules.ledger import Break, cost_of, first_break
from opsconsole.stockroom.rules.values import STORE, Move
from opsconsole.stockroom.service.posting import check_day, moves_at, stock_at


@dataclass(frozen=True, slots=True)
class Touched:
    """What an entry of an item would stand before: how many later movements, from when to when, and what would break
    (None where nothing would). What was posted before keeps its cost."""

    item: Named
    later: int
    first: date | None
    last: date | None
    broken: Break | None


def touched_by(session: Session, day: date, wanted: Sequence[tuple[int, int, int]], now: date) -> list[Touched]:
    """What lines would touch if they carried a day: item, quantity and amount in fen, below zero for what goes out of
    the storeroom, whose amount is what it costs now. Raises Refusal for a day ahead or in a closed month."""
    check_day(session, day, datetime.combine(now, time()))
    items = {item.id: item for item in item_lines(session, [item_id for item_id, _quantity, _fen in wanted])}
    found = []
    for item_id, quantity, fen in wanted:
        stock = stock_at(session, item_id, STORE)
        later = moves_at(session, item_id, STORE, after_day=day)
        if quantity < 0:
            fen = -cost_of(stock, -quantity) if -quantity <= stock.quantity else 0
        before = stock.plus(-sum(move.quantity for move in later), -sum(move.amount_fen for move in later))
        broken = first_break(before, later, Move(day, "", quantity, fen))
        days = [move.day for move in later]
        found.append(
            Touched(items[item_id].named, len(later), min(days, default=None), max(days, default=None), broken)
        )
    return found
