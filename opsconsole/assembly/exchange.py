"""Files in and out for every business: what a command and a screen both do with an import or an export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.access.pins import PinHasher
from opsconsole.db import Database
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.files.columns import only_table, read_rows
from opsconsole.files.exports import ExportKind, ExportOptions, refuse_other_endings, write_wanted
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.read import read_bytes, read_tables
from opsconsole.inert import visible


class _DryRun(Exception):
    """Carries what an import would do out of a transaction that is not to be kept."""

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts


def read_files(kind: ImportKind, paths: Sequence[Path]) -> list[FileRow]:
    """Every row of every file; Refusal for a file that cannot be read, ImportRefused with all that is wrong in them."""
    rows: list[FileRow] = []
    problems: list[Problem] = []
    for path in paths:
        found, faults = _read_file(kind, path)
        rows += found
        problems += faults
    if problems:
        raise ImportRefused(problems)
    return rows


def import_files(
    database: Database,
    actor: Actor,
    kind: ImportKind,
    paths: Sequence[Path],
    *,
    now: datetime,
    pins: PinHasher,
    dry_run: bool = False,
) -> Counts:
    """Takes the rows of all files in one act, all or nothing; `dry_run` only tells what would happen."""
    rows: Sequence[FileRow] = read_files(kind, paths)
    if kind.prepare is not None:
        rows = kind.prepare(database, rows, pins)
    if dry_run:
        return try_rows(database, actor, kind, rows, now)
    return Counts(**database.run(import_rows, actor, kind, rows, now))


def try_rows(database: Database, actor: Actor, kind: ImportKind, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Tells what taking rows that were read before would do; nothing of it is kept."""
    try:
        done = database.run(import_rows, actor, kind, rows, now, dry_run=True)
    except _DryRun as would_be:
        done = would_be.counts
    return Counts(**done)


def import_rows(
    session: Session, actor: Actor, kind: ImportKind, rows: Sequence[FileRow], now: datetime, *, dry_run: bool = False
) -> dict[str, int]:
    """Takes rows that were read before; raises ImportRefused with every problem found."""
    require(session, actor, Permission(kind.permission))
    counts = kind.take(session, actor, rows, now).as_result()
    if dry_run:
        session.flush()
        raise _DryRun(counts)
    return counts


def export_file(
    database: Database, actor: Actor, kind: ExportKind, options: ExportOptions, path: Path, *, now: datetime
) -> int:
    """Writes what the actor may see of a kind to a file, whole or not at all; how many rows."""
    refuse_other_endings(path, kind)
    database.read(require, actor, Permission(kind.permission))
    if kind.prepare is not None:
        kind.prepare(database, actor, options, now)
    return database.read(_write, kind, options, path)


def _write(session: Session, kind: ExportKind, options: ExportOptions, path: Path) -> int:
    return write_wanted(path, kind, session, options)


def _read_file(kind: ImportKind, path: Path) -> tuple[list[FileRow], list[Problem]]:
    name = visible(str(path))
    data = read_bytes(path)
    try:
        sheets = read_tables(data)
        filled = kind.read(sheets, name) if kind.read is not None else None
        if filled is not None:
            return filled
        parsed, problems = read_rows(only_table(sheets), kind.columns, name)
    except Refusal as refusal:
        return [], [Problem(name, 0, "", refusal.message)]
    return [FileRow(name, row.line, row.values) for row in parsed], problems
