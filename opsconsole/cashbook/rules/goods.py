"""Payments for goods against the sales notes that finance has checked (EXP-5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Match(StrEnum):
    """How a payment for goods stands to the note that it names."""

    COVERED = "covered"
    OVER = "over"
    NO_NOTE = "no_note"
    UNKNOWN = "unknown"
    UNCHECKED = "unchecked"
    OTHER_REGION = "other_region"


@dataclass(frozen=True, slots=True)
class Note:
    """A sales note as it counts: where the goods went, what they come to (fen), whether finance has checked it."""

    region: str
    amount_fen: int
    checked: bool


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that came in for goods; below zero for a red entry."""

    id: int
    region: str
    sales_note: str
    fen: int


@dataclass(frozen=True, slots=True)
class Matched:
    """A payment with what of it a checked note of its region covers, in fen."""

    match: Match
    covered_fen: int


def match_payments(payments: Iterable[Payment], notes: Mapping[str, Note]) -> dict[int, Matched]:
    """What covers each payment, in the order in which they were written: a note covers payments up to its amount, what
    comes after that is over (EXP-5). A red entry takes back what it reverses."""
    paid: dict[str, int] = defaultdict(int)
    found: dict[int, Matched] = {}
    for one in payments:
        note = notes.get(one.sales_note)
        if not one.sales_note:
            found[one.id] = Matched(Match.NO_NOTE, 0)
        elif note is None:
            found[one.id] = Matched(Match.UNKNOWN, 0)
        elif note.region != one.region:
            found[one.id] = Matched(Match.OTHER_REGION, 0)
        elif not note.checked:
            found[one.id] = Matched(Match.UNCHECKED, 0)
        else:
            before = paid[one.sales_note]
            paid[one.sales_note] = before + one.fen
            covered = _within(before + one.fen, note.amount_fen) - _within(before, note.amount_fen)
            found[one.id] = Matched(Match.COVERED if covered == one.fen else Match.OVER, covered)
    return found


def _within(paid_fen: int, amount_fen: int) -> int:
    """What of a sum a note covers."""
    return max(0, min(paid_fen, amount_fen))
