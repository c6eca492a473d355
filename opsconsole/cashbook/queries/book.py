"""What the cash desk shows: accounts, what is to be paid, the journal of an account, the figures of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.access.sitting import Item
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.cashbook.model import CashAccount, CashVoucher
from opsconsole.cashbook.rules import AccountKind, Direction, masked
from opsconsole.cashbook.service import figures_of, last_sent
from opsconsole.org.model import Employee
from opsconsole.reimbursement.model import Claim, Loan, Settled
from opsconsole.reimbursement.rules.gate import settle
from opsconsole.reimbursement.service.loans import open_of


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account with what it holds (fen); its number is masked (SEC-1)."""

    id: int
    code: str
    name: str
    kind: AccountKind
    masked: str
    opened: date
    balance_fen: int
    sent: date | None


@dataclass(frozen=True, slots=True)
class ToPay:
    """An approved claim or loan that waits for the cashier: what is paid out of an account, and what a loan takes."""

    id: int
    version: int
    number: str
    badge: str
    name: str
    is_loan: bool
    paid_fen: int
    offset_fen: int
    submitted_at: datetime

    @property
    def item(self) -> Item:
        """As a sitting for paying lists it."""
        return "pay", self.id, self.version


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A voucher of an account, with the balance after it; `cause` is the claim or loan behind it."""

    id: int
    number: str
    day: date
    direction: Direction
    amount_fen: int
    balance_fen: int
    party: str
    note: str
    region: str
    sales_note: str
    cause: str
    reverses: str
    reversed_by: str


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day of an account: what it opened with, what came and went, what it closed with; in fen."""

    opening_fen: int
    in_fen: int
    out_fen: int

    @property
    def closing_fen(self) -> int:
        """What the book says at the day's end."""
        return self.opening_fen + self.in_fen - self.out_fen


def accounts(session: Session, actor: Actor) -> list[AccountLine]:
    """The accounts, by code. Raises NotPermitted for whoever does not see the cash book."""
    require(session, actor, Permission.CASH_VIEW)
    return [
        AccountLine(
            one.id,
            one.code,
            one.name,
            one.kind,
            masked(one.number),
            one.opened,
            one.balance_fen,
            last_sent(session, one.id),
        )
        for one in session.scalars(select(CashAccount).order_by(CashAccount.code))
    ]


def to_pay(session: Session, actor: Actor) -> list[ToPay]:
    """What is approved and not paid yet, the oldest first."""
    require(session, actor, Permission.CASH_VIEW)
    query = (
        select(Request, Employee.badge, Employee.name, Claim, Loan)
        .join(Employee, Employee.id == Request.requester_id)
        .outerjoin(Claim, Claim.request_id == Request.id)
        .outerjoin(Loan, Loan.request_id == Request.id)
        .outerjoin(Settled, Settled.request_id == Request.id)
        .where(Request.kind.in_(("claim", "loan")), Request.state == State.APPROVED, Settled.request_id.is_(None))
        .order_by(Request.submitted_at, Request.id)
    )
    found = []
    for request, badge, name, claim, loan in session.execute(query):
        if claim is not None:
            assert claim.sanctioned_fen is not None
            open_fen = open_of(session, claim.loan_id) if claim.loan_id is not None else 0
            offset, paid = settle(claim.sanctioned_fen, open_fen)
        else:
            offset, paid = 0, loan.amount_fen
        found.append(
            ToPay(
                request.id,
                request.version,
                request.number,
                badge,
                name,
                loan is not None,
                paid,
                offset,
                request.submitted_at,
            )
        )
    return found


def settlements(session: Session, actor: Actor) -> list[tuple[int, str, str, int]]:
    """The claims that a loan covered whole, the newest first: request, number, name, and how much (fen)."""
    require(session, actor, Permission.CASH_VIEW)
    rows = session.execute(
        select(Request.id, Request.number, Employee.name, Settled.offset_fen)
        .join(Settled, Settled.request_id == Request.id)
        .join(Employee, Employee.id == Request.requester_id)
        .where(Settled.voucher_id.is_(None))
        .order_by(Settled.at.desc(), Request.id.desc())
    )
    return [(row.id, row.number, row.name, row.offset_fen) for row in rows]


def journal(session: Session, actor: Actor, account_id: int, most: int) -> list[JournalLine]:
    """The newest vouchers of an account, the newest first."""
    require(session, actor, Permission.CASH_VIEW)
    before, after = aliased(CashVoucher), aliased(CashVoucher)
    query = (
        select(CashVoucher, Request.number, before.number, after.number)
        .outerjoin(Request, (Request.id == CashVoucher.claim_id) | (Request.id == CashVoucher.loan_id))
        .outerjoin(before, before.id == CashVoucher.reverses_id)
        .outerjoin(after, after.reverses_id == CashVoucher.id)
        .where(CashVoucher.account_id == account_id)
        .order_by(CashVoucher.id.desc())
        .limit(most)
    )
    return [
        JournalLine(
            one.id,
            one.number,
            one.day,
            one.direction,
            one.amount_fen,
            one.balance_fen,
            one.party,
            one.note,
            one.region,
            one.sales_note,
            cause or "",
            reverses or "",
            reversed_by or "",
        )
        for one, cause, reverses, reversed_by in session.execute(query)
    ]


def day_figures(session: Session, actor: Actor, account_id: int, day: date) -> DayFigures:
    """What the sheet of a day of an account says."""
    require(session, actor, Permission.CASH_VIEW)
    return DayFigures(*figures_of(session, session.get_one(CashAccount, account_id), day))
