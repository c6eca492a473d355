"""What reimbursement reckons with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opsconsole.invoices import InvoiceNumber


class ClaimKind(StrEnum):
    """What a claim is for (EXP-1)."""

    DAILY = "daily"
    TRAVEL = "travel"
    PURCHASE = "purchase"
    LOAN = "loan"


@dataclass(frozen=True, slots=True)
class ClaimedLine:
    """A line of a claim as it is asked: amounts in fen with tax; what the invoice itself says where that is known."""

    category: str
    day: date
    amount_fen: int
    purpose: str = ""
    invoice: InvoiceNumber | None = None
    invoice_fen: int | None = None
    invoice_day: date | None = None
    seller: str = ""
    buyer: str = ""
    tax_fen: int | None = None
    from_place: str = ""
    to_place: str = ""
    transport: str = ""
