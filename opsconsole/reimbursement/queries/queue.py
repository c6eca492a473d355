"""The queue of claims, and the loans that a claim may be set against."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.org.model import Employee
from opsconsole.reimbursement.model import Loan, LoanEntry
from opsconsole.reimbursement.queries.claims import ClaimRow, claims, find_claims
from opsconsole.reimbursement.rules.gate import Gate
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.reimbursement.service.claims import claim_of
from opsconsole.reimbursement.service.taken_in import gate_of

MOST = 2_000


class View(StrEnum):
    """Which claims a list shows."""

    FOR_ME = "for_me"
    WAITING = "waiting"
    TO_PAY = "to_pay"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A claim in the queue. `gate`: the boxes of a purchase that is not approved yet; None for any other."""

    row: ClaimRow
    gate: Gate | None


@dataclass(frozen=True, slots=True)
class OpenLoan:
    """A loan of which something is neither settled nor brought back, in fen."""

    id: int
    number: str
    name: str
    badge: str
    left_fen: int


def queue(session: Session, actor: Actor, now: datetime, view: View) -> list[QueueLine]:
    """The claims of a view that the actor may see. Those that wait or are to be paid by how long they have waited; the
    others, at most `MOST` of them, the newest first. What waits for anybody is given for `FOR_ME` as well: who decides
    is the desk's to say."""
    if view in (View.FOR_ME, View.WAITING):
        found = claims(session, actor, now, State.WAITING)
    elif view is View.TO_PAY:
        found = claims(session, actor, now, State.APPROVED, unpaid=True)
    else:
        own = replace(actor, roles=frozenset()) if view is View.MINE else actor
        found = find_claims(session, own, now, "", MOST)
    return [QueueLine(row, _gate(session, row)) for row in found]


def open_loans(session: Session, employee_id: int | None = None) -> list[OpenLoan]:
    """The loans with something open, of one employee or of all."""
    left = func.sum(LoanEntry.fen)
    query = (
        select(Request.id, Request.number, Employee.name, Employee.badge, left)
        .join(Loan, Loan.request_id == Request.id)
        .join(LoanEntry, LoanEntry.loan_id == Loan.request_id)
        .join(Employee, Employee.id == Request.requester_id)
        .group_by(Request.id, Request.number, Employee.name, Employee.badge)
        .having(left > 0)
        .order_by(Request.id)
    )
    if employee_id is not None:
        query = query.where(Request.requester_id == employee_id)
    return [OpenLoan(*row[:4], int(row[4])) for row in session.execute(query)]


def _gate(session: Session, row: ClaimRow) -> Gate | None:
    if row.kind is not ClaimKind.PURCHASE or row.state not in (State.WAITING, State.RETURNED):
        return None
    return gate_of(session, claim_of(session, row.id))
