"""The sheet of a day, and what an account held on it (EXP-5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor, Role
from opsconsole.access.permissions import Permission, may_act, require
from opsconsole.cashbook.model import CashAccount, CashVoucher, DaySheet, DaySheetSeen
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service.accounts import LONGEST_NOTE, check_texts, find_account
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan


def send_day(
    session: Session, actor: Actor, account_id: int, day: date, counted_fen: int | None, note: str, now: datetime
) -> dict[str, Any]:
    """Sends the sheet of a day to the general manager: the day takes no voucher of the account any more (EXP-5).

    What was counted may differ from the book; then the note says why.
    """
    require(session, actor, Permission.CASH_KEEP)
    check_texts(note, most=LONGEST_NOTE)
    account = find_account(session, account_id)
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


def see_days(session: Session, actor: Actor, sheets: Collection[tuple[int, date]], now: datetime) -> dict[str, int]:
    """The general manager has looked at sheets that were sent, by account and day; they leave the desk (EXP-5)."""
    may_act(session, actor)
    if Role.GENERAL_MANAGER not in actor.roles:
        raise NotPermitted(N_("The sheets of days go to the general manager"), clause="EXP-5")
    seen = 0
    for account_id, day in sheets:
        if session.get(DaySheet, (account_id, day)) is None:
            raise Refusal(N_("The sheet of {day} was not sent yet"), clause="EXP-5", day=str(day))
        if session.get(DaySheetSeen, (account_id, day)) is None:
            session.add(DaySheetSeen(account_id=account_id, day=day, at=now, by_id=actor.employee_id))
            seen += 1
    if seen:
        audit.record(session, "day sheets seen", days=sorted({str(day) for _account, day in sheets}), count=seen)
    return {"seen": seen}


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
