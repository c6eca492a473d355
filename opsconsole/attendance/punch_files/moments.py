"""Dates and times of day as clock machines, phone apps and spreadsheets write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

from opsconsole.attendance.punch_files.times import DAY_S, day_start_s
from opsconsole.attendance.punch_files.values import DateOrder
from opsconsole.errors import Message, Refusal
from opsconsole.files.text import shown
from opsconsole.i18n import N_

FIRST_YEAR, LAST_YEAR = 2001, 2100
"""A clock whose battery failed begins again at 2000; erased flash gives years up to 2131."""

_LONGEST_MOMENT = 64
_SPREADSHEET_EPOCH = date(1899, 12, 30)

_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?|(\d{2})(\d{2}))", re.ASCII)
_SHORT_YEAR_FIRST = re.compile(r"(\d{2})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.0*)?", re.ASCII)
_SERIAL_MOMENT = re.compile(r"(\d{5})(\.\d+)", re.ASCII)
_WEEKDAY = re.compile(r"\s*[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?$")
_USUAL_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_FRACTION = re.compile(r"0?\.\d{1,17}", re.ASCII)
_CLOCK = re.compile(
    r"(?P<next>[(]?(?:次日|翌日|第二天)[)]?\s*)?(?P<before>[上下]午\s*)?"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?P<after>\s*(?:[AP]M|[上下]午))?"
    r"(?P<later>\s*[(]?(?:次日|翌日|第二天)[)]?)?",
    re.ASCII | re.IGNORECASE,
)
_CLOCK_AT_END = re.compile(r"(?<!\d)" + _CLOCK.pattern + "$", re.ASCII | re.IGNORECASE)


def out_of_window(day: date, latest: date | None) -> Message | None:
    """Why no genuine punch is of that day: the clock had lost its time, or the day is past the day after `latest`."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return Message(
            N_("the year {year} is not from {first} to {last}"), year=day.year, first=FIRST_YEAR, last=LAST_YEAR
        )
    if latest is not None and day > latest + timedelta(days=1):
        return Message(N_("{day} is still to come"), day=day.isoformat())
    return None


