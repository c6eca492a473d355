"""The one way into the cash book: open day, balance, number, voucher (EXP-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.cashbook.model import CashNumber, CashVoucher
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service.accounts import LONGEST_NAME, LONGEST_NOTE, check_texts, find_account
from opsconsole.cashbook.service.days import last_sent
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.money import LARGEST_FEN, format_yuan

SERIES = {Direction.OUT: "FK", Direction.IN: "SK"}
"""How numbers begin: payment (付款) and receipt (收款); each counts by itself and year by year, without a gap."""


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


def post(
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
    account = find_account(session, money.account_id)
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


def check_money(money: Money) -> None:
    """Raises Refusal for a receipt or payment of nothing, of nobody, or with text that is not to be kept."""
    if not 0 < money.amount_fen <= LARGEST_FEN:
        raise Refusal(N_("A voucher needs an amount above zero"), clause="EXP-5")
    if not money.party.strip():
        raise Refusal(N_("A voucher says who paid or was paid"), clause="EXP-5")
    check_texts(money.party, money.region, money.sales_note, most=LONGEST_NAME)
    check_texts(money.note, most=LONGEST_NOTE)


def _next_number(session: Session, series: str, year: int) -> str:
    counter = session.get(CashNumber, (series, year))
    if counter is None:
        counter = CashNumber(series=series, year=year, last=0)
        session.add(counter)
    counter.last += 1
    session.flush()
    return f"{series}-{year % 100:02d}-{counter.last:04d}"
