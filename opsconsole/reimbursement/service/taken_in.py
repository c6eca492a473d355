"""What of a stock-in is not reimbursed yet, and the three boxes of a purchase (EXP-3)."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.reimbursement.model import Claim, ClaimedInvoice, ClaimLine
from opsconsole.reimbursement.rules.gate import Gate
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.stockroom.queries.gone_out import gone_out
from opsconsole.stockroom.queries.taken_in import TakenIn, taken_in

HOLDING = (State.WAITING, State.APPROVED)
"""States in which a claim counts against its stock-in; drafts, returned, rejected and withdrawn ones do not."""


def left_of(session: Session, stock_in_id: int, but: int | None = None) -> int:
    """What was taken in by a stock-in and is not claimed yet, in fen, summed over all claims but one."""
    amount = func.coalesce(Claim.sanctioned_fen, Claim.claimed_fen)
    query = (
        select(func.coalesce(func.sum(amount), 0))
        .join(Request, Request.id == Claim.request_id)
        .where(Claim.stock_in_id == stock_in_id, Request.state.in_(HOLDING))
    )
    if but is not None:
        query = query.where(Claim.request_id != but)
    found = taken_in(session, stock_in_id)
    return (found.amount_fen if found is not None else 0) - int(session.execute(query).scalar_one())


def gate_of(session: Session, claim: Claim) -> Gate | None:
    """The boxes of a purchase; None for a claim that is none."""
    if claim.kind is not ClaimKind.PURCHASE:
        return None
    found = taken_in(session, claim.stock_in_id) if claim.stock_in_id is not None else None
    invoiced = session.execute(
        select(func.count()).select_from(ClaimedInvoice).where(ClaimedInvoice.request_id == claim.request_id)
    ).scalar_one()
    lines = session.execute(
        select(func.count()).select_from(ClaimLine).where(ClaimLine.request_id == claim.request_id)
    ).scalar_one()
    left = left_of(session, claim.stock_in_id, claim.request_id) if claim.stock_in_id is not None else 0
    return Gate(
        form=found is not None and found.has_form,
        invoice=bool(lines) and invoiced == lines,
        stock_in=found is not None and not found.incomplete and not found.reversed,
        left_fen=left,
        stock_out=gone_out(session, claim.stock_in_id) if claim.stock_in_id is not None else None,
    )


def check_gate(session: Session, claim: Claim, amount_fen: int, number: str) -> None:
    """Raises Refusal naming what a purchase lacks, and where it goes above what was taken in (EXP-3)."""
    gate = gate_of(session, claim)
    if gate is None:
        return
    boxes = (
        (gate.stock_in, N_("a complete stock-in")),
        (gate.form, N_("the funds-use form")),
        (gate.invoice, N_("an invoice for each line")),
        (gate.stock_out is not False, N_("the stock-out to the unit that it was bought for")),
    )
    missing = [Message(what) for there, what in boxes if not there]
    if missing:
        raise Refusal(
            N_("{number} cannot pass: missing is {what} (in all {count})"),
            clause="EXP-3",
            number=number,
            what=missing[0],
            count=len(missing),
        )
    if amount_fen > gate.left_fen:
        raise Refusal(
            N_("{number} comes to {amount}, and of the stock-in only {left} is not reimbursed yet"),
            clause="EXP-3",
            number=number,
            amount=format_yuan(amount_fen),
            left=format_yuan(gate.left_fen),
        )


def found_in(session: Session, number: str) -> TakenIn:
    """The stock-in of a number; Refusal where there is none."""
    from opsconsole.stockroom.queries.taken_in import taken_in_of

    found = taken_in_of(session, number)
    if found is None:
        raise Refusal(N_("No stock-in has the number {number}"), clause="EXP-3", number=number)
    return found
