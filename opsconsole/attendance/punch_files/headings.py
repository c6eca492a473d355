"""Tables with headings: DingTalk, WeCom, ZKTime, and any csv or workbook with a number and a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from opsconsole.attendance.punch_files.cells import EMPTY, ClockCells
from opsconsole.attendance.punch_files.gathering import Gathering
from opsconsole.attendance.punch_files.idents import NO_IDENT, ident_of_cell
from opsconsole.attendance.punch_files.moments import Days, settle_order, split_moment
from opsconsole.attendance.punch_files.names import (
    ALL_TIMES_NAME,
    DAY_NAMES,
    IDENT_NAMES,
    IN_AND_OUT_NAMES,
    MOMENT_NAMES,
    is_in_or_out,
    names_of,
)
from opsconsole.attendance.punch_files.times import DAY_S
from opsconsole.attendance.punch_files.values import DateOrder, IdentKind, Layout, Progress
from opsconsole.errors import Message
from opsconsole.files.columns import is_comment
from opsconsole.files.table import Row, Sheet
from opsconsole.i18n import N_

_HEAD_ROWS = 30
_CHUNK_ROWS = 8_192
_DINGTALK = frozenset({Layout.DINGTALK_RAW, Layout.DINGTALK_DAILY})

NO_DAY = Message(N_("the line has no date"))
NO_TIME = Message(N_("the line has a date and no time"))


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns of a table stand. `first_row` is the index of the first row of data.

    `every_time` is WeCom's column of all of a day's punches, read where it holds nothing else.
    """

    layout: Layout
    first_row: int
    idents: tuple[tuple[IdentKind, int], ...]
    day: int | None
    times: tuple[int, ...]
    every_time: int | None = None


def find_headings(rows: Sequence[Row]) -> Headings | None:
    """The first row, or pair of rows, that names a number and a time; titles may stand above it."""
    head = rows[:_HEAD_ROWS]
    for index, row in enumerate(head):
        names = names_of(row.cells)
        fields = names_of(head[index + 1].cells) if index + 1 < len(head) else []
        found = _wecom(names, fields, index + 2) or _one_row(names, index + 1)
        if found:
            return found
    return None


def _wecom(groups: Sequence[str], fields: Sequence[str], first_row: int) -> Headings | None:
    """Headings on two rows, group over field; the columns move with the company's kinds of leave."""
    names: list[str] = []
    group = ""
    for column in range(max(len(groups), len(fields))):
        group = (groups[column] if column < len(groups) else "") or group
        field = fields[column] if column < len(fields) else ""
        names.append(group + field)
    times = tuple(column for column, name in enumerate(names) if is_in_or_out(name))
    if not times or is_in_or_out(groups[min(times[0], len(groups) - 1)]):
        return None
    found = _headings(Layout.WECOM_DAILY, first_row, names, _first(names, ("时间", *DAY_NAMES)), times)
    return found and replace(found, every_time=_first(names, (ALL_TIMES_NAME,)))


def _one_row(names: Sequence[str], first_row: int) -> Headings | None:
    day = _first(names, DAY_NAMES)
    moment = _first(names, MOMENT_NAMES)
    daily = tuple(column for column, name in enumerate(names) if is_in_or_out(name))
    in_and_out = tuple(column for column, name in enumerate(names) if name in IN_AND_OUT_NAMES)
    if daily:
        return _headings(Layout.DINGTALK_DAILY, first_row, names, day, daily)
    if in_and_out and day is not None:
        return _headings(Layout.ZKTIME, first_row, names, day, in_and_out)
    if moment is None:
        return None
    raw = "考勤日期" in names and ("userid" in names or "打卡结果" in names)
    return _headings(Layout.DINGTALK_RAW if raw else Layout.HEADINGS, first_row, names, day, (moment,))


def _headings(
    layout: Layout, first_row: int, names: Sequence[str], day: int | None, times: tuple[int, ...]
) -> Headings | None:
    idents = tuple((kind, names.index(name)) for name, kind in IDENT_NAMES.items() if name in names)
    return Headings(layout, first_row, idents, day, times) if idents else None


