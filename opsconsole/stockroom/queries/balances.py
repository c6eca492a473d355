"""What places hold, now and at the end of any day of the past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    Select,
    String,
    Table,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session

from opsconsole.dates import ONE_DAY, Month
from opsconsole.db.types import table_of
from opsconsole.stockroom.model import StockBalance, StockMonth, StockMonthBalance, StockMovement
from opsconsole.stockroom.queries.items import ItemLine, item_lines
from opsconsole.stockroom.rules.values import INSIDE, Place, PlaceKind, Stock


@dataclass(frozen=True, slots=True)
class Holding:
    """What a place holds of an item."""

    item_id: int
    place: Place
    stock: Stock


def balances_on(session: Session, day: date | None) -> list[Holding]:
    """What every place held at the end of a day by the vouchers' dates, None for now; places that held nothing are left
    out. By item and place."""
    return [
        Holding(item_id, Place(PlaceKind(kind), place_id), Stock(quantity, fen))
        for (item_id, kind, place_id), (quantity, fen) in sorted(_held(session, day, _EVERYWHERE).items())
        if quantity or fen
    ]


def store_on(session: Session, day: date | None) -> dict[int, Stock]:
    """What the storeroom held of each item at the end of a day, None for now; only items of which it held any."""
    held = _held(session, day, _IN_STORE)
    return {item_id: Stock(*figures) for (item_id, _kind, _place), figures in held.items() if figures != (0, 0)}


_Held = dict[tuple[int, str, int], tuple[int, int]]
"""Quantity and value by item, kind of place and place."""


def _held(session: Session, day: date | None, asked: _Statements) -> _Held:
    connection = session.connection()
    last = connection.execute(_LAST).scalar() if day is not None else None
    if day is None or last is None or day >= last:
        return _figures(connection.execute(asked.now))
    return _on(connection, day, last, asked)


def _on(connection: Connection, day: date, last_day: date, asked: _Statements) -> _Held:
    """From the balances kept nearest to the day, what was moved between the two put on or taken off."""
    before = connection.execute(_CLOSED_BEFORE, {"month": _month_ended_by(day)}).scalar()
    after = connection.execute(_CLOSED_AFTER, {"month": f"{day:%Y-%m}"}).scalar()
    ahead = Month.parse(after).last if after is not None else last_day
    since = Month.parse(before).last if before is not None else _the_day_before_all(connection)
    forward = day - since <= ahead - day
    kept = before if forward else after
    if kept is not None:
        start = _figures(connection.execute(asked.kept, {"month": kept}))
    else:
        start = {} if forward else _figures(connection.execute(asked.now))
    first, through, sign = (since, day, 1) if forward else (day, ahead, -1)
    for item_id, kind, place_id, quantity, fen in connection.execute(
        asked.moved, {"first": first + ONE_DAY, "last": through}
    ):
        key = item_id, kind, place_id
        was = start.get(key, (0, 0))
        start[key] = was[0] + sign * int(quantity), was[1] + sign * int(fen)
    return start


def _figures(rows: Iterable[Any]) -> _Held:
    return {(item_id, kind, place_id): (quantity, fen) for item_id, kind, place_id, quantity, fen in rows}


def _the_day_before_all(connection: Connection) -> date:
    first: date = connection.execute(_FIRST).scalar_one()
    return first - ONE_DAY


def _month_ended_by(day: date) -> str:
    """The last month whose end is not after the day."""
    month = Month(day.year, day.month)
    return str(month if month.last == day else month.previous)


_FIRST = select(func.min(StockMovement.day))
_LAST = select(func.max(StockMovement.day))
_CLOSED_BEFORE = select(func.max(StockMonth.month)).where(StockMonth.closed, StockMonth.month <= bindparam("month"))
_CLOSED_AFTER = select(func.min(StockMonth.month)).where(StockMonth.closed, StockMonth.month >= bindparam("month"))


@dataclass(frozen=True, slots=True)
class _Statements:
    """What places hold now, what was kept of a month, and what was moved from a day to a day; made once."""

    now: Select[*tuple[Any, ...]]
    kept: Select[*tuple[Any, ...]]
    moved: Select[*tuple[Any, ...]]


def _statements(*, store_alone: bool) -> _Statements:
    now = _of(table_of(StockBalance), store_alone)
    kept = _of(table_of(StockMonthBalance), store_alone)
    return _Statements(
        now, kept.where(table_of(StockMonthBalance).c.month == bindparam("month")), _moved(store_alone=store_alone)
    )


def _of(table: Table, store_alone: bool) -> Select[*tuple[Any, ...]]:
    columns = table.c
    kind = type_coerce(columns.place_kind, String)
    query = select(columns.item_id, kind, columns.place_id, columns.quantity, columns.amount_fen)
    return query.where(kind == PlaceKind.STORE.value) if store_alone else query


def _moved(*, store_alone: bool) -> Select[*tuple[Any, ...]]:
    """Net quantity and amount that each place got of each item from a day to a day."""
    table = table_of(StockMovement).c
    to_kind, from_kind = type_coerce(table.to_kind, String), type_coerce(table.from_kind, String)
    within = table.day.between(bindparam("first", type_=Date), bindparam("last", type_=Date))
    store = PlaceKind.STORE.value
    if store_alone:
        # The storeroom is one place: a single pass tells what came and what went.
        coming = to_kind == store
        return (
            select(
                table.item_id,
                literal_column(f"'{store}'"),
                literal_column("0"),
                func.sum(case((coming, table.quantity), else_=-table.quantity)),
                func.sum(case((coming, table.amount_fen), else_=-table.amount_fen)),
            )
            .where(within, or_(coming, from_kind == store))
            .group_by(table.item_id)
        )
    sides = [
        select(
            table.item_id,
            kind.label("kind"),
            place.label("place_id"),
            (sign * table.quantity).label("quantity"),
            (sign * table.amount_fen).label("amount_fen"),
        ).where(within, kind.in_([one.value for one in INSIDE]))
        for kind, place, sign in ((to_kind, table.to_id, 1), (from_kind, table.from_id, -1))
    ]
    both = union_all(*sides).subquery().c
    return select(both.item_id, both.kind, both.place_id, func.sum(both.quantity), func.sum(both.amount_fen)).group_by(
        both.item_id, both.kind, both.place_id
    )


_EVERYWHERE, _IN_STORE = _statements(store_alone=False), _statements(store_alone=True)


def stock_list(session: Session, day: date) -> list[tuple[ItemLine, Stock]]:
    """Every item with what the storeroom held of it at the end of a day, by code."""
    held = store_on(session, day)
    return [(item, held.get(item.id, Stock())) for item in item_lines(session)]
