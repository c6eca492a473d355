"""What the company's calendar says of a day (ATT-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from opsconsole.attendance.rules.values import DayKind

_SATURDAY = 5


def kind_of(day: date, entries: Mapping[date, tuple[DayKind, str]]) -> DayKind:
    """The kind of a day: what its entry says (kind, name), else rest on Saturday and Sunday (双休制)."""
    entry = entries.get(day)
    if entry is not None:
        return entry[0]
    return DayKind.REST if day.weekday() >= _SATURDAY else DayKind.WORKDAY
