"""Reports with one column a day: the standard report of standalone clocks, and DingTalk's sheet of punch times."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from opsconsole.attendance.punch_files.cells import EMPTY, ClockCells, holds_times
from opsconsole.attendance.punch_files.gathering import Gathering
from opsconsole.attendance.punch_files.idents import ident_of_cell
from opsconsole.attendance.punch_files.moments import out_of_window
from opsconsole.attendance.punch_files.names import IDENT_NAMES, MOST_COLUMNS, names_of
from opsconsole.attendance.punch_files.times import day_start_s
from opsconsole.attendance.punch_files.values import IdentKind, Layout, Progress
from opsconsole.errors import Message
from opsconsole.files.table import Row, Sheet
from opsconsole.files.words import plain
from opsconsole.i18n import N_

LONGEST_PERIOD_DAYS = 62
_HEAD_ROWS = 30
_CHUNK_ROWS = 1_024

_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_PERIOD = re.compile(_DAY + r"\s{0,4}(?:~|-|—|–|至|到)\s{0,4}" + _DAY, re.ASCII)
_DAY_NUMBER = re.compile(r"(\d{1,2})(?:日|号)?(?:\s*[(]?(?:星期|周)?[一二三四五六日天][)]?)?", re.ASCII)
_WEEKDAY = re.compile(r"(?:星期|周)?[一二三四五六日天]")
_NUMBER_LABELS = frozenset({"工号", "员工编号", "编号", "登记号码", "考勤号码", "userid", "id", "no", "no."})
_NAME_LABELS = frozenset({"姓名", "name"})
_LABELS = _NUMBER_LABELS | _NAME_LABELS | {"部门", "所属部门", "dept", "dept.", "department"}

NOT_A_DAY = Message(N_("the column belongs to no day of the period"))
NO_PERSON = Message(N_("the line stands under no employee"))


@dataclass(frozen=True, slots=True)
class Period:
    """The days a report is about, both included."""

    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def find_period(rows: Iterable[Row]) -> Period | None:
    """The first period written in any of the rows, `2017-12-15 ~ 2018-01-14`; none of over 62 days."""
    for row in rows:
        for found in _PERIOD.finditer(unicodedata.normalize("NFKC", " ".join(filter(None, row.cells)))[:2_000]):
            try:
                numbers = [int(part) for part in found.groups()]
                period = Period(date(*numbers[:3]), date(*numbers[3:]))
            except ValueError:
                continue
            if 0 <= (period.last - period.first).days < LONGEST_PERIOD_DAYS:
                return period
    return None


def days_by_number(cells: Sequence[str], period: Period) -> dict[int, date]:
    """Which day each column is, from a line of day numbers; it may begin at 15 and go on into the next month."""
    days: dict[int, date] = {}
    left = iter(period.days())
    for column, cell in enumerate(cells[:MOST_COLUMNS]):
        number = _day_number(cell)
        if number:
            day = next((day for day in left if day.day == number), None)
            if day is None:
                left = iter(())
            else:
                days[column] = day
    return days


def _day_number(cell: str) -> int:
    found = _DAY_NUMBER.fullmatch(unicodedata.normalize("NFKC", cell).strip()) if len(cell) < 16 else None
    number = int(found[1]) if found else 0
    return number if number <= 31 else 0


def _is_day_line(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells[:MOST_COLUMNS] if cell]
    return bool(filled) and all(_day_number(cell) for cell in filled)


def person_of(cells: Sequence[str]) -> str | None:
    """The number in a line `工 号: 4 姓 名: … 部 门: …`, empty where none stands there; None for any other line."""
    words = ((index, cell) for index, cell in enumerate(cells[:MOST_COLUMNS]) if cell and not cell[0].isdigit())
    labels = [(index, *read) for index, cell in words if (read := _label_of(cell))[0] in _LABELS]
    number = next((label for label in labels if label[1] in _NUMBER_LABELS), None)
    if number is None or not any(name in _NAME_LABELS for _, name, _ in labels):
        return None
    index, _, value = number
    beyond = next((other for other, _, _ in labels if other > index), len(cells))
    return value or next((cell for cell in cells[index + 1 : beyond] if cell), "")


def _label_of(cell: str) -> tuple[str, str]:
    """A cell `工 号: 4` as label and value; the value may stand in a cell of its own."""
    label, _, value = unicodedata.normalize("NFKC", cell[:80]).partition(":")
    return plain(label), value.strip()


def is_standard_report(sheet: Sheet) -> bool:
    """Whether a sheet has a period, a line of days, and a line naming a person, as a standard report does."""
    head = sheet.rows[:_HEAD_ROWS]
    return (
        any(person_of(row.cells) is not None for row in head)
        and any(_is_day_line(row.cells) for row in head)
        and find_period(head) is not None
    )


def read_standard_report(sheet: Sheet, latest: date | None, progress: Progress) -> Gathering:
    """Every day cell under every person. A day line may stand once, or again for each person."""
    gathered = Gathering(Layout.STANDARD_REPORT, sheet.name)
    period = find_period(sheet.rows[:_HEAD_ROWS])
    reader = _DayCells(gathered, latest)
    days: dict[int, date] = {}
    ident: str | Message | None = None
    for done, row in enumerate(sheet.rows, 1):
        if done % _CHUNK_ROWS == 0:
            progress(done, len(sheet.rows))
        person = person_of(row.cells)
        if person is not None:
            ident = ident_of_cell(person)
            if isinstance(ident, Message):
                gathered.reject(row.line, ident, " | ".join(filter(None, row.cells)))
        elif period and _is_day_line(row.cells):
            days = days_by_number(row.cells, period)
        elif ident is not None and days:
            reader.read(row, IdentKind.CLOCK, ident, days, range(min(len(row.cells), MOST_COLUMNS)))
    progress(len(sheet.rows), len(sheet.rows))
    return gathered


class _DayCells:
    """Reads the day cells of one line for one person."""

    def __init__(self, gathered: Gathering, latest: date | None) -> None:
        self.gathered = gathered
        self.latest = latest
        self.clock_cells = ClockCells()

    def read(
        self, row: Row, kind: IdentKind, ident: str | Message, days: dict[int, date], columns: Iterable[int]
    ) -> None:
        for column in columns:
            cell = row.cells[column] if column < len(row.cells) else ""
            if cell in EMPTY or not holds_times(cell):
                self.gathered.ignored += column in days
            elif isinstance(ident, Message):
                self.gathered.reject(row.line, NO_PERSON, cell)
            else:
                self._read_cell(row.line, kind, ident, days.get(column), cell)

    def _read_cell(self, line: int, kind: IdentKind, ident: str, day: date | None, cell: str) -> None:
        wrong = NOT_A_DAY if day is None else out_of_window(day, self.latest)
        if day is None or wrong is not None:
            self.gathered.reject(line, wrong or NOT_A_DAY, cell)
            return
        read = self.clock_cells[cell]
        start = day_start_s(day)
        self.gathered.punches += [(kind, ident, start + seconds, line) for seconds in read.seconds]
        if read.fault:
            self.gathered.reject(line, read.fault, f"{day.isoformat()}: {cell}")


@dataclass(frozen=True, slots=True)
class TimesSheet:
    """Where things stand in DingTalk's sheet of punch times."""

    first_row: int
    idents: list[tuple[IdentKind, int]]
    days: dict[int, date]


