"""Cost and dates of the ledger (SUP-5, SUP-8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate

from opsconsole.money import half_up
from opsconsole.stockroom.rules.values import Move, Stock


def cost_of(stock: Stock, quantity: int) -> int:
    """What `quantity` out of `stock` costs, in fen (SUP-5).

    Value times quantity over what is on hand, rounded half up; all that is left takes all the value.
    `quantity` is from 1 to what is on hand.
    """
    assert 0 < quantity <= stock.quantity
    if quantity == stock.quantity:
        return stock.amount_fen
    return half_up(Fraction(stock.amount_fen * quantity, stock.quantity))


def price_of(stock: Stock) -> Fraction:
    """The moving average of what is on hand, in fen for each base unit; 0 where nothing is."""
    return Fraction(stock.amount_fen, stock.quantity) if stock.quantity else Fraction(0)


@dataclass(frozen=True, slots=True)
class Break:
    """Why an entry cannot carry its date: the first later voucher that would break ('' where there is too little on
    the day itself), what would be left then, and the earliest day that works (None where none does)."""

    voucher: str
    day: date
    left: Stock
    earliest: date | None


def first_break(before: Stock, later: Sequence[Move], new: Move) -> Break | None:
    """Whether an entry may stand before movements of later days (SUP-8); None where it may.

    `before` is what the place held at the end of the entry's day, `later` the movements of later days in the order of
    day and posting. Quantity and value stay at or above zero at each of them, and nothing is worth nothing.
    """
    steps = [before, *_running(before, later)]
    with_new = [step.plus(new.quantity, new.amount_fen) for step in steps]
    broken = [place for place, stock in enumerate(with_new) if not stock.is_sound]
    if not broken:
        return None
    first, last = broken[0], broken[-1]
    earliest = later[last].day if last < len(later) else None
    at = later[first - 1] if first else new
    return Break(at.voucher if first else "", at.day, with_new[first], earliest)


def _running(before: Stock, moves: Iterable[Move]) -> Iterable[Stock]:
    return list(accumulate(moves, lambda stock, move: stock.plus(move.quantity, move.amount_fen), initial=before))[1:]


def to_reverse_first(now: Stock, undo: Move, later: Sequence[Move]) -> tuple[str, ...]:
    """Which vouchers have to be reversed, the newest first, before `undo` fits (SUP-8); () where no set of them helps.

    `later` are the movements at the place that were posted after the entry to be undone, oldest first; each voucher
    stands for all its movements. `now` is what the place holds.
    """
    found: list[str] = []
    stock = now
    for move in reversed(later):
        if stock.plus(undo.quantity, undo.amount_fen).is_sound:
            break
        stock = stock.plus(-move.quantity, -move.amount_fen)
        if move.voucher not in found:
            found.append(move.voucher)
    return tuple(found) if stock.plus(undo.quantity, undo.amount_fen).is_sound else ()
