"""What a closed month would say now beside what it says: every difference a line, naming its day (ATT-12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from opsconsole.attendance.rules.names import as_days, result_code
from opsconsole.attendance.rules.values import HalfName, JudgedDay, LeaveKind
from opsconsole.dates import Month

NOTHING = ""
MONEY = ("policy_fen", "cap_fen", "payable_fen", "sick_bonus_fen", "head_fine_fen")
_COUNTS = (
    ("required_days", "required_days"),
    ("late_times", "late_times"),
    ("late_minutes", "late_min"),
    ("early_times", "early_times"),
    ("early_minutes", "early_min"),
    ("missing", "missing"),
    ("outing_times", "outing_times"),
    ("duty_days", "duty_days"),
    ("late_tier", "late_tier"),
    ("absence_tier", "absence_tier"),
    ("consequence", "consequence"),
)
_HALVES = (("present_days", "present_halves"), ("absent_days", "absence_halves"))


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """One difference: about which day, which figure (as the exports call it), what it was and is ('' where there is
    none), and by how many fen it differs (0 for what is not money)."""

    day: date
    field: str
    was: str
    now: str
    fen: int = 0


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """One person's row of a month: the figures by column, every judged day, and the code of the unit."""

    figures: Mapping[str, Any]
    days: Sequence[JudgedDay | None]
    unit: str


def differences(
    month: Month, was: PersonMonth | None, now: PersonMonth | None, about: date | None
) -> list[AdjustmentLine]:
    """Every difference, the days in order, then what the month adds up to.

    A total names the last of the days that differ; where none does (a finding, a duty), the day that the change was
    `about`, else the month's last.
    """
    halves = list(_of_days(month, was, now))
    named = halves[-1].day if halves else about or month.last
    return [*halves, *_of_totals(named, was, now)]


def _of_days(month: Month, was: PersonMonth | None, now: PersonMonth | None) -> Iterator[AdjustmentLine]:
    before = was.days if was is not None else ()
    after = now.days if now is not None else ()
    for index, (one, other) in enumerate(zip_longest(before, after)):
        day = month.first + timedelta(days=index)
        for place, half in enumerate(HalfName):
            first, second = _half(one, place), _half(other, place)
            if first != second:
                yield AdjustmentLine(day, half.value, first, second)


def _half(day: JudgedDay | None, place: int) -> str:
    """A half as a line says it: `late 12`, `early 5`, `present`."""
    if day is None:
        return NOTHING
    half = day.halves[place]
    minutes = [str(one) for one in (half.late_min, half.early_min) if one]
    return " ".join([result_code(half), *minutes])


def _of_totals(day: date, was: PersonMonth | None, now: PersonMonth | None) -> Iterator[AdjustmentLine]:
    first, second = _totals(was), _totals(now)
    for field in _ORDER:
        one, other = first.get(field, NOTHING), second.get(field, NOTHING)
        if one != other:
            fen = int(other or 0) - int(one or 0) if field in MONEY else 0
            yield AdjustmentLine(day, field, one, other, fen)


def _totals(person: PersonMonth | None) -> dict[str, str]:
    if person is None:
        return {}
    figures = person.figures
    found = {"unit": person.unit}
    found |= {field: str(figures[column]) for field, column in _COUNTS}
    found |= {field: as_days(figures[column]) for field, column in _HALVES}
    leave = figures["leave_halves"].split(",")
    found |= {f"leave_{kind}": as_days(int(halves)) for kind, halves in zip(LeaveKind, leave, strict=True)}
    found |= {field: str(figures[field]) for field in MONEY}
    return found


_ORDER = (
    "unit",
    "required_days",
    "present_days",
    "late_times",
    "late_minutes",
    "early_times",
    "early_minutes",
    "missing",
    "absent_days",
    *(f"leave_{kind}" for kind in LeaveKind),
    "outing_times",
    "duty_days",
    "late_tier",
    "absence_tier",
    *MONEY,
    "consequence",
)
