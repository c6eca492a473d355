"""Posting: the one way into the ledger. A voucher, its movements, its number and the balances in one transaction.

Who may post, and what stands on a voucher, is its verb's business (`service.vouchers`); here dates, quantities and
values are held to SUP-5, SUP-8 and SUP-11.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import String, and_, bindparam, insert, or_, select, tuple_, type_coerce, update
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.db.types import table_of
from opsconsole.errors import Message, Named, Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.stockroom.model import Item, StockBalance, StockMonth, StockMovement, StockNumber, StockVoucher
from opsconsole.stockroom.rules.ledger import cost_of, first_break
from opsconsole.stockroom.rules.values import INSIDE, SERIES, STORE, Move, Place, PlaceKind, Stock, VoucherKind
from opsconsole.stockroom.words import PLACE_NAMES

_VOUCHER, _MOVEMENT, _BALANCE = table_of(StockVoucher), table_of(StockMovement), table_of(StockBalance)
_NUMBER = table_of(StockNumber)
LARGEST_QUANTITY = 10**9
MOST_LINES = 1_000


@dataclass(frozen=True, slots=True)
class Line:
    """So many of an item from a place to a place. `amount_fen` None: what it costs where it is taken from (SUP-5)."""

    item_id: int
    quantity: int
    source: Place
    target: Place
    amount_fen: int | None = None


@dataclass(frozen=True, slots=True)
class NewVoucher:
    """What a voucher says beside its lines. `number` '' for the next one of its series."""

    kind: VoucherKind
    day: date
    number: str = ""
    unit_id: int | None = None
    employee_id: int | None = None
    receiver_id: int | None = None
    accepted: bool = False
    slip: str = ""
    form_id: int | None = None
    form: str = ""
    invoice: str = ""
    supplier: str = ""
    list_attached: bool = False
    incomplete: bool = False
    on_paper: bool = False
    over_quota: str = ""
    note: str = ""
    reverses_id: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What posting has to know of an item."""

    code: str
    name_zh: str
    name_en: str
    category: str
    durable: bool

    @property
    def named(self) -> Message:
        return Message(N_("{code} {name}"), code=self.code, name=Named(self.name_zh, self.name_en))


@dataclass(frozen=True, slots=True)
class _Held:
    stock: Stock
    last_day: date | None


def post(
    session: Session,
    actor: Actor,
    voucher: NewVoucher,
    lines: Sequence[Line],
    now: datetime,
    items: Mapping[int, Known] | None = None,
) -> dict[str, Any]:
    """Posts a voucher: its id, number and amount, and what each line came to. `items` are those of the lines, where
    they were read already.

    Raises Refusal for a date ahead or in a closed month, for more than a place holds, and for a date at which a later
    voucher would break (with that voucher and the earliest date that works).
    """
    check_day(session, voucher.day, now)
    lines = _merged(lines)
    if items is None:
        items = items_named(session, [line.item_id for line in lines])
    held = _held(session, lines)
    number = voucher.number or next_number(session, voucher.kind, voucher.day.year)
    balances = dict(held)
    done: list[tuple[Line, int, Stock]] = []
    for line in lines:
        amount = line.amount_fen
        if amount is None:
            amount = _cost(balances, line, items[line.item_id])
        for place, sign in ((line.source, -1), (line.target, 1)):
            if place.kind in INSIDE:
                _move(
                    session,
                    balances,
                    line,
                    place,
                    Move(voucher.day, number, sign * line.quantity, sign * amount),
                    items[line.item_id],
                )
        store = balances.get((line.item_id, STORE))
        done.append((line, amount, store.stock if store else Stock()))
    voucher_id = _write(session, actor, replace(voucher, number=number), bool(voucher.number), done, now)
    _keep(session, held, balances)
    total = sum(amount for _, amount, _ in done)
    audit.record(
        session,
        number,
        kind=voucher.kind.value,
        day=str(voucher.day),
        lines=[
            [items[line.item_id].code, _told(line.source), _told(line.target), line.quantity, amount]
            for line, amount, _ in done
        ],
        **({"note": voucher.note} if voucher.note else {}),
    )
    return {
        "voucher": voucher_id,
        "number": number,
        "amount_fen": total,
        "lines": [[line.item_id, line.quantity, amount] for line, amount, _ in done],
    }


