"""The half days that a leave covers (ATT-4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from opsconsole.attendance.rules.names import HALF_NAMES
from opsconsole.attendance.rules.values import HalfName
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_


@dataclass(frozen=True, slots=True)
class LeaveSpan:
    """From one half day to another, both included."""

    from_date: date
    from_half: HalfName
    to_date: date
    to_half: HalfName

    @property
    def first(self) -> tuple[date, bool]:
        return (self.from_date, self.from_half is HalfName.PM)

    @property
    def last(self) -> tuple[date, bool]:
        return (self.to_date, self.to_half is HalfName.PM)


def check_leave_span(from_date: date, from_half: HalfName, to_date: date, to_half: HalfName) -> None:
    """Refuses leave that ends before it starts; one half day alone is leave."""
    span = LeaveSpan(from_date, from_half, to_date, to_half)
    if span.last < span.first:
        raise Refusal(
            N_("Leave from {from_date} ({from_half}) cannot end before it, on {to_date} ({to_half})"),
            clause="ATT-4",
            from_date=from_date,
            from_half=Message(HALF_NAMES[from_half]),
            to_date=to_date,
            to_half=Message(HALF_NAMES[to_half]),
        )


def halves_between(
    from_date: date, from_half: HalfName, to_date: date, to_half: HalfName
) -> Iterator[tuple[date, HalfName]]:
    """Every calendar half day from one to another, both included; which of them are workdays is the caller's
    question. None where it ends before it starts."""
    span = LeaveSpan(from_date, from_half, to_date, to_half)
    day = from_date
    while day <= to_date:
        for half in HalfName:
            if span.first <= (day, half is HalfName.PM) <= span.last:
                yield day, half
        day += ONE_DAY


def overlaps(one: LeaveSpan, other: LeaveSpan) -> bool:
    """Whether two leaves share a half day."""
    return one.first <= other.last and other.first <= one.last


def span_words(span: LeaveSpan) -> Message:
    """From which half day to which, in words; a whole day is named by its date alone, a year but once."""
    year = "" if span.from_date.year == span.to_date.year else "%Y-"
    facts: dict[str, Any] = {
        "from_day": str(span.from_date),
        "from_half": Message(HALF_NAMES[span.from_half]),
        "to_day": span.to_date.strftime(f"{year}%m-%d"),
        "to_half": Message(HALF_NAMES[span.to_half]),
    }
    whole = span.from_half is HalfName.AM and span.to_half is HalfName.PM
    if span.first == span.last:
        return Message(N_("{from_day} {from_half}"), **facts)
    if whole:
        return Message("{from_day}" if span.from_date == span.to_date else N_("{from_day} to {to_day}"), **facts)
    return Message(N_("{from_day} {from_half} to {to_day} {to_half}"), **facts)
