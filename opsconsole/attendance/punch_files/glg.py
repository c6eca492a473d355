"""GLG_001.TXT and AGL_001.TXT: logs of standalone clocks and door machines, in three dialects and three date forms."""

from __future__ import annotations

import re
from datetime import date

from opsconsole.attendance.punch_files.gathering import Gathering
from opsconsole.attendance.punch_files.idents import ident_of_clock
from opsconsole.attendance.punch_files.moments import Clocks, Days, settle_order, split_moment
from opsconsole.attendance.punch_files.values import DateOrder, IdentKind, Layout, Progress
from opsconsole.errors import Message
from opsconsole.files.words import plain
from opsconsole.i18n import N_

_HEAD_LINES = 50
_LONGEST_HEADING = 500
_NUMBER_COLUMN = 2
_DOOR_EVENT = "0"
_CHUNK_LINES = 16_384
_ROW = re.compile(
    r"^\d{1,10}\t\d{1,6}\t\d{1,20}\t[^\t\n]*(?:\t[^\t\n]*){1,6}\t"
    r" *(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/]\d{4}) +\d{1,2}:\d{2}(?::\d{2})? *\t?\r?$",
    re.ASCII | re.MULTILINE,
)

NOT_THE_LAYOUT = Message(N_("the line is not: No, TMNo, EnNo, Name, ..., date and time"))


_Line = tuple[int, str, str, str]
"""Line, EnNo, date and time, as they stand."""


def is_glg(text: str) -> bool:
    """Whether there is a heading with EnNo and DateTime, or a row as they stand under one."""
    head = text.split("\n", _HEAD_LINES)[:_HEAD_LINES]
    return any(_number_column(line) is not None for line in head) or _ROW.search(text) is not None


def _number_column(line: str) -> int | None:
    """Where EnNo stands in a line of headings; None for any other line. The heading's first byte may be lost."""
    headings = [plain(cell) for cell in line[:_LONGEST_HEADING].split("\t")] if "\t" in line else []
    return headings.index("enno") if "enno" in headings and "datetime" in headings else None


def read_glg(text: str, latest: date | None, order: DateOrder | None, progress: Progress) -> Gathering:
    """Every line of a GLG log. EnNo 0 is a door event: ignored and counted.

    Raises Refusal where dates can be read two ways.
    """
    gathered = Gathering(Layout.GLG)
    raw = text.split("\n")
    lines = _split_lines(raw, gathered)
    days = Days(latest, settle_order({day for _, _, day, _ in lines}, order, latest))
    clocks = Clocks()
    idents: dict[str, str] = {}
    for start in range(0, len(lines), _CHUNK_LINES):
        for number, ident, day, clock in lines[start : start + _CHUNK_LINES]:
            try:
                gathered.punches.append((IdentKind.CLOCK, idents[ident], days[day] + clocks[clock], number))
            except KeyError:
                read = _read_with_care(ident, days.read(day), clocks.read(clock))
                if isinstance(read, Message):
                    gathered.reject(number, read, raw[number - 1])
                elif read[0] == _DOOR_EVENT:
                    gathered.ignored += 1
                else:
                    idents[ident] = read[0]
                    gathered.punches.append((IdentKind.CLOCK, *read, number))
        progress(min(start + _CHUNK_LINES, len(lines)), len(lines))
    return gathered


def _read_with_care(ident: str, day: int | Message, clock: int | Message) -> tuple[str, int] | Message:
    number = ident_of_clock(ident)
    if isinstance(number, Message):
        return number
    if isinstance(day, Message):
        return day
    return clock if isinstance(clock, Message) else (number, day + clock)


def _split_lines(raw: list[str], gathered: Gathering) -> list[_Line]:
    """The parts that matter of every line. EnNo counts from the left, the moment from the right: rows may have fewer
    cells than the headings."""
    column = _NUMBER_COLUMN
    lines: list[_Line] = []
    for number, line in enumerate(raw, 1):
        cells = line.split("\t")
        day, _, clock = cells[-1].partition(" ")
        if ":" not in clock:
            day, clock = split_moment(next((cell for cell in reversed(cells) if ":" in cell), "").strip(" \r"))
        if day and clock and len(cells) > column:
            lines.append((number, cells[column].strip(" "), day, clock.rstrip(" \r")))
        elif (found := _number_column(line)) is not None:
            column = found
        elif line.strip():
            gathered.reject(number, NOT_THE_LAYOUT, line)
    return lines
