"""What is written down at the counter: goods taken in, issued, brought back, handed over, lost, and reversals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, bindparam, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.invoices import is_scan, parse_invoice, parse_scan
from opsconsole.org.model import Assignment, Employee, Position
from opsconsole.org.tenures import running_on
from opsconsole.stockroom.model import Item, StockMovement, StockVoucher
from opsconsole.stockroom.rules.ledger import to_reverse_first
from opsconsole.stockroom.rules.values import INSIDE, LOST, SERIES, STORE, SUPPLIER, Move, Place, PlaceKind, VoucherKind
from opsconsole.stockroom.service.posting import Line, NewVoucher, items_named, moves_at, post, stock_at
from opsconsole.stockroom.service.quotas import check_quota
from opsconsole.stockroom.service.remaining import check_fits_form
from opsconsole.stockroom.spent import check_issue

LONGEST_NOTE = 500
LONGEST_SLIP = 64
LONGEST_SUPPLIER = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many base units of an item; `amount_fen` is what they cost, where goods come in."""

    item_id: int
    quantity: int
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class OnPaper:
    """A voucher that was written on paper while the machine was down: its own number and, on a stock-in, the form that
    it names, which the console need not know."""

    number: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class StockIn:
    """What was bought: against which approved form, with which invoice, and whether the itemised list lies beside it
    (SUP-3). `invoice` may be the scan of its QR code."""

    day: date
    lines: Sequence[Wanted]
    form_id: int | None = None
    invoice: str = ""
    list_attached: bool = False
    supplier: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Who takes what for which unit (SUP-5).

    `unit_id` None: the taker's own. `accepted_by`: who said with badge and PIN that they take durable things into
    custody; `slip` names the paper that they signed instead. `over_quota`: why more than the unit's quota
    or budget (SUP-6, EXP-7).
    """

    day: date
    employee_id: int
    lines: Sequence[Wanted]
    unit_id: int | None = None
    accepted_by: int | None = None
    over_quota: str = ""
    note: str = ""
    slip: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody brings back, or has lost. `unit_id` None: their own unit's."""

    day: date
    employee_id: int
    lines: Sequence[Wanted]
    unit_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Durable things from one person to another, who accepts with badge and PIN or signs a slip (SUP-7)."""

    day: date
    employee_id: int
    receiver_id: int
    lines: Sequence[Wanted]
    accepted_by: int | None = None
    note: str = ""
    slip: str = ""


def take_in(
    session: Session, actor: Actor, asked: StockIn, now: datetime, paper: OnPaper | None = None
) -> dict[str, Any]:
    """Takes in what was bought (SUP-3).

    Raises Refusal naming which of form, invoice and list is missing, or the line that goes beyond the form. One on
    paper is taken without them, marked incomplete.
    """
    require(session, actor, Permission.STOCK_KEEP)
    _check_texts(asked.note)
    _check_texts(asked.supplier, most=LONGEST_SUPPLIER)
    for line in asked.lines:
        if line.amount_fen is None or line.amount_fen < 0:
            raise Refusal(N_("A stock-in says what each line cost"), clause="SUP-3")
    invoice = invoice_as_kept(asked.invoice, on_paper=paper is not None)
    form = paper.form if paper else ""
    missing = [
        *([N_("the approved form")] if asked.form_id is None and not form else []),
        *([N_("the invoice")] if not invoice else []),
        *([N_("the itemised list")] if not asked.list_attached else []),
    ]
    if missing and paper is None:
        raise Refusal(_MISSING[len(missing)], clause="SUP-3", **_numbered(missing))
    if asked.form_id is not None:
        check_fits_form(
            session, asked.form_id, [(line.item_id, line.quantity, line.amount_fen) for line in asked.lines]
        )
    voucher = NewVoucher(
        VoucherKind.IN,
        asked.day,
        form_id=asked.form_id,
        form=form,
        invoice=invoice,
        supplier=asked.supplier.strip(),
        list_attached=asked.list_attached,
        incomplete=bool(missing),
        note=asked.note.strip(),
    )
    lines = [Line(one.item_id, one.quantity, SUPPLIER, STORE, one.amount_fen) for one in asked.lines]
    return post(session, actor, _numbered_as(voucher, paper), lines, now)


def issue(session: Session, actor: Actor, asked: Issue, now: datetime, paper: OnPaper | None = None) -> dict[str, Any]:
    """Issues from the storeroom (SUP-5): what is used up is charged to the unit, what is durable goes into the taker's
    custody (SUP-7).

    Raises Refusal where the storeroom holds too few, quota or budget is gone over without a reason, or durable things
    are not accepted by who takes them.
    """
    require(session, actor, Permission.STOCK_KEEP)
    _check_texts(asked.note, asked.over_quota)
    _check_texts(asked.slip, most=LONGEST_SLIP)
    unit_id = asked.unit_id if asked.unit_id is not None else unit_of(session, asked.employee_id, asked.day)
    items = items_named(session, [line.item_id for line in asked.lines])
    durable = {item_id for item_id, item in items.items() if item.durable}
    if durable and paper is None and not asked.slip.strip() and asked.accepted_by != asked.employee_id:
        raise Refusal(
            N_("{item} goes into custody: whoever takes it accepts with badge and PIN, or signs a slip"),
            clause="SUP-7",
            item=items[min(durable)].named,
        )
    lines = [
        Line(one.item_id, one.quantity, STORE, _holder(one, durable, asked.employee_id, unit_id)) for one in asked.lines
    ]
    voucher = NewVoucher(
        VoucherKind.OUT,
        asked.day,
        unit_id=unit_id,
        employee_id=asked.employee_id,
        accepted=bool(durable) and asked.accepted_by == asked.employee_id,
        slip=asked.slip.strip(),
        over_quota=asked.over_quota.strip(),
        note=asked.note.strip(),
    )
    done = post(session, actor, _numbered_as(voucher, paper), lines, now, items)
    if paper is None:
        categories = {item.category for item in items.values()}
        check_quota(session, unit_id, asked.day, categories, asked.over_quota.strip())
        check_issue(session, unit_id, asked.day, categories, done["number"], asked.over_quota.strip())
    return done


def give_back(
    session: Session, actor: Actor, asked: Brought, now: datetime, paper: OnPaper | None = None
) -> dict[str, Any]:
    """Takes things back into the storeroom, at the average of what the unit has drawn or the person holds."""
    require(session, actor, Permission.STOCK_KEEP)
    _check_texts(asked.note)
    unit_id = asked.unit_id if asked.unit_id is not None else last_unit_of(session, asked.employee_id, asked.day)
    durable = durable_items(session, asked.lines)
    lines = [
        Line(one.item_id, one.quantity, _holder(one, durable, asked.employee_id, unit_id), STORE) for one in asked.lines
    ]
    voucher = NewVoucher(
        VoucherKind.RETURN, asked.day, unit_id=unit_id, employee_id=asked.employee_id, note=asked.note.strip()
    )
    return post(session, actor, _numbered_as(voucher, paper), lines, now)


def lose(session: Session, actor: Actor, asked: Brought, now: datetime, paper: OnPaper | None = None) -> dict[str, Any]:
    """Writes down what somebody has lost of what they had in custody; the amount is what they pay (SUP-7)."""
    require(session, actor, Permission.STOCK_KEEP)
    _check_texts(asked.note)
    _only_durable(session, asked.lines)
    unit_id = asked.unit_id if asked.unit_id is not None else last_unit_of(session, asked.employee_id, asked.day)
    voucher = NewVoucher(
        VoucherKind.LOSS, asked.day, unit_id=unit_id, employee_id=asked.employee_id, note=asked.note.strip()
    )
    holder = Place(PlaceKind.PERSON, asked.employee_id)
    lines = [Line(one.item_id, one.quantity, holder, LOST) for one in asked.lines]
    return post(session, actor, _numbered_as(voucher, paper), lines, now)


def hand_over(session: Session, actor: Actor, asked: HandOver, now: datetime) -> dict[str, Any]:
    """Hands durable things over to a named person, who accepts with badge and PIN or signs a slip (SUP-7)."""
    require(session, actor, Permission.STOCK_KEEP)
    _check_texts(asked.note)
    _check_texts(asked.slip, most=LONGEST_SLIP)
    _only_durable(session, asked.lines)
    if asked.employee_id == asked.receiver_id:
        raise Refusal(N_("A hand-over goes to somebody else"), clause="SUP-7")
    if not asked.slip.strip() and asked.accepted_by != asked.receiver_id:
        raise Refusal(N_("Whoever takes things over accepts with badge and PIN, or signs a slip"), clause="SUP-7")
    unit_id = unit_of(session, asked.receiver_id, asked.day)
    voucher = NewVoucher(
        VoucherKind.HANDOVER,
        asked.day,
        unit_id=unit_id,
        employee_id=asked.employee_id,
        receiver_id=asked.receiver_id,
        accepted=asked.accepted_by == asked.receiver_id,
        slip=asked.slip.strip(),
        note=asked.note.strip(),
    )
    before, after = Place(PlaceKind.PERSON, asked.employee_id), Place(PlaceKind.PERSON, asked.receiver_id)
    return post(session, actor, voucher, [Line(one.item_id, one.quantity, before, after) for one in asked.lines], now)


def reverse(session: Session, actor: Actor, voucher_id: int, day: date, note: str, now: datetime) -> dict[str, Any]:
    """Reverses a voucher by an entry that takes exactly its quantities and amounts back (红字冲销, SUP-8).

    A reversal is reversed as any other: what it took back stands again, at the old amounts. Where a voucher stands
    again that way, it is the last reversal that is reversed.

    Raises Refusal for a second reversal, and where quantity or value would break, naming what to reverse first.
    """
    require(session, actor, Permission.STOCK_KEEP)
    _check_texts(note)
    held = session.get(StockVoucher, voucher_id)
    if held is None:
        raise Refusal(N_("There is no such voucher"))
    held = _what_stands(session, held)
    if not note.strip():
        raise Refusal(N_("A reversal says why"), clause="SUP-8")
    if day < held.day:
        raise Refusal(
            N_("A reversal carries no date before that of its voucher, {day}"), clause="SUP-8", day=str(held.day)
        )
    moves = session.scalars(
        select(StockMovement).where(StockMovement.voucher_id == held.id).order_by(StockMovement.line)
    ).all()
    for move in moves:
        _check_can_be_undone(session, held, move)
    lines = [
        Line(
            move.item_id,
            move.quantity,
            Place(move.to_kind, move.to_id),
            Place(move.from_kind, move.from_id),
            move.amount_fen,
        )
        for move in moves
    ]
    voucher = NewVoucher(
        VoucherKind.REVERSAL,
        day,
        unit_id=held.unit_id,
        employee_id=held.employee_id,
        form_id=held.form_id,
        note=note.strip(),
        reverses_id=held.id,
    )
    return post(session, actor, voucher, lines, now)


def _what_stands(session: Session, voucher: StockVoucher) -> StockVoucher:
    """The voucher itself, or the reversal by which it stands again; Refusal where it is reversed."""
    last, reversed_ = voucher, False
    while (
        by := session.scalars(select(StockVoucher).where(StockVoucher.reverses_id == last.id)).one_or_none()
    ) is not None:
        last, reversed_ = by, not reversed_
    if reversed_:
        raise Refusal(
            N_("{number} was reversed by {by} already"), clause="SUP-8", number=voucher.number, by=last.number
        )
    return last


def unit_of(session: Session, employee_id: int, day: date) -> int:
    """The unit somebody is in on a day; Refusal for who holds no position then."""
    unit_id = session.connection().execute(_UNIT_OF, {"employee": employee_id, "day": day}).scalar()
    if unit_id is None:
        badge = session.scalars(select(Employee.badge).where(Employee.id == employee_id)).first() or ""
        raise Refusal(
            N_("{badge} holds no position on {day}; things are issued to people of the company"),
            clause="SUP-5",
            badge=badge,
            day=str(day),
        )
    return unit_id


_UNIT_OF = (
    select(Position.unit_id)
    .join(Assignment, Assignment.position_id == Position.id)
    .where(Assignment.employee_id == bindparam("employee"), running_on(bindparam("day", type_=Date)))
)


def last_unit_of(session: Session, employee_id: int, day: date) -> int:
    """The unit somebody is in on a day, or was in last before it: who has left still brings things back."""
    unit_id = session.execute(
        select(Position.unit_id)
        .join(Assignment, Assignment.position_id == Position.id)
        .where(Assignment.employee_id == employee_id, Assignment.from_day <= day)
        .order_by(Assignment.from_day.desc())
        .limit(1)
    ).scalar()
    return unit_of(session, employee_id, day) if unit_id is None else unit_id


def durable_items(session: Session, lines: Sequence[Wanted]) -> set[int]:
    """Those of the items that go into custody (SUP-7)."""
    wanted = {line.item_id for line in lines}
    return set(session.scalars(select(Item.id).where(Item.id.in_(wanted), Item.durable)))


def is_own_number(number: str) -> bool:
    """Whether a number looks like one that the console gives by itself."""
    series, _, rest = number.partition("-")
    year, _, place = rest.partition("-")
    return series in SERIES.values() and len(year) == 2 and year.isdigit() and len(place) >= 4 and place.isdigit()


def _numbered_as(voucher: NewVoucher, paper: OnPaper | None) -> NewVoucher:
    return voucher if paper is None else replace(voucher, number=paper.number, on_paper=True)


def _holder(one: Wanted, durable: set[int], employee_id: int, unit_id: int) -> Place:
    return Place(PlaceKind.PERSON, employee_id) if one.item_id in durable else Place(PlaceKind.UNIT, unit_id)


def _only_durable(session: Session, lines: Sequence[Wanted]) -> None:
    others = {line.item_id for line in lines} - durable_items(session, lines)
    if others:
        raise Refusal(
            N_("{item} is used up, not kept by a person; only durable things are handed over or lost"),
            clause="SUP-7",
            item=items_named(session, others)[min(others)].named,
        )


def _check_can_be_undone(session: Session, voucher: StockVoucher, move: StockMovement) -> None:
    """Raises Refusal naming the later vouchers to reverse first, where the place that has to give no longer can."""
    place = Place(move.to_kind, move.to_id)
    if place.kind not in INSIDE:
        return
    now = stock_at(session, move.item_id, place)
    undo = Move(voucher.day, voucher.number, -move.quantity, -move.amount_fen)
    if now.plus(undo.quantity, undo.amount_fen).is_sound:
        return
    first = to_reverse_first(now, undo, moves_at(session, move.item_id, place, after_id=move.id))
    item = items_named(session, [move.item_id])[move.item_id].named
    if first:
        raise Refusal(
            N_("{item}: {number} cannot be reversed as things stand; reverse first {first}"),
            clause="SUP-8",
            item=item,
            number=voucher.number,
            first=", ".join(first),
        )
    raise Refusal(
        N_("{item}: {number} cannot be reversed; its value went out with what was drawn since"),
        clause="SUP-8",
        item=item,
        number=voucher.number,
    )


def invoice_as_kept(typed: str, *, on_paper: bool) -> str:
    """An invoice as it is kept: its digits. What was written on paper is kept as it stands where it is no number."""
    if not typed:
        return ""
    if is_scan(typed):
        return str(parse_scan(typed).number)
    try:
        return str(parse_invoice(typed))
    except Refusal:
        if not on_paper:
            raise
        return typed


_MISSING = {
    1: N_("A stock-in needs the approved form, the invoice and the itemised list; missing is {first}"),
    2: N_("A stock-in needs the approved form, the invoice and the itemised list; missing are {first} and {second}"),
    3: N_("A stock-in needs {first}, {second} and {third}; all three are missing"),
}


def _numbered(missing: Sequence[str]) -> dict[str, Any]:
    return {name: Message(what) for name, what in zip(("first", "second", "third"), missing, strict=False)}


def _check_texts(*texts: str, most: int = LONGEST_NOTE) -> None:
    for text in texts:
        if len(text) > most or unsafe_character(text) is not None:
            raise Refusal(N_("A note has at most {most} characters and no control characters"), most=most)