def check_day(session: Session, day: date, now: datetime) -> None:
    """Raises Refusal for a day that is ahead, or in a month of the stockroom that is closed (SUP-11)."""
    if day > now.date():
        raise Refusal(N_("{day} is still ahead; a voucher carries today's date or an earlier one"), day=str(day))
    last = last_closed(session)
    if last is not None and f"{day:%Y-%m}" <= last:
        raise Refusal(
            N_("The stockroom's {month} is closed; use a date after it, or have the month reopened"),
            clause="SUP-11",
            month=last,
        )


def last_closed(session: Session) -> str | None:
    """The last month of the stockroom that is closed, None where none is."""
    return session.connection().execute(_LAST_CLOSED).scalar()


# Statements of the counter are made once and go past the unit of work: a queue waits for them.
_LAST_CLOSED = select(StockMonth.month).where(StockMonth.closed).order_by(StockMonth.month.desc()).limit(1)
_KNOWN = select(Item.id, Item.code, Item.name_zh, Item.name_en, Item.category, Item.durable).where(
    Item.id.in_(bindparam("items", expanding=True))
)


def items_named(session: Session, item_ids: Iterable[int]) -> dict[int, Known]:
    """Items by id; Refusal where one does not exist."""
    wanted = list(dict.fromkeys(item_ids))
    rows = session.connection().execute(_KNOWN, {"items": wanted})
    found = {row.id: Known(row.code, row.name_zh, row.name_en, row.category, row.durable) for row in rows}
    if len(found) < len(wanted):
        raise Refusal(N_("There is no such item"))
    return found


def next_number(session: Session, kind: VoucherKind, year: int) -> str:
    """The next number of a series, `CK-26-0001`; counted in this transaction, so none is missing or given twice."""
    series, connection = SERIES[kind], session.connection()
    last = connection.execute(_COUNT_ON, {"of_series": series, "of_year": year}).scalar()
    if last is None:
        last = 1
        connection.execute(insert(_NUMBER), {"series": series, "year": year, "last": last})
    return f"{series}-{year % 100:02d}-{last:04d}"


_COUNT_ON = (
    update(_NUMBER)
    .where(_NUMBER.c.series == bindparam("of_series"), _NUMBER.c.year == bindparam("of_year"))
    .values(last=_NUMBER.c.last + 1)
    .returning(_NUMBER.c.last)
)


def stock_at(session: Session, item_id: int, place: Place) -> Stock:
    """What a place holds of an item."""
    row = session.execute(
        select(_BALANCE.c.quantity, _BALANCE.c.amount_fen).where(
            _BALANCE.c.item_id == item_id, _BALANCE.c.place_kind == place.kind, _BALANCE.c.place_id == place.id
        )
    ).one_or_none()
    return Stock(row.quantity, row.amount_fen) if row else Stock()


def moves_at(
    session: Session, item_id: int, place: Place, *, after_day: date | None = None, after_id: int = 0
) -> list[Move]:
    """The movements of an item at a place, signed as the place sees them: of later days in the order of day and
    posting, or posted after one in the order of posting."""
    table = _MOVEMENT.c
    here = or_(
        and_(table.from_kind == place.kind, table.from_id == place.id),
        and_(table.to_kind == place.kind, table.to_id == place.id),
    )
    query = (
        select(table.day, StockVoucher.number, table.to_kind, table.to_id, table.quantity, table.amount_fen)
        .join(StockVoucher, StockVoucher.id == table.voucher_id)
        .where(table.item_id == item_id, here)
    )
    if after_day is not None:
        query = query.where(table.day > after_day).order_by(table.day, table.id)
    else:
        query = query.where(table.id > after_id).order_by(table.id)
    return [_as_move(row, place) for row in session.execute(query)]


