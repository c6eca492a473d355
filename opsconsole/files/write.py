"""Tables out: csv for machines, xlsx for people. A file is whole under its name, or not there at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, TextIO

from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.oserrors import reason_of

Cell = str | int | Decimal | date | None

_NEEDS_QUOTES = re.compile('[",\r\n]')
MADE = datetime(2000, 1, 1)
"""A workbook names the moment it was made; a fixed one keeps two exports of the same data the same bytes."""

MOST_SHEET_ROWS = 1_048_576
LONGEST_SHEET_CELL = 32_767
_LONGEST_TITLE = 31


@contextmanager
def replacing(path: Path) -> Generator[Path]:
    """A path to write to; at the end it takes the place of `path`, on disk and whole, and on any failure vanishes.

    Raises Refusal where `path` cannot be written.
    """
    target = Path(os.path.realpath(path))
    unfinished = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        # Said before the work is done, not after it.
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if target.exists() and not target.is_file():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        try:
            yield unfinished
            _sync(unfinished)
            os.replace(unfinished, target)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def _sync(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def cannot_write(path: Path, error: OSError) -> Refusal:
    """The refusal that says why `path` could not be written."""
    return Refusal(N_("{file} cannot be written: {reason}"), file=visible(str(path)), reason=reason_of(error))


def write_csv(target: Path | TextIO, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Headings and rows as csv for machines: UTF-8 without a mark, LF, cells raw; gives the number of rows.

    Raises Refusal where the file cannot be written.
    """
    if not isinstance(target, Path):
        return _write_lines(target, headings, rows)
    with replacing(target) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as stream:
        return _write_lines(stream, headings, rows)


def _write_lines(stream: TextIO, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    count = 0
    stream.write(_csv_line(headings))
    for row in rows:
        stream.write(_csv_line(row))
        count += 1
    return count


def _csv_line(cells: Sequence[Cell]) -> str:
    return ",".join(map(_csv_cell, cells)) + "\n"


def _csv_cell(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


class Kind(StrEnum):
    """How a column of a sheet is typed and shown."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    """Yuan as Decimal, with two decimals and thousands separators."""

    DAY = "day"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet: heading as it is shown, kind, and width in characters."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int = 14


_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@"},
    Kind.NUMBER: {},
    Kind.MONEY: {"num_format": "#,##0.00"},
    Kind.DAY: {"num_format": "yyyy-mm-dd", "align": "left"},
}


def write_xlsx(path: Path, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]) -> int:
    """One sheet with a frozen line of headings; gives the number of rows.

    A `str` is always text, never a formula, a link or a number. Raises Refusal where the file cannot be
    written, or a sheet cannot hold it.
    """
    with replacing(path) as unfinished:
        return _write_sheet(unfinished, title, columns, rows)


def _write_sheet(path: Path, title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]) -> int:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": MADE})
    formats = {kind: book.add_format(properties) for kind, properties in _FORMATS.items()}
    bold = book.add_format({"bold": True, "num_format": "@"})
    sheet = book.add_worksheet(sheet_title(title))
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width, formats[column.kind])
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.heading, bold)
    count = 0
    for count, row in enumerate(rows, 1):
        for index, cell in enumerate(row):
            _write_cell(sheet, count, index, cell, formats)
    try:
        book.close()
    except FileCreateError as error:
        raise OSError(*getattr(error.args[0], "args", (str(error),))) from error
    return count


def sheet_title(title: str) -> str:
    """A title as a sheet may bear it: 31 characters, none of `[]:*?/\\`, no quote at the ends."""
    return re.sub(r"[\[\]:*?/\\]", " ", visible(title))[:_LONGEST_TITLE].strip("' ") or "1"


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: dict[Kind, Any]) -> None:
    if row >= MOST_SHEET_ROWS:
        raise Refusal(N_("A sheet holds {most} rows; export as csv"), most=MOST_SHEET_ROWS)
    if isinstance(cell, str):
        if len(cell) > LONGEST_SHEET_CELL:
            raise Refusal(N_("A cell of a sheet holds {most} characters; export as csv"), most=LONGEST_SHEET_CELL)
        if cell:
            sheet.write_string(row, column, cell, formats[Kind.TEXT])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, formats[Kind.DAY])
    elif cell is not None:
        sheet.write_number(row, column, cell)
