"""The sheets of days as they went to the general manager (EXP-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.cashbook.model import CashAccount, CashVoucher, DaySheet, DaySheetSeen
from opsconsole.org.model import Employee

MOST = 400


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet that was sent: account, day, figures in fen, what was counted and why it differs, and when the general
    manager looked at it (None: not yet)."""

    account_id: int
    code: str
    account: str
    day: date
    opening_fen: int
    in_fen: int
    out_fen: int
    closing_fen: int
    counted_fen: int | None
    note: str
    sent_at: datetime
    sent_by: str
    seen_at: datetime | None

    @property
    def over_fen(self) -> int:
        """What was counted beyond the book; 0 where nothing was counted."""
        return 0 if self.counted_fen is None else self.counted_fen - self.closing_fen


def day_sheets(session: Session, actor: Actor, *, unseen_only: bool = False) -> list[SheetLine]:
    """The sheets that were sent, the newest day first; `unseen_only`: those that the general manager has not looked
    at. Raises NotPermitted for whoever does not see the cash book."""
    require(session, actor, Permission.CASH_VIEW)
    query = (
        select(DaySheet, CashAccount.code, CashAccount.name, Employee.name, DaySheetSeen.at)
        .join(CashAccount, CashAccount.id == DaySheet.account_id)
        .outerjoin(Employee, Employee.id == DaySheet.sent_by_id)
        .outerjoin(DaySheetSeen, (DaySheetSeen.account_id == DaySheet.account_id) & (DaySheetSeen.day == DaySheet.day))
        .order_by(DaySheet.day.desc(), CashAccount.code)
        .limit(MOST)
    )
    if unseen_only:
        query = query.where(DaySheetSeen.at.is_(None))
    return [
        SheetLine(
            sheet.account_id,
            code,
            name,
            sheet.day,
            sheet.opening_fen,
            sheet.in_fen,
            sheet.out_fen,
            sheet.closing_fen,
            sheet.counted_fen,
            sheet.note,
            sheet.sent_at,
            by or "",
            seen,
        )
        for sheet, code, name, by, seen in session.execute(query)
    ]


def days_unsent(session: Session, today: date) -> list[date]:
    """The days before today on which some account has vouchers and whose sheet was not sent, the oldest first."""
    sent = select(func.max(DaySheet.day)).where(DaySheet.account_id == CashVoucher.account_id).scalar_subquery()
    query = (
        select(CashVoucher.day).distinct().where(CashVoucher.day < today, or_(sent.is_(None), CashVoucher.day > sent))
    )
    return sorted(session.scalars(query))
