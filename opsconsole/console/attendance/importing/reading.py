"""What a file was read as and what taking it in would do: shown before anything is kept."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from opsconsole.assembly import IMPORTS
from opsconsole.assembly.exchange import import_rows, read_files, try_rows
from opsconsole.attendance import punches
from opsconsole.attendance.punch_files import DateOrder
from opsconsole.attendance.punch_files.times import moment_of
from opsconsole.attendance.punches import FileSummary, ReadFile
from opsconsole.db import Database
from opsconsole.errors import ImportRefused, Message
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.inert import visible

CLOCK_DATA = "punches"
"""Clock files are no kind of table: they are recognised by their layout."""

FIRST_ROWS = 6
MOST_IDENTS_NAMED = 8


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be taken: where it stands, why not, and how it stood."""

    line: int
    column: str
    reason: Message
    raw: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read. `verb` with `arguments` takes it in; None where it cannot be taken."""

    path: Path
    facts: Sequence[Message]
    first_rows: Sequence[str]
    bad: Sequence[BadLine]
    verb: Callable[..., Any] | None = None
    arguments: tuple[Any, ...] = ()
    reporting: bool = False
    said: Callable[[Any], Message] | None = None


def read_clock_file(
    database: Database,
    actor: Any,
    path: Path,
    order: DateOrder | None,
    now: datetime,
    *,
    report: Callable[[int, int], None],
) -> Reading:
    """Reads a clock file and asks what of it is new; Refusal where it is none."""
    read = punches.read_file(path, now=now, date_order=order, progress=report)
    would = punches.take_file(database, actor, read, now=now, dry_run=True)
    return Reading(
        path=path,
        facts=list(_facts_of_punches(read, would)),
        first_rows=[f"{line}: {ident}  {moment_of(at_s)}" for _, ident, at_s, line in read.parsed.punches[:FIRST_ROWS]],
        bad=[BadLine(one.line, "", one.reason, one.raw) for one in read.parsed.rejects],
        verb=punches.take,
        arguments=(read, now),
        reporting=True,
        said=_punches_taken,
    )


def _facts_of_punches(read: ReadFile, would: FileSummary) -> Iterator[Message]:
    seen = read.parsed.preview()
    yield Message(N_("Recognised: {layout}"), layout=read.parsed.layout_label)
    sheet = Message(N_(", sheet {sheet}"), sheet=read.parsed.sheet) if read.parsed.sheet else ""
    yield Message(N_("Encoding {encoding}{sheet}"), encoding=read.parsed.encoding, sheet=sheet)
    yield Message(
        N_("{punches} punches of {idents} numbers, {first} to {last}"),
        punches=f"{seen.punches:,}",
        idents=f"{seen.idents:,}",
        first=f"{seen.first:%Y-%m-%d %H:%M}" if seen.first else "",
        last=f"{seen.last:%Y-%m-%d %H:%M}" if seen.last else "",
    )
    yield Message(
        N_("Lines that cannot be read: {bad}; neither punches nor faults: {ignored}"),
        bad=seen.rejects,
        ignored=seen.ignored,
    )
    yield from read.parsed.notes
    yield Message(
        N_("New: {new}; known already: {known}; of nobody: {unassigned}"),
        new=f"{would.new:,}",
        known=f"{would.known:,}",
        unassigned=f"{would.unassigned:,}",
    )
    if would.unassigned_idents:
        named = ", ".join(would.unassigned_idents[:MOST_IDENTS_NAMED])
        more = "" if len(would.unassigned_idents) <= MOST_IDENTS_NAMED else " ..."
        yield Message(N_("Numbers of nobody: {numbers}"), numbers=named + more)


def _punches_taken(result: Mapping[str, Any]) -> Message:
    return Message(
        N_("{new} new punches, {known} known already, {unassigned} of nobody; {days} days judged"),
        new=f"{result['new']:,}",
        known=f"{result['known']:,}",
        unassigned=f"{result['unassigned']:,}",
        days=f"{result['days_judged']:,}",
    )


class FileRows(tuple[FileRow, ...]):
    """The rows of a file, told apart from others by their digest instead of by all that they hold."""

    digest: str

    @classmethod
    def of(cls, rows: Sequence[FileRow]) -> FileRows:
        made = cls(rows)
        made.digest = hashlib.sha256(repr(tuple(rows)).encode("utf-8", "surrogatepass")).hexdigest()
        return made

    def __repr__(self) -> str:
        return f"FileRows({len(self)}, sha256={self.digest})"


def read_table_file(database: Database, actor: Any, path: Path, kind: ImportKind, now: datetime) -> Reading:
    """Reads a table of a kind and asks what of it is new; a faulty one comes back with its faults and no verb."""
    try:
        rows = FileRows.of(read_files(kind, [path]))
        counts = try_rows(database, actor, kind, rows, now)
    except ImportRefused as refused:
        return Reading(
            path, [Message(N_("Kind: {kind}"), kind=Message(kind.title)), refused.message], (), _bad(refused)
        )
    return Reading(
        path=path,
        facts=[Message(N_("Kind: {kind}"), kind=Message(kind.title)), _would(len(rows), counts)],
        first_rows=[f"{row.line}: {_row_words(row)}" for row in rows[:FIRST_ROWS]],
        bad=(),
        verb=import_rows,
        arguments=(kind, rows, now),
        said=_rows_taken,
    )


def _bad(refused: ImportRefused) -> list[BadLine]:
    return [BadLine(one.line, one.column, one.message, one.raw) for one in refused.problems]


def _row_words(row: FileRow) -> str:
    return "  ".join(visible(str(value)) for value in row.values.values() if value not in (None, ""))


def _would(rows: int, counts: Counts) -> Message:
    return Message(
        N_("{rows} rows: {new} new, {changed} changed, {unchanged} as they are"),
        rows=f"{rows:,}",
        new=f"{counts.new:,}",
        changed=f"{counts.changed:,}",
        unchanged=f"{counts.unchanged:,}",
    )


def _rows_taken(result: Mapping[str, int]) -> Message:
    return Message(
        N_("{new} new, {changed} changed, {unchanged} as they were"),
        new=result["new"],
        changed=result["changed"],
        unchanged=result["unchanged"],
    )


def kinds_for(may: Callable[[str], bool]) -> list[tuple[str, Message]]:
    """What a person may import here: clock data first, then tables that are taken whole. Accounts, and what is taken
    paper by paper, are the command's."""
    kinds = [(CLOCK_DATA, Message(N_("clock data, any layout")))] if may("attendance.import") else []
    tables = [kind for kind in IMPORTS.values() if kind.prepare is None and kind.group is None and may(kind.permission)]
    return [*kinds, *((kind.name, Message(kind.title)) for kind in tables)]
