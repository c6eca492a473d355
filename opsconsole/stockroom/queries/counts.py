"""Stocktakes as the screens show them: blind while counting, with the book beside it once they are looked through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.stockroom.model import CountState, StockCount, StockCountLine
from opsconsole.stockroom.queries.items import ItemLine, item_lines
from opsconsole.stockroom.service.counts import moved_since


@dataclass(frozen=True, slots=True)
class CountLine:
    """An item of a stocktake: what was counted (None: not yet), what the book said at that moment, by how much it has
    moved since, and the reason given."""

    item: ItemLine
    counted: int | None
    book: int
    moved: int
    reason: str
    at: datetime | None

    @property
    def difference(self) -> int:
        """What was counted less what the book said; 0 while nothing was counted."""
        return 0 if self.counted is None else self.counted - self.book


@dataclass(frozen=True, slots=True)
class CountView:
    """A stocktake with every item it is about, by code."""

    id: int
    category: str
    state: CountState
    opened_at: datetime
    request: str
    request_id: int | None
    request_version: int
    lines: tuple[CountLine, ...]

    @property
    def counted(self) -> int:
        """How many items were counted."""
        return sum(line.counted is not None for line in self.lines)

    @property
    def differing(self) -> tuple[CountLine, ...]:
        return tuple(line for line in self.lines if line.difference)


def last_count(session: Session) -> CountView | None:
    """The stocktake that is under way, else the last there was; None where there never was one."""
    found = session.scalars(select(StockCount).order_by(StockCount.id.desc()).limit(1)).first()
    return count_view(session, found.id) if found is not None else None


def count_view(session: Session, count_id: int) -> CountView:
    """A stocktake as it stands."""
    count = session.get_one(StockCount, count_id)
    noted = {
        line.item_id: line
        for line in session.scalars(select(StockCountLine).where(StockCountLine.count_id == count_id))
    }
    moved = moved_since(session, count_id)
    asked = session.get(Request, count.request_id) if count.request_id is not None else None
    lines = []
    for item in item_lines(session):
        if count.category and item.category != count.category and item.id not in noted:
            continue
        line = noted.get(item.id)
        if line is None:
            lines.append(CountLine(item, None, 0, 0, "", None))
        else:
            lines.append(
                CountLine(item, line.counted, line.book_quantity, moved.get(item.id, 0), line.reason, line.counted_at)
            )
    return CountView(
        count_id,
        count.category,
        count.state,
        count.opened_at,
        asked.number if asked is not None else "",
        count.request_id,
        asked.version if asked is not None else 0,
        tuple(lines),
    )
