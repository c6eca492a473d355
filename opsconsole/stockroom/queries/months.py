"""The stockroom's months as a screen shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.dates import Month
from opsconsole.org.model import Employee
from opsconsole.stockroom.model import StockMonth, StockMonthBalance, StockVoucher
from opsconsole.stockroom.rules.values import PlaceKind
from opsconsole.stockroom.service.months import next_to_close


@dataclass(frozen=True, slots=True)
class StockMonthLine:
    """A month: whether it is closed, by whom and when it last changed, how many vouchers it has, and what the
    storeroom was worth at its end (fen; None where it is open)."""

    month: Month
    closed: bool
    changed_at: datetime | None
    changed_by: str
    reason: str
    vouchers: int
    value_fen: int | None


def stock_months(session: Session) -> tuple[list[StockMonthLine], Month | None]:
    """Every month with a voucher, the newest first, and the one that is closed next."""
    counted: dict[str, int] = {}
    for day, vouchers in session.execute(select(StockVoucher.day, func.count()).group_by(StockVoucher.day)):
        counted[f"{day:%Y-%m}"] = counted.get(f"{day:%Y-%m}", 0) + vouchers
    held = {
        row.month: (row, badge or "")
        for row, badge in session.execute(
            select(StockMonth, Employee.badge).outerjoin(Employee, Employee.id == StockMonth.changed_by_id)
        )
    }
    worth = dict(
        session.execute(
            select(StockMonthBalance.month, func.sum(StockMonthBalance.amount_fen))
            .where(StockMonthBalance.place_kind == PlaceKind.STORE)
            .group_by(StockMonthBalance.month)
        ).all()
    )
    lines = []
    for month in sorted(counted.keys() | held.keys(), reverse=True):
        row, badge = held.get(month, (None, ""))
        closed = row is not None and row.closed
        lines.append(
            StockMonthLine(
                Month.parse(month),
                closed,
                row.changed_at if row is not None else None,
                badge,
                row.reason if row is not None else "",
                counted.get(month, 0),
                int(worth.get(month, 0)) if closed else None,
            )
        )
    return lines, next_to_close(session)
