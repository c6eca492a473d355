"""Prices per item and supplier: the last and the average paid, beside what is offered now (EXP-8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from opsconsole.stockroom.model import PriceOffer, StockMovement, StockVoucher
from opsconsole.stockroom.rules.prices import Price, average
from opsconsole.stockroom.rules.values import PlaceKind, VoucherKind


@dataclass(frozen=True, slots=True)
class Offer:
    """What a supplier asks, and until when."""

    price: Price
    until: date | None
    note: str

    def holds_on(self, day: date) -> bool:
        """Whether it still stands on a day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class SupplierPrices:
    """An item at one supplier ('' where no paper said who it was): last and average paid, how often, the newest
    offer."""

    item_id: int
    supplier: str
    last: Price | None
    average: Price | None
    times: int
    offer: Offer | None


def prices_of(session: Session, item_ids: Collection[int]) -> dict[int, list[SupplierPrices]]:
    """Prices of items by supplier, those bought from last first, what is only offered at the end."""
    paid: dict[int, dict[str, list[Price]]] = defaultdict(lambda: defaultdict(list))
    for item_id, supplier, price in _paid(session, item_ids):
        paid[item_id][supplier].append(price)
    offers: dict[int, dict[str, Offer]] = defaultdict(dict)
    rows = session.scalars(
        select(PriceOffer).where(PriceOffer.item_id.in_(item_ids)).order_by(PriceOffer.day, PriceOffer.id)
    )
    for row in rows:
        offers[row.item_id][row.supplier] = Offer(Price(row.quantity, row.amount_fen, row.day), row.until, row.note)
    return {
        item_id: sorted(
            (
                _of_supplier(item_id, supplier, paid[item_id].get(supplier, []), offers[item_id].get(supplier))
                for supplier in paid[item_id].keys() | offers[item_id].keys()
            ),
            key=lambda one: (one.last is None, -(one.last.day.toordinal() if one.last else 0), one.supplier),
        )
        for item_id in item_ids
    }


def last_paid(prices: Collection[SupplierPrices]) -> tuple[str, Price] | None:
    """Whom an item was bought from last, and at what price; None for what was never bought."""
    found = [(one.last.day, one.supplier, one.last) for one in prices if one.last is not None]
    if not found:
        return None
    _day, supplier, price = max(found, key=lambda one: one[0])
    return supplier, price


def best_offer(prices: Collection[SupplierPrices], day: date) -> tuple[str, Offer] | None:
    """The lowest offer that holds on a day; None where none does."""
    found = [(one.supplier, one.offer) for one in prices if one.offer is not None and one.offer.holds_on(day)]
    return min(found, key=lambda one: one[1].price.each, default=None)


def average_paid(prices: Collection[SupplierPrices]) -> Price | None:
    """What all suppliers were paid on average."""
    return average(one.average for one in prices if one.average is not None)


def suppliers(session: Session) -> list[str]:
    """Every supplier that was bought from or asked, sorted."""
    bought = session.scalars(select(StockVoucher.supplier).where(StockVoucher.supplier != "").distinct())
    asked = session.scalars(select(PriceOffer.supplier).distinct())
    return sorted({*bought, *asked})


def _of_supplier(item_id: int, supplier: str, paid: list[Price], offer: Offer | None) -> SupplierPrices:
    return SupplierPrices(item_id, supplier, paid[-1] if paid else None, average(paid), len(paid), offer)


def _paid(session: Session, item_ids: Collection[int]) -> Iterator[tuple[int, str, Price]]:
    """What was paid for items, in the order of day and posting; what was reversed was not bought."""
    reversal, undone = aliased(StockVoucher), aliased(StockVoucher)
    rows = session.execute(
        select(
            StockMovement.item_id,
            StockVoucher.supplier,
            StockMovement.quantity,
            StockMovement.amount_fen,
            StockMovement.day,
        )
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .outerjoin(reversal, reversal.reverses_id == StockVoucher.id)
        .outerjoin(undone, undone.reverses_id == reversal.id)
        .where(
            StockMovement.item_id.in_(item_ids),
            StockMovement.from_kind == PlaceKind.SUPPLIER,
            StockVoucher.kind == VoucherKind.IN,
            or_(reversal.id.is_(None), undone.id.is_not(None)),
        )
        .order_by(StockMovement.day, StockMovement.id)
    )
    for row in rows:
        yield row.item_id, row.supplier, Price(row.quantity, row.amount_fen, row.day)
