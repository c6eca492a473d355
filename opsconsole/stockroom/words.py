"""What the stockroom calls things, in words for people."""

from __future__ import annotations

from opsconsole.i18n import N_
from opsconsole.stockroom.model import CountState, Measure
from opsconsole.stockroom.rules.values import PlaceKind, VoucherKind

KIND_NAMES = {
    VoucherKind.OPENING: N_("Opening stock"),
    VoucherKind.IN: N_("Stock-in"),
    VoucherKind.OUT: N_("Issue"),
    VoucherKind.RETURN: N_("Return to stock"),
    VoucherKind.LOSS: N_("Loss"),
    VoucherKind.HANDOVER: N_("Hand-over"),
    VoucherKind.COUNT: N_("Count difference"),
    VoucherKind.REVERSAL: N_("Reversal"),
}

PLACE_NAMES = {
    PlaceKind.SUPPLIER: N_("the supplier"),
    PlaceKind.STORE: N_("the storeroom"),
    PlaceKind.UNIT: N_("the unit"),
    PlaceKind.PERSON: N_("the person"),
    PlaceKind.LOST: N_("what is lost"),
    PlaceKind.COUNTED: N_("the count"),
}

MEASURE_NAMES = {Measure.FEN: N_("Money"), Measure.QUANTITY: N_("Quantity")}

COUNT_STATES = {
    CountState.COUNTING: N_("Being counted"),
    CountState.WAITING: N_("Waiting for approval"),
    CountState.POSTED: N_("Differences posted"),
    CountState.DROPPED: N_("Given up"),
}
