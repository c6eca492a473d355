"""What an export is: its columns, which options it takes, and the query that gives its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from opsconsole.dates import Month
from opsconsole.errors import Refusal
from opsconsole.files.write import Cell, Kind, SheetColumn, write_csv, write_xlsx
from opsconsole.i18n import N_, _
from opsconsole.inert import visible

if TYPE_CHECKING:
    from opsconsole.db import Database
    from opsconsole.files.paper import Paper


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What of a kind is wanted; None where it was not said."""

    month: Month | None = None
    on: date | None = None
    from_day: date | None = None
    to_day: date | None = None
    item: str | None = None
    state: str | None = None
    year: int | None = None
    number: str | None = None
    badge: str | None = None
    badges: frozenset[str] | None = None
    """Only these people: what was chosen on a screen."""

    def given(self) -> frozenset[str]:
        """The names of those that were said."""
        return frozenset(field.name for field in fields(self) if getattr(self, field.name) is not None)


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: `key` is the heading for machines, `heading` a message id for people."""

    key: str
    heading: str
    kind: Kind = Kind.TEXT
    width: int = 14


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of file that `opsconsole export` and the screens write.

    `rows(session, options)` gives the rows sorted by their first columns: the same data is the same bytes.
    `options` and `required` are names of `ExportOptions`; `permission` is asked for by whoever runs it.
    `prepare(database, actor, options, now)` brings up to date what the rows are read from, before they are.
    `papers(session, options)` gives its form for printing, where there is one; with `laid_out` an `.xlsx` is that form
    too, a sheet for each paper, instead of a plain table.
    """

    name: str
    title: str
    columns: tuple[ExportColumn, ...]
    rows: Callable[[Session, ExportOptions], Iterable[Sequence[Cell]]]
    permission: str
    options: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    prepare: Callable[[Database, Any, ExportOptions, datetime], None] | None = None
    papers: Callable[[Session, ExportOptions], Iterable[Paper]] | None = None
    laid_out: bool = False


def write_export(path: Path, kind: ExportKind, rows: Iterable[Sequence[Cell]]) -> int:
    """Writes rows of a kind by the ending of `path`; how many. `.csv` has the machine's keys, `.xlsx` headings in the
    language in force. Raises Refusal for another ending, and where the file cannot be written."""
    refuse_other_endings(path)
    if path.suffix.lower() == ".csv":
        return write_csv(path, [column.key for column in kind.columns], rows)
    columns = [SheetColumn(_(column.heading), column.kind, column.width) for column in kind.columns]
    return write_xlsx(path, _(kind.title), columns, rows)


def write_wanted(path: Path, kind: ExportKind, session: Session, options: ExportOptions) -> int:
    """Writes what `options` choose of a kind in the form that the ending of `path` names; how many rows, or pages of
    a `.pdf`. Raises Refusal for an ending that the kind does not come in."""
    refuse_other_endings(path, kind)
    if kind.papers is not None and is_form(kind, path):
        from opsconsole.files.paper import write_book, write_pdf

        write = write_pdf if path.suffix.lower() == ".pdf" else write_book
        return write(path, kind.papers(session, options))
    return write_export(path, kind, kind.rows(session, options))


def is_form(kind: ExportKind, path: Path) -> bool:
    """Whether a file of this name is the kind's printed form, in pages or sheets, and no table."""
    ending = path.suffix.lower()
    return kind.papers is not None and (ending == ".pdf" or (ending == ".xlsx" and kind.laid_out))


def refuse_other_endings(path: Path, kind: ExportKind | None = None) -> None:
    """Raises Refusal unless the name says in which form to write; `.pdf` where `kind` has a printed form."""
    ending = path.suffix.lower()
    if ending in (".csv", ".xlsx"):
        return
    if kind is None or kind.papers is None:
        if ending == ".pdf":
            raise Refusal(N_("There is no printed form of this; write it as .xlsx or .csv"))
        raise Refusal(N_("{file} ends neither in .csv nor in .xlsx"), file=visible(str(path)))
    if ending != ".pdf":
        raise Refusal(N_("{file} ends neither in .csv nor in .xlsx nor in .pdf"), file=visible(str(path)))