def find_times_sheet(sheet: Sheet) -> TimesSheet | None:
    """The headings of DingTalk's 打卡时间: numbers, then one column a day, below a title that names the period.

    月度汇总 looks alike, but its day cells hold words.
    """
    head = sheet.rows[:_HEAD_ROWS]
    period = find_period(head)
    for index, row in enumerate(head if period else ()):
        names = names_of(row.cells)
        idents = [(kind, names.index(name)) for name, kind in IDENT_NAMES.items() if name in names]
        after = max((column for _, column in idents), default=len(names)) + 1
        for depth, line in enumerate(head[index : index + 2], 1):
            days = _days_of_headings(line.cells, after, period) if idents and period else {}
            found = TimesSheet(index + depth, idents, days)
            if days and ("打卡时间" in sheet.name or _mostly_times(sheet.rows[found.first_row :], days)):
                return found
    return None


def _mostly_times(rows: Sequence[Row], days: dict[int, date]) -> bool:
    clock_cells = ClockCells()
    cells = [row.cells[column] for row in rows[:_HEAD_ROWS] for column in days if column < len(row.cells)]
    clean = sum(clock_cells[cell].fault is None for cell in cells if holds_times(cell))
    return clean * 2 > sum(map(holds_times, cells))


def _days_of_headings(cells: Sequence[str], after: int, period: Period) -> dict[int, date]:
    """Days by number where the headings number them; else, a heading being `六` or `日` alone, one after the other."""
    end = min(len(cells), MOST_COLUMNS)
    numbered = [column for column in range(after, end) if _day_number(cells[column])]
    named = [column for column in range(after, end) if _WEEKDAY.fullmatch(plain(cells[column][:8]))]
    together = sorted({*numbered, *named})
    if len(together) == len(period.days()):
        days = dict(zip(together, period.days(), strict=True))
        if all(days[column].day == _day_number(cells[column]) for column in numbered):
            return days
    return days_by_number(["" if column < after else cell for column, cell in enumerate(cells)], period)


def read_times_sheet(sheet: Sheet, found: TimesSheet, latest: date | None, progress: Progress) -> Gathering:
    """Every day cell of every person's line."""
    gathered = Gathering(Layout.DINGTALK_TIMES, sheet.name)
    reader = _DayCells(gathered, latest)
    rows = sheet.rows[found.first_row :]
    for done, row in enumerate(rows, 1):
        if done % _CHUNK_ROWS == 0:
            progress(done, len(rows))
        kind, text = next(
            (
                (kind, row.cells[column])
                for kind, column in found.idents
                if column < len(row.cells) and row.cells[column]
            ),
            (IdentKind.EITHER, ""),
        )
        reader.read(row, kind, ident_of_cell(text), found.days, found.days)
    progress(len(rows), len(rows))
    return gathered
