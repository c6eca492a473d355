"""The stockroom's invariants, for `opsconsole check`. None repairs anything. Each reads every movement once at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.audit.checks import Check
from opsconsole.dates import Month
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
from opsconsole.stockroom.rules.values import INSIDE, SERIES, STORE, Place, PlaceKind, Stock, VoucherKind

MOST = 20
_MOVES = (
    StockMovement.id,
    StockMovement.day,
    StockMovement.item_id,
    StockMovement.from_kind,
    StockMovement.from_id,
    StockMovement.to_kind,
    StockMovement.to_id,
    StockMovement.quantity,
    StockMovement.amount_fen,
    StockMovement.store_quantity,
    StockMovement.store_amount_fen,
)


def ledger_adds_up(session: Session, now: datetime) -> list[Message]:
    """What each place holds is the sum of its movements, never below zero at any of them, and nothing is worth nothing;
    value in is value out and value left (SUP-5, SUP-8)."""
    found: dict[tuple[int, Place], Stock] = {}
    problems: list[Message] = []
    codes = _codes(session)
    outside = 0
    for move in session.execute(select(*_MOVES).order_by(StockMovement.id)).yield_per(10_000):
        for kind, place_id, sign in ((move.from_kind, move.from_id, -1), (move.to_kind, move.to_id, 1)):
            if kind not in INSIDE:
                outside += sign * move.amount_fen
                continue
            key = (move.item_id, Place(kind, place_id))
            stock = found.get(key, Stock()).plus(sign * move.quantity, sign * move.amount_fen)
            found[key] = stock
            if not stock.is_sound and len(problems) < MOST:
                problems.append(_unsound(codes, move.item_id, move.id))
        store = found.get((move.item_id, STORE), Stock())
        if store != Stock(move.store_quantity, move.store_amount_fen) and len(problems) < MOST:
            problems.append(
                Message(
                    N_("Item {item}: movement {seq} says that {said} were left, and {found} were"),
                    item=codes[move.item_id],
                    seq=move.id,
                    said=move.store_quantity,
                    found=store.quantity,
                )
            )
    held = {
        (row.item_id, Place(row.place_kind, row.place_id)): Stock(row.quantity, row.amount_fen)
        for row in session.scalars(select(StockBalance))
    }
    for key in sorted(found.keys() | held.keys()):
        if found.get(key, Stock()) != held.get(key, Stock()) and len(problems) < MOST:
            problems.append(
                Message(
                    N_("Item {item}: {place} is kept as {kept}, and its movements make {found}"),
                    item=codes.get(key[0], str(key[0])),
                    place=f"{key[1].kind.value} {key[1].id or ''}".strip(),
                    kept=held.get(key, Stock()).quantity,
                    found=found.get(key, Stock()).quantity,
                )
            )
    left = sum(stock.amount_fen for stock in held.values())
    if left + outside and len(problems) < MOST:
        problems.append(
            Message(
                N_("The value left is {left} fen, and what came in less what went out {moved}"),
                left=left,
                moved=-outside,
            )
        )
    return problems


def sound_by_date(session: Session, now: datetime) -> list[Message]:
    """By the vouchers' dates, too, no place ever holds less than nothing (SUP-8)."""
    found: dict[tuple[int, Place], Stock] = {}
    problems: list[Message] = []
    codes = _codes(session)
    query = select(*_MOVES).order_by(StockMovement.item_id, StockMovement.day, StockMovement.id)
    for move in session.execute(query).yield_per(10_000):
        for kind, place_id, sign in ((move.from_kind, move.from_id, -1), (move.to_kind, move.to_id, 1)):
            if kind not in INSIDE:
                continue
            key = (move.item_id, Place(kind, place_id))
            found[key] = found.get(key, Stock()).plus(sign * move.quantity, sign * move.amount_fen)
            if not found[key].is_sound and len(problems) < MOST:
                problems.append(_unsound(codes, move.item_id, move.id))
    return problems


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
    involved = select(StockVoucher.reverses_id).where(StockVoucher.reverses_id.is_not(None))
    query = select(StockMovement).where(
        StockMovement.voucher_id.in_(involved)
        | StockMovement.voucher_id.in_(select(StockVoucher.id).where(StockVoucher.reverses_id.is_not(None)))
    )
    for move in session.scalars(query):
        mirrored = move.voucher_id in wanted
        ends = [(move.from_kind.value, move.from_id), (move.to_kind.value, move.to_id)]
        lines[move.voucher_id].append(
            (move.item_id, *(ends[::-1] if mirrored else ends), move.quantity, move.amount_fen)
        )
    numbers = dict(session.execute(select(StockVoucher.id, StockVoucher.number)).all()) if wanted else {}
    return [
        Message(N_("{number} does not mirror {reversed}"), number=numbers[one], reversed=numbers[other])
        for one, other in sorted(wanted.items())
        if sorted(lines[one]) != sorted(lines[other])
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


def closed_months_stand(session: Session, now: datetime) -> list[Message]:
    """The balances kept at each closed month's end are those of its vouchers (SUP-11)."""
    return list(_differing_months(session))


def _differing_months(session: Session) -> Iterator[Message]:
    months = list(session.scalars(select(StockMonth.month).where(StockMonth.closed).order_by(StockMonth.month)))
    running: dict[tuple[int, Place], Stock] = defaultdict(Stock)
    moves = iter(session.execute(select(*_MOVES).order_by(StockMovement.day, StockMovement.id)).yield_per(10_000))
    pending = next(moves, None)
    for month in months:
        end = Month.parse(month).last
        while pending is not None and pending.day <= end:
            for kind, place_id, sign in ((pending.from_kind, pending.from_id, -1), (pending.to_kind, pending.to_id, 1)):
                if kind in INSIDE:
                    key = (pending.item_id, Place(kind, place_id))
                    running[key] = running[key].plus(sign * pending.quantity, sign * pending.amount_fen)
            pending = next(moves, None)
        kept = {
            (row.item_id, Place(row.place_kind, row.place_id)): Stock(row.quantity, row.amount_fen)
            for row in session.scalars(select(StockMonthBalance).where(StockMonthBalance.month == month))
        }
        if kept != {key: stock for key, stock in running.items() if stock != Stock()}:
            yield Message(N_("The balances of {month} are not those of its vouchers"), month=month)


def _codes(session: Session) -> dict[int, str]:
    return dict(session.execute(select(Item.id, Item.code)).all())


def _unsound(codes: dict[int, str], item_id: int, seq: int) -> Message:
    return Message(
        N_("Item {item}: after movement {seq} a place holds less than nothing"), item=codes[item_id], seq=seq
    )


CHECKS = (
    Check(N_("Stock is the sum of its movements, and its value with it (SUP-5, SUP-8)"), ledger_adds_up),
    Check(N_("No place holds less than nothing on any date (SUP-8)"), sound_by_date),
    Check(N_("Stock vouchers are numbered without a gap (SUP-8)"), numbers_are_gapless),
    Check(N_("Custody is of durable things, and accepted (SUP-7)"), custody_is_of_durables),
    Check(N_("Reversals take back exactly what they reverse (SUP-8)"), reversals_mirror),
    Check(N_("Nothing was taken in beyond its form (SUP-3)"), forms_are_not_exceeded),
    Check(N_("Closed months of the stockroom stand as they were closed (SUP-11)"), closed_months_stand),
)
