"""Custody: who holds what, since when, at which price (SUP-7); and what keeps a leaver back (ORG-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org.model import Employee
from opsconsole.stockroom.model import Item, StockBalance, StockMovement
from opsconsole.stockroom.queries.items import item_words
from opsconsole.stockroom.rules.values import PlaceKind, Stock


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """What a person holds of an item: since when (the first day from which they held some without a break), how many,
    at what cost."""

    employee_id: int
    badge: str
    person: str
    item_id: int
    item: str
    name_zh: str
    name_en: str
    spec: str
    unit: str
    since: date
    stock: Stock


def custody(session: Session, employee_id: int | None = None) -> list[CustodyLine]:
    """What everybody (or one person) holds, by badge and item."""
    query = (
        select(
            Employee.id,
            Employee.badge,
            Employee.name,
            Item.id.label("item_id"),
            Item.code,
            Item.name_zh,
            Item.name_en,
            Item.spec,
            Item.unit,
            StockBalance.quantity,
            StockBalance.amount_fen,
        )
        .join(StockBalance, (StockBalance.place_id == Employee.id) & (StockBalance.place_kind == PlaceKind.PERSON))
        .join(Item, Item.id == StockBalance.item_id)
        .where(StockBalance.quantity > 0)
        .order_by(Employee.badge, Item.code)
    )
    if employee_id is not None:
        query = query.where(Employee.id == employee_id)
    rows = session.execute(query).all()
    since = _since(session, employee_id)
    return [
        CustodyLine(
            row.id,
            row.badge,
            row.name,
            row.item_id,
            row.code,
            row.name_zh,
            row.name_en or row.name_zh,
            row.spec,
            row.unit,
            since[row.id, row.item_id],
            Stock(row.quantity, row.amount_fen),
        )
        for row in rows
    ]


def _since(session: Session, employee_id: int | None) -> dict[tuple[int, int], date]:
    """The day since which each person has held some of each item without a break, by the dates of the vouchers."""
    sides = []
    for kind, place, sign in (
        (StockMovement.to_kind, StockMovement.to_id, 1),
        (StockMovement.from_kind, StockMovement.from_id, -1),
    ):
        query = select(
            place, StockMovement.item_id, StockMovement.day, StockMovement.id, sign * StockMovement.quantity
        ).where(kind == PlaceKind.PERSON)
        sides.append(query.where(place == employee_id) if employee_id is not None else query)
    moves = sorted(tuple(row) for query in sides for row in session.execute(query))
    held: dict[tuple[int, int], int] = {}
    since: dict[tuple[int, int], date] = {}
    for person, item_id, day, _seq, quantity in moves:
        key = (person, item_id)
        if not held.get(key):
            since[key] = day
        held[key] = held.get(key, 0) + quantity
    return since


def holding_back(session: Session, employee_id: int) -> list[Message]:
    """What somebody still holds in custody, in sentences: it keeps a transfer or departure from finishing (ORG-6)."""
    rows = session.execute(
        select(Item, StockBalance.quantity)
        .join(StockBalance, StockBalance.item_id == Item.id)
        .where(
            StockBalance.place_kind == PlaceKind.PERSON,
            StockBalance.place_id == employee_id,
            StockBalance.quantity > 0,
        )
        .order_by(Item.code)
    )
    return [
        Message(N_("in custody: {item}, {quantity} {unit}"), item=item_words(item), quantity=quantity, unit=item.unit)
        for item, quantity in rows
    ]


def held_count(session: Session, employee_id: int) -> int:
    """How many kinds of things somebody holds."""
    return session.execute(
        select(func.count())
        .select_from(StockBalance)
        .where(
            StockBalance.place_kind == PlaceKind.PERSON,
            StockBalance.place_id == employee_id,
            StockBalance.quantity > 0,
        )
    ).scalar_one()
