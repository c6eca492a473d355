"""attlog: what ZKTeco machines and their kin write to a disk, or push over the network."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from opsconsole.attendance.punch_files.gathering import Gathering
from opsconsole.attendance.punch_files.idents import ERASED, ident_of_clock
from opsconsole.attendance.punch_files.moments import Days
from opsconsole.attendance.punch_files.values import IdentKind, Layout, Progress
from opsconsole.errors import Message
from opsconsole.files.text import shown
from opsconsole.i18n import N_

_LINE = re.compile(
    r"^[^\t\n]*\t *\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} {0,8}(?:\t {0,8}-?\d{0,20}){0,16}\r?$", re.ASCII | re.MULTILINE
)
_MOMENT_CELL = re.compile(r"(\d{4}-\d{2}-\d{2})( \d{2}:\d{2})(:\d{2})", re.ASCII)
_MINUTES = {f" {hour:02d}:{minute:02d}": hour * 3600 + minute * 60 for hour in range(24) for minute in range(60)}
_SECONDS = {f":{second:02d}": second for second in range(60)}
_SERIAL_NUMBER = re.compile(r"[A-Za-z0-9]{5,32}")
_CHECKSUM = re.compile(r"[A-Za-z0-9]{1,32}")
_PUSH_FROM_COLUMNS = 8
_ERASED_BYTE = 0x5A
_CHUNK_LINES = 16_384

NOT_THE_LAYOUT = Message(N_("the line is not: number, date and time, numbers"))


def is_attlog(text: str) -> bool:
    """Whether any line is as an attlog's: something, a tab, a full date and time, and then only numbers."""
    return _LINE.search(text) is not None


def read_attlog(text: str, latest: date | None, progress: Progress) -> Gathering:
    """Every line of an attlog. A machine's serial number at the head and checksum at the end are no bad lines."""
    lines = text.split("\n")
    gathered = Gathering(Layout.ATTLOG)
    begin, end = _without_serial_number(lines, gathered)
    reader = _Reader(gathered, latest)
    for start in range(begin, end, _CHUNK_LINES):
        reader.read(lines, start, min(start + _CHUNK_LINES, end))
        progress(min(start + _CHUNK_LINES, end), end)
    if any(count >= _PUSH_FROM_COLUMNS for count, _ in reader.columns.most_common(1)):
        gathered.layout = Layout.ATTLOG_PUSH
    return gathered


def _without_serial_number(lines: list[str], gathered: Gathering) -> tuple[int, int]:
    """Where the punches begin and end. Only a file that begins with a serial number may end with a checksum."""
    filled = [
        index
        for index in (*range(min(3, len(lines))), *range(max(0, len(lines) - 3), len(lines)))
        if lines[index].strip()
    ]
    if not filled or not _SERIAL_NUMBER.fullmatch(lines[filled[0]].strip()):
        return 0, len(lines)
    gathered.notes.append(Message(N_("Serial number of the machine: {number}"), number=lines[filled[0]].strip()))
    last = filled[-1]
    if last > filled[0] and _CHECKSUM.fullmatch(lines[last].strip()):
        return filled[0] + 1, last
    return filled[0] + 1, len(lines)


class _Reader:
    """The quick way for lines as they should be; what was met once is looked up, never parsed again."""

    def __init__(self, gathered: Gathering, latest: date | None) -> None:
        self.gathered = gathered
        self.days = Days(latest)
        self.idents: dict[str, str] = {}
        self.columns: Counter[int] = Counter()

    def read(self, lines: list[str], start: int, end: int) -> None:
        days, idents = self.days, self.idents
        take = self.gathered.punches.append
        kind = IdentKind.CLOCK
        for number, line in enumerate(lines[start:end], start + 1):
            try:
                padded, moment, _ = line.split("\t", 2)
                at_s = days[moment[:10]] + _MINUTES[moment[10:16]] + _SECONDS[moment[16:]]
                take((kind, idents[padded], at_s, number))
            except (KeyError, ValueError):
                self._read_with_care(line, number)

    def _read_with_care(self, line: str, number: int) -> None:
        if not line.strip(" \r"):
            return
        read = self._read_line(line)
        if isinstance(read, Message):
            self.gathered.reject(number, read, line)
        else:
            self.gathered.punches.append((IdentKind.CLOCK, *read, number))

    def _read_line(self, line: str) -> tuple[str, int] | Message:
        cells = line.rstrip("\r").split("\t")
        moment = _MOMENT_CELL.fullmatch(cells[1].strip(" ")) if len(cells) > 1 else None
        if moment is None:
            return NOT_THE_LAYOUT
        ident = ident_of_clock(cells[0].strip(" "))
        if isinstance(ident, Message):
            return ident
        day = self.days.read(moment[1])
        if isinstance(day, Message):
            return day
        if moment[2] not in _MINUTES or moment[3] not in _SECONDS:
            return Message(N_("there is no time {text}"), text=shown((moment[2] + moment[3]).strip()))
        if "ZZ" not in ident:
            self.idents[cells[0]] = ident
        elif _looks_erased(cells[2:]):
            return ERASED
        self.columns[len(cells)] += 1
        return ident, day + _MINUTES[moment[2]] + _SECONDS[moment[3]]


def _looks_erased(numbers: list[str]) -> bool:
    """Whether the numbers beside a `ZZ` are flash that was erased (0x5A is `Z`), and no clock's status and mode."""
    for number in numbers:
        if (
            not re.fullmatch(r"\d{1,3}", number.strip(), re.ASCII)
            or not int(number) < 256
            or int(number) == _ERASED_BYTE
        ):
            return True
    return False
