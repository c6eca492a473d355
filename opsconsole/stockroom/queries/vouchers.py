"""Vouchers as lists and papers show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from opsconsole.approvals.model import Request
from opsconsole.errors import Named
from opsconsole.org.model import Employee, Unit
from opsconsole.stockroom.model import StockMovement, StockVoucher
from opsconsole.stockroom.queries.items import ItemLine, item_lines
from opsconsole.stockroom.rules.values import Place, VoucherKind


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """A voucher in a list."""

    id: int
    number: str
    kind: VoucherKind
    day: date
    posted_at: datetime
    posted_by: str
    unit: Named
    badge: str
    person: str
    receiver_badge: str
    receiver: str
    form: str
    invoice: str
    supplier: str
    list_attached: bool
    incomplete: bool
    on_paper: bool
    over_quota: str
    note: str
    reverses: str
    reversed_by: str
    amount_fen: int
    lines: int


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A line of a voucher."""

    item: ItemLine
    quantity: int
    amount_fen: int
    source: Place
    target: Place


@dataclass(frozen=True, slots=True)
class VoucherDetail:
    """A voucher with its lines."""

    head: VoucherLine
    lines: tuple[MovedLine, ...]


def vouchers(session: Session, count: int, kind: VoucherKind | None = None, typed: str = "") -> list[VoucherLine]:
    """The newest vouchers (of a kind; whose number, form, invoice, note or person holds a text)."""
    query = _query().order_by(StockVoucher.id.desc()).limit(count)
    if kind is not None:
        query = query.where(StockVoucher.kind == kind)
    if typed.strip():
        text = typed.strip()
        query = query.where(
            or_(
                *(
                    column.contains(text, autoescape=True)
                    for column in (StockVoucher.number, StockVoucher.invoice, StockVoucher.note, StockVoucher.form)
                ),
                StockVoucher.employee_id.in_(
                    select(Employee.id).where(
                        or_(Employee.badge == text, Employee.search.contains(text.lower(), autoescape=True))
                    )
                ),
            )
        )
    return [_line(row) for row in session.execute(query)]


def voucher_detail(session: Session, voucher_id: int) -> VoucherDetail:
    """A voucher with its lines."""
    head = _line(session.execute(_query().where(StockVoucher.id == voucher_id)).one())
    moves = session.scalars(
        select(StockMovement).where(StockMovement.voucher_id == voucher_id).order_by(StockMovement.line)
    ).all()
    items = {line.id: line for line in item_lines(session, {move.item_id for move in moves})}
    return VoucherDetail(
        head,
        tuple(
            MovedLine(
                items[move.item_id],
                move.quantity,
                move.amount_fen,
                Place(move.from_kind, move.from_id),
                Place(move.to_kind, move.to_id),
            )
            for move in moves
        ),
    )


def voucher_id_of(session: Session, number: str) -> int | None:
    """The voucher of a number, None where there is none."""
    return session.scalars(select(StockVoucher.id).where(StockVoucher.number == number)).one_or_none()


def _query() -> Select[*tuple[Any, ...]]:
    reversed_one, reversal, undone = aliased(StockVoucher), aliased(StockVoucher), aliased(StockVoucher)
    poster, receiver = aliased(Employee), aliased(Employee)
    sums = (
        select(StockMovement.voucher_id, func.sum(StockMovement.amount_fen).label("fen"), func.count().label("lines"))
        .group_by(StockMovement.voucher_id)
        .subquery()
    )
    return (
        select(
            StockVoucher,
            poster.badge.label("posted_by"),
            Unit.name_zh,
            Unit.name_en,
            Employee.badge,
            Employee.name,
            receiver.badge.label("receiver_badge"),
            receiver.name.label("receiver"),
            Request.number.label("form_number"),
            reversed_one.number.label("reverses"),
            case((undone.id.is_(None), reversal.number)).label("reversed_by"),
            sums.c.fen,
            sums.c.lines,
        )
        .join(sums, sums.c.voucher_id == StockVoucher.id)
        .outerjoin(poster, poster.id == StockVoucher.posted_by_id)
        .outerjoin(Unit, Unit.id == StockVoucher.unit_id)
        .outerjoin(Employee, Employee.id == StockVoucher.employee_id)
        .outerjoin(receiver, receiver.id == StockVoucher.receiver_id)
        .outerjoin(Request, Request.id == StockVoucher.form_id)
        .outerjoin(reversed_one, reversed_one.id == StockVoucher.reverses_id)
        .outerjoin(reversal, reversal.reverses_id == StockVoucher.id)
        .outerjoin(undone, undone.reverses_id == reversal.id)
    )


def _line(row: Any) -> VoucherLine:
    voucher: StockVoucher = row[0]
    return VoucherLine(
        id=voucher.id,
        number=voucher.number,
        kind=voucher.kind,
        day=voucher.day,
        posted_at=voucher.posted_at,
        posted_by=row.posted_by or "",
        unit=Named(row.name_zh or "", row.name_en or ""),
        badge=row.badge or "",
        person=row.name or "",
        receiver_badge=row.receiver_badge or "",
        receiver=row.receiver or "",
        form=row.form_number or voucher.form,
        invoice=voucher.invoice,
        supplier=voucher.supplier,
        list_attached=voucher.list_attached,
        incomplete=voucher.incomplete,
        on_paper=voucher.on_paper,
        over_quota=voucher.over_quota,
        note=voucher.note,
        reverses=row.reverses or "",
        reversed_by=row.reversed_by or "",
        amount_fen=int(row.fen),
        lines=int(row.lines),
    )
