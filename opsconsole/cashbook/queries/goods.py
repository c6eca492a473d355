"""Payments for goods of a day by region, beside the sales notes that cover them; the notes of a month (EXP-5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.cashbook.model import CashVoucher, GoodsReconciled, SalesNote
from opsconsole.cashbook.rules.goods import Match, Matched, Note, Payment, match_payments
from opsconsole.cashbook.rules.values import Direction
from opsconsole.dates import Month
from opsconsole.org.model import Employee


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """A payment for goods with what covers it."""

    voucher_id: int
    number: str
    day: date
    party: str
    region: str
    sales_note: str
    fen: int
    match: Match
    covered_fen: int


@dataclass(frozen=True, slots=True)
class RegionDay:
    """A region on a day: what came in, what of it checked notes cover, and how it was reconciled last."""

    region: str
    received_fen: int
    covered_fen: int
    reconciled_at: datetime | None
    reconciled_by: str
    note: str
    changed_since: bool

    @property
    def is_open(self) -> bool:
        """Whether it still has to be reconciled."""
        return self.reconciled_at is None or self.changed_since


@dataclass(frozen=True, slots=True)
class DayGoods:
    """The payments for goods of a day, by region."""

    regions: tuple[RegionDay, ...]
    lines: tuple[GoodsLine, ...]


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A sales note with what was paid on it, in fen; `checked_by` '' until finance has checked it."""

    id: int
    number: str
    day: date
    region: str
    customer: str
    amount_fen: int
    paid_fen: int
    note: str
    checked_by: str

    @property
    def open_fen(self) -> int:
        """What is still to come; below zero where more was paid."""
        return self.amount_fen - self.paid_fen


def day_goods(session: Session, actor: Actor, day: date) -> DayGoods:
    """What came in for goods on a day. Raises NotPermitted for whoever does not see the cash book."""
    require(session, actor, Permission.CASH_VIEW)
    lines = goods_lines(session, day, day)
    return DayGoods(_regions(session, day, lines), tuple(lines))


def goods_lines(session: Session, first: date, last: date) -> list[GoodsLine]:
    """The payments for goods from one day to another, by day, region and number, each with what covers it."""
    wanted = _receipts(session, CashVoucher.day.between(first, last))
    named = {one.sales_note for one in wanted if one.sales_note}
    notes = {
        note.number: Note(note.region, note.amount_fen, note.checked_at is not None)
        for note in session.scalars(select(SalesNote).where(SalesNote.number.in_(named)))
    }
    # A note covers payments in the order in which they were written, on whatever day.
    on_notes = _receipts(session, _NOTE.in_(named)) if named else []
    matched = match_payments((one.as_payment for one in on_notes), notes)
    matched |= match_payments((one.as_payment for one in wanted if not one.sales_note), notes)
    lines = [one.line(matched[one.id]) for one in wanted]
    return sorted(lines, key=lambda line: (line.day, line.region, line.number))


def open_days(session: Session) -> list[date]:
    """The days on which payments for goods of some region are not reconciled, or changed since."""
    done = {(one.day, one.region): one.received_fen for one in _newest(session)}
    sums = session.execute(
        select(CashVoucher.day, _REGION, func.sum(CashVoucher.amount_fen))
        .outerjoin(_REVERSED, _REVERSED.id == CashVoucher.reverses_id)
        .where(CashVoucher.direction == Direction.IN, _FOR_GOODS)
        .group_by(CashVoucher.day, _REGION)
    )
    return sorted({day for day, region, fen in sums if done.get((day, region)) != int(fen)})


def note_lines(session: Session, actor: Actor, month: Month, *, unchecked_only: bool = False) -> list[NoteLine]:
    """The sales notes of a month by day and number; `unchecked_only`: those of any month that finance has not checked.
    Raises NotPermitted for whoever neither enters nor sees them."""
    require(session, actor, Permission.CASH_VIEW)
    query = select(SalesNote, Employee.name).outerjoin(Employee, Employee.id == SalesNote.checked_by_id)
    if unchecked_only:
        query = query.where(SalesNote.checked_at.is_(None))
    else:
        query = query.where(SalesNote.day.between(month.first, month.last))
    rows = session.execute(query.order_by(SalesNote.day, SalesNote.number)).all()
    paid: dict[str, int] = defaultdict(int)
    for one in _receipts(session, _NOTE.in_([note.number for note, _by in rows])):
        paid[one.sales_note] += one.fen
    return [_note_line(note, paid[note.number], by or "") for note, by in rows]


