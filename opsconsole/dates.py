"""Days, months and minutes as the office writes them. Nothing here reads the clock."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from opsconsole.errors import Refusal
from opsconsole.i18n import N_

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month, written `2026-03`."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """`2026-03` (also `2026/3`, `202603`); raises Refusal for anything else."""
        plain = unicodedata.normalize("NFKC", text).strip()
        match = re.fullmatch(r"(\d{4})(?:[-/.]?)(\d{1,2})", plain)
        if match and 1 <= int(match[2]) <= 12 and 1900 <= int(match[1]) <= 2200:
            return cls(int(match[1]), int(match[2]))
        raise Refusal(N_('"{text}" is not a month such as 2026-03'), text=text)

    @classmethod
    def of(cls, day: date) -> Month:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    @property
    def next(self) -> Month:
        return Month.of(self.last + ONE_DAY)

    @property
    def previous(self) -> Month:
        return Month.of(self.first - ONE_DAY)

    def days(self) -> list[date]:
        """Every calendar day of the month, in order."""
        return [date(self.year, self.number, n) for n in range(1, self.last.day + 1)]

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


def parse_day(text: str) -> date:
    """A date of a file: `2024-01-05`, `2024/1/5`, `2024.01.05`, `2024年1月5日`, `20240105`.

    Raises Refusal, also for dates that do not exist.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", plain) or re.fullmatch(
        r"(\d{4})(\d{2})(\d{2})", plain
    )
    if match:
        try:
            return date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            pass
    raise Refusal(N_('"{text}" is not a date such as 2026-03-05'), text=text)


def parse_typed_day(text: str, today: date) -> date:
    """A date typed short at the keyboard: `5` (this month), `0905`, `20260905`, `今`/`t`, `昨`/`y`, `+3`, `-1`.

    Raises Refusal.
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if plain in ("t", "今"):
        return today
    if plain in ("y", "昨"):
        return today - ONE_DAY
    try:
        if re.fullmatch(r"[+-]\d{1,3}", plain):
            return today + timedelta(days=int(plain))
        if re.fullmatch(r"\d{1,2}", plain):
            return today.replace(day=int(plain))
        if re.fullmatch(r"\d{4}", plain):
            return today.replace(month=int(plain[:2]), day=int(plain[2:]))
        short = re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})日?", plain)
        if short:
            return today.replace(month=int(short[1]), day=int(short[2]))
    except (ValueError, OverflowError):
        raise Refusal(N_('"{text}" is not a date such as 2026-03-05'), text=text) from None
    return parse_day(plain)


def parse_moment(text: str) -> datetime:
    """A date and time: `2026-03-05 09:00[:30]`, the date in any form of `parse_day`; raises Refusal."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"(\S+?)(?:\s+|T)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0+)?)?", plain)
    if match:
        hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
        if hour < 24 and minute < 60 and second < 60:
            day = parse_day(match[1])
            return datetime(day.year, day.month, day.day, hour, minute, second)
    raise Refusal(N_('"{text}" is not a time such as 2026-03-05 09:00'), text=text)


def parse_clock(text: str) -> int:
    """A time of day `09:00` (also `9:00`, `09:00:00`; `24:30` is half past midnight), in minutes; raises Refusal."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", plain)
    if match and int(match[1]) < 28 and int(match[2]) < 60:
        return int(match[1]) * 60 + int(match[2])
    raise Refusal(N_('"{text}" is not a time such as 09:00'), text=text)


def format_clock(minutes: int) -> str:
    """Minutes after midnight as `HH:MM`; after the next midnight the hours go on (`24:30`)."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
