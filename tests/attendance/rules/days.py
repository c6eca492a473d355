"""Days written as the office speaks of them: `workday("08:57 18:03")`, judged as `late 5` or `absent`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from opsconsole.attendance.rules.times import moment_of
from opsconsole.attendance.rules.values import (
    DayFacts,
    DayKind,
    JudgedDay,
    JudgedHalf,
    Result,
    Shift,
    Thresholds,
)


def at(clock: str) -> int:
    """`08:57` in minutes after midnight; `24:30` is half past the next midnight, `-01:00` an hour before this one."""
    sign = -1 if clock.startswith("-") else 1
    hours, minutes = clock.lstrip("-").split(":")
    return sign * (int(hours) * 60 + int(minutes))


def shift(times: str, punches: int = 2) -> Shift:
    """`09:00 12:00 13:30 18:00`."""
    return Shift(*map(at, times.split()), punches=punches)


DEFAULT = shift("09:00 12:00 13:30 18:00")
FOUR = shift("09:00 12:00 13:30 18:00", punches=4)
FOUR_ODD = shift("09:00 12:00 13:31 18:00", punches=4)
ODD_BREAK = shift("09:00 12:00 13:31 18:00")
LATE_SHIFT = shift("16:00 20:00 20:30 26:00")
NO_BREAK = shift("08:00 12:00 12:00 16:00")
LIMITS = Thresholds()
FRIDAY, SATURDAY, SUNDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8)


def workday(punches: str = "", *, outings: str = "", **facts: Any) -> DayFacts:
    """A workday that is over, of the default shift unless `facts` say otherwise; outings as `09:00..11:00`."""
    spans = tuple((at(left), at(back)) for left, back in (span.split("..") for span in outings.split()))
    given: dict[str, Any] = {
        "kind": DayKind.WORKDAY,
        "shift": DEFAULT,
        "thresholds": LIMITS,
        "punches": tuple(sorted(map(at, punches.split()))),
        "outings": spans,
    }
    return DayFacts(**(given | facts))


def four(punches: str = "", *, outings: str = "", **facts: Any) -> DayFacts:
    """The same of a shift that asks for four punches."""
    return workday(punches, outings=outings, **({"shift": FOUR} | facts))


def moment(clock: str, day: date) -> datetime:
    """`18:00` of a day, or `18:00:30` with seconds; hours after midnight go on (`25:30`)."""
    hours, minutes, *seconds = map(int, clock.split(":"))
    return moment_of(day, hours * 60 + minutes) + timedelta(seconds=sum(seconds))


def told(half: JudgedHalf) -> str:
    """A judgement in one line: `late 5` with the minutes that count, `was late: weather` where it was explained."""
    if half.result is Result.PRESENT and half.judged_first is not None:
        return f"was {half.judged_first}: {half.explained}"
    words = [f"leave:{half.leave}" if half.result is Result.LEAVE else str(half.result)]
    return " ".join(words + [str(minutes) for minutes in (half.late_min, half.early_min) if minutes])


def told_day(day: JudgedDay) -> tuple[str, str]:
    return told(day.am), told(day.pm)
