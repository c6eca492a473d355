"""Quotas: what a unit may draw in a month, and what is left of it (SUP-6)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.dates import Month
from opsconsole.errors import Named, Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.org.model import Unit
from opsconsole.stockroom.model import Item, Measure, StockMovement, StockQuota, StockVoucher
from opsconsole.stockroom.rules.values import HOLDERS, PlaceKind


class OverQuota(Refusal):
    """An issue goes over a unit's quota; with a reason it passes (SUP-6)."""


@dataclass(frozen=True, slots=True)
class QuotaLeft:
    """A quota that holds in a month, and how much of it is drawn; in fen or base units, `category` '' for all."""

    category: str
    measure: Measure
    most: int
    drawn: int

    @property
    def left(self) -> int:
        """What is left; below zero where it was gone over."""
        return self.most - self.drawn


def quotas_left(session: Session, unit_id: int, month: Month) -> list[QuotaLeft]:
    """The quotas of a unit in a month with what it has drawn, net of returns and reversals."""
    held: dict[tuple[str, Measure], int | None] = {}
    for row in session.connection().execute(_QUOTAS, {"unit": unit_id, "month": str(month)}):
        held[row.category, row.measure] = row.most
    if not any(most is not None for most in held.values()):
        return []
    drawn = drawn_in(session, unit_id, month)
    return [
        QuotaLeft(category, measure, most, _drawn(drawn, category, measure))
        for (category, measure), most in sorted(held.items())
        if most is not None
    ]


_QUOTAS = (
    select(StockQuota.category, StockQuota.measure, StockQuota.most)
    .where(StockQuota.unit_id == bindparam("unit"), StockQuota.from_month <= bindparam("month"))
    .order_by(StockQuota.from_month)
)


def drawn_in(session: Session, unit_id: int, month: Month) -> dict[str, tuple[int, int]]:
    """Quantity and amount that a unit has drawn in a month by category, net of what came back or was reversed."""
    given = and_(StockMovement.from_kind == PlaceKind.STORE, StockMovement.to_kind.in_(HOLDERS))
    back = and_(StockMovement.to_kind == PlaceKind.STORE, StockMovement.from_kind.in_(HOLDERS))
    sign = case((given, 1), else_=-1)
    rows = session.execute(
        select(Item.category, func.sum(sign * StockMovement.quantity), func.sum(sign * StockMovement.amount_fen))
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .join(Item, Item.id == StockMovement.item_id)
        .where(
            StockVoucher.unit_id == unit_id,
            StockMovement.day.between(month.first, month.last),
            or_(given, back),
        )
        .group_by(Item.category)
    )
    return {category: (int(quantity), int(fen)) for category, quantity, fen in rows}


def _drawn(drawn: dict[str, tuple[int, int]], category: str, measure: Measure) -> int:
    place = 1 if measure is Measure.FEN else 0
    return sum(figures[place] for name, figures in drawn.items() if category in ("", name))


def check_quota(session: Session, unit_id: int, day: date, categories: Collection[str], reason: str) -> None:
    """Raises OverQuota where what was just posted, of items of these categories, goes over a quota of the unit and no
    reason was given (SUP-6)."""
    if reason:
        return
    for one in quotas_left(session, unit_id, Month(day.year, day.month)):
        if one.left < 0 and (not one.category or one.category in categories):
            unit = session.get_one(Unit, unit_id)
            raise OverQuota(
                N_("{unit} would be over its monthly quota ({category}) by {over}; say why to go on"),
                clause="SUP-6",
                unit=Named(unit.name_zh, unit.name_en),
                category=one.category or Named("全部", "all"),
                over=format_yuan(-one.left) if one.measure is Measure.FEN else str(-one.left),
            )


def set_quota(
    session: Session,
    actor: Actor,
    unit_id: int,
    category: str,
    measure: Measure,
    from_month: Month,
    most: int | None,
) -> None:
    """Sets what a unit may draw a month from a month on; `most` None lifts the quota. The same month again replaces
    it, on the record."""
    require(session, actor, Permission.POLICY_EDIT)
    if most is not None and most < 0:
        raise Refusal(N_("A quota is not below zero"), clause="SUP-6")
    unit = session.get_one(Unit, unit_id)
    held = session.scalars(
        select(StockQuota).where(
            StockQuota.unit_id == unit_id,
            StockQuota.category == category,
            StockQuota.measure == measure,
            StockQuota.from_month == str(from_month),
        )
    ).one_or_none()
    if held is None:
        session.add(
            StockQuota(unit_id=unit_id, category=category, measure=measure, from_month=str(from_month), most=most)
        )
    elif held.most == most:
        return
    else:
        held.most = most
    audit.record(
        session, f"quota {unit.code}", category=category, measure=measure.value, month=str(from_month), most=most
    )


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A quota that was set: the unit, what it counts, from when, and how much (None: lifted)."""

    id: int
    unit: Named
    category: str
    measure: Measure
    from_month: str
    most: int | None


def quota_lines(session: Session) -> list[QuotaLine]:
    """Every quota that was ever set, by unit, category and month."""
    rows = session.execute(
        select(StockQuota, Unit.name_zh, Unit.name_en)
        .join(Unit, Unit.id == StockQuota.unit_id)
        .order_by(Unit.code, StockQuota.category, StockQuota.measure, StockQuota.from_month)
    )
    return [
        QuotaLine(row.id, Named(zh, en), row.category, row.measure, row.from_month, row.most) for row, zh, en in rows
    ]
