"""Reasons to look twice at an invoice: they warn and refuse nothing; the same invoice again is refused (EXP-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.invoices import consecutive
from opsconsole.money import format_yuan
from opsconsole.reimbursement.rules.values import ClaimedLine


@dataclass(frozen=True, slots=True)
class InvoiceWarning:
    """What is odd about a line's invoice: the line (from 1) and a sentence."""

    line: int
    message: Message


def warnings(lines: Sequence[ClaimedLine], company_names: Sequence[str], year: int) -> list[InvoiceWarning]:
    """Same seller, amount and date; consecutive numbers; buyer not our company; another year's; a claim above it."""
    found: list[InvoiceWarning] = []
    for place, line in enumerate(lines, 1):
        found += _of_one(place, line, company_names, year)
    numbered = [(place, line) for place, line in enumerate(lines, 1) if line.invoice is not None]
    for (_one_place, one), (place, other) in combinations(numbered, 2):
        assert one.invoice is not None
        assert other.invoice is not None
        if one.seller and (one.seller, one.amount_fen, one.invoice_day) == (
            other.seller,
            other.amount_fen,
            other.invoice_day,
        ):
            found.append(
                InvoiceWarning(
                    place, Message(N_("Same seller, amount and date as {invoice}"), invoice=str(one.invoice))
                )
            )
        if consecutive(one.invoice, other.invoice):
            found.append(InvoiceWarning(place, Message(N_("Follows right after {invoice}"), invoice=str(one.invoice))))
    return found


def _of_one(place: int, line: ClaimedLine, company_names: Sequence[str], year: int) -> list[InvoiceWarning]:
    found: list[Message] = []
    if line.buyer and line.buyer not in company_names:
        found.append(Message(N_("The buyer on the invoice is {buyer}"), buyer=line.buyer))
    if line.invoice_day is not None and line.invoice_day.year != year:
        found.append(Message(N_("The invoice is of {year}"), year=line.invoice_day.year))
    if line.invoice_fen is not None and line.amount_fen > line.invoice_fen:
        found.append(
            Message(
                N_("Claimed is {claimed}, the invoice says {amount}"),
                claimed=format_yuan(line.amount_fen),
                amount=format_yuan(line.invoice_fen),
            )
        )
    return [InvoiceWarning(place, message) for message in found]
