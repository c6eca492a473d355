"""What units have used up, by month, unit and category: issued less what came back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.access.visibility import visible_units
from opsconsole.dates import Month
from opsconsole.errors import Named
from opsconsole.org.model import Unit
from opsconsole.stockroom.model import Item, StockMovement, StockVoucher
from opsconsole.stockroom.rules.values import HOLDERS, PlaceKind


@dataclass(frozen=True, slots=True)
class Consumed:
    """So much of a category by a unit in a month; quantity in base units, amount in fen."""

    month: Month
    unit_id: int
    unit: str
    named: Named
    category: str
    quantity: int
    amount_fen: int


def consumption(session: Session, actor: Actor, first: Month, last: Month) -> list[Consumed]:
    """What each unit that the actor may see drew of each category in each of the months, net of returns and reversals;
    by month, unit and category."""
    led = None if may(actor, Permission.STOCK_VIEW) else visible_units(session, actor, last.last)
    given = and_(StockMovement.from_kind == PlaceKind.STORE, StockMovement.to_kind.in_(HOLDERS))
    back = and_(StockMovement.to_kind == PlaceKind.STORE, StockMovement.from_kind.in_(HOLDERS))
    sign = case((given, 1), else_=-1)
    query = (
        select(
            StockMovement.day,
            StockVoucher.unit_id,
            Item.category,
            func.sum(sign * StockMovement.quantity),
            func.sum(sign * StockMovement.amount_fen),
        )
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .join(Item, Item.id == StockMovement.item_id)
        .where(StockMovement.day.between(first.first, last.last), StockVoucher.unit_id.is_not(None), or_(given, back))
        .group_by(StockMovement.day, StockVoucher.unit_id, Item.category)
    )
    if led is not None:
        query = query.where(StockVoucher.unit_id.in_(led))
    rows = session.execute(query)
    found: dict[tuple[Month, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for day, unit_id, category, quantity, fen in rows:
        assert unit_id is not None
        figures = found[Month.of(day), unit_id, category]
        figures[0] += int(quantity)
        figures[1] += int(fen)
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    lines = [
        Consumed(
            month,
            unit_id,
            units[unit_id].code,
            Named(units[unit_id].name_zh, units[unit_id].name_en),
            category,
            quantity,
            fen,
        )
        for (month, unit_id, category), (quantity, fen) in found.items()
        if quantity or fen
    ]
    return sorted(lines, key=lambda line: (line.month, line.unit, line.category))


def summed(lines: Sequence[Consumed], by: str) -> list[tuple[str | Named | Month, int]]:
    """The amounts of lines by `month`, `unit` or `category`, the months in order, else the largest first."""
    sums: dict[str | Month, int] = defaultdict(int)
    names: dict[str | Month, str | Named | Month] = {}
    for line in lines:
        key: str | Month = getattr(line, by)
        sums[key] += line.amount_fen
        names[key] = line.named if by == "unit" else key
    if by == "month":
        return [(names[key], fen) for key, fen in sorted(sums.items(), key=lambda pair: str(pair[0]))]
    return [(names[key], fen) for key, fen in sorted(sums.items(), key=lambda pair: (-pair[1], str(pair[0])))]
