"""Files in and out for every business: what a command and a screen both do with an import or an export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.access.pins import PinHasher
from opsconsole.db import Database
from opsconsole.errors import ImportRefused, Problem, Refusal, Unavailable
from opsconsole.files.columns import ParsedRow, only_table, read_rows
from opsconsole.files.exports import ExportKind, ExportOptions, refuse_other_endings, write_wanted
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.read import read_bytes, read_tables
from opsconsole.inert import visible


class _DryRun(Exception):
    """Carries what an import would do out of a transaction that is not to be kept."""

    def __init__(self, counts: Counts) -> None:
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
    """Takes the rows of all files in one act, all or nothing; `dry_run` only tells what would happen.

    A kind of groups takes each group by itself: the counts then carry the problems of those that were refused.
    """
    if kind.group is not None:
        return _import_groups(database, actor, kind, kind.group, paths, now, dry_run=dry_run)
    rows: Sequence[FileRow] = read_files(kind, paths)
    if kind.prepare is not None:
        rows = kind.prepare(database, rows, pins)
    if dry_run:
        return try_rows(database, actor, kind, rows, now)
    return Counts(**database.run(import_rows, actor, kind, rows, now))


def try_rows(database: Database, actor: Actor, kind: ImportKind, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Tells what taking rows that were read before would do; nothing of it is kept."""
    try:
        return Counts(**database.run(import_rows, actor, kind, rows, now, dry_run=True))
    except _DryRun as would_be:
        return would_be.counts


def import_rows(
    session: Session, actor: Actor, kind: ImportKind, rows: Sequence[FileRow], now: datetime, *, dry_run: bool = False
) -> dict[str, int]:
    """Takes rows that were read before; raises ImportRefused with every problem found."""
    require(session, actor, Permission(kind.permission))
    counts = kind.take(session, actor, rows, now)
    if dry_run:
        session.flush()
        raise _DryRun(counts)
    return counts.as_result()


def _import_groups(
    database: Database,
    actor: Actor,
    kind: ImportKind,
    group: str,
    paths: Sequence[Path],
    now: datetime,
    *,
    dry_run: bool,
) -> Counts:
    database.read(require, actor, Permission(kind.permission))
    groups, problems, refused = _read_groups(kind, group, paths)
    if dry_run:
        try:
            database.run(_try_groups, actor, kind, groups, now)
        except _DryRun as would_be:
            counts = would_be.counts
        else:
            raise AssertionError("trying out never ends well")
    else:
        counts = Counts()
        for rows in groups:
            _take_group(counts, rows, lambda rows=rows: database.run(import_rows, actor, kind, rows, now))
    counts.refused += refused
    counts.problems = tuple(sorted((*problems, *counts.problems), key=lambda one: (one.file, one.line)))
    return counts


def _try_groups(
    session: Session, actor: Actor, kind: ImportKind, groups: Sequence[Sequence[FileRow]], now: datetime
) -> None:
    """Takes group after group in one transaction that is given up at the end, each behind a savepoint."""
    counts = Counts()

    def take(rows: Sequence[FileRow]) -> dict[str, int]:
        with session.begin_nested():
            return kind.take(session, actor, rows, now).as_result()

    for rows in groups:
        _take_group(counts, rows, lambda rows=rows: take(rows))
    raise _DryRun(counts)


def _take_group(counts: Counts, rows: Sequence[FileRow], take: Callable[[], dict[str, int]]) -> None:
    """Adds what taking a group came to; a refusal is a problem of its first row where it names none."""
    try:
        done = take()
    except Unavailable:
        raise
    except Refusal as refusal:
        found = refusal.problems if isinstance(refusal, ImportRefused) else ()
        first = Problem(rows[0].file, rows[0].line, "", refusal.message)
        counts.problems = (*counts.problems, *(found or (first,)))
        counts.refused += len(rows)
        return
    counts.new += done["new"]
    counts.changed += done["changed"]
    counts.unchanged += done["unchanged"]


def _read_groups(kind: ImportKind, group: str, paths: Sequence[Path]) -> tuple[list[list[FileRow]], list[Problem], int]:
    """The groups of all files in the order in which they begin; what is wrong in the files, and how many rows of
    groups with a fault are left out. Raises ImportRefused where it cannot be told what belongs together."""
    groups: dict[Any, list[FileRow]] = {}
    bad: dict[Any, int] = defaultdict(int)
    problems: list[Problem] = []
    for path in paths:
        name = visible(str(path))
        faulty: list[ParsedRow] = []
        try:
            parsed, faults = read_rows(only_table(read_tables(read_bytes(path))), kind.columns, name, faulty)
        except Refusal as refusal:
            raise ImportRefused([Problem(name, 0, "", refusal.message)]) from None
        if any(group not in row.values for row in faulty) or (faults and not faulty):
            raise ImportRefused(faults)
        problems += faults
        for row in faulty:
            bad[row.values[group]] += 1
        for row in parsed:
            groups.setdefault(row.values[group], []).append(FileRow(name, row.line, row.values))
    refused = sum(bad.values()) + sum(len(rows) for key, rows in groups.items() if key in bad)
    return [rows for key, rows in groups.items() if key not in bad], problems, refused


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
