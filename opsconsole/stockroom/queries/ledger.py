"""The ledger: every movement in the order of posting, or one item's by date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, case, select
from sqlalchemy.orm import Session, aliased

from opsconsole.org.model import Employee, Unit
from opsconsole.stockroom.model import Item, StockMovement, StockVoucher
from opsconsole.stockroom.rules.values import PlaceKind, Stock, VoucherKind


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A movement as the storeroom sees it: quantity and amount signed (0 where it passed the storeroom by), and what
    the storeroom held of the item after it, in the order of posting."""

    seq: int
    voucher_id: int
    day: date
    voucher: str
    kind: VoucherKind
    item: str
    quantity: int
    amount_fen: int
    unit: str
    badge: str
    person: str
    note: str
    balance: Stock
    reverses: str
    reversed_by: str
    moved: int
    moved_fen: int
    """Quantity and amount of the movement itself, whatever places it went between."""


def ledger(
    session: Session,
    item: str | None = None,
    first: date | None = None,
    last: date | None = None,
) -> Iterator[LedgerLine]:
    """The movements of an item (None: of all) dated from a day to a day, in the order of posting."""
    query = lines_query().order_by(StockMovement.id)
    if item is not None:
        query = query.where(Item.code == item)
    if first is not None:
        query = query.where(StockMovement.day >= first)
    if last is not None:
        query = query.where(StockMovement.day <= last)
    for row in session.execute(query).yield_per(1000):
        yield as_line(row)


def item_page(session: Session, item_id: int, before: int | None, count: int) -> list[LedgerLine]:
    """The newest `count` movements of an item that were posted before one (None: the newest of all), oldest first."""
    wanted = {"item": item_id, "before": AFTER_ALL if before is None else before, "count": count}
    rows = session.connection().execute(_PAGE, wanted).all()
    return [as_line(row) for row in reversed(rows)]


def ledger_ids(session: Session, item_id: int) -> list[int]:
    """The movements of an item in the order of posting, by their numbers."""
    query = select(StockMovement.id).where(StockMovement.item_id == item_id).order_by(StockMovement.id)
    return list(session.scalars(query))


def ledger_lines(session: Session, movement_ids: Sequence[int]) -> list[LedgerLine]:
    """These movements, in their order."""
    rows = session.execute(lines_query().where(StockMovement.id.in_(movement_ids)).order_by(StockMovement.id))
    return [as_line(row) for row in rows]


def lines_query() -> Select[*tuple[Any, ...]]:
    """The columns of a ledger line, not ordered yet."""
    reversed_one, reversal, undone = aliased(StockVoucher), aliased(StockVoucher), aliased(StockVoucher)
    store = PlaceKind.STORE
    sign = case((StockMovement.to_kind == store, 1), (StockMovement.from_kind == store, -1), else_=0)
    return (
        select(
            StockMovement.id,
            StockMovement.voucher_id,
            StockMovement.day,
            StockVoucher.number,
            StockVoucher.kind,
            StockVoucher.note,
            Item.code,
            StockMovement.quantity,
            StockMovement.amount_fen,
            sign.label("sign"),
            Unit.code.label("unit"),
            Employee.badge,
            Employee.name.label("person"),
            StockMovement.store_quantity,
            StockMovement.store_amount_fen,
            reversed_one.number.label("reverses"),
            case((undone.id.is_(None), reversal.number)).label("reversed_by"),
        )
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .join(Item, Item.id == StockMovement.item_id)
        .outerjoin(Unit, Unit.id == StockVoucher.unit_id)
        .outerjoin(Employee, Employee.id == StockVoucher.employee_id)
        .outerjoin(reversed_one, reversed_one.id == StockVoucher.reverses_id)
        .outerjoin(reversal, reversal.reverses_id == StockVoucher.id)
        .outerjoin(undone, undone.reverses_id == reversal.id)
    )


def as_line(row: Any) -> LedgerLine:
    """A row of `lines_query` as a line."""
    return LedgerLine(
        seq=row.id,
        voucher_id=row.voucher_id,
        day=row.day,
        voucher=row.number,
        kind=row.kind,
        item=row.code,
        quantity=row.sign * row.quantity,
        amount_fen=row.sign * row.amount_fen,
        unit=row.unit or "",
        badge=row.badge or "",
        person=row.person or "",
        note=row.note,
        balance=Stock(row.store_quantity, row.store_amount_fen),
        reverses=row.reverses or "",
        reversed_by=row.reversed_by or "",
        moved=row.quantity,
        moved_fen=row.amount_fen,
    )


AFTER_ALL = 2**62
_PAGE = (
    lines_query()
    .where(StockMovement.item_id == bindparam("item"), StockMovement.id < bindparam("before"))
    .order_by(StockMovement.id.desc())
    .limit(bindparam("count"))
)
"""A page of one item's ledger: asked for with every step of the cursor, so it is made once."""
