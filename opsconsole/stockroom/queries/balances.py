"""What places hold, now and at the end of any day of the past."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from opsconsole.dates import ONE_DAY, Month
from opsconsole.stockroom.model import StockBalance, StockMonth, StockMonthBalance, StockMovement
from opsconsole.stockroom.queries.items import ItemLine, item_lines
from opsconsole.stockroom.rules.values import INSIDE, Place, PlaceKind, Stock


@dataclass(frozen=True, slots=True)
class Holding:
    """What a place holds of an item."""

    item_id: int
    place: Place
    stock: Stock


def balances_on(session: Session, day: date | None, place_kind: PlaceKind | None = None) -> list[Holding]:
    """What every place (of a kind) held at the end of a day by the vouchers' dates, None for now; places that held
    nothing are left out. By item and place."""
    found = _kept_now(session, place_kind)
    if day is not None:
        first, last = session.execute(_FIRST).scalar(), session.execute(_LAST).scalar()
        if first is not None and last is not None and day < last:
            found = _on(session, day, first, last, found, place_kind)
    return [
        Holding(item_id, place, stock)
        for (item_id, place), stock in sorted(found.items())
        if stock.quantity or stock.amount_fen
    ]


def store_on(session: Session, day: date | None) -> dict[int, Stock]:
    """What the storeroom held of each item at the end of a day, None for now; only items of which it held any."""
    return {one.item_id: one.stock for one in balances_on(session, day, PlaceKind.STORE)}


Kept = dict[tuple[int, Place], Stock]
_FIRST = select(func.min(StockMovement.day))
_LAST = select(func.max(StockMovement.day))


def _kept_now(session: Session, place_kind: PlaceKind | None) -> Kept:
    table = StockBalance.__table__.c
    query = select(table.item_id, table.place_kind, table.place_id, table.quantity, table.amount_fen)
    if place_kind is not None:
        query = query.where(table.place_kind == place_kind)
    return {
        (row.item_id, Place(row.place_kind, row.place_id)): Stock(row.quantity, row.amount_fen)
        for row in session.execute(query)
    }


def _on(session: Session, day: date, first_day: date, last_day: date, now: Kept, place_kind: PlaceKind | None) -> Kept:
    """From the balances kept nearest to the day, what was moved between the two put on or taken off."""
    before = session.scalars(
        select(StockMonth.month)
        .where(StockMonth.closed, StockMonth.month <= _month_ended_by(day))
        .order_by(StockMonth.month.desc())
        .limit(1)
    ).first()
    after = session.scalars(
        select(StockMonth.month)
        .where(StockMonth.closed, StockMonth.month >= f"{day:%Y-%m}")
        .order_by(StockMonth.month)
        .limit(1)
    ).first()
    ahead = Month.parse(after).last if after is not None else last_day
    since = Month.parse(before).last if before is not None else first_day - ONE_DAY
    if day - since <= ahead - day:
        start = _kept_at(session, before, place_kind) if before is not None else {}
        return _moved(session, start, since, day, 1, place_kind)
    start = _kept_at(session, after, place_kind) if after is not None else now
    return _moved(session, start, day, ahead, -1, place_kind)


def _month_ended_by(day: date) -> str:
    """The last month whose end is not after the day."""
    month = Month(day.year, day.month)
    return str(month if month.last == day else month.previous)


def _kept_at(session: Session, month: str, place_kind: PlaceKind | None) -> Kept:
    query = select(StockMonthBalance).where(StockMonthBalance.month == month)
    if place_kind is not None:
        query = query.where(StockMonthBalance.place_kind == place_kind)
    return {
        (row.item_id, Place(row.place_kind, row.place_id)): Stock(row.quantity, row.amount_fen)
        for row in session.scalars(query)
    }


def _moved(session: Session, start: Kept, after: date, through: date, sign: int, place_kind: PlaceKind | None) -> Kept:
    found: Kept = defaultdict(Stock, start)
    if through <= after:
        return found
    for row in session.execute(_sums(after + ONE_DAY, through, place_kind)):
        key = (row.item_id, Place(PlaceKind(row.kind), row.place_id))
        found[key] = found[key].plus(sign * int(row.quantity), sign * int(row.amount_fen))
    return found


def _sums(first: date, last: date, place_kind: PlaceKind | None) -> Select[*tuple[Any, ...]]:
    """Net quantity and amount that each place got of each item from a day to a day."""
    table = StockMovement.__table__.c
    kinds = INSIDE if place_kind is None else (place_kind,)
    within = table.day.between(first, last)
    if place_kind is PlaceKind.STORE:
        # The storeroom is one place: a single pass tells what came and what went.
        coming = table.to_kind == PlaceKind.STORE
        return (
            select(
                table.item_id,
                literal(PlaceKind.STORE.value).label("kind"),
                literal(0).label("place_id"),
                func.sum(case((coming, table.quantity), else_=-table.quantity)).label("quantity"),
                func.sum(case((coming, table.amount_fen), else_=-table.amount_fen)).label("amount_fen"),
            )
            .where(within, or_(coming, table.from_kind == PlaceKind.STORE))
            .group_by(table.item_id)
        )
    sides = [
        select(
            table.item_id,
            kind.label("kind"),
            place.label("place_id"),
            (sign * table.quantity).label("quantity"),
            (sign * table.amount_fen).label("amount_fen"),
        ).where(and_(within, kind.in_(kinds)))
        for kind, place, sign in ((table.to_kind, table.to_id, 1), (table.from_kind, table.from_id, -1))
    ]
    both = union_all(*sides).subquery()
    return select(
        both.c.item_id,
        both.c.kind,
        both.c.place_id,
        func.sum(both.c.quantity).label("quantity"),
        func.sum(both.c.amount_fen).label("amount_fen"),
    ).group_by(both.c.item_id, both.c.kind, both.c.place_id)


def stock_list(session: Session, day: date) -> list[tuple[ItemLine, Stock]]:
    """Every item with what the storeroom held of it at the end of a day, by code."""
    held = store_on(session, day)
    return [(item, held.get(item.id, Stock())) for item in item_lines(session)]
