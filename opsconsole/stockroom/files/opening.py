"""The import of opening stock: what the storeroom held when the console began to keep it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from opsconsole.access.permissions import Permission, require
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.stockroom.model import Item, StockMovement, StockVoucher
from opsconsole.stockroom.rules.values import STORE, SUPPLIER, VoucherKind
from opsconsole.stockroom.service.posting import LARGEST_QUANTITY, Line, NewVoucher, post


def take_opening(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes opening stock, a voucher for each date; an item that has another opening already is refused."""
    require(session, actor, Permission.STOCK_KEEP)
    items = dict(session.execute(select(Item.code, Item.id)).all())
    held = _held(session)
    problems: list[Problem] = []
    counts = Counts()
    by_day: dict[date, dict[str, FileRow]] = defaultdict(dict)
    seen: dict[str, FileRow] = {}
    for row in rows:
        code = row.values["item"]
        what = row.values["date"], row.values["quantity"], row.values["amount"]
        first = seen.setdefault(code, row)
        if code not in items:
            problems.append(unknown_item(row))
        elif first is not row and first.values != row.values:
            problems.append(row.problem("item", N_("Opening stock of {item} stands there twice"), item=code))
        elif code in held and held[code] != what:
            problems.append(
                row.problem(
                    "item",
                    N_("{item} has an opening stock of {day} already; reverse {number} to enter another"),
                    clause="SUP-8",
                    item=code,
                    day=str(held[code][0]),
                    number=_number_of(session, items[code]),
                )
            )
        elif code in held:
            counts.unchanged += first is row
        elif first is row:
            by_day[row.values["date"]][code] = row
    if problems:
        raise ImportRefused(problems)
    for day, new in sorted(by_day.items()):
        lines = [
            Line(items[code], row.values["quantity"], SUPPLIER, STORE, row.values["amount"])
            for code, row in sorted(new.items())
        ]
        try:
            post(session, actor, NewVoucher(VoucherKind.OPENING, day), lines, now)
        except Refusal as refusal:
            first = next(iter(new.values()))
            raise ImportRefused([Problem(first.file, first.line, "date", refusal.message)]) from None
        counts.new += len(new)
    return counts


def unknown_item(row: FileRow) -> Problem:
    """That a row names an item which does not exist."""
    return row.problem("item", N_('No item has the code "{code}"; import the items first'), code=row.values["item"])


def _openings() -> Any:
    reversal, undone = aliased(StockVoucher), aliased(StockVoucher)
    return (
        select(Item.code, StockMovement.day, StockMovement.quantity, StockMovement.amount_fen, StockVoucher.number)
        .join(StockMovement, StockMovement.item_id == Item.id)
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .outerjoin(reversal, reversal.reverses_id == StockVoucher.id)
        .outerjoin(undone, undone.reverses_id == reversal.id)
        .where(StockVoucher.kind == VoucherKind.OPENING, or_(reversal.id.is_(None), undone.id.is_not(None)))
    )


def _held(session: Session) -> dict[str, tuple[date, int, int]]:
    """The opening stock of each item that was not reversed."""
    return {row.code: (row.day, row.quantity, row.amount_fen) for row in session.execute(_openings())}


def _number_of(session: Session, item_id: int) -> str:
    return session.execute(_openings().where(Item.id == item_id)).one().number


OPENING_STOCK = ImportKind(
    "opening-stock",
    N_("Opening stock"),
    (
        Column("date", N_("Date"), N_("The day on which it was counted"), "2026-01-01", parse=parse.day),
        Column("item", N_("Item"), N_("The item's code"), "A-001", parse=parse.code),
        Column(
            "quantity",
            N_("Quantity"),
            N_("In whole base units"),
            "120",
            parse=parse.whole_number(1, LARGEST_QUANTITY),
        ),
        Column("amount", N_("Amount"), N_("What all of them are worth, in yuan"), "2520.00", parse=parse.yuan()),
    ),
    take_opening,
    Permission.STOCK_KEEP,
)
