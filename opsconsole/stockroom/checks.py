"""The stockroom's invariants, for `opsconsole check`. None repairs anything; the ledger is walked through once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, func, select, type_coerce
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.audit.checks import Check
from opsconsole.db.types import table_of
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.stockroom.model import (
    FundsLine,
    Item,
    StockBalance,
    StockMonth,
    StockMonthBalance,
    StockMovement,
    StockNumber,
    StockVoucher,
)
from opsconsole.stockroom.rules.values import INSIDE, SERIES, PlaceKind, Stock, VoucherKind

MOST = 20
_TABLE = table_of(StockMovement).c
_MOVES = select(
    _TABLE.id,
    type_coerce(_TABLE.day, String),
    _TABLE.item_id,
    type_coerce(_TABLE.from_kind, String),
    _TABLE.from_id,
    type_coerce(_TABLE.to_kind, String),
    _TABLE.to_id,
    _TABLE.quantity,
    _TABLE.amount_fen,
    _TABLE.store_quantity,
    _TABLE.store_amount_fen,
)
"""What is walked through: bare columns, for there may be a million of them."""

_INSIDE = frozenset(kind.value for kind in INSIDE)
_STORE = PlaceKind.STORE.value
PAGE = 20_000

Key = tuple[int, str, int]
"""An item, and the kind and id of a place."""


@dataclass(slots=True)
class _Walk:
    """One walk through every movement in the order of posting: what places hold at its end, what is wrong on the way,
    and, where vouchers carry earlier dates, which items have to be walked through by date as well."""

    held: dict[Key, list[int]] = field(default_factory=dict)
    by_month: dict[str, dict[Key, list[int]]] = field(default_factory=lambda: defaultdict(dict))
    unsound: list[tuple[int, int]] = field(default_factory=list)
    misnoted: list[tuple[int, int, int, int]] = field(default_factory=list)
    back_dated: set[int] = field(default_factory=set)
    outside_fen: int = 0


def _walk(session: Session) -> _Walk:
    walk = _Walk()
    held, nothing = walk.held, [0, 0]
    last_day: dict[int, Any] = {}
    month, month_day = walk.by_month[""], None
    for seq, day, item, from_kind, from_id, to_kind, to_id, quantity, fen, store, store_fen in _rows(session, _MOVES):
        if day != month_day:
            month, month_day = walk.by_month[str(day)[:7]], day
        if day < last_day.get(item, day):
            walk.back_dated.add(item)
        else:
            last_day[item] = day
        for kind, place, moved, moved_fen in (
            (from_kind, from_id, -quantity, -fen),
            (to_kind, to_id, quantity, fen),
        ):
            if kind not in _INSIDE:
                walk.outside_fen += moved_fen
                continue
            key = (item, kind, place)
            stock = held.get(key)
            if stock is None:
                stock = held[key] = [0, 0]
            stock[0] += moved
            stock[1] += moved_fen
            if not _sound(stock):
                walk.unsound.append((item, seq))
            net = month.get(key)
            if net is None:
                month[key] = [moved, moved_fen]
            else:
                net[0] += moved
                net[1] += moved_fen
        now = held.get((item, _STORE, 0), nothing)
        if now[0] != store or now[1] != store_fen:
            walk.misnoted.append((item, seq, store, now[0]))
    return walk


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Iterator[Any]:
    result = session.connection().execution_options(yield_per=PAGE).execute(query.order_by(_TABLE.id))
    for page in result.partitions():
        yield from page


def _sound(stock: Sequence[int]) -> bool:
    return stock[0] >= 0 and stock[1] >= 0 and (stock[0] > 0 or not stock[1])


def ledger_adds_up(session: Session, now: datetime) -> list[Message]:
    """What each place holds is the sum of its movements, never below zero at any of them by posting or by date, and
    nothing is worth nothing; value in is value out and value left; closed months stand (SUP-5, SUP-8, SUP-11)."""
    walk, codes = _walk(session), _codes(session)
    problems = [_unsound(codes, item, seq) for item, seq in walk.unsound]
    problems += [
        Message(
            N_("Item {item}: movement {seq} says that {said} were left, and {found} were"),
            item=codes[item],
            seq=seq,
            said=said,
            found=found,
        )
        for item, seq, said, found in walk.misnoted
    ]
    problems += [_unsound(codes, item, seq) for item, seq in _unsound_by_date(session, walk.back_dated)]
    kept = {
        (row.item_id, row.place_kind.value, row.place_id): [row.quantity, row.amount_fen]
        for row in session.scalars(select(StockBalance))
    }
    for key in sorted(walk.held.keys() | kept.keys()):
        found, noted = walk.held.get(key, [0, 0]), kept.get(key, [0, 0])
        if found != noted:
            problems.append(
                Message(
                    N_("Item {item}: {place} is kept as {kept}, and its movements make {found}"),
                    item=codes.get(key[0], str(key[0])),
                    place=f"{key[1]} {key[2] or ''}".strip(),
                    kept=noted[0],
                    found=found[0],
                )
            )
    left = sum(stock[1] for stock in kept.values())
    if left + walk.outside_fen:
        words = N_("The value left is {left} fen, and what came in less what went out {moved}")
        problems.append(Message(words, left=left, moved=-walk.outside_fen))
    problems += _differing_months(session, walk)
    return problems[:MOST]


def _unsound_by_date(session: Session, items: set[int]) -> Iterator[tuple[int, int]]:
    """Where items with earlier dates among their vouchers fall short in the order of days (SUP-8)."""
    for item in sorted(items):
        held: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
        query = _MOVES.where(_TABLE.item_id == item).order_by(_TABLE.day, _TABLE.id)
        for seq, _day, _item, from_kind, from_id, to_kind, to_id, quantity, fen, *_left in session.execute(query):
            for kind, place, sign in ((from_kind, from_id, -1), (to_kind, to_id, 1)):
                if kind in _INSIDE:
                    stock = held[item, str(kind), place]
                    stock[0] += sign * quantity
                    stock[1] += sign * fen
                    if not _sound(stock):
                        yield item, seq


def _differing_months(session: Session, walk: _Walk) -> Iterator[Message]:
    """Closed months whose kept balances are not those of their vouchers (SUP-11)."""
    closed = list(session.scalars(select(StockMonth.month).where(StockMonth.closed).order_by(StockMonth.month)))
    running: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    moved = iter(sorted(walk.by_month.items()))
    pending = next(moved, None)
    for month in closed:
        while pending is not None and pending[0] <= month:
            for key, net in pending[1].items():
                running[key][0] += net[0]
                running[key][1] += net[1]
            pending = next(moved, None)
        kept = {
            (row.item_id, row.place_kind.value, row.place_id): [row.quantity, row.amount_fen]
            for row in session.scalars(select(StockMonthBalance).where(StockMonthBalance.month == month))
        }
        if kept != {key: stock for key, stock in running.items() if stock != [0, 0]}:
            yield Message(N_("The balances of {month} are not those of its vouchers"), month=month)


def numbers_are_gapless(session: Session, now: datetime) -> list[Message]:
    """Each series of a year counts from one without a gap, up to the last number given."""
    given: dict[tuple[str, int], set[int]] = defaultdict(set)
    rows = session.execute(select(StockVoucher.number, StockVoucher.kind, StockVoucher.day).where(StockVoucher.own))
    for number, kind, day in rows.yield_per(10_000):
        given[SERIES[kind], day.year].add(int(number.rpartition("-")[2]))
    last = {(row.series, row.year): row.last for row in session.scalars(select(StockNumber))}
    return [
        Message(
            N_("Series {series} of {year}: {last} numbers were given, {found} vouchers carry one"),
            series=series,
            year=year,
            last=last.get((series, year), 0),
            found=len(given[series, year]),
        )
        for series, year in sorted(given.keys() | last.keys())
        if given[series, year] != set(range(1, last.get((series, year), 0) + 1))
    ]


def custody_is_of_durables(session: Session, now: datetime) -> list[Message]:
    """What people hold is durable, and each issue into custody was accepted or written on paper (SUP-7)."""
    kept = session.scalars(
        select(Item.code)
        .join(StockBalance, StockBalance.item_id == Item.id)
        .where(StockBalance.place_kind == PlaceKind.PERSON, StockBalance.quantity > 0, Item.durable.is_(False))
        .distinct()
    )
    taken = session.scalars(
        select(StockVoucher.number)
        .join(StockMovement, StockMovement.voucher_id == StockVoucher.id)
        .where(
            StockVoucher.kind.in_((VoucherKind.OUT, VoucherKind.HANDOVER)),
            StockMovement.to_kind == PlaceKind.PERSON,
            StockVoucher.accepted.is_(False),
            StockVoucher.slip == "",
            StockVoucher.on_paper.is_(False),
        )
        .distinct()
    )
    return [
        *(Message(N_("{item} is in custody and not durable"), item=code) for code in kept),
        *(Message(N_("{number} put things into custody that nobody accepted"), number=number) for number in taken),
    ]


def reversals_mirror(session: Session, now: datetime) -> list[Message]:
    """A reversal takes exactly the quantities and amounts of the entry that it names (SUP-8)."""
    wanted = dict(
        session.execute(
            select(StockVoucher.id, StockVoucher.reverses_id).where(StockVoucher.reverses_id.is_not(None))
        ).all()
    )
    lines: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    query = select(StockMovement).where(StockMovement.voucher_id.in_({*wanted, *wanted.values()}))
    for move in session.scalars(query) if wanted else ():
        ends = (move.from_kind.value, move.from_id), (move.to_kind.value, move.to_id)
        lines[move.voucher_id].append((move.item_id, *ends, move.quantity, move.amount_fen))
    known = select(StockVoucher.id, StockVoucher.number).where(StockVoucher.id.in_({*wanted, *wanted.values()}))
    numbers = dict(session.execute(known).all()) if wanted else {}
    return [
        Message(N_("{number} does not mirror {reversed}"), number=numbers[one], reversed=numbers[other])
        for one, other in sorted(wanted.items())
        if sorted(lines[one]) != sorted((item, end, start, *moved) for item, start, end, *moved in lines[other])
    ]


def forms_are_not_exceeded(session: Session, now: datetime) -> list[Message]:
    """What was taken in against a form stays within its items, quantities and amounts (SUP-3)."""
    taken: dict[tuple[int, int], Stock] = defaultdict(Stock)
    rows = session.execute(
        select(
            StockVoucher.form_id,
            StockMovement.item_id,
            StockMovement.to_kind,
            func.sum(StockMovement.quantity),
            func.sum(StockMovement.amount_fen),
        )
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .where(StockVoucher.form_id.is_not(None))
        .group_by(StockVoucher.form_id, StockMovement.item_id, StockMovement.to_kind)
    )
    for form_id, item_id, to_kind, quantity, fen in rows:
        assert form_id is not None
        sign = -1 if to_kind is PlaceKind.SUPPLIER else 1
        taken[form_id, item_id] = taken[form_id, item_id].plus(sign * int(quantity), sign * int(fen))
    most = {
        (line.request_id, line.item_id): Stock(line.quantity, line.amount_fen)
        for line in session.scalars(select(FundsLine))
    }
    codes = _codes(session)
    numbers = dict(session.execute(select(Request.id, Request.number)).all()) if taken else {}
    return [
        Message(
            N_("{number}: more of {item} was taken in than the form allows"), number=numbers[key[0]], item=codes[key[1]]
        )
        for key, stock in sorted(taken.items())
        if stock.quantity > most.get(key, Stock()).quantity or stock.amount_fen > most.get(key, Stock()).amount_fen
    ]


def _codes(session: Session) -> dict[int, str]:
    return dict(session.execute(select(Item.id, Item.code)).all())


def _unsound(codes: dict[int, str], item_id: int, seq: int) -> Message:
    return Message(
        N_("Item {item}: after movement {seq} a place holds less than nothing"), item=codes[item_id], seq=seq
    )


CHECKS = (
    Check(N_("Stock is the sum of its movements, on any date, and its value with it (SUP-5, SUP-8)"), ledger_adds_up),
    Check(N_("Stock vouchers are numbered without a gap (SUP-8)"), numbers_are_gapless),
    Check(N_("Custody is of durable things, and accepted (SUP-7)"), custody_is_of_durables),
    Check(N_("Reversals take back exactly what they reverse (SUP-8)"), reversals_mirror),
    Check(N_("Nothing was taken in beyond its form (SUP-3)"), forms_are_not_exceeded),
)
