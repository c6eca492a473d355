"""Reads one xlsx or xls from standard input and writes its sheets as marshalled text to standard output.

Run as a process of its own by `workbook`, because the library under it stops the whole process when a
file of 5 KB claims a cell in the last row and column, and holds the interpreter while it reads. It
loads nothing of opsconsole, so that it starts in a few hundredths of a second.

Output: `("sheets", [(name, [(line, [cell, ...]), ...]), ...])`, blank rows left out, or
`("refused", why)` with `why` one of the codes that `workbook` has a sentence for.
"""

from __future__ import annotations

import gc
import io
import marshal
import math
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

MEMORY_BYTES = 1024 * 1024 * 1024
PROCESSOR_S = 60
LONGEST_CELL = 32_767
"""Characters; what a spreadsheet holds at most."""

MOST_CHARACTERS = 100 * 1024 * 1024
LARGEST_EXACT = 10.0**15

Rows = list[tuple[int, list[str]]]


class Refused(Exception):
    """`why` is a code that `workbook` has a sentence for."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def limit_this_process() -> None:
    """Memory and processor time; where the system knows no such limits, the zip directory alone was looked at."""
    try:
        import resource
    except ImportError:
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, PROCESSOR_S)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def text_of_string(value: str) -> str:
    if len(value) > LONGEST_CELL:
        raise Refused("cell")
    return value.replace("\r\n", "\n").strip(" \t\r\n\u00a0\u3000\ufeff")


def text_of_float(value: float) -> str:
    if math.isfinite(value) and abs(value) < LARGEST_EXACT and value == int(value):
        return str(int(value))
    return repr(value)


def text_of_clock(hours: int, minutes: int, seconds: int) -> str:
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}" if seconds else f"{hours:02d}:{minutes:02d}"


def text_of_moment(value: datetime) -> str:
    """A workbook keeps fractions of a day: what is a hair off a whole second is that second."""
    return (value + timedelta(microseconds=500_000)).strftime("%Y-%m-%d %H:%M:%S")


def text_of_time(value: time) -> str:
    seconds = value.hour * 3600 + value.minute * 60 + value.second + (value.microsecond >= 500_000)
    return text_of_clock(seconds // 3600, seconds // 60 % 60, seconds % 60)


def text_of_span(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    if seconds < 0:
        return str(value)
    return text_of_clock(seconds // 3600, seconds // 60 % 60, seconds % 60)


TEXT_OF: dict[type, Callable[[Any], str]] = {
    str: text_of_string,
    float: text_of_float,
    int: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    datetime: text_of_moment,
    date: date.isoformat,
    time: text_of_time,
    timedelta: text_of_span,
}


class Texts(dict[Any, str]):
    """The text of each value of one type, made once: what a column repeats is kept and sent once."""

    def __init__(self, text_of: Callable[[Any], str]) -> None:
        super().__init__()
        self.text_of = text_of

    def __missing__(self, value: Any) -> str:
        text = self[value] = self.text_of(value)
        return text


def read_sheet(sheet: Any, characters: int) -> tuple[Rows, int]:
    """The rows of a sheet that are not blank, and the count of characters so far.

    A moment at midnight arrives as a date. In a column that holds moments it is written as one.
    """
    rows: Rows = []
    texts = {kind: Texts(text_of) for kind, text_of in TEXT_OF.items()}
    midnights: list[tuple[list[str], int]] = []
    moments: set[int] = set()
    for line, values in enumerate(sheet.iter_rows(), 1):
        cells = [texts[type(value)][value] for value in values]
        if any(cells):
            rows.append((line, cells))
            characters += sum(map(len, cells))
        if characters > MOST_CHARACTERS:
            raise Refused("characters")
        if texts[date]:
            midnights += [(cells, column) for column, value in enumerate(values) if type(value) is date]
        if texts[datetime]:
            moments.update(column for column, value in enumerate(values) if type(value) is datetime)
    for cells, column in midnights:
        if column in moments:
            cells[column] += " 00:00:00"
    return rows, characters


def read_workbook(data: bytes) -> list[tuple[str, Rows]]:
    """Every work sheet, hidden ones too; raises Refused."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets: list[tuple[str, Rows]] = []
        characters = 0
        for described in book.sheets_metadata:
            if described.typ is calamine.SheetTypeEnum.WorkSheet:
                rows, characters = read_sheet(book.get_sheet_by_name(described.name), characters)
                sheets.append((described.name, rows))
    except calamine.PasswordError as error:
        raise Refused("password") from error
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise Refused("damaged") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Refused("damaged") from error
    return sheets


def main() -> None:
    limit_this_process()
    gc.disable()
    try:
        result = marshal.dumps(("sheets", read_workbook(sys.stdin.buffer.read())))
    except Refused as refused:
        result = marshal.dumps(("refused", refused.why))
    except MemoryError:
        result = marshal.dumps(("refused", "memory"))
    sys.stdout.buffer.write(result)


if __name__ == "__main__":
    main()