def _first(names: Sequence[str], wanted: Iterable[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def read_table(
    sheet: Sheet, found: Headings, latest: date | None, order: DateOrder | None, progress: Progress
) -> Gathering:
    """Every row below the headings. Raises Refusal where dates can be read two ways."""
    rows = sheet.rows[found.first_row :]
    reader = _Reader(sheet, found, latest, settle_order(_day_texts(rows, found), order, latest))
    for start in range(0, len(rows), _CHUNK_ROWS):
        reader.read(rows[start : start + _CHUNK_ROWS])
        progress(min(start + _CHUNK_ROWS, len(rows)), len(rows))
    return reader.gathered


def _day_texts(rows: Iterable[Row], found: Headings) -> set[str]:
    columns = [column for column in (found.day, *found.times) if column is not None]
    return {row.cells[column].partition(" ")[0] for row in rows for column in columns if column < len(row.cells)}


class _Reader:
    """Reads rows of one table: the quick way where all cells are as they should be, else with care."""

    def __init__(self, sheet: Sheet, found: Headings, latest: date | None, order: DateOrder | None) -> None:
        self.found = found
        self.gathered = Gathering(found.layout, sheet.name)
        self.days = Days(latest, order, short_years=found.layout in _DINGTALK)
        self.clock_cells = ClockCells()
        self.headings = sheet.rows[found.first_row - 1].cells
        self.idents: dict[str, str] = {}
        self.row_days: dict[str, int] = {}

    def read(self, rows: Iterable[Row]) -> None:
        if self.found.every_time is None:
            self._read_quickly(rows)
        else:
            for row in rows:
                self._read_with_care(row)

    def _read_quickly(self, rows: Iterable[Row]) -> None:
        kind, number_column = self.found.idents[0]
        day_column, columns = self.found.day, self.found.times
        take = self.gathered.punches.append
        in_and_out = self.found.layout is Layout.ZKTIME
        days, clocks, idents, row_days = self.days, self.clock_cells.clocks, self.idents, self.row_days
        for row in rows:
            cells = row.cells
            try:
                ident = idents[cells[number_column]]
                moments = []
                for column in columns:
                    before, _, after = cells[column].partition(" ")
                    own = after or day_column is None
                    moments.append(
                        days[before] + clocks[after] if own else row_days[cells[day_column]] + clocks[before]
                    )
            except (KeyError, IndexError):
                self._read_with_care(row)
                continue
            for at_s in _out_after_in(moments) if in_and_out else moments:
                take((kind, ident, at_s, row.line))

    def _read_with_care(self, row: Row) -> None:
        cells = row.cells
        texts = [cells[column] if column < len(cells) else "" for column in self.found.times]
        if is_comment(row):
            return
        if all(text in EMPTY for text in texts) or cells == self.headings:
            self.gathered.ignored += len(texts)
            return
        kind, ident = self._ident_of(cells)
        if isinstance(ident, Message):
            self._reject(row, ident)
            return
        moments = self._moments_of(row, texts)
        if self.found.layout is Layout.ZKTIME:
            moments = _out_after_in(moments)
        self.gathered.punches += [(kind, ident, at_s, row.line) for at_s in moments]

    def _ident_of(self, cells: Sequence[str]) -> tuple[IdentKind, str | Message]:
        """The number in the first of its columns that has one; only those of the first are looked up next time."""
        for place, (kind, column) in enumerate(self.found.idents):
            text = cells[column] if column < len(cells) else ""
            if text and text not in EMPTY:
                ident = ident_of_cell(text)
                if place == 0 and isinstance(ident, str):
                    self.idents[text] = ident
                return kind, ident
        return self.found.idents[0][0], NO_IDENT

    def _moments_of(self, row: Row, texts: Sequence[str]) -> list[int]:
        moments: list[int] = []
        for text in texts:
            if text in EMPTY:
                self.gathered.ignored += 1
                continue
            for part in text.split("\n"):
                read, fault = self._moments_in(row, part)
                moments += read
                if fault:
                    self._reject(row, fault)
        return moments + self._every_time(row, moments)

    def _every_time(self, row: Row, known: list[int]) -> list[int]:
        column = self.found.every_time
        text = row.cells[column] if column is not None and column < len(row.cells) else ""
        read, day = self.clock_cells[text], self._day_of(row)
        if text in EMPTY or read.fault or isinstance(day, Message):
            return []
        return [at_s for at_s in (day + seconds for seconds in read.seconds) if at_s not in known]

    def _moments_in(self, row: Row, text: str) -> tuple[list[int], Message | None]:
        """The moments in one line of a cell, with a date of their own or of the row's day; and what is wrong in it."""
        day_text, clock_text = split_moment(text)
        if self.found.day is None or (day_text and clock_text and ":" not in day_text):
            at = self._moment(day_text, clock_text)
            return ([], at) if isinstance(at, Message) else ([at], None)
        day = self._day_of(row)
        if isinstance(day, Message):
            return [], day
        read = self.clock_cells[text]
        return [day + seconds for seconds in read.seconds], read.fault

    def _day_of(self, row: Row) -> int | Message:
        text = row.cells[self.found.day] if self.found.day is not None and self.found.day < len(row.cells) else ""
        if text in self.row_days:
            return self.row_days[text]
        day = self.days.read(split_moment(text)[0]) if text else NO_DAY
        if isinstance(day, int):
            self.row_days[text] = day
        return day

    def _moment(self, day_text: str, clock_text: str) -> int | Message:
        day = self.days.read(day_text) if day_text else NO_DAY
        if isinstance(day, Message):
            return day
        clock = self.clock_cells.clocks.read(clock_text) if clock_text else NO_TIME
        return clock if isinstance(clock, Message) else day + clock

    def _reject(self, row: Row, reason: Message) -> None:
        self.gathered.reject(row.line, reason, " | ".join(row.cells))


def _out_after_in(moments: list[int]) -> list[int]:
    """In and out of one row: nobody leaves before they came, so an earlier out is of the next day."""
    if len(moments) == 2 and moments[1] < moments[0] and moments[0] - moments[1] < DAY_S:
        return [moments[0], moments[1] + DAY_S]
    return moments
