"""Rows of a claim as plain values."""

from __future__ import annotations

from opsconsole.invoices import InvoiceNumber
from opsconsole.reimbursement.model import ClaimLine
from opsconsole.reimbursement.rules.values import ClaimedLine


def claimed_line(line: ClaimLine) -> ClaimedLine:
    """A line as it was asked."""
    invoice = InvoiceNumber(line.invoice_code, line.invoice_number) if line.invoice_number else None
    return ClaimedLine(
        category=line.category,
        day=line.day,
        amount_fen=line.amount_fen,
        purpose=line.purpose,
        invoice=invoice,
        invoice_fen=line.invoice_fen,
        invoice_day=line.invoice_day,
        seller=line.seller,
        buyer=line.buyer,
        tax_fen=line.tax_fen,
        from_place=line.from_place,
        to_place=line.to_place,
        transport=line.transport,
    )
