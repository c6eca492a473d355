"""The exports of the stockroom for machines and people: what is on hand, and the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.errors import Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.write import Kind
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.stockroom.model import Item
from opsconsole.stockroom.queries.balances import store_on
from opsconsole.stockroom.queries.ledger import ledger
from opsconsole.stockroom.rules.values import Stock


def stock_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every item with what the storeroom held at the end of a day, by code."""
    held = store_on(session, options.on)
    for item in session.execute(select(Item.id, Item.code, Item.name_zh, Item.minimum).order_by(Item.code)):
        stock = held.get(item.id, Stock())
        yield item.code, item.name_zh, stock.quantity, stock.amount_fen, item.minimum


def ledger_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every movement in the order of posting; Refusal for an item that does not exist."""
    if options.item is not None and session.scalars(select(Item.id).where(Item.code == options.item)).first() is None:
        raise Refusal(N_('No item has the code "{code}"'), code=visible(options.item))
    for line in ledger(session, options.item, options.from_day, options.to_day):
        yield (
            line.seq,
            str(line.day),
            line.voucher,
            line.kind.value,
            line.item,
            line.quantity,
            line.amount_fen,
            line.unit,
            line.badge,
            line.balance.quantity,
            line.balance.amount_fen,
            line.reverses,
        )


STOCK = ExportKind(
    "stock",
    N_("Stock on hand"),
    (
        ExportColumn("item", N_("Item")),
        ExportColumn("name", N_("Name"), width=28),
        ExportColumn("quantity", N_("Quantity"), Kind.NUMBER, 10),
        ExportColumn("amount_fen", N_("Value"), Kind.MONEY),
        ExportColumn("minimum", N_("Minimum"), Kind.NUMBER, 10),
    ),
    stock_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"on"}),
)

LEDGER = ExportKind(
    "ledger",
    N_("Stock ledger"),
    (
        ExportColumn("seq", N_("No."), Kind.NUMBER, 8),
        ExportColumn("date", N_("Date"), width=12),
        ExportColumn("voucher", N_("Voucher"), width=16),
        ExportColumn("kind", N_("Kind"), width=12),
        ExportColumn("item", N_("Item")),
        ExportColumn("quantity", N_("Quantity"), Kind.NUMBER, 10),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
        ExportColumn("unit", N_("Unit"), width=10),
        ExportColumn("badge", N_("Badge"), width=12),
        ExportColumn("balance_quantity", N_("On hand"), Kind.NUMBER, 10),
        ExportColumn("balance_fen", N_("Value on hand"), Kind.MONEY),
        ExportColumn("reverses", N_("Reverses"), width=16),
    ),
    ledger_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"item", "from_day", "to_day"}),
)
