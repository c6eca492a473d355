"""Accounts of the cash desk (EXP-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.access.sitting import Item, Sitting, require_sitting
from opsconsole.cashbook.model import CashAccount
from opsconsole.cashbook.rules import AccountKind
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.money import LARGEST_FEN

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


def open_account(session: Session, actor: Actor, data: AccountData) -> dict[str, Any]:
    """Opens an account with what is on it."""
    require(session, actor, Permission.CASH_KEEP)
    check_texts(data.code, data.name, data.number, most=LONGEST_NAME)
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


def find_account(session: Session, account_id: int) -> CashAccount:
    """An account as it stands; Refusal where there is none."""
    account = session.get(CashAccount, account_id, populate_existing=True)
    if account is None:
        raise Refusal(N_("There is no such account"), clause="EXP-5")
    return account


def number_item(account_id: int) -> Item:
    """Reading an account's number as a sitting lists it."""
    return "number", account_id, 0


def record_look(session: Session, actor: Actor, account_id: int, sitting: Sitting, now: datetime) -> None:
    """That somebody who is cleared for it looks at an account's number in full, with the PIN given for just that
    (SEC-1, SEC-5). What an act gives back is kept with it: the number itself is read after this, and kept nowhere."""
    require(session, actor, Permission.ACCOUNT_NUMBERS)
    require_sitting(sitting, actor, number_item(account_id), now)
    audit.record(session, f"account {find_account(session, account_id).code}", number_read=True)


def number_of(session: Session, actor: Actor, account_id: int, sitting: Sitting, now: datetime) -> str:
    """An account's number in full, once the look is on the record; as `record_look` it takes clearance and PIN."""
    require(session, actor, Permission.ACCOUNT_NUMBERS)
    require_sitting(sitting, actor, number_item(account_id), now)
    return find_account(session, account_id).number


def check_texts(*texts: str, most: int) -> None:
    """Raises Refusal for text that is too long or holds control characters."""
    for text in texts:
        if len(text) > most or unsafe_character(text) is not None:
            raise Refusal(N_("A note has at most {most} characters and no control characters"), most=most)
