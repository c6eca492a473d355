"""Stocktaking: a count is opened, counted without sight of the book, and its differences are asked for (SUP-9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.money import half_up
from opsconsole.stockroom.model import CountState, Item, StockCount, StockCountLine, StockMovement
from opsconsole.stockroom.rules.ledger import price_of
from opsconsole.stockroom.rules.values import COUNTED, STORE, PlaceKind, Stock, VoucherKind
from opsconsole.stockroom.service.posting import LARGEST_QUANTITY, Line, NewVoucher, post, stock_at

OPEN_COUNTS = (CountState.COUNTING, CountState.WAITING)
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """What a count found beside the book: above zero too many, below too few; valued at today's average."""

    item_id: int
    quantity: int
    amount_fen: int
    reason: str


def open_count(session: Session, actor: Actor, category: str, now: datetime) -> dict[str, Any]:
    """Opens a stocktake of a category ('' for all). One at a time: two would find the same difference twice."""
    require(session, actor, Permission.STOCK_KEEP)
    held = session.scalars(select(StockCount).where(StockCount.state.in_(OPEN_COUNTS))).first()
    if held is not None:
        raise Refusal(N_("A stocktake is under way; finish it, or give it up"), clause="SUP-9")
    count = StockCount(category=category, state=CountState.COUNTING, opened_at=now, opened_by_id=actor.employee_id)
    session.add(count)
    session.flush()
    audit.record(session, f"count {count.id}", opened=True, category=category)
    return {"count": count.id}


def enter_count(session: Session, actor: Actor, count_id: int, item_id: int, counted: int, now: datetime) -> None:
    """Notes how many of an item were counted; the book's figure of this moment is kept beside it. Counted again, it
    replaces what was noted before."""
    require(session, actor, Permission.STOCK_KEEP)
    count = _counting(session, count_id)
    if not 0 <= counted <= LARGEST_QUANTITY:
        raise Refusal(N_("What was counted is a whole number from 0 to {most}"), clause="SUP-9", most=LARGEST_QUANTITY)
    item = session.get(Item, item_id)
    if item is None:
        raise Refusal(N_("There is no such item"))
    if count.category and item.category != count.category:
        raise Refusal(
            N_("{code} is of another category than the one that is counted, {category}"),
            clause="SUP-9",
            code=item.code,
            category=count.category,
        )
    book = stock_at(session, item_id, STORE).quantity
    last = session.execute(select(func.coalesce(func.max(StockMovement.id), 0))).scalar_one()
    line = session.get(StockCountLine, (count_id, item_id))
    if line is None:
        line = StockCountLine(count_id=count_id, item_id=item_id)
        session.add(line)
    line.counted, line.counted_at, line.counted_by_id = counted, now, actor.employee_id
    line.book_quantity, line.after_movement = book, last
    audit.record(session, f"count {count_id}", item=item.code, counted=counted)


def give_reason(session: Session, actor: Actor, count_id: int, item_id: int, reason: str) -> None:
    """Says why a count differs from the book."""
    require(session, actor, Permission.STOCK_KEEP)
    _counting(session, count_id)
    if len(reason) > LONGEST_REASON or unsafe_character(reason) is not None:
        raise Refusal(
            N_("A reason has at most {most} characters and no control characters"),
            clause="SUP-9",
            most=LONGEST_REASON,
        )
    line = session.get(StockCountLine, (count_id, item_id))
    if line is None:
        raise Refusal(N_("This item was not counted yet"), clause="SUP-9")
    line.reason = reason.strip()
    audit.record(session, f"count {count_id}", item=item_id, reason=reason.strip())


def drop_count(session: Session, actor: Actor, count_id: int) -> None:
    """Gives a stocktake up; nothing of it is posted."""
    require(session, actor, Permission.STOCK_KEEP)
    count = _counting(session, count_id)
    count.state = CountState.DROPPED
    audit.record(session, f"count {count_id}", dropped=True)


def differences(session: Session, count_id: int) -> list[Difference]:
    """Where counts and book differ, by item."""
    found = []
    lines = session.scalars(
        select(StockCountLine)
        .where(StockCountLine.count_id == count_id, StockCountLine.counted != StockCountLine.book_quantity)
        .order_by(StockCountLine.item_id)
    )
    for line in lines:
        quantity = line.counted - line.book_quantity
        found.append(Difference(line.item_id, quantity, _value(session, line.item_id, abs(quantity)), line.reason))
    return found


def moved_since(session: Session, count_id: int) -> dict[int, int]:
    """By how many the storeroom's holding of each counted item has changed since it was counted; 0s left out."""
    signed = case((StockMovement.to_kind == PlaceKind.STORE, StockMovement.quantity), else_=-StockMovement.quantity)
    rows = session.execute(
        select(StockCountLine.item_id, func.sum(signed))
        .join(StockMovement, StockMovement.item_id == StockCountLine.item_id)
        .where(
            StockCountLine.count_id == count_id,
            StockMovement.id > StockCountLine.after_movement,
            or_(StockMovement.to_kind == PlaceKind.STORE, StockMovement.from_kind == PlaceKind.STORE),
        )
        .group_by(StockCountLine.item_id)
    )
    return {item_id: int(moved) for item_id, moved in rows if moved}


def post_differences(session: Session, actor: Actor, count: StockCount, now: datetime) -> None:
    """Posts what was approved: too few leave the storeroom at the average, too many come in at it."""
    lines = [
        Line(one.item_id, one.quantity, COUNTED, STORE, one.amount_fen)
        if one.quantity > 0
        else Line(one.item_id, -one.quantity, STORE, COUNTED)
        for one in differences(session, count.id)
    ]
    done = post(session, actor, NewVoucher(VoucherKind.COUNT, now.date()), lines, now)
    count.state, count.voucher_id = CountState.POSTED, done["voucher"]


def counting(session: Session, count_id: int) -> StockCount:
    """A stocktake that is still being counted; Refusal where there is none to hand in."""
    count = _counting(session, count_id)
    if session.scalars(select(StockCountLine.item_id).where(StockCountLine.count_id == count_id)).first() is None:
        raise Refusal(N_("Nothing was counted yet"), clause="SUP-9")
    return count


def _counting(session: Session, count_id: int) -> StockCount:
    count = session.get(StockCount, count_id, populate_existing=True)
    if count is None:
        raise Refusal(N_("There is no such stocktake"), clause="SUP-9")
    if count.state is not CountState.COUNTING:
        raise Stale(N_("This stocktake is no longer being counted; look at it again"), clause="SUP-9")
    return count


def _value(session: Session, item_id: int, quantity: int) -> int:
    """What so many are worth at the average of the storeroom; where it holds none, at the last price paid."""
    stock = stock_at(session, item_id, STORE)
    if not stock.quantity:
        last = session.execute(
            select(StockMovement.quantity, StockMovement.amount_fen)
            .where(StockMovement.item_id == item_id, StockMovement.from_kind == PlaceKind.SUPPLIER)
            .order_by(StockMovement.id.desc())
            .limit(1)
        ).one_or_none()
        stock = Stock(last.quantity, last.amount_fen) if last is not None else stock
    return half_up(price_of(stock) * quantity)
