"""Paying, receiving, reversing (EXP-5). Nobody pays what they asked for or decided on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.access.sitting import Item, Sitting, require_sitting
from opsconsole.approvals.model import Request, RequestDecision
from opsconsole.approvals.rules.states import State
from opsconsole.approvals.service import find_request
from opsconsole.cashbook.model import CashVoucher, SalesNote
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service.accounts import LONGEST_NOTE, check_texts
from opsconsole.cashbook.service.posting import Money, check_money, post
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.org.model import Employee
from opsconsole.reimbursement.model import Claim, Loan, LoanEntry, Settled
from opsconsole.reimbursement.rules.gate import settle
from opsconsole.reimbursement.service.loans import open_of


def spendable(money: Money) -> Item:
    """A payment without a claim as a sitting lists it: out of which account, how much."""
    return "spend", money.account_id, money.amount_fen


def payable(request: Request) -> Item:
    """A claim or loan as a sitting for paying lists it."""
    return "pay", request.id, request.version


def pay(
    session: Session,
    actor: Actor,
    request_id: int,
    version: int,
    account_id: int,
    day: date,
    sitting: Sitting,
    now: datetime,
    shown_fen: int | None = None,
) -> dict[str, Any]:
    """Pays an approved claim or loan: what settles a loan first, the rest out of an account, with its voucher.

    Raises Refusal for what is not approved, was paid already, is the payer's own or was decided by them, where the
    account does not hold as much, and where another amount than `shown_fen` would be paid out: another claim has
    settled the loan meanwhile (SEC-5).
    """
    require(session, actor, Permission.CASH_KEEP)
    request = find_request(session, request_id, version)
    require_sitting(sitting, actor, payable(request), now)
    if request.state is not State.APPROVED:
        raise Refusal(N_("{number} is not approved"), clause="EXP-2", number=request.number)
    if session.get(Settled, request_id) is not None:
        raise Refusal(N_("{number} is paid already"), clause="EXP-5", number=request.number)
    _not_theirs(session, actor, request)
    claim, loan = session.get(Claim, request_id), session.get(Loan, request_id)
    if claim is None and loan is None:
        raise NotPermitted(N_("This is neither a claim nor a loan"))
    party = session.get_one(Employee, request.requester_id).name
    offset = 0
    if claim is not None:
        assert claim.sanctioned_fen is not None
        open_fen = open_of(session, claim.loan_id) if claim.loan_id is not None else 0
        offset, paid = settle(claim.sanctioned_fen, open_fen)
    else:
        assert loan is not None
        paid = loan.amount_fen
    if shown_fen is not None and paid != shown_fen:
        raise Refusal(
            N_("{number}: {amount} are to be paid out now, not {shown}; look at it again"),
            clause="SEC-5",
            number=request.number,
            amount=format_yuan(paid),
            shown=format_yuan(shown_fen),
        )
    voucher: CashVoucher | None = None
    if paid:
        cause = {"claim_id": request_id} if claim is not None else {"loan_id": request_id}
        voucher = post(session, actor, Direction.OUT, Money(account_id, day, paid, party, request.number), now, **cause)
    session.add(
        Settled(
            request_id=request_id,
            voucher_id=voucher.id if voucher is not None else None,
            paid_fen=paid,
            offset_fen=offset,
            at=now,
            by_id=actor.employee_id,
        )
    )
    if offset:
        assert claim is not None
        assert claim.loan_id is not None
        session.add(LoanEntry(loan_id=claim.loan_id, fen=-offset, claim_id=request_id, at=now))
    if loan is not None:
        session.add(LoanEntry(loan_id=request_id, fen=paid, claim_id=None, at=now))
    session.flush()
    number = voucher.number if voucher is not None else ""
    audit.record(session, request.number, paid_fen=paid, offset_fen=offset, voucher=number)
    return {"request": request_id, "voucher": number, "paid_fen": paid, "offset_fen": offset}


def receive(session: Session, actor: Actor, money: Money, now: datetime) -> dict[str, Any]:
    """Takes money in: for goods, by region against a sales note, whose region it is unless another is said; of a loan
    that is brought back; anything else."""
    require(session, actor, Permission.CASH_KEEP)
    check_money(money)
    if money.loan_id is not None:
        left = open_of(session, money.loan_id)
        if money.amount_fen > left:
            raise Refusal(
                N_("Of the loan {left} is open, not {amount}"),
                clause="EXP-1",
                left=format_yuan(left),
                amount=format_yuan(money.amount_fen),
            )
        session.add(LoanEntry(loan_id=money.loan_id, fen=-money.amount_fen, claim_id=None, at=now))
    if money.sales_note.strip() and not money.region.strip():
        money = replace(money, region=region_of(session, money.sales_note.strip()))
    voucher = post(session, actor, Direction.IN, money, now, loan_id=money.loan_id)
    audit.record(session, voucher.number, received_fen=money.amount_fen, party=money.party)
    return {"voucher": voucher.number, "id": voucher.id}


def region_of(session: Session, sales_note: str) -> str:
    """Where the goods of a sales note went; '' for a note that is not known."""
    return session.scalars(select(SalesNote.region).where(SalesNote.number == sales_note)).first() or ""


def spend(session: Session, actor: Actor, money: Money, sitting: Sitting, now: datetime) -> dict[str, Any]:
    """Pays something that no claim is behind (a bank's fee, wages): with its voucher, and a note that says what.

    Raises Refusal where the PIN was not given for just this account and amount (SEC-5).
    """
    require(session, actor, Permission.CASH_KEEP)
    require_sitting(sitting, actor, spendable(money), now)
    check_money(money)
    if not money.note.strip():
        raise Refusal(N_("A payment without a claim says what it is for"), clause="EXP-5")
    voucher = post(session, actor, Direction.OUT, money, now)
    audit.record(session, voucher.number, spent_fen=money.amount_fen, party=money.party)
    return {"voucher": voucher.number, "id": voucher.id}


def reverse(session: Session, actor: Actor, voucher_id: int, day: date, note: str, now: datetime) -> dict[str, Any]:
    """Reverses a voucher by a red entry; a claim or loan that it paid is unpaid again.

    Raises Refusal for a second reversal, a loan that was settled in part since, and where the account would fall below
    nothing.
    """
    require(session, actor, Permission.CASH_KEEP)
    check_texts(note, most=LONGEST_NOTE)
    held = session.get(CashVoucher, voucher_id)
    if held is None:
        raise Refusal(N_("There is no such voucher"))
    if held.reverses_id is not None:
        raise Refusal(N_("{number} is a reversal itself; write the voucher anew"), clause="EXP-5", number=held.number)
    again = session.scalars(select(CashVoucher.number).where(CashVoucher.reverses_id == voucher_id)).first()
    if again is not None:
        raise Refusal(N_("{number} was reversed by {by} already"), clause="EXP-5", number=held.number, by=again)
    if not note.strip():
        raise Refusal(N_("A reversal says why"), clause="EXP-5")
    if held.claim_id is not None or (held.loan_id is not None and held.direction is Direction.OUT):
        _unpay(session, held.claim_id or held.loan_id or 0, now)
    elif held.loan_id is not None:
        session.add(LoanEntry(loan_id=held.loan_id, fen=held.amount_fen, claim_id=None, at=now))
    money = Money(held.account_id, day, -held.amount_fen, held.party, note.strip(), held.region, held.sales_note)
    voucher = post(
        session,
        actor,
        held.direction,
        money,
        now,
        claim_id=held.claim_id,
        loan_id=held.loan_id,
        reverses_id=held.id,
    )
    audit.record(session, voucher.number, reverses=held.number, note=note.strip())
    return {"voucher": voucher.number, "id": voucher.id}


def take_back_settlement(session: Session, actor: Actor, request_id: int, note: str, now: datetime) -> dict[str, Any]:
    """Takes back that a loan covered a claim whole: there is no voucher to reverse, and the loan is open again by as
    much (EXP-1). The claim waits for the cashier once more."""
    require(session, actor, Permission.CASH_KEEP)
    check_texts(note, most=LONGEST_NOTE)
    request, settled = find_request(session, request_id), session.get(Settled, request_id)
    if settled is None:
        raise Refusal(N_("{number} is not paid"), clause="EXP-5", number=request.number)
    if settled.voucher_id is not None:
        raise Refusal(
            N_("{number} was paid by a voucher; reverse that by a red entry"), clause="EXP-5", number=request.number
        )
    if not note.strip():
        raise Refusal(N_("A reversal says why"), clause="EXP-5")
    offset = settled.offset_fen
    _unpay(session, request_id, now)
    audit.record(session, request.number, taken_back_fen=offset, note=note.strip())
    return {"request": request_id, "number": request.number}


def _unpay(session: Session, request_id: int, now: datetime) -> None:
    settled = session.get_one(Settled, request_id)
    claim = session.get(Claim, request_id)
    if claim is None:
        left = open_of(session, request_id)
        if left < settled.paid_fen:
            raise Refusal(
                N_("Of the loan {settled} was settled since; reverse that first"),
                clause="EXP-1",
                settled=format_yuan(settled.paid_fen - left),
            )
        session.add(LoanEntry(loan_id=request_id, fen=-settled.paid_fen, claim_id=None, at=now))
    elif settled.offset_fen:
        assert claim.loan_id is not None
        session.add(LoanEntry(loan_id=claim.loan_id, fen=settled.offset_fen, claim_id=request_id, at=now))
    session.delete(settled)
    session.flush()


def _not_theirs(session: Session, actor: Actor, request: Request) -> None:
    """Raises NotPermitted for one's own claim, and for one that one decided on (EXP-2)."""
    if actor.employee_id == request.requester_id:
        raise NotPermitted(N_("Nobody pays their own claim"), clause="EXP-2")
    decided = session.scalars(
        select(RequestDecision.id)
        .where(
            RequestDecision.request_id == request.id,
            (RequestDecision.decided_by_id == actor.employee_id) | (RequestDecision.for_id == actor.employee_id),
        )
        .limit(1)
    ).first()
    if decided is not None:
        raise NotPermitted(N_("Who decided on {number} does not pay it"), clause="EXP-2", number=request.number)
