"""A month sheet that was filled in: signs of reasons in its cells are read back as explanations (rule 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.files.month_sheet import BADGE_HEADING
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.model import MonthRow
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.rules.signs import Signs
from opsconsole.attendance.rules.values import UNSETTLED, HalfName, JudgedHalf
from opsconsole.attendance.service import LONGEST_NOTE, explain_half
from opsconsole.attendance.sources import policies
from opsconsole.dates import Month, parse_day
from opsconsole.errors import ImportRefused, Message, Problem, Refusal
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.table import Row, Sheet
from opsconsole.files.text import shown
from opsconsole.files.words import in_every_language, plain
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

LANGUAGES = ("zh", "en")
_TITLE = re.compile(r"(\d{4})\s*[年/-]\s*(\d{1,2})")
_MOST_ABOVE = 12
"""A title stands at most so many rows above the headings."""
_MOST_SIGNS = 2


def _cell_name(row: int, column: int) -> str:
    """A cell as a workbook names it: `AB12`; `column` from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def read_sheets(sheets: Sequence[Sheet], name: str) -> tuple[list[FileRow], list[Problem]] | None:
    """Every day cell of the month sheets of a workbook, two halves each; None where no sheet has their headings."""
    rows: list[FileRow] = []
    problems: list[Problem] = []
    known = False
    for sheet in sheets:
        place = _headings(sheet)
        if place is None:
            continue
        known = True
        month = _month_above(sheet, place)
        if month is None:
            missing = Message(N_("The month stands nowhere above the headings, such as 2026/3"))
            problems.append(Problem(name, sheet.rows[place].line, sheet.name, missing))
            continue
        found, faults = _cells(sheet, place, month, name)
        rows += found
        problems += faults
    return (rows, problems) if known else None


def _headings(sheet: Sheet) -> int | None:
    """The index of the row with the badge's heading and the days 1 to 28."""
    badges = {plain(text) for text in in_every_language(BADGE_HEADING)}
    days = {str(number) for number in range(1, 29)}
    for index, row in enumerate(sheet.rows):
        cells = {plain(cell) for cell in row.cells}
        if cells & badges and days <= cells:
            return index
    return None


def _month_above(sheet: Sheet, place: int) -> Month | None:
    for row in sheet.rows[max(place - _MOST_ABOVE, 0) : place]:
        for cell in row.cells:
            found = _TITLE.search(cell)
            if found is not None and 1 <= int(found[2]) <= 12:
                return Month(int(found[1]), int(found[2]))
    return None


def _cells(sheet: Sheet, place: int, month: Month, name: str) -> tuple[list[FileRow], list[Problem]]:
    badges = {plain(text) for text in in_every_language(BADGE_HEADING)}
    headings = sheet.rows[place].cells
    badge_at = next(index for index, cell in enumerate(headings) if plain(cell) in badges)
    days = {
        index: date(month.year, month.number, int(cell))
        for index, cell in enumerate(headings)
        if index > badge_at and cell.isdecimal() and 1 <= int(cell) <= month.last.day
    }
    rows: list[FileRow] = []
    problems: list[Problem] = []
    for row in sheet.rows[place + 1 :]:
        badge = row.cells[badge_at].strip() if badge_at < len(row.cells) else ""
        if not badge:
            continue
        for index, day in days.items():
            cell = row.cells[index].strip() if index < len(row.cells) else ""
            if not cell:
                continue
            at = _cell_name(row.line, index)
            if len(cell) > _MOST_SIGNS:
                said = Message(
                    N_('A cell holds one sign for the day or two for its halves, not "{cell}"'), cell=shown(cell)
                )
                problems.append(Problem(name, row.line, at, said))
                continue
            rows += _of_cell(name, row, badge, day, cell, f"{sheet.name}!{at}")
    return rows, problems


def _of_cell(name: str, row: Row, badge: str, day: date, cell: str, at: str) -> Iterator[FileRow]:
    for half, sign in zip(HalfName, (cell[0], cell[-1]), strict=True):
        yield FileRow(name, row.line, {"badge": badge, "date": day, "half": half, "sign": sign, "cell": at})


