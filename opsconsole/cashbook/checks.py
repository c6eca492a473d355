"""The cash desk's invariants, for `opsconsole check`. None repairs anything."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request, RequestDecision
from opsconsole.audit.checks import Check
from opsconsole.cashbook.model import CashAccount, CashNumber, CashVoucher, DaySheet
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service import SERIES, figures_of
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.reimbursement.model import Claim, Loan, LoanEntry, Settled


def accounts_balance(session: Session, now: datetime) -> list[Message]:
    """What each account holds is its opening and all its vouchers, never below nothing at any of them (EXP-5)."""
    accounts = {account.id: account for account in session.scalars(select(CashAccount))}
    running = {account.id: account.opening_fen for account in accounts.values()}
    problems: list[Message] = []
    for voucher in session.scalars(select(CashVoucher).order_by(CashVoucher.id)):
        signed = voucher.amount_fen if voucher.direction is Direction.IN else -voucher.amount_fen
        running[voucher.account_id] += signed
        if running[voucher.account_id] != voucher.balance_fen or voucher.balance_fen < 0:
            problems.append(Message(N_("{number}: the balance after it does not add up"), number=voucher.number))
    problems += [
        Message(N_("Account {code} does not hold what its vouchers make"), code=account.code)
        for account in accounts.values()
        if running[account.id] != account.balance_fen
    ]
    return problems


def cash_numbers(session: Session, now: datetime) -> list[Message]:
    """Receipts and payments are numbered without a gap (EXP-5)."""
    given: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, direction, day in session.execute(select(CashVoucher.number, CashVoucher.direction, CashVoucher.day)):
        given[SERIES[direction], day.year].add(int(number.rpartition("-")[2]))
    last = {(row.series, row.year): row.last for row in session.scalars(select(CashNumber))}
    return [
        Message(
            N_("Series {series} of {year}: {last} numbers were given, {found} vouchers carry one"),
            series=series,
            year=year,
            last=last.get((series, year), 0),
            found=len(given[series, year]),
        )
        for series, year in sorted(given.keys() | last.keys())
        if given[series, year] != set(range(1, last.get((series, year), 0) + 1))
    ]


def paid_is_sanctioned(session: Session, now: datetime) -> list[Message]:
    """What was paid or settled is what was sanctioned, once, by somebody who neither asked nor decided (EXP-2)."""
    problems: list[Message] = []
    rows = session.execute(
        select(Settled, Request.number, Request.requester_id, Claim.sanctioned_fen, Loan.amount_fen)
        .join(Request, Request.id == Settled.request_id)
        .outerjoin(Claim, Claim.request_id == Settled.request_id)
        .outerjoin(Loan, Loan.request_id == Settled.request_id)
    )
    for settled, number, requester, sanctioned, lent in rows:
        if settled.paid_fen + settled.offset_fen != (sanctioned if sanctioned is not None else lent):
            problems.append(Message(N_("{number} was not paid what was sanctioned"), number=number))
        deciders = set(
            session.scalars(
                select(RequestDecision.decided_by_id).where(RequestDecision.request_id == settled.request_id)
            )
        )
        if settled.by_id is not None and settled.by_id in {requester, *deciders}:
            problems.append(Message(N_("{number} was paid by who asked for it or decided on it"), number=number))
    paid = session.execute(
        select(CashVoucher.claim_id, func.sum(CashVoucher.amount_fen))
        .where(CashVoucher.claim_id.is_not(None))
        .group_by(CashVoucher.claim_id)
    )
    held = {row.request_id: row.paid_fen for row in session.scalars(select(Settled))}
    problems += [
        Message(N_("The vouchers of claim {claim} are not what it was paid"), claim=claim)
        for claim, fen in paid
        if int(fen) != held.get(claim, 0)
    ]
    return problems


def loans_are_settled_once(session: Session, now: datetime) -> list[Message]:
    """No loan is settled beyond what was paid out (EXP-1)."""
    rows = session.execute(
        select(Request.number, func.sum(LoanEntry.fen))
        .join(LoanEntry, LoanEntry.loan_id == Request.id)
        .group_by(Request.number)
    )
    return [
        Message(N_("More of {number} was settled than was paid out"), number=number) for number, fen in rows if fen < 0
    ]


def sheets_stand(session: Session, now: datetime) -> list[Message]:
    """The sheets that were sent say what the vouchers make (EXP-5)."""
    problems: list[Message] = []
    for sheet in session.scalars(select(DaySheet)):
        account = session.get_one(CashAccount, sheet.account_id)
        if figures_of(session, account, sheet.day) != (sheet.opening_fen, sheet.in_fen, sheet.out_fen):
            problems.append(
                Message(
                    N_("The sheet of {day} of {code} is not what its vouchers make"),
                    day=str(sheet.day),
                    code=account.code,
                )
            )
    return problems


CHECKS = (
    Check(N_("Accounts hold what their vouchers make (EXP-5)"), accounts_balance),
    Check(N_("Receipts and payments are numbered without a gap (EXP-5)"), cash_numbers),
    Check(N_("Paid is what was sanctioned, once, by somebody else (EXP-2)"), paid_is_sanctioned),
    Check(N_("No loan is settled beyond what was paid out (EXP-1)"), loans_are_settled_once),
    Check(N_("Daily balance sheets stand as they were sent (EXP-5)"), sheets_stand),
)
