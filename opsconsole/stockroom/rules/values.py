"""What the stockroom counts with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class PlaceKind(StrEnum):
    """Where things are. Only the storeroom, units and people hold something; the others are outside the company's
    stock: what came from a supplier, what is lost, and what a count found or missed."""

    SUPPLIER = "supplier"
    STORE = "store"
    UNIT = "unit"
    PERSON = "person"
    LOST = "lost"
    COUNTED = "counted"


HOLDERS = (PlaceKind.UNIT, PlaceKind.PERSON)
"""Where what is issued goes to, and comes back from."""

INSIDE = frozenset({PlaceKind.STORE, PlaceKind.UNIT, PlaceKind.PERSON})
"""Places whose holdings are kept, and never fall below zero (SUP-8)."""


class Place(NamedTuple):
    """A place: its kind, and the unit or employee where it is one's own (else 0)."""

    kind: PlaceKind
    id: int = 0


STORE = Place(PlaceKind.STORE)
SUPPLIER = Place(PlaceKind.SUPPLIER)
LOST = Place(PlaceKind.LOST)
COUNTED = Place(PlaceKind.COUNTED)


class VoucherKind(StrEnum):
    """What a voucher writes down."""

    OPENING = "opening"
    IN = "in"
    OUT = "out"
    RETURN = "return"
    LOSS = "loss"
    HANDOVER = "handover"
    COUNT = "count"
    REVERSAL = "reversal"


SERIES = {
    VoucherKind.OPENING: "QC",
    VoucherKind.IN: "RK",
    VoucherKind.OUT: "CK",
    VoucherKind.RETURN: "TK",
    VoucherKind.LOSS: "BS",
    VoucherKind.HANDOVER: "YJ",
    VoucherKind.COUNT: "PD",
    VoucherKind.REVERSAL: "CH",
}
"""How the numbers of each kind begin; each series counts by itself and year by year, without a gap."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What a place holds of one item: whole base units, and their value in fen."""

    quantity: int = 0
    amount_fen: int = 0

    def plus(self, quantity: int, amount_fen: int) -> Stock:
        return Stock(self.quantity + quantity, self.amount_fen + amount_fen)

    @property
    def is_sound(self) -> bool:
        """Neither quantity nor value below zero, and nothing is worth nothing (SUP-8)."""
        return self.quantity >= 0 and self.amount_fen >= 0 and (self.quantity > 0 or self.amount_fen == 0)


@dataclass(frozen=True, slots=True)
class Move:
    """One movement of an item at one place, signed as the place sees it, with the voucher that made it."""

    day: date
    voucher: str
    quantity: int
    amount_fen: int
