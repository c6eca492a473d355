"""Reimbursement's invariants, for `opsconsole check`. None repairs anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import OPEN_STATES, State
from opsconsole.audit.checks import Check
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.reimbursement.model import Claim, ClaimedInvoice, ClaimLine
from opsconsole.reimbursement.service.taken_in import left_of


def totals_are_their_lines(session: Session, now: datetime) -> list[Message]:
    """A claim is the sum of its lines, and what stands of it is the sum of what stands of them (EXP-1)."""
    sums = {
        row.request_id: row
        for row in session.execute(
            select(
                ClaimLine.request_id,
                func.sum(ClaimLine.amount_fen).label("claimed"),
                func.sum(ClaimLine.sanctioned_fen).label("sanctioned"),
            ).group_by(ClaimLine.request_id)
        )
    }
    problems = []
    for claim, number in session.execute(select(Claim, Request.number).join(Request, Request.id == Claim.request_id)):
        row = sums.get(claim.request_id)
        stands = int(row.sanctioned) if row is not None and row.sanctioned is not None else None
        if row is None or int(row.claimed) != claim.claimed_fen or stands != claim.sanctioned_fen:
            problems.append(Message(N_("{number} is not the sum of its lines"), number=number))
    return problems


def invoices_are_held(session: Session, now: datetime) -> list[Message]:
    """Waiting, returned and approved claims hold the invoices of their lines, others none (EXP-4)."""
    holding = {*OPEN_STATES, State.APPROVED}
    held = {(row.request_id, row.line): row.key for row in session.scalars(select(ClaimedInvoice))}
    problems = []
    rows = session.execute(
        select(
            Request.number,
            Request.state,
            ClaimLine.request_id,
            ClaimLine.line,
            ClaimLine.invoice_code,
            ClaimLine.invoice_number,
        ).join(Request, Request.id == ClaimLine.request_id)
    )
    for row in rows:
        key = held.pop((row.request_id, row.line), None)
        wanted = row.invoice_code + row.invoice_number if row.state in holding else ""
        if (key or "") != wanted:
            problems.append(
                Message(
                    N_("{number}, line {line}: its invoice is not held as it should be"),
                    number=row.number,
                    line=row.line,
                )
            )
    problems += [Message(N_("Invoice {invoice} is held by nothing"), invoice=key) for key in held.values()]
    return problems


def stock_ins_are_not_exceeded(session: Session, now: datetime) -> list[Message]:
    """No stock-in is claimed beyond what was taken in, summed over all claims (EXP-3)."""
    approved = select(Claim.stock_in_id).join(Request, Request.id == Claim.request_id)
    ids = session.scalars(approved.where(Claim.stock_in_id.is_not(None), Request.state == State.APPROVED).distinct())
    return [
        Message(N_("Stock-in {id} is reimbursed beyond what was taken in"), id=voucher_id)
        for voucher_id in ids
        if voucher_id is not None and left_of(session, voucher_id) < 0
    ]


CHECKS = (
    Check(N_("Claims are the sums of their lines (EXP-1)"), totals_are_their_lines),
    Check(N_("One invoice, one reimbursement (EXP-4)"), invoices_are_held),
    Check(N_("Nothing is reimbursed beyond what was taken in (EXP-3)"), stock_ins_are_not_exceeded),
)
