"""Offers in, prices out (EXP-8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.usual import NOTE
from opsconsole.files.write import Kind
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.money import half_up
from opsconsole.stockroom.files.opening import unknown_item
from opsconsole.stockroom.model import Item
from opsconsole.stockroom.queries.prices import prices_of
from opsconsole.stockroom.rules.prices import Price
from opsconsole.stockroom.service.offers import OfferData, enter_offer
from opsconsole.stockroom.service.posting import LARGEST_QUANTITY


def take_offers(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes offers; the same one again is unchanged, another of the same supplier stands beside the earlier."""
    require(session, actor, Permission.ITEMS_EDIT)
    items = dict(session.execute(select(Item.code, Item.id)).all())
    counts, problems = Counts(), []
    for row in rows:
        values = row.values
        if values["item"] not in items:
            problems.append(unknown_item(row))
            continue
        data = OfferData(
            items[values["item"]],
            values["supplier"],
            values["date"],
            values["quantity"],
            values["amount"],
            values.get("until"),
            values.get("note") or "",
        )
        try:
            new = enter_offer(session, actor, data, now)
        except Refusal as refusal:
            problems.append(Problem(row.file, row.line, "until", refusal.message))
            continue
        counts.new += new
        counts.unchanged += not new
    if problems:
        raise ImportRefused(problems)
    return counts


PRICE_OFFERS = ImportKind(
    "price-offers",
    N_("Price offers"),
    (
        Column("item", N_("Item"), N_("The item's code"), "A-001", parse=parse.code),
        Column("supplier", N_("Supplier"), N_("Who offers it"), "晨光文具", parse=parse.text(max_length=200)),
        Column("date", N_("Date"), N_("The day of the offer"), "2026-03-02", parse=parse.day),
        Column(
            "quantity",
            N_("Quantity"),
            N_("In whole base units"),
            "10",
            parse=parse.whole_number(1, LARGEST_QUANTITY),
        ),
        Column("amount", N_("Amount"), N_("What all of them cost, in yuan"), "215.00", parse=parse.yuan(minimum_fen=1)),
        Column(
            "until",
            N_("Holds until"),
            N_("The last day of the offer; empty: not said"),
            "2026-04-30",
            required=False,
            optional_column=True,
            parse=parse.day,
        ),
        NOTE,
    ),
    take_offers,
    Permission.ITEMS_EDIT,
)


def price_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Prices of every item by supplier; a price is of one base unit, empty where there is none."""
    items = session.execute(select(Item.id, Item.code, Item.name_zh).order_by(Item.code)).all()
    if options.item is not None and options.item not in {item.code for item in items}:
        raise Refusal(N_('No item has the code "{code}"'), code=visible(options.item))
    wanted = [item for item in items if options.item in (None, item.code)]
    found = prices_of(session, [item.id for item in wanted])
    for item in wanted:
        for one in sorted(found[item.id], key=lambda prices: prices.supplier):
            offer = one.offer
            yield (
                item.code,
                one.supplier,
                item.name_zh,
                one.times,
                _each(one.last),
                str(one.last.day) if one.last is not None else "",
                _each(one.average),
                _each(offer.price if offer is not None else None),
                str(offer.price.day) if offer is not None else "",
                str(offer.until) if offer is not None and offer.until is not None else "",
            )


def _each(price: Price | None) -> int | str:
    return "" if price is None else half_up(price.each)


PRICES = ExportKind(
    "prices",
    N_("Prices by supplier"),
    (
        ExportColumn("item", N_("Item")),
        ExportColumn("supplier", N_("Supplier"), width=24),
        ExportColumn("name", N_("Name"), width=24),
        ExportColumn("times", N_("Bought"), Kind.NUMBER, 8),
        ExportColumn("last_fen", N_("Last price"), Kind.MONEY),
        ExportColumn("last_on", N_("Last bought"), width=12),
        ExportColumn("average_fen", N_("Average price"), Kind.MONEY),
        ExportColumn("offer_fen", N_("Offer"), Kind.MONEY),
        ExportColumn("offered_on", N_("Offered on"), width=12),
        ExportColumn("until", N_("Holds until"), width=12),
    ),
    price_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"item"}),
)
