"""Loans: asked for, paid by the cash desk, settled by claims and by money brought back (EXP-1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.approvals import service as approvals
from opsconsole.approvals.model import Request
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.money import LARGEST_FEN
from opsconsole.reimbursement.model import Loan, LoanEntry

LOAN = "loan"
LONGEST_PURPOSE = 500


@dataclass(frozen=True, slots=True)
class LoanAsked:
    """What a loan form says: how much (fen), what for, when it will be settled."""

    amount_fen: int
    purpose: str
    due: date


def ask_for_loan(
    session: Session,
    actor: Actor,
    employee_id: int,
    asked: LoanAsked,
    now: datetime,
    paper: str = "",
    confirmed_by: int | None = None,
) -> dict[str, Any]:
    """Asks for a loan. An earlier one that is still open is told to whoever decides, and hinders nothing (policy)."""
    approvals.check_asker(session, actor, employee_id, paper, confirmed_by)
    if not 0 < asked.amount_fen <= LARGEST_FEN:
        raise Refusal(N_("A loan needs an amount above zero"), clause="EXP-1")
    approvals.check_text(asked.purpose)
    if asked.due < now.date():
        raise Refusal(N_("A loan is settled today or later"), clause="EXP-1")
    request = approvals.submit(
        session, actor, LOAN, employee_id, now, amount=asked.amount_fen, paper=paper, confirmed_by=confirmed_by
    )
    session.add(Loan(request_id=request.id, amount_fen=asked.amount_fen, purpose=asked.purpose.strip(), due=asked.due))
    session.flush()
    return approvals.outcome(request)


def loan_of(session: Session, request_id: int) -> Loan:
    """A loan; NotPermitted for a request of another kind."""
    loan = session.get(Loan, request_id)
    if loan is None:
        raise NotPermitted(N_("This is no loan"))
    return loan


def paid_loan(session: Session, request_id: int) -> Loan:
    """A loan that was paid; Refusal for one that was not."""
    loan = loan_of(session, request_id)
    paid = session.scalars(
        select(LoanEntry.id).where(LoanEntry.loan_id == request_id, LoanEntry.fen > 0).limit(1)
    ).first()
    if paid is None:
        number = session.get_one(Request, request_id).number
        raise Refusal(N_("{number} was not paid out yet"), clause="EXP-1", number=number)
    return loan


def open_of(session: Session, request_id: int) -> int:
    """What of a loan was paid out and neither settled nor brought back, in fen."""
    entries = session.scalars(select(LoanEntry.fen).where(LoanEntry.loan_id == request_id))
    return sum(entries)
