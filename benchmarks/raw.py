"""The other side: the best that is written by hand over the bare driver, with the same durability."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

Row = tuple[int, int, int, int, int, int, int, int, str]
"""Person, present halves, late and early times and minutes, missing, absent halves, and the days as text."""

_EPOCH = date(1970, 1, 1)
_DAY_S, _CLOCK_DAY_S = 86_400, 4 * 3_600
_HALVES = ((540, 720), (810, 1_080))
_MIDDLE, _ONE_PUNCH_MIN, _LATE_MIN, _MOST_MIN, _NEVER = 765, 5, 5, 30, 10_000


def connect(path: Path) -> sqlite3.Connection:
    """A database as durable as ours: write-ahead log, synchronous FULL."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def make_punches(connection: sqlite3.Connection) -> None:
    """An empty table as ours is."""
    connection.execute("DROP TABLE IF EXISTS punch")
    connection.execute(
        "CREATE TABLE punch (ident_id INTEGER NOT NULL, at_s INTEGER NOT NULL, import_id INTEGER NOT NULL,"
        " line INTEGER NOT NULL, PRIMARY KEY (ident_id, at_s)) WITHOUT ROWID"
    )


def parse(data: bytes) -> list[tuple[int, int, int, int]]:
    """The lines of an attlog, trusting every one of them."""
    days: dict[str, int] = {}
    rows: list[tuple[int, int, int, int]] = []
    for number, line in enumerate(data.decode("ascii").split("\n"), start=1):
        if not line:
            continue
        ident, moment, _ = line.split("\t", 2)
        text = moment[:10]
        day = days.get(text)
        if day is None:
            day = days[text] = (date.fromisoformat(text) - _EPOCH).days * 86_400
        rows.append(
            (int(ident), day + int(moment[11:13]) * 3600 + int(moment[14:16]) * 60 + int(moment[17:]), 1, number)
        )
    return rows


def store(connection: sqlite3.Connection, rows: Sequence[tuple[int, int, int, int]]) -> None:
    """All rows in one transaction, in the order of the key."""
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO punch VALUES (?, ?, ?, ?)", sorted(rows))
    connection.execute("COMMIT")


def judge(punches: Iterable[tuple[int, int]], workdays: Sequence[int]) -> list[Row]:
    """A month of everybody in two tight loops: punches as (person, second since 1970), sorted; days since 1970."""
    return [_month(person, days, workdays) for person, days in _spans(punches).items()]


def _spans(punches: Iterable[tuple[int, int]]) -> dict[int, dict[int, tuple[int, int]]]:
    spans: dict[int, dict[int, tuple[int, int]]] = {}
    before, days = -1, {}
    for person, at_s in punches:
        if person != before:
            days = spans[person] = {}
            before = person
        day = (at_s - _CLOCK_DAY_S) // _DAY_S
        held = days.get(day)
        days[day] = (at_s, at_s) if held is None else (held[0], at_s)
    return spans


def _month(person: int, days: dict[int, tuple[int, int]], workdays: Sequence[int]) -> Row:
    present = late_times = late_min = early_times = early_min = missing = absent = 0
    told: list[str] = []
    for day in workdays:
        held = days.get(day)
        if held is None:
            absent += 2
            told.append("AA")
            continue
        first, last = held[0] // 60 - day * 1440, held[1] // 60 - day * 1440
        text, halves = "", _HALVES
        if last - first < _ONE_PUNCH_MIN:
            missing += 1
            absent += 1
            first, last, halves = (first, _NEVER, _HALVES[:1]) if first < _MIDDLE else (-_NEVER, first, _HALVES[1:])
            text = "M"
        for start, end in halves:
            late, early = first - start, end - last
            if late > _MOST_MIN or early > _MOST_MIN:
                absent += 1
                text += "A"
                continue
            present += 1
            if late >= _LATE_MIN:
                late_times += 1
                late_min += late
            if early > 0:
                early_times += 1
                early_min += early
            text += "L" if late >= _LATE_MIN else "E" if early > 0 else "P"
        told.append(text)
    return person, present, late_times, late_min, early_times, early_min, missing, absent, ";".join(told)


def make_rows(connection: sqlite3.Connection) -> None:
    """An empty table for judged months."""
    connection.execute("DROP TABLE IF EXISTS month_row")
    connection.execute(
        "CREATE TABLE month_row (person INTEGER PRIMARY KEY, present, late_times, late_min, early_times, early_min,"
        " missing, absent, days)"
    )


def judge_stored(connection: sqlite3.Connection, workdays: Sequence[int]) -> None:
    """Read, judge, write back, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    rows = judge(connection.execute("SELECT ident_id, at_s FROM punch ORDER BY ident_id, at_s"), workdays)
    connection.executemany("INSERT INTO month_row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    connection.execute("COMMIT")