def _as_move(row: Any, place: Place) -> Move:
    sign = 1 if (row.to_kind, row.to_id) == place else -1
    return Move(row.day, row.number, sign * row.quantity, sign * row.amount_fen)


def _merged(lines: Sequence[Line]) -> list[Line]:
    """One line for each item and way: the same item twice is so many more of it."""
    if not lines:
        raise Refusal(N_("A voucher needs at least one line"))
    found: dict[tuple[int, Place, Place], Line] = {}
    for line in lines:
        if not 0 < line.quantity <= LARGEST_QUANTITY:
            raise Refusal(
                N_("A quantity is a whole number from 1 to {most}, not {quantity}"),
                most=LARGEST_QUANTITY,
                quantity=line.quantity,
            )
        key = (line.item_id, line.source, line.target)
        before = found.get(key)
        if before is not None:
            amount = None if line.amount_fen is None else (before.amount_fen or 0) + line.amount_fen
            line = replace(line, quantity=before.quantity + line.quantity, amount_fen=amount)
        found[key] = line
    if len(found) > MOST_LINES:
        raise Refusal(N_("A voucher has at most {most} lines"), most=MOST_LINES)
    return list(found.values())


def _held(session: Session, lines: Sequence[Line]) -> dict[tuple[int, Place], _Held]:
    """What the storeroom and the places of lines hold of their items, as far as they ever held any."""
    places = {STORE, *(place for line in lines for place in (line.source, line.target) if place.kind in INSIDE)}
    wanted = {"items": [line.item_id for line in lines], "places": [(place.kind.value, place.id) for place in places]}
    rows = session.connection().execute(_HELD, wanted)
    return {
        (item_id, Place(PlaceKind(kind), place_id)): _Held(Stock(quantity, fen), last_day)
        for item_id, kind, place_id, quantity, fen, last_day in rows
    }


_HELD = select(
    _BALANCE.c.item_id,
    type_coerce(_BALANCE.c.place_kind, String),
    _BALANCE.c.place_id,
    _BALANCE.c.quantity,
    _BALANCE.c.amount_fen,
    _BALANCE.c.last_day,
).where(
    _BALANCE.c.item_id.in_(bindparam("items", expanding=True)),
    tuple_(type_coerce(_BALANCE.c.place_kind, String), _BALANCE.c.place_id).in_(bindparam("places", expanding=True)),
)


def _cost(balances: dict[tuple[int, Place], _Held], line: Line, item: Known) -> int:
    held = balances.get((line.item_id, line.source))
    stock = held.stock if held else Stock()
    if stock.quantity < line.quantity:
        raise _too_few(line.source, item, stock.quantity, line.quantity)
    return cost_of(stock, line.quantity)


def _move(
    session: Session, balances: dict[tuple[int, Place], _Held], line: Line, place: Place, move: Move, item: Known
) -> None:
    key = (line.item_id, place)
    held = balances.get(key, _Held(Stock(), None))
    after = held.stock.plus(move.quantity, move.amount_fen)
    if after.quantity < 0:
        raise _too_few(place, item, held.stock.quantity, line.quantity)
    if not after.is_sound:
        raise Refusal(
            N_("{item}: {quantity} would be left, worth {amount}; value stays above zero as long as quantity does"),
            clause="SUP-8",
            item=item.named,
            quantity=after.quantity,
            amount=format_yuan(after.amount_fen),
        )
    if held.last_day is not None and move.day < held.last_day:
        _check_history(session, line.item_id, place, held.stock, move, item)
    balances[key] = _Held(after, move.day if held.last_day is None else max(held.last_day, move.day))


