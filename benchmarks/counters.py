"""Posting on PostgreSQL: one issue beside the bare driver, eight terminals at once beside eight raw clients.

Both sides hold the same one-writer lock. The server is that of OPSCONSOLE_TEST_POSTGRES_URL; without one the lines are
left out.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from benchmarks import companies
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.assembly import open_database
from opsconsole.db import Database
from opsconsole.db.engine import WRITE_LOCK_KEY
from opsconsole.demo.giving import give
from opsconsole.stockroom.rules.values import STORE, SUPPLIER, VoucherKind
from opsconsole.stockroom.service.items import ItemData, enter_item
from opsconsole.stockroom.service.posting import Line as StockLine
from opsconsole.stockroom.service.posting import NewVoucher, post
from opsconsole.stockroom.service.vouchers import Issue, Wanted, issue

SERVER = "OPSCONSOLE_TEST_POSTGRES_URL"
ITEMS = 50
POSTED = 40
TERMINALS = 8
_STOCKED, _PRICE = 10**7, 145
LONGEST_WAIT_S = 1.0


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """One at a time, then eight at once."""
    what, at_once = "one issue posted, durable (PostgreSQL)", "eight terminals posting at once (PostgreSQL)"
    server = os.environ.get(SERVER)
    if not server:
        for name in (what, at_once):
            yield Line(name, note=f"no server in {SERVER}")
        return
    name = f"opsconsole_bench_{uuid.uuid4().hex[:12]}"
    _administer(server, f'CREATE DATABASE "{name}"')
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    try:
        database, items = _room(url, folder)
        raw = Raw(url)
        raw.make()
        turns = iter(range(10**6))

        def ours() -> None:
            for _ in range(POSTED):
                draw(database, items[next(turns) % ITEMS])

        def other() -> None:
            for _ in range(POSTED):
                raw.post(next(turns) % ITEMS)

        ours_s, raw_s = medians(lambda: taken(ours) / POSTED, lambda: taken(other) / POSTED, repeats=scale.repeats)
        yield Line(what, ours_s, "raw", raw_s, 3.0)
        yield _at_once(url, folder, at_once, items, max(scale.repeats * 20, 3))
        raw.connection.close()
        database.close()
    finally:
        _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _at_once(url: str, folder: Path, what: str, items: list[int], rounds: int) -> Line:
    """Both sides' seconds for the same number of postings by eight processes; the longest wait of ours beside it."""
    sides = {}
    longest = 0.0
    for side in ("ours", "raw"):
        program = [sys.executable, "-m", "benchmarks.counters", side, url, str(folder), str(rounds)]
        ids = [str(item) for item in items]
        every = [
            subprocess.Popen([*program, str(place), *ids], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for place in range(TERMINALS)
        ]
        for one in every:
            assert one.stdout is not None
            assert one.stdout.readline().strip() == "ready"

        def go(every: list[subprocess.Popen[str]] = every) -> list[str]:
            for one in every:
                assert one.stdin is not None
                one.stdin.write("go\n")
                one.stdin.flush()
            return [one.communicate(timeout=300)[0] for one in every]

        told: list[str] = []
        sides[side] = taken(lambda go=go, told=told: told.extend(go()))
        if side == "ours":
            longest = max(float(waited) for waited in told)
    done = TERMINALS * rounds
    note = f"{done} postings each; longest wait of ours {longest * 1000:.0f} ms (goal {LONGEST_WAIT_S * 1000:.0f} ms)"
    return Line(what, sides["ours"], "eight raw clients", sides["raw"], 1 / 0.4, note)


def draw(database: Database, item: int) -> None:
    """One issue of one unit."""
    asked = Issue(companies.NOW.date(), 1, [Wanted(item, 1)])
    database.run(issue, companies.MACHINE, asked, companies.NOW)


def _room(url: str, folder: Path) -> tuple[Database, list[int]]:
    database = _open(url, folder)
    pins = PinHasher(folder / "pepper", LIGHT)
    for kind, rows in (
        ("units", [companies.unit(0)]),
        ("positions", [companies.position(0)]),
        ("staff", [companies.person(1)]),
    ):
        give(database, companies.MACHINE, kind, rows, now=companies.NOW, pins=pins)
    items = [
        database.run(enter_item, companies.MACHINE, ItemData(f"I-{number:04d}", f"物品{number}"), ())["item"]
        for number in range(ITEMS)
    ]
    lines = [StockLine(item, _STOCKED, SUPPLIER, STORE, _STOCKED * _PRICE) for item in items]
    opening = NewVoucher(VoucherKind.OPENING, companies.NOW.date())
    database.run(post, companies.MACHINE, opening, lines, companies.NOW)
    return database, items


def _open(url: str, folder: Path) -> Database:
    return open_database(url, state_dir=folder / "state", clock=lambda: companies.NOW, actor=companies.MACHINE)


class Raw:
    """The same rows by hand over the bare driver, behind the same one-writer lock."""

    def __init__(self, url: str) -> None:
        import psycopg

        self.connection = psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(False))

    def make(self) -> None:
        """Bare tables, as full as ours."""
        with self.connection.transaction():
            run = self.connection.execute
            run("CREATE SCHEMA raw")
            run("CREATE TABLE raw.counter (series TEXT PRIMARY KEY, last BIGINT NOT NULL)")
            run("INSERT INTO raw.counter VALUES ('CK', 0)")
            run(
                "CREATE TABLE raw.voucher (id BIGSERIAL PRIMARY KEY, number TEXT UNIQUE, kind TEXT, day DATE,"
                " unit BIGINT, who BIGINT)"
            )
            run(
                "CREATE TABLE raw.move (id BIGSERIAL PRIMARY KEY, voucher BIGINT REFERENCES raw.voucher, day DATE,"
                " item BIGINT, quantity BIGINT, amount BIGINT, left_quantity BIGINT, left_amount BIGINT)"
            )
            run("CREATE INDEX ON raw.move (item, id)")
            run("CREATE INDEX ON raw.move (day, item)")
            run(
                "CREATE TABLE raw.balance (item BIGINT PRIMARY KEY, quantity BIGINT CHECK (quantity >= 0),"
                " amount BIGINT)"
            )
            run("CREATE TABLE raw.audit (seq BIGSERIAL PRIMARY KEY, body TEXT, hash TEXT)")
            run(
                "INSERT INTO raw.balance SELECT item, %s, %s FROM generate_series(0, %s) AS item",
                (_STOCKED, _STOCKED * _PRICE, ITEMS - 1),
            )

    def post(self, item: int) -> None:
        """One issue."""
        with self.connection.transaction():
            run = self.connection.execute
            run("SELECT pg_advisory_xact_lock(%s)", (WRITE_LOCK_KEY,))
            quantity, amount = run("SELECT quantity, amount FROM raw.balance WHERE item = %s", (item,)).fetchone() or (
                0,
                0,
            )
            cost = (amount * 2 + quantity) // (2 * quantity)
            (last,) = run("UPDATE raw.counter SET last = last + 1 RETURNING last").fetchone() or (0,)
            (voucher,) = run(
                "INSERT INTO raw.voucher (number, kind, day, unit, who) VALUES (%s, 'out', '2026-04-01', 1, 1)"
                " RETURNING id",
                (f"CK-26-{last:04d}",),
            ).fetchone() or (0,)
            run(
                "INSERT INTO raw.move (voucher, day, item, quantity, amount, left_quantity, left_amount)"
                " VALUES (%s, '2026-04-01', %s, -1, %s, %s, %s)",
                (voucher, item, -cost, quantity - 1, amount - cost),
            )
            run("UPDATE raw.balance SET quantity = quantity - 1, amount = amount - %s WHERE item = %s", (cost, item))
            before = run("SELECT hash FROM raw.audit ORDER BY seq DESC LIMIT 1").fetchone()
            body = f"CK-26-{last:04d} {item} 1 {cost}"
            digest = hashlib.sha256(f"{before}\n{body}".encode()).hexdigest()
            run("INSERT INTO raw.audit (body, hash) VALUES (%s, %s)", (body, digest))


def _administer(server: str, statement: str) -> None:
    engine = create_engine(make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def terminal(side: str, url: str, folder: str, rounds: str, place: str, *items: str) -> None:
    """One of eight: waits for its word, posts, tells its longest wait in seconds."""
    ids = [int(item) for item in items]
    if side == "ours":
        database = _open(url, Path(folder))
        posts = [partial(draw, database, ids[number % len(ids)]) for number in range(int(rounds))]
    else:
        raw = Raw(url)
        posts = [partial(raw.post, number % ITEMS) for number in range(int(rounds))]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{max(taken(one) for one in posts)}\n")


if __name__ == "__main__":
    terminal(*sys.argv[1:])
