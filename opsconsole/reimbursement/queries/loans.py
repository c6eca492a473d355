"""Loans as their forms say them, and what of them is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.approvals.model import Request
from opsconsole.errors import Named
from opsconsole.org.model import Employee, Unit
from opsconsole.reimbursement.model import Loan, LoanEntry, Settled
from opsconsole.reimbursement.service.loans import open_of


@dataclass(frozen=True, slots=True)
class LoanDetail:
    """A loan: whose, how much (fen), what for, by when it is settled, when it was paid out, what is still open."""

    id: int
    number: str
    badge: str
    name: str
    unit: Named
    purpose: str
    amount_fen: int
    open_fen: int
    due: date
    submitted_at: datetime
    paid: datetime | None


def loan_detail(session: Session, number: str) -> LoanDetail | None:
    """The loan of a number; None where there is none."""
    row = session.execute(
        select(Request, Loan, Employee.badge, Employee.name, Unit.name_zh, Unit.name_en, Settled.at)
        .join(Loan, Loan.request_id == Request.id)
        .join(Employee, Employee.id == Request.requester_id)
        .join(Unit, Unit.id == Request.unit_id)
        .outerjoin(Settled, Settled.request_id == Request.id)
        .where(Request.number == number)
    ).one_or_none()
    if row is None:
        return None
    request, loan, badge, name, unit_zh, unit_en, paid = row
    return LoanDetail(
        request.id,
        request.number,
        badge,
        name,
        Named(unit_zh, unit_en),
        loan.purpose,
        loan.amount_fen,
        open_of(session, request.id),
        loan.due,
        request.submitted_at,
        paid,
    )


def open_loan_details(session: Session, actor: Actor) -> list[LoanDetail]:
    """Every loan of which something is open, by who borrowed and by when it is to be settled: all for finance and who
    watches claims, their own for everybody."""
    query = (
        select(Request.number)
        .join(Loan, Loan.request_id == Request.id)
        .join(LoanEntry, LoanEntry.loan_id == Loan.request_id)
        .group_by(Request.number)
        .having(func.sum(LoanEntry.fen) > 0)
    )
    if not may(actor, Permission.CLAIMS_VIEW):
        query = query.where(Request.requester_id == actor.employee_id)
    found = [loan_detail(session, number) for number in session.scalars(query)]
    return sorted((one for one in found if one is not None), key=lambda one: (one.badge, one.due, one.number))