class ReadOnce(dict[str, int]):
    """What texts mean in seconds, each read once. Looking up a bad one raises KeyError; `read` says what is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self._bad: dict[str, Message] = {}

    def __missing__(self, text: str) -> int:
        if text not in self._bad:
            result = self.parse(text)
            if isinstance(result, int):
                self[text] = result
                return result
            self._bad[text] = result
        raise KeyError(text)

    def read(self, text: str) -> int | Message:
        """The seconds, or what is wrong with the text."""
        try:
            return self[text]
        except KeyError:
            return self._bad[text]

    def parse(self, text: str) -> int | Message:
        """Reads a text that was not met before."""
        raise NotImplementedError


class Days(ReadOnce):
    """Date texts as the `at_s` of their midnight.

    `order` is for dates with the year at the end; `short_years` takes `21-09-01` as 2021.
    """

    def __init__(self, latest: date | None, order: DateOrder | None = None, *, short_years: bool = False) -> None:
        super().__init__()
        self.latest = latest
        self.order = order
        self.short_years = short_years

    def parse(self, text: str) -> int | Message:
        day = self._read(text)
        return day if isinstance(day, Message) else out_of_window(day, self.latest) or day_start_s(day)

    def _read(self, text: str) -> date | Message:
        plain = _plain_day(text)
        if _SERIAL.fullmatch(plain):
            return _SPREADSHEET_EPOCH + timedelta(days=int(plain[:5]))
        numbers = self._year_month_day(plain)
        if numbers is None:
            return Message(N_('"{text}" is no date'), text=shown(text, 40))
        return _day_of(*numbers) or Message(N_("there is no day {text}"), text=shown(text, 40))

    def _year_month_day(self, plain: str) -> tuple[int, int, int] | None:
        if match := _YEAR_FIRST.fullmatch(plain):
            year, month, day = (int(part) for part in match.groups() if part and part.isdigit())
            return year, month, day
        if match := _YEAR_LAST.fullmatch(plain):
            first, second, year = int(match[1]), int(match[3]), int(match[4])
            return (year, second, first) if self.order is DateOrder.DAY_FIRST else (year, first, second)
        if self.short_years and (match := _SHORT_YEAR_FIRST.fullmatch(plain)):
            return 2000 + int(match[1]), int(match[3]), int(match[4])
        return None


def _plain_day(text: str) -> str:
    if len(text) > _LONGEST_MOMENT:
        return ""
    return _WEEKDAY.sub("", unicodedata.normalize("NFKC", text).strip())


def _day_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def settle_order(texts: Iterable[str], given: DateOrder | None, latest: date | None) -> DateOrder | None:
    """The one order under which every date with its year at the end can be a punch's; None without such dates.

    Dates that fit no order are bad lines and have no say. Raises Refusal where both orders fit, or neither
    fits all, unless one was `given`.
    """
    if given:
        return given
    fitting: dict[DateOrder, str] = {}
    undecided = ""
    met = False
    for text in texts:
        match = _YEAR_LAST.fullmatch(_plain_day(text))
        if match is None:
            continue
        met = True
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        month_first = _can_be(_day_of(year, first, second), latest)
        day_first = _can_be(_day_of(year, second, first), latest)
        if month_first != day_first:
            fitting.setdefault(DateOrder.MONTH_FIRST if month_first else DateOrder.DAY_FIRST, text)
        elif month_first and first != second:
            undecided = undecided or text
    if len(fitting) > 1 or (undecided and not fitting):
        raise Refusal(
            N_("The dates can be read two ways (such as {sample}); choose with --date-order mdy or dmy"),
            sample=shown(undecided or " ".join(fitting.values())),
        )
    return next(iter(fitting), DateOrder.MONTH_FIRST if met else None)


def _can_be(day: date | None, latest: date | None) -> bool:
    return day is not None and out_of_window(day, latest) is None


class Clocks(ReadOnce):
    """Times of day as seconds after midnight; the next day's go on past 86,400."""

    def parse(self, text: str) -> int | Message:
        usual = _USUAL_CLOCK.fullmatch(text)
        return int(usual[1]) * 3600 + int(usual[2]) * 60 + int(usual[3] or 0) if usual else _clock_s(text)


def _clock_s(text: str) -> int | Message:
    plain = unicodedata.normalize("NFKC", text).strip() if len(text) <= _LONGEST_MOMENT else ""
    if _FRACTION.fullmatch(plain):
        return min(round(float(plain) * DAY_S), DAY_S - 1)
    match = _CLOCK.fullmatch(plain)
    if match is None:
        return Message(N_('"{text}" is no time of day'), text=shown(text, 40))
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = (match["before"] or match["after"] or "").strip().lower()
    if half in ("pm", "下午"):
        hour += 12 if hour < 12 else 0
    elif half:
        hour = 0 if hour == 12 else hour if hour < 12 else 24
    if hour > 23 or minute > 59 or second > 59:
        return Message(N_("there is no time {text}"), text=shown(text, 40))
    next_day = DAY_S if match["next"] or match["later"] else 0
    return next_day + hour * 3600 + minute * 60 + second


def split_moment(text: str) -> tuple[str, str]:
    """A cell with a date and a time as the two texts; the first is empty where there is only a time, the second
    where there is only a date."""
    before, _, after = text.partition(" ")
    if before[:1].isdigit() and after[:1].isdigit() and ":" in after and ":" not in before:
        return before, after
    plain = unicodedata.normalize("NFKC", text).strip() if len(text) <= _LONGEST_MOMENT else text
    serial = _SERIAL_MOMENT.fullmatch(plain)
    if serial:
        return serial[1], serial[2]
    if len(plain) > _LONGEST_MOMENT:
        return plain, ""
    match = _CLOCK_AT_END.search(plain)
    if match is None:
        return ("", plain) if _FRACTION.fullmatch(plain) else (plain, "")
    return plain[: match.start()].rstrip(" T"), match[0]
