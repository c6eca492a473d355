"""The stockroom's months: closed with their balances kept, reopened by the general manager (SUP-11)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.access.sitting import Item, Sitting, require_sitting
from opsconsole.dates import Month
from opsconsole.db.types import table_of
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.stockroom.model import StockMonth, StockMonthBalance, StockVoucher
from opsconsole.stockroom.queries.balances import balances_on
from opsconsole.stockroom.service.posting import last_closed

LONGEST_REASON = 500


def next_to_close(session: Session) -> Month | None:
    """The month that is closed next: the one after the last closed, or of the first voucher; None where nothing was
    ever posted."""
    last = last_closed(session)
    if last is not None:
        return Month.parse(last).next
    first: date | None = session.execute(select(func.min(StockVoucher.day))).scalar()
    return Month(first.year, first.month) if first is not None else None


def close_month(session: Session, actor: Actor, month: Month, now: datetime) -> None:
    """Closes a month of the stockroom: its balances are kept, and it takes no voucher any more (SUP-11).

    Raises Refusal for a month that is not over, and out of turn.
    """
    require(session, actor, Permission.MONTH_CLOSE)
    due = next_to_close(session)
    if due is None or month < due:
        raise Refusal(N_("{month} of the stockroom is closed already"), clause="SUP-11", month=str(month))
    if month > due:
        raise Refusal(N_("Months are closed in turn; close {due} first"), clause="SUP-11", due=str(due))
    if now.date() <= month.last:
        raise Refusal(N_("{month} is not over yet"), clause="SUP-11", month=str(month))
    rows = balances_on(session, month.last)
    held = session.get(StockMonth, str(month))
    if held is None:
        held = StockMonth(month=str(month), reason="")
        session.add(held)
    held.closed, held.changed_at, held.changed_by_id = False, now, actor.employee_id
    session.flush()
    if rows:
        session.execute(
            insert(table_of(StockMonthBalance)),
            [
                {
                    "month": str(month),
                    "item_id": row.item_id,
                    "place_kind": row.place.kind,
                    "place_id": row.place.id,
                    "quantity": row.stock.quantity,
                    "amount_fen": row.stock.amount_fen,
                }
                for row in rows
            ],
        )
    held.closed = True
    session.flush()
    figures = [(row.item_id, *row.place, row.stock.quantity, row.stock.amount_fen) for row in rows]
    audit.record(
        session, f"stock {month}", closed=True, balances=len(rows), digest=audit.journal.digest_of_rows(figures)
    )


def month_item(month: Month) -> Item:
    """A month of the stockroom as a sitting lists it."""
    return "stock_month", month.year * 100 + month.number, 0


def reopen_month(session: Session, actor: Actor, month: Month, reason: str, sitting: Sitting, now: datetime) -> None:
    """Opens the last closed month again, with a reason and a PIN, as ATT-12 has it (SUP-11)."""
    require(session, actor, Permission.MONTH_REOPEN)
    require_sitting(sitting, actor, month_item(month), now)
    if not reason.strip() or len(reason) > LONGEST_REASON or unsafe_character(reason) is not None:
        raise Refusal(N_("Reopening needs a reason of at most {most} characters"), clause="SUP-11", most=LONGEST_REASON)
    last = last_closed(session)
    if last is None or last < str(month):
        raise Refusal(N_("{month} is not closed"), clause="SUP-11", month=str(month))
    if last > str(month):
        raise Refusal(
            N_("{later} is closed after {month}: reopen {later} first"), clause="SUP-11", later=last, month=str(month)
        )
    held = session.get_one(StockMonth, str(month))
    held.closed, held.changed_at, held.changed_by_id, held.reason = False, now, actor.employee_id, reason.strip()
    session.flush()
    session.execute(delete(StockMonthBalance).where(StockMonthBalance.month == str(month)))
    audit.record(session, f"stock {month}", reopened=True, reason=reason.strip())