def _check_history(session: Session, item_id: int, place: Place, now: Stock, move: Move, item: Known) -> None:
    """Raises Refusal where an earlier date would leave the place short on a later day (SUP-8)."""
    later = moves_at(session, item_id, place, after_day=move.day)
    before = now.plus(-sum(one.quantity for one in later), -sum(one.amount_fen for one in later))
    broken = first_break(before, later, move)
    if broken is None:
        return
    facts: dict[str, Any] = {"item": item.named, "day": str(move.day), "earliest": str(broken.earliest)}
    if not broken.voucher:
        raise Refusal(
            N_("{item}: on {day} there were only {held}; the earliest date that works is {earliest}"),
            clause="SUP-8",
            held=before.quantity,
            **facts,
        )
    raise Refusal(
        N_("{item}: dated {day}, {voucher} of {broken_on} would break; the earliest date that works is {earliest}"),
        clause="SUP-8",
        voucher=broken.voucher,
        broken_on=str(broken.day),
        **facts,
    )


def _too_few(place: Place, item: Known, held: int, wanted: int) -> Refusal:
    return Refusal(
        N_("{item}: {place} holds {held}, not {wanted}"),
        clause="SUP-8",
        item=item.named,
        place=Message(PLACE_NAMES[place.kind]),
        held=held,
        wanted=wanted,
    )


def _write(
    session: Session,
    actor: Actor,
    voucher: NewVoucher,
    on_paper_number: bool,
    done: Sequence[tuple[Line, int, Stock]],
    now: datetime,
) -> int:
    values = {name: getattr(voucher, name) for name in NewVoucher.__slots__}
    values |= {"own": not on_paper_number, "posted_at": now, "posted_by_id": actor.employee_id}
    connection = session.connection()
    (voucher_id,) = connection.execute(_NEW_VOUCHER, values).one()
    connection.execute(
        _NEW_MOVEMENT,
        [
            {
                "voucher_id": voucher_id,
                "line": place,
                "day": voucher.day,
                "item_id": line.item_id,
                "from_kind": line.source.kind,
                "from_id": line.source.id,
                "to_kind": line.target.kind,
                "to_id": line.target.id,
                "quantity": line.quantity,
                "amount_fen": amount,
                "store_quantity": store.quantity,
                "store_amount_fen": store.amount_fen,
            }
            for place, (line, amount, store) in enumerate(done, 1)
        ],
    )
    return voucher_id


_NEW_VOUCHER = insert(_VOUCHER).returning(_VOUCHER.c.id)
_NEW_MOVEMENT = insert(_MOVEMENT)
_NEW_BALANCE = insert(_BALANCE)
_KEPT = (
    update(_BALANCE)
    .where(
        _BALANCE.c.item_id == bindparam("of_item"),
        _BALANCE.c.place_kind == bindparam("at_kind"),
        _BALANCE.c.place_id == bindparam("at_id"),
    )
    .values(
        quantity=bindparam("new_quantity"), amount_fen=bindparam("new_amount_fen"), last_day=bindparam("new_last_day")
    )
)


def _keep(session: Session, held: dict[tuple[int, Place], _Held], balances: dict[tuple[int, Place], _Held]) -> None:
    changed: dict[bool, list[dict[str, Any]]] = defaultdict(list)
    for (item_id, place), now in balances.items():
        key = (item_id, place)
        if held.get(key) == now:
            continue
        known = key in held
        names = (
            ("of_item", "at_kind", "at_id", "new_quantity", "new_amount_fen", "new_last_day")
            if known
            else ("item_id", "place_kind", "place_id", "quantity", "amount_fen", "last_day")
        )
        figures = (item_id, place.kind, place.id, now.stock.quantity, now.stock.amount_fen, now.last_day)
        changed[known].append(dict(zip(names, figures, strict=True)))
    connection = session.connection()
    if changed[True]:
        connection.execute(_KEPT, changed[True])
    if changed[False]:
        connection.execute(_NEW_BALANCE, changed[False])


def _told(place: Place) -> str:
    return f"{place.kind.value}:{place.id}" if place.id else place.kind.value