def open_notes(session: Session, typed: str, most: int) -> list[NoteLine]:
    """The sales notes with something still to come whose number or customer holds a text, the newest first."""
    text = typed.strip()
    named = or_(SalesNote.number.contains(text, autoescape=True), SalesNote.customer.contains(text, autoescape=True))
    notes = session.scalars(
        select(SalesNote).where(named).order_by(SalesNote.day.desc(), SalesNote.number.desc()).limit(most * 4)
    ).all()
    paid: dict[str, int] = defaultdict(int)
    for one in _receipts(session, _NOTE.in_([note.number for note in notes])):
        paid[one.sales_note] += one.fen
    lines = [_note_line(note, paid[note.number], "") for note in notes]
    return [line for line in lines if line.open_fen > 0][:most]


def _note_line(note: SalesNote, paid_fen: int, checked_by: str) -> NoteLine:
    return NoteLine(
        note.id,
        note.number,
        note.day,
        note.region,
        note.customer,
        note.amount_fen,
        paid_fen,
        note.note,
        checked_by,
    )


def regions(session: Session) -> list[str]:
    """Every region in use, sorted."""
    noted = session.scalars(select(SalesNote.region).distinct())
    paid = session.scalars(select(CashVoucher.region).distinct())
    return sorted({name for name in (*noted, *paid) if name})


_REVERSED = aliased(CashVoucher)
# A red entry counts where what it reverses did: the first ones did not say so themselves.
_REGION = case((CashVoucher.region != "", CashVoucher.region), else_=func.coalesce(_REVERSED.region, ""))
_NOTE = case((CashVoucher.sales_note != "", CashVoucher.sales_note), else_=func.coalesce(_REVERSED.sales_note, ""))
_FOR_GOODS = or_(_REGION != "", _NOTE != "")


@dataclass(frozen=True, slots=True)
class _Receipt:
    id: int
    number: str
    day: date
    party: str
    region: str
    sales_note: str
    fen: int

    @property
    def as_payment(self) -> Payment:
        return Payment(self.id, self.region, self.sales_note, self.fen)

    def line(self, matched: Matched) -> GoodsLine:
        return GoodsLine(
            self.id,
            self.number,
            self.day,
            self.party,
            self.region,
            self.sales_note,
            self.fen,
            matched.match,
            matched.covered_fen,
        )


def _receipts(session: Session, condition: ColumnElement[bool]) -> list[_Receipt]:
    """The payments for goods that a condition names, in the order in which they were written."""
    rows = session.execute(
        select(
            CashVoucher.id,
            CashVoucher.number,
            CashVoucher.day,
            CashVoucher.party,
            _REGION.label("region"),
            _NOTE.label("sales_note"),
            CashVoucher.amount_fen,
        )
        .outerjoin(_REVERSED, _REVERSED.id == CashVoucher.reverses_id)
        .where(CashVoucher.direction == Direction.IN, _FOR_GOODS, condition)
        .order_by(CashVoucher.id)
    )
    return [_Receipt(*row) for row in rows]


def _newest(session: Session, day: date | None = None) -> list[GoodsReconciled]:
    """The last reconciliation of each region and day."""
    query = select(GoodsReconciled).order_by(GoodsReconciled.id)
    if day is not None:
        query = query.where(GoodsReconciled.day == day)
    return list({(one.day, one.region): one for one in session.scalars(query)}.values())


def _regions(session: Session, day: date, lines: Sequence[GoodsLine]) -> tuple[RegionDay, ...]:
    done = {one.region: one for one in _newest(session, day)}
    names = {
        row.id: row.name
        for row in session.execute(
            select(Employee.id, Employee.name).where(Employee.id.in_([one.by_id for one in done.values()]))
        )
    }
    found = []
    for region in sorted({line.region for line in lines}):
        received = sum(line.fen for line in lines if line.region == region)
        covered = sum(line.covered_fen for line in lines if line.region == region)
        last = done.get(region)
        found.append(
            RegionDay(
                region,
                received,
                covered,
                last.at if last is not None else None,
                names.get(last.by_id or 0, "") if last is not None else "",
                last.note if last is not None else "",
                last is not None and last.received_fen != received,
            )
        )
    return tuple(found)
