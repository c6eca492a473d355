"""Rows of text taken in as an import takes the rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from opsconsole.access.actor import Actor
from opsconsole.access.pins import PinHasher
from opsconsole.assembly import IMPORTS
from opsconsole.assembly.exchange import import_rows
from opsconsole.db import Database
from opsconsole.errors import ImportRefused
from opsconsole.files.columns import read_rows
from opsconsole.files.imports import FileRow
from opsconsole.files.table import Row, Table


def give(
    database: Database, actor: Actor, kind: str, rows: Iterable[Mapping[str, str]], *, now: datetime, pins: PinHasher
) -> None:
    """Takes rows of cells by column key, all or nothing; they all have the same columns. Raises ImportRefused."""
    cells = list(rows)
    table = Table(1, list(cells[0]), [Row(line, list(row.values())) for line, row in enumerate(cells, start=2)])
    chosen = IMPORTS[kind]
    parsed, problems = read_rows(table, chosen.columns, kind)
    if problems:
        raise ImportRefused(problems)
    ready: Sequence[FileRow] = [FileRow(kind, row.line, row.values) for row in parsed]
    if chosen.prepare is not None:
        ready = chosen.prepare(database, ready, pins)
    database.run(import_rows, actor, chosen, ready, now)
