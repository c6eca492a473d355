"""Which shift a person works on a day, and what a shift may be (ATT-1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from opsconsole.attendance.rules.times import CLOCK_DAY_STARTS_MIN, MINUTES_A_DAY
from opsconsole.attendance.rules.values import Shift
from opsconsole.dates import format_clock
from opsconsole.errors import Refusal
from opsconsole.i18n import N_

PUNCHES_A_DAY = (2, 4)


class SourceScope(StrEnum):
    """To whom the shift of a day was given; the default of the policy is nobody's."""

    STAFF = "staff"
    UNIT = "unit"
    COMPANY = "company"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class ShiftEntry:
    """A shift from a day on; `shift` None ends the override of its scope."""

    from_day: date
    shift: Shift | None


@dataclass(frozen=True, slots=True)
class ShiftSource:
    """Where a day's shift comes from: `level` counts units upwards from the employee's own (0); the
    default of the policy has no `from_day`."""

    scope: SourceScope
    from_day: date | None = None
    level: int = 0


def shift_on(
    day: date,
    staff_entries: Iterable[ShiftEntry],
    unit_entries_upwards: Sequence[Iterable[ShiftEntry]],
    company_entries: Iterable[ShiftEntry],
    default: Shift,
) -> tuple[Shift, ShiftSource]:
    """The shift of a day and where it comes from.

    Reading: the employee's own comes before the nearest unit's upwards, that before the company's, that
    before the policy's default; within a scope the latest entry holds, and an empty one ends it. The
    entries of a scope come in any order.
    """
    scopes = [
        (SourceScope.STAFF, 0, staff_entries),
        *((SourceScope.UNIT, level, entries) for level, entries in enumerate(unit_entries_upwards)),
        (SourceScope.COMPANY, 0, company_entries),
    ]
    for scope, level, entries in scopes:
        entry = _latest(day, entries)
        if entry is not None and entry.shift is not None:
            return entry.shift, ShiftSource(scope, entry.from_day, level)
    return default, ShiftSource(SourceScope.DEFAULT)


def check_shift(am_start: int, am_end: int, pm_start: int, pm_end: int, punches: int) -> None:
    """Refuses what cannot be a shift; times in minutes after midnight.

    Each half ends after it starts, the afternoon does not start before the morning ends (a shift may
    have no break), all lies within the clock day, and a day asks for two punches or four.
    """
    if not (am_start < am_end <= pm_start < pm_end):
        raise Refusal(
            N_("The times of a shift must rise: {times}"),
            clause="ATT-1",
            times=" ".join(format_clock(time) for time in (am_start, am_end, pm_start, pm_end)),
        )
    closes = CLOCK_DAY_STARTS_MIN + MINUTES_A_DAY
    if am_start < CLOCK_DAY_STARTS_MIN or pm_end > closes:
        raise Refusal(
            N_("A shift lies between {opens} and {closes}, this one is {start} to {end}"),
            clause="ATT-1",
            opens=format_clock(CLOCK_DAY_STARTS_MIN),
            closes=format_clock(closes),
            start=format_clock(am_start),
            end=format_clock(pm_end),
        )
    if punches not in PUNCHES_A_DAY:
        raise Refusal(N_("A shift asks for 2 or 4 punches a day, not {punches}"), clause="ATT-1", punches=punches)


def _latest(day: date, entries: Iterable[ShiftEntry]) -> ShiftEntry | None:
    return max((e for e in entries if e.from_day <= day), key=lambda e: e.from_day, default=None)
