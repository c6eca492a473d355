"""The stockroom: one issue posted, what is on hand now and on a past day, one item's ledger, the invariants; beside the
bare engine with the same durability and the same number of movements."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks import companies
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.stockroom import checks
from opsconsole.stockroom.queries.balances import store_on
from opsconsole.stockroom.queries.ledger import item_page
from opsconsole.stockroom.rules.values import STORE, SUPPLIER, VoucherKind
from opsconsole.stockroom.service.items import ItemData, enter_item
from opsconsole.stockroom.service.months import close_month
from opsconsole.stockroom.service.posting import Line as StockLine
from opsconsole.stockroom.service.posting import NewVoucher, post
from opsconsole.stockroom.service.vouchers import Issue, Wanted, issue

ITEMS = 500
PEOPLE = 20
FEW = 10_000
POSTED = 40
"""Issues in one turn."""

PAGE = 50
_FIRST = date(2025, 4, 1)
_DAYS = 365
_STOCKED = 10**7
_PRICE = 145


@dataclass(slots=True)
class Room:
    """A storeroom of so many movements over a year, its months closed but for the last, in a database of ours."""

    database: Database
    path: Path
    items: list[int]
    movements: int

    @property
    def middle(self) -> date:
        """A day of the past: in the middle of a month of the middle."""
        return date(2025, 10, 15)


def room(folder: Path, movements: int) -> Room:
    """Fills a storeroom past the verbs, with rows that hold together, and closes its months by the verb."""
    database = companies.company(folder, PEOPLE)
    items = [
        database.run(enter_item, companies.MACHINE, ItemData(f"I-{number:04d}", f"物品{number}", unit="个"), ())["item"]
        for number in range(ITEMS)
    ]
    opening = [StockLine(item, _STOCKED, SUPPLIER, STORE, _STOCKED * _PRICE) for item in items]
    database.run(post, companies.MACHINE, NewVoucher(VoucherKind.OPENING, _FIRST), opening, companies.NOW)
    path = folder / "company.sqlite3"
    _fill(path, items, movements)
    for number in range(11):
        month = Month(2025 + (number + 3) // 12, (number + 3) % 12 + 1)
        database.run(close_month, companies.MACHINE, month, companies.NOW)
    return Room(database, path, items, movements)


def _fill(path: Path, items: list[int], movements: int) -> None:
    """One unit of an item out at a time, round the items, day after day; each movement its own voucher."""
    connection = sqlite3.connect(path, isolation_level=None)
    (first,) = connection.execute("SELECT MAX(id) FROM stock_voucher").fetchone()
    vouchers, rows = [], []
    for number in range(movements):
        day = str(_FIRST + timedelta(number * _DAYS // movements))
        left = _STOCKED - number // ITEMS - 1
        voucher = first + 1 + number
        vouchers.append((voucher, f"CK-25-{number + 1:07d}", day))
        rows.append((voucher, day, items[number % ITEMS], _PRICE, left, left * _PRICE))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO stock_voucher (id, number, own, kind, day, posted_at, unit_id, employee_id, accepted, slip, form,"
        " invoice, supplier, list_attached, incomplete, on_paper, over_quota, note) VALUES"
        " (?, ?, 0, 'out', ?, '2026-04-01 09:00:00.000000', 1, 1, 0, '', '', '', '', 0, 0, 1, '', '')",
        vouchers,
    )
    connection.executemany(
        "INSERT INTO stock_movement (voucher_id, line, day, item_id, from_kind, from_id, to_kind, to_id, quantity,"
        " amount_fen, store_quantity, store_amount_fen) VALUES (?, 1, ?, ?, 'store', 0, 'unit', 1, 1, ?, ?, ?)",
        rows,
    )
    for place, item in enumerate(items):
        drawn = len(range(place, movements, ITEMS))
        last = str(_FIRST + timedelta((movements - 1) * _DAYS // movements))
        connection.execute(
            "UPDATE stock_balance SET quantity = ?, amount_fen = ?, last_day = ? WHERE item_id = ?",
            (_STOCKED - drawn, (_STOCKED - drawn) * _PRICE, last, item),
        )
        if drawn:
            connection.execute(
                "INSERT INTO stock_balance VALUES (?, 'unit', 1, ?, ?, ?)", (item, drawn, drawn * _PRICE, last)
            )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


class _Raw:
    """The same rows in bare tables: what a posting, a look and a scan cost by hand."""

    def __init__(self, path: Path, source: Room) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        run = self.connection.execute
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA synchronous=FULL")
        run("CREATE TABLE counter (series TEXT PRIMARY KEY, last INTEGER NOT NULL)")
        run("INSERT INTO counter VALUES ('CK', 0)")
        run("CREATE TABLE voucher (id INTEGER PRIMARY KEY, number TEXT UNIQUE, kind TEXT, day TEXT, unit INT, who INT)")
        run(
            "CREATE TABLE move (id INTEGER PRIMARY KEY, voucher INT, day TEXT, item INT, quantity INT, amount INT,"
            " left_quantity INT, left_amount INT)"
        )
        run("CREATE TABLE balance (item INTEGER PRIMARY KEY, quantity INT CHECK (quantity >= 0), amount INT)")
        run(
            "CREATE TABLE month (month TEXT, item INT, quantity INT, amount INT, PRIMARY KEY (month, item))"
            " WITHOUT ROWID"
        )
        run("CREATE TABLE audit (seq INTEGER PRIMARY KEY, body TEXT, hash TEXT)")
        run("ATTACH ? AS ours", (str(source.path),))
        run("BEGIN")
        run("INSERT INTO voucher SELECT id, number, kind, day, unit_id, employee_id FROM ours.stock_voucher")
        run(
            "INSERT INTO move SELECT id, voucher_id, day, item_id,"
            " CASE to_kind WHEN 'store' THEN quantity ELSE -quantity END,"
            " CASE to_kind WHEN 'store' THEN amount_fen ELSE -amount_fen END, store_quantity, store_amount_fen"
            " FROM ours.stock_movement"
        )
        run(
            "INSERT INTO balance SELECT item_id, quantity, amount_fen FROM ours.stock_balance"
            " WHERE place_kind = 'store'"
        )
        run(
            "INSERT INTO month SELECT month, item_id, quantity, amount_fen FROM ours.stock_month_balance"
            " WHERE place_kind = 'store'"
        )
        run("COMMIT")
        run("DETACH ours")
        run("CREATE INDEX move_item ON move (item, id)")
        run("CREATE INDEX move_day ON move (day, item, quantity, amount)")
        run("ANALYZE")
        self._hash = "0" * 64

    def post(self, item: int) -> None:
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        quantity, amount = run("SELECT quantity, amount FROM balance WHERE item = ?", (item,)).fetchone()
        cost = (amount * 2 + quantity) // (2 * quantity)
        (number,) = run("UPDATE counter SET last = last + 1 WHERE series = 'CK' RETURNING last").fetchone()
        voucher = run(
            "INSERT INTO voucher (number, kind, day, unit, who) VALUES (?, 'out', '2026-04-01', 1, 1)",
            (f"CK-26-{number:04d}",),
        ).lastrowid
        run(
            "INSERT INTO move (voucher, day, item, quantity, amount, left_quantity, left_amount)"
            " VALUES (?, '2026-04-01', ?, -1, ?, ?, ?)",
            (voucher, item, -cost, quantity - 1, amount - cost),
        )
        run("UPDATE balance SET quantity = quantity - 1, amount = amount - ? WHERE item = ?", (cost, item))
        body = f"CK-26-{number:04d} {item} 1 {cost}"
        self._hash = hashlib.sha256(f"{self._hash}\n{body}".encode()).hexdigest()
        run("INSERT INTO audit (body, hash) VALUES (?, ?)", (body, self._hash))
        run("COMMIT")

    def now(self) -> dict[int, tuple[int, int]]:
        rows = self.connection.execute("SELECT item, quantity, amount FROM balance")
        return {item: (quantity, amount) for item, quantity, amount in rows}

    def on(self, day: date) -> dict[int, tuple[int, int]]:
        before = str(Month.of(day).previous)
        held = {
            item: (quantity, amount)
            for item, quantity, amount in self.connection.execute(
                "SELECT item, quantity, amount FROM month WHERE month = ?", (before,)
            )
        }
        rows = self.connection.execute(
            "SELECT item, SUM(quantity), SUM(amount) FROM move WHERE day BETWEEN ? AND ? GROUP BY item",
            (str(Month.of(day).first), str(day)),
        )
        for item, quantity, amount in rows:
            was = held.get(item, (0, 0))
            held[item] = was[0] + quantity, was[1] + amount
        return held

    def page(self, item: int) -> list[tuple[object, ...]]:
        return self.connection.execute(
            "SELECT move.id, move.day, voucher.number, voucher.kind, move.quantity, move.amount, left_quantity,"
            " left_amount FROM move JOIN voucher ON voucher.id = move.voucher WHERE item = ?"
            " ORDER BY move.id DESC LIMIT ?",
            (item, PAGE),
        ).fetchall()

    def scan(self) -> str:
        digest = hashlib.sha256()
        for row in self.connection.execute("SELECT * FROM move ORDER BY id"):
            digest.update(repr(row).encode())
        return digest.hexdigest()


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Posting, looking and checking at the full size; looking beside our own time at a hundredth of it."""
    many, few = room(folder / "many", scale.movements), room(folder / "few", min(FEW, scale.movements))
    raw = _Raw(folder / "raw.sqlite3", many)
    size = f"{scale.movements:,} movements"
    yield _posting(many, raw, scale)
    for what, ours, other, again in _looks(many, few, raw):
        ours_s, raw_s, few_s = medians(ours, other, again, repeats=scale.repeats)
        yield Line(f"{what}, {size}", ours_s, "raw", raw_s, 2.0)
        yield Line(f"{what}, {size}", ours_s, f"{few.movements:,}", few_s, 1.5)
    ours_s, raw_s = medians(
        lambda: taken(lambda: many.database.read(_checked)), lambda: taken(raw.scan), repeats=max(scale.repeats // 2, 1)
    )
    yield Line(f"the stockroom's invariants, {size}", ours_s, "bare scan with hashing", raw_s, 3.0)
    for one in (many, few):
        one.database.close()
    raw.connection.close()


def _posting(many: Room, raw: _Raw, scale: Scale) -> Line:
    today = companies.NOW.date()
    turns = iter(range(10**6))

    def ours() -> None:
        for _ in range(POSTED):
            asked = Issue(today, 1, [Wanted(many.items[next(turns) % ITEMS], 1)])
            many.database.run(issue, companies.MACHINE, asked, companies.NOW)

    def other() -> None:
        for _ in range(POSTED):
            raw.post(many.items[next(turns) % ITEMS])

    ours_s, raw_s = medians(lambda: taken(ours) / POSTED, lambda: taken(other) / POSTED, repeats=scale.repeats)
    return Line("one issue posted, with its record, durable (SQLite)", ours_s, "raw", raw_s, 4.0)


Timed = Callable[[], float]


def _looks(many: Room, few: Room, raw: _Raw) -> Iterator[tuple[str, Timed, Timed, Timed]]:
    def at(place: Room, query: Callable[..., object], *args: object) -> Timed:
        return lambda: taken(lambda: place.database.read(query, *args))

    yield "on hand now", at(many, store_on, None), lambda: taken(raw.now), at(few, store_on, None)
    day = many.middle
    yield "on hand on a past day", at(many, store_on, day), lambda: taken(lambda: raw.on(day)), at(few, store_on, day)
    item, other = many.items[7], few.items[7]
    yield (
        f"a page of {PAGE} of one item's ledger",
        at(many, item_page, item, None, PAGE),
        lambda: taken(lambda: raw.page(item)),
        at(few, item_page, other, None, PAGE),
    )


def _checked(session: object) -> int:
    found = [problem for check in checks.CHECKS for problem in check.run(session, companies.NOW)]  # ty: ignore
    return len(found)