def take(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Explains every half whose sign is a reason's now; what the sheet said already is unchanged.

    Raises ImportRefused with every cell that says something else than the sheet and is no reason, or cannot be
    explained: nobody explains their own half, and a closed month is not changed. The note of an explanation says which
    cell of which file it came from.
    """
    require(session, actor, Permission.ATTENDANCE_EXPLAIN)
    counts, problems = Counts(), []
    months = sorted({Month.of(row.values["date"]) for row in rows}, key=str)
    for month in months:
        ensure_judged(session, actor, month, now)
    people = {row.badge: row.id for row in session.execute(select(Employee.id, Employee.badge))}
    sheet = _Standing(session)
    for row in rows:
        try:
            if _take_one(session, actor, row, people, sheet, now):
                counts.new += 1
            else:
                counts.unchanged += 1
        except Refusal as refusal:
            where = row.values.get("cell") or row.values["badge"]
            problems.append(
                Problem(row.file, row.line, where, refusal.message, f"{row.values['badge']} {row.values['date']}")
            )
    if problems:
        raise ImportRefused(problems)
    return counts


class _Standing:
    """What the sheets say before anything of the file is taken, and the signs of each day's policy."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._policies = policies(session)
        self._days: dict[Month, dict[int, list[Any]]] = {}
        self._signs: dict[tuple[date | None, str], Signs] = {}

    def half(self, employee_id: int, day: date, half: HalfName) -> JudgedHalf | None:
        month = Month.of(day)
        if month not in self._days:
            query = select(MonthRow.employee_id, MonthRow.days).where(MonthRow.month == str(month))
            self._days[month] = {row.employee_id: unpack_month(row.days) for row in self._session.execute(query)}
        days = self._days[month].get(employee_id)
        judged = days[(day - month.first).days] if days is not None else None
        return judged.halves[0 if half is HalfName.AM else 1] if judged is not None else None

    def signs(self, day: date) -> list[Signs]:
        """The signs of the month's policy in both languages: the file may come from either."""
        month = Month.of(day)
        found = []
        for language in LANGUAGES:
            key = (self._policies.since(month.last), language)
            if key not in self._signs:
                self._signs[key] = Signs.of(self._policies.on(month.last), language)
            found.append(self._signs[key])
        return found


def _take_one(
    session: Session, actor: Any, row: FileRow, people: dict[str, int], sheet: _Standing, now: datetime
) -> bool:
    """Whether a half was explained; Refusal where its sign can be neither taken nor passed over."""
    values = row.values
    badge, day, half, sign = values["badge"], values["date"], values["half"], values["sign"]
    if badge not in people:
        raise Refusal(N_("There is no employee with the badge {badge}"), badge=shown(badge))
    standing = sheet.half(people[badge], day, half)
    if standing is None:
        raise Refusal(N_("Nobody was employed under this badge on {day}"), clause="ORG-3", day=str(day))
    signs = sheet.signs(day)
    if any(sign == one.half(standing) for one in signs):
        return False
    reason = next((one.reasons[sign] for one in signs if sign in one.reasons), None)
    if reason is None:
        raise Refusal(
            N_('"{sign}" is neither what the sheet says here ({stands}) nor the sign of a reason'),
            clause="rule 6",
            sign=sign,
            stands=signs[0].half(standing) or "-",
        )
    if standing.explained == reason:
        return False
    if standing.explained is not None:
        raise Refusal(N_("This half day is explained already; take that explanation back first"), clause="rule 6")
    if standing.result not in UNSETTLED:
        raise Refusal(
            N_("Only a half day that is late, early, absent or missing a punch can be explained"), clause="rule 6"
        )
    note = f"{Path(row.file).name} {values.get('cell', '')}".strip()[:LONGEST_NOTE]
    explain_half(session, actor, people[badge], day, half, reason, note, now)
    return True


def _half_of(text: str) -> HalfName:
    if text not in tuple(HalfName):
        raise Refusal(N_("am or pm"))
    return HalfName(text)


MONTH_SHEET = ImportKind(
    "month-sheet",
    N_("Month sheet filled in"),
    (
        Column("badge", BADGE_HEADING, N_("The employee"), "E00001"),
        Column("date", N_("Date"), N_("The day"), "2026-03-06", parse=parse_day),
        Column("half", N_("Half"), N_("am or pm"), "am", parse=_half_of),
        Column("sign", N_("Sign"), N_("The sign or the digit of the reason that explains it"), "1"),
    ),
    take,
    Permission.ATTENDANCE_EXPLAIN,
    read=read_sheets,
)
