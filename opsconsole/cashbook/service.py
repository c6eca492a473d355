"""Paying, receiving, reversing, and the sheet of the day (EXP-5). Nobody pays what they asked for or decided on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.access.sitting import Item, Sitting, require_sitting
from opsconsole.approvals.model import Request, RequestDecision
from opsconsole.approvals.rules.states import State
from opsconsole.approvals.service import find_request
from opsconsole.cashbook.model import CashAccount, CashNumber, CashVoucher, DaySheet
from opsconsole.cashbook.rules import AccountKind, Direction
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.money import LARGEST_FEN, format_yuan
from opsconsole.org.model import Employee
from opsconsole.reimbursement.model import Claim, Loan, LoanEntry, Settled
from opsconsole.reimbursement.rules.gate import settle
from opsconsole.reimbursement.service.loans import open_of

SERIES = {Direction.OUT: "FK", Direction.IN: "SK"}
"""How numbers begin: payment (付款) and receipt (收款); each counts by itself and year by year, without a gap."""

LONGEST_NOTE = 500
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class AccountData:
    """What an account says; `opening_fen` is what was on it before the first voucher."""

    code: str
    name: str
    kind: AccountKind
    number: str = ""
    opened: date = date(2026, 1, 1)
    opening_fen: int = 0


@dataclass(frozen=True, slots=True)
class Money:
    """A receipt, or a payment that no claim is behind. `loan_id`: money of a loan that is brought back."""

    account_id: int
    day: date
    amount_fen: int
    party: str
    note: str = ""
    region: str = ""
    sales_note: str = ""
    loan_id: int | None = None


def open_account(session: Session, actor: Actor, data: AccountData) -> dict[str, Any]:
    """Opens an account with what is on it."""
    require(session, actor, Permission.CASH_KEEP)
    _check_texts(data.code, data.name, data.number, most=LONGEST_NAME)
    if not data.code or not data.name:
        raise Refusal(N_("An account needs a code and a name"), clause="EXP-5")
    if not 0 <= data.opening_fen <= LARGEST_FEN:
        raise Refusal(N_("An account begins at nothing or above"), clause="EXP-5")
    if session.scalars(select(CashAccount.id).where(CashAccount.code == data.code)).first() is not None:
        raise Refusal(N_("Another account has the code {code}"), clause="EXP-5", code=data.code)
    account = CashAccount(
        code=data.code,
        name=data.name,
        kind=data.kind,
        number=data.number,
        opened=data.opened,
        opening_fen=data.opening_fen,
        balance_fen=data.opening_fen,
    )
    session.add(account)
    session.flush()
    audit.record(session, f"account {data.code}", opened=str(data.opened), opening_fen=data.opening_fen)
    return {"account": account.id}


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
        voucher = _post(
            session, actor, Direction.OUT, Money(account_id, day, paid, party, request.number), now, **cause
        )
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
    """Takes money in: for goods, by region against a sales note; of a loan that is brought back; anything else."""
    require(session, actor, Permission.CASH_KEEP)
    _check_money(money)
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
    voucher = _post(session, actor, Direction.IN, money, now, loan_id=money.loan_id)
    audit.record(session, voucher.number, received_fen=money.amount_fen, party=money.party)
    return {"voucher": voucher.number, "id": voucher.id}


def spend(session: Session, actor: Actor, money: Money, sitting: Sitting, now: datetime) -> dict[str, Any]:
    """Pays something that no claim is behind (a bank's fee, wages): with its voucher, and a note that says what.

    Raises Refusal where the PIN was not given for just this account and amount (SEC-5).
    """
    require(session, actor, Permission.CASH_KEEP)
    require_sitting(sitting, actor, spendable(money), now)
    _check_money(money)
    if not money.note.strip():
        raise Refusal(N_("A payment without a claim says what it is for"), clause="EXP-5")
    voucher = _post(session, actor, Direction.OUT, money, now)
    audit.record(session, voucher.number, spent_fen=money.amount_fen, party=money.party)
    return {"voucher": voucher.number, "id": voucher.id}


def reverse(session: Session, actor: Actor, voucher_id: int, day: date, note: str, now: datetime) -> dict[str, Any]:
    """Reverses a voucher by a red entry; a claim or loan that it paid is unpaid again.

    Raises Refusal for a second reversal, a loan that was settled in part since, and where the account would fall below
    nothing.
    """
    require(session, actor, Permission.CASH_KEEP)
    _check_texts(note, most=LONGEST_NOTE)
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
    money = Money(held.account_id, day, -held.amount_fen, held.party, note.strip())
    voucher = _post(
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


def send_day(
    session: Session, actor: Actor, account_id: int, day: date, counted_fen: int | None, note: str, now: datetime
) -> dict[str, Any]:
    """Sends the sheet of a day to the general manager: the day takes no voucher of the account any more (EXP-5).

    What was counted may differ from the book; then the note says why.
    """
    require(session, actor, Permission.CASH_KEEP)
    _check_texts(note, most=LONGEST_NOTE)
    account = _account(session, account_id)
    if day > now.date():
        raise Refusal(N_("{day} is not over yet"), clause="EXP-5", day=str(day))
    if last_sent(session, account_id) is not None and day <= (last_sent(session, account_id) or day):
        raise Refusal(N_("The sheet of {day} was sent already"), clause="EXP-5", day=str(day))
    opening, came, went = figures_of(session, account, day)
    closing = opening + came - went
    if counted_fen is not None and counted_fen != closing and not note.strip():
        raise Refusal(
            N_("Counted are {counted}, the book says {closing}; say why"),
            clause="EXP-5",
            counted=format_yuan(counted_fen),
            closing=format_yuan(closing),
        )
    session.add(
        DaySheet(
            account_id=account_id,
            day=day,
            opening_fen=opening,
            in_fen=came,
            out_fen=went,
            closing_fen=closing,
            counted_fen=counted_fen,
            note=note.strip(),
            sent_at=now,
            sent_by_id=actor.employee_id,
        )
    )
    audit.record(session, f"day sheet {account.code} {day}", closing_fen=closing, counted_fen=counted_fen)
    return {"account": account_id, "day": str(day), "closing_fen": closing}


def last_sent(session: Session, account_id: int) -> date | None:
    """The last day of an account whose sheet was sent."""
    return session.execute(select(func.max(DaySheet.day)).where(DaySheet.account_id == account_id)).scalar()


def figures_of(session: Session, account: CashAccount, day: date) -> tuple[int, int, int]:
    """What an account held when a day began, what came in on it and what went out, in fen; red entries count below
    zero on their own side."""
    earlier = case((CashVoucher.day < day, CashVoucher.amount_fen), else_=0)
    rows = session.execute(
        select(CashVoucher.direction, func.sum(earlier), func.sum(CashVoucher.amount_fen))
        .where(CashVoucher.account_id == account.id, CashVoucher.day <= day)
        .group_by(CashVoucher.direction)
    )
    sums = {direction: (int(before), int(fen)) for direction, before, fen in rows}
    came_before, came = sums.get(Direction.IN, (0, 0))
    went_before, went = sums.get(Direction.OUT, (0, 0))
    return account.opening_fen + came_before - went_before, came - came_before, went - went_before


def _post(
    session: Session,
    actor: Actor,
    direction: Direction,
    money: Money,
    now: datetime,
    *,
    claim_id: int | None = None,
    loan_id: int | None = None,
    reverses_id: int | None = None,
) -> CashVoucher:
    """The one way into the cash book: number, balance, voucher."""
    account = _account(session, money.account_id)
    if money.day > now.date():
        raise Refusal(N_("{day} is still ahead; a voucher carries today's date or an earlier one"), day=str(money.day))
    sent = last_sent(session, account.id)
    if money.day < account.opened or (sent is not None and money.day <= sent):
        raise Refusal(
            N_("{account} takes vouchers from {day} on: the sheets before it are with the general manager"),
            clause="EXP-5",
            account=account.name,
            day=str(account.opened if sent is None else sent + timedelta(days=1)),
        )
    signed = money.amount_fen if direction is Direction.IN else -money.amount_fen
    if account.balance_fen + signed < 0:
        raise Refusal(
            N_("{account} holds {balance}, not {amount}"),
            clause="EXP-5",
            account=account.name,
            balance=format_yuan(account.balance_fen),
            amount=format_yuan(abs(money.amount_fen)),
        )
    account.balance_fen += signed
    voucher = CashVoucher(
        number=_next_number(session, SERIES[direction], money.day.year),
        direction=direction,
        day=money.day,
        account_id=account.id,
        amount_fen=money.amount_fen,
        balance_fen=account.balance_fen,
        claim_id=claim_id,
        loan_id=loan_id,
        party=money.party.strip(),
        note=money.note.strip(),
        region=money.region.strip(),
        sales_note=money.sales_note.strip(),
        posted_at=now,
        posted_by_id=actor.employee_id,
        reverses_id=reverses_id,
    )
    session.add(voucher)
    session.flush()
    return voucher


def _account(session: Session, account_id: int) -> CashAccount:
    account = session.get(CashAccount, account_id, populate_existing=True)
    if account is None:
        raise Refusal(N_("There is no such account"), clause="EXP-5")
    return account


def _next_number(session: Session, series: str, year: int) -> str:
    counter = session.get(CashNumber, (series, year))
    if counter is None:
        counter = CashNumber(series=series, year=year, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{series}-{year % 100:02d}-{counter.last:04d}"


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


def _check_money(money: Money) -> None:
    if not 0 < money.amount_fen <= LARGEST_FEN:
        raise Refusal(N_("A voucher needs an amount above zero"), clause="EXP-5")
    if not money.party.strip():
        raise Refusal(N_("A voucher says who paid or was paid"), clause="EXP-5")
    _check_texts(money.party, money.region, money.sales_note, most=LONGEST_NAME)
    _check_texts(money.note, most=LONGEST_NOTE)


def _check_texts(*texts: str, most: int) -> None:
    for text in texts:
        if len(text) > most or unsafe_character(text) is not None:
            raise Refusal(N_("A note has at most {most} characters and no control characters"), most=most)
