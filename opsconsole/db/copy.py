"""Every row of one database into another, empty one, of either kind; and the proof that it got there."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from opsconsole.db.types import Base

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds: how many rows, and a digest of them that does not depend on their order.

    Databases sort text differently, so row by row the two sides would not meet.
    """

    rows: int
    digest: str


def tables() -> list[Table]:
    """Every table that the program keeps, those that are pointed at before those that point."""
    return Base.metadata.sorted_tables


def first_filled(session: Session) -> str | None:
    """The name of a table that has rows, or None for an empty database."""
    filled = (table.name for table in tables() if session.execute(select(table).limit(1)).first() is not None)
    return next(filled, None)


def count_rows(session: Session) -> int:
    """How many rows all tables hold."""
    return sum(session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables())


def copy_rows(source: Session, target: Session) -> dict[str, Content]:
    """Copies every row and reads it back; what each table holds. AssertionError where the two sides differ."""
    found: dict[str, Content] = {}
    for table in tables():
        read = _Digest()
        rows = read.watching(dict(row._mapping) for row in _in_order(source, table))
        while page := list(islice(rows, PAGE)):
            target.connection().execute(insert(table), page)
        found[table.name] = read.content()
        if content_of(target, table) != read.content():
            raise AssertionError(f"the copy of {table.name} is not what was read")
    _set_sequences(target)
    return found


def content_of(session: Session, table: Table) -> Content:
    """What a table holds."""
    read = _Digest()
    deque(read.watching(dict(row._mapping) for row in session.execute(select(table)).yield_per(PAGE)), maxlen=0)
    return read.content()


class _Digest:
    def __init__(self) -> None:
        self._rows = 0
        self._sum = 0

    def watching(self, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for row in rows:
            digest = hashlib.sha256(repr(list(row.values())).encode("utf-8", "surrogatepass")).digest()
            self._sum = (self._sum + int.from_bytes(digest, "big")) % (1 << 256)
            self._rows += 1
            yield row

    def content(self) -> Content:
        return Content(self._rows, f"{self._sum:064x}")


def _in_order(session: Session, table: Table) -> Iterator[Any]:
    result = session.execute(select(table)).yield_per(PAGE)
    own = next((key for key in table.foreign_keys if key.column.table is table), None)
    return iter(result) if own is None else _parents_first(list(result), own.column.name, own.parent.name)


def _parents_first(rows: list[Any], key: str, parent: str) -> Iterator[Any]:
    """Rows of a tree in an order in which each follows the one it points at."""
    children: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        children[getattr(row, parent)].append(row)
    waiting = deque(children.pop(None, ()))
    while waiting:
        row = waiting.popleft()
        yield row
        waiting.extend(children.pop(getattr(row, key), ()))
    # Rows that no root leads to are handed on all the same: the foreign key speaks then, not silence.
    for rest in children.values():
        yield from rest


def _set_sequences(session: Session) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in tables():
        column = table.autoincrement_column
        if column is None:
            continue
        last = session.execute(select(func.max(column))).scalar_one()
        if last is not None:
            session.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),
                {"table": f'"{table.name}"', "column": column.name, "last": last},
            )
