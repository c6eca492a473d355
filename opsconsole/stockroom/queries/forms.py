"""Funds-use forms as lists and papers show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.access.visibility import visible_units
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.errors import Named
from opsconsole.org.model import Employee, Unit
from opsconsole.stockroom.model import FundsForm, FundsLine, StockMovement, StockVoucher
from opsconsole.stockroom.queries.items import ItemLine, item_lines
from opsconsole.stockroom.rules.values import PlaceKind
from opsconsole.stockroom.service.remaining import LineLeft, remaining


@dataclass(frozen=True, slots=True)
class FormLine:
    """A form in a list."""

    id: int
    number: str
    unit: Named
    requester: str
    requester_id: int
    purpose: str
    payee: str
    state: State
    amount_fen: int
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class FormDetail:
    """A form with its lines, each beside its item and what is left of it."""

    head: FormLine
    lines: tuple[tuple[ItemLine, LineLeft], ...]
    version: int
    unit_id: int

    @property
    def is_open(self) -> bool:
        """Whether anything of it may still be taken in."""
        return self.head.state is State.APPROVED and any(left.left > 0 for _, left in self.lines)


@dataclass(frozen=True, slots=True)
class LastPrice:
    """What was paid for an item last: so many for so much (fen)."""

    quantity: int
    amount_fen: int


def forms(session: Session, actor: Actor, now: datetime, *, open_only: bool = False) -> list[FormLine]:
    """The forms that the actor may see, the newest first: whoever keeps or watches the stockroom all of them, others
    those of the units they lead and their own. `open_only`: approved, with something left to take in."""
    query = _query().order_by(Request.id.desc())
    if not may(actor, Permission.STOCK_VIEW):
        led = visible_units(session, actor, now.date())
        if led is not None:
            query = query.where(or_(FundsForm.unit_id.in_(led), Request.requester_id == actor.employee_id))
    if open_only:
        query = query.where(Request.state == State.APPROVED)
    found = [_line(row) for row in session.execute(query)]
    if open_only:
        found = [line for line in found if any(left.left > 0 for left in remaining(session, line.id))]
    return found


def form_detail(session: Session, request_id: int) -> FormDetail:
    """A form with what is left of each line."""
    row = session.execute(_query().where(Request.id == request_id)).one()
    left = remaining(session, request_id)
    items = {line.id: line for line in item_lines(session, [one.item_id for one in left])}
    return FormDetail(_line(row), tuple((items[one.item_id], one) for one in left), row.version, row.unit_id)


def form_id_of(session: Session, number: str) -> int | None:
    """The form of a number, None where there is none."""
    return session.scalars(
        select(Request.id).join(FundsForm, FundsForm.request_id == Request.id).where(Request.number == number)
    ).one_or_none()


def last_prices(session: Session, item_ids: list[int]) -> dict[int, LastPrice]:
    """What was paid last for each item that was ever bought."""
    newest = (
        select(func.max(StockMovement.id))
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .where(StockMovement.from_kind == PlaceKind.SUPPLIER, StockMovement.item_id.in_(item_ids))
        .group_by(StockMovement.item_id)
    )
    rows = session.scalars(select(StockMovement).where(StockMovement.id.in_(newest)))
    return {row.item_id: LastPrice(row.quantity, row.amount_fen) for row in rows}


def _query() -> Select[*tuple[Any, ...]]:
    total = (
        select(FundsLine.request_id, func.sum(FundsLine.amount_fen).label("fen"))
        .group_by(FundsLine.request_id)
        .subquery()
    )
    return (
        select(
            Request.id,
            Request.number,
            Request.state,
            Request.version,
            Request.requester_id,
            Request.submitted_at,
            FundsForm.unit_id,
            FundsForm.purpose,
            FundsForm.payee,
            Unit.name_zh,
            Unit.name_en,
            Employee.name,
            total.c.fen,
        )
        .join(FundsForm, FundsForm.request_id == Request.id)
        .join(Unit, Unit.id == FundsForm.unit_id)
        .join(Employee, Employee.id == Request.requester_id)
        .join(total, total.c.request_id == Request.id)
    )


def _line(row: Any) -> FormLine:
    return FormLine(
        id=row.id,
        number=row.number,
        unit=Named(row.name_zh, row.name_en),
        requester=row.name,
        requester_id=row.requester_id,
        purpose=row.purpose,
        payee=row.payee,
        state=row.state,
        amount_fen=int(row.fen),
        submitted_at=row.submitted_at,
    )
