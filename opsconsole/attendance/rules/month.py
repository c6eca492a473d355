"""What a month adds up for one person, before money ("What a month adds up" of the house rules)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from opsconsole.attendance.rules.values import (
    UNSETTLED,
    DayKind,
    JudgedDay,
    JudgedHalf,
    JudgedSpan,
    LeaveKind,
    MonthCounts,
    Result,
    SpanResult,
)

HALVES_A_DAY = 2
KEPT = frozenset({SpanResult.KEPT, SpanResult.LATE, SpanResult.EARLY, SpanResult.LATE_EARLY})
"""Judgements of a duty that was kept, whatever its minutes (ATT-3)."""
_LEAVE_PLACES = {kind: place for place, kind in enumerate(LeaveKind)}
_PRESENT = frozenset({Result.PRESENT, Result.LATE, Result.EARLY, Result.LATE_EARLY})


@dataclass(slots=True)
class _Tally:
    """The sums while the halves are walked; `add` is the only place where a half is counted."""

    present: int = 0
    late_times: int = 0
    late_min: int = 0
    early_times: int = 0
    early_min: int = 0
    missing: int = 0
    absence: int = 0
    unsettled: int = 0
    explained: int = 0
    leave: list[int] = field(default_factory=lambda: [0] * len(_LEAVE_PLACES))

    def add(self, half: JudgedHalf) -> None:
        result = half.result
        if half.explained is not None:
            self.explained += 1
        if result in _PRESENT:
            self.present += 1
        elif result is Result.MISSING:
            self.missing += 1
            self.absence += 1
        elif result is Result.ABSENT:
            self.absence += 1
        elif result is Result.LEAVE and half.leave is not None:
            self.leave[_LEAVE_PLACES[half.leave]] += 1
        if result in UNSETTLED:
            self.unsettled += 1
            self.add_minutes(half)

    def add_minutes(self, judged: JudgedHalf | JudgedSpan) -> None:
        if judged.late_min:
            self.late_times += 1
            self.late_min += judged.late_min
        if judged.early_min:
            self.early_times += 1
            self.early_min += judged.early_min

    def add_span(self, span: JudgedSpan) -> None:
        self.add_minutes(span)
        self.absence += span.absence_halves


def count_month(
    days: Sequence[tuple[date, JudgedDay]],
    duties: Sequence[JudgedSpan],
    events: Sequence[JudgedSpan],
    findings: Sequence[date],
    outing_starts: Sequence[datetime],
) -> MonthCounts:
    """Adds up one person's month: the judged days on which they were employed, and what stands beside them.

    `events` are those of `absences_by_events`, `findings` the day of each finding (ATT-8), `outing_starts`
    the start of each approved outing; all of that person and month. Readings: an open workday counts in
    the days required alone, with its outings and findings; every other finding adds a day of absence,
    also on a day off or on leave; outings count on workdays, by the calendar day they start (ATT-1); two
    duties that start on one day are two duty days.
    """
    tally = _Tally()
    required = 0
    for _, judged in days:
        if judged.kind is not DayKind.WORKDAY:
            continue
        required += 1
        am, pm = judged.am, judged.pm
        # On nearly every day of a company both halves are one and the same: plainly present.
        if am is pm and am.result is Result.PRESENT and am.explained is None:
            tally.present += HALVES_A_DAY
            continue
        tally.add(am)
        tally.add(pm)
    for span in (*duties, *events):
        tally.add_span(span)
    finding_days, outing_times = _beside_the_days(days, findings, outing_starts)
    return MonthCounts(
        required_days=required,
        present_halves=tally.present,
        late_times=tally.late_times,
        late_min=tally.late_min,
        early_times=tally.early_times,
        early_min=tally.early_min,
        missing=tally.missing,
        absence_halves=tally.absence + HALVES_A_DAY * finding_days,
        leave_halves=tuple(tally.leave),
        outing_times=outing_times,
        duty_days=sum(1 for duty in duties if duty.result in KEPT),
        finding_days=finding_days,
        unsettled=tally.unsettled,
        explained=tally.explained,
    )


def _beside_the_days(
    days: Sequence[tuple[date, JudgedDay]], findings: Sequence[date], outing_starts: Sequence[datetime]
) -> tuple[int, int]:
    """The findings and the outings that count: those of open workdays do not yet, outings of days off never."""
    if not findings and not outing_starts:
        return 0, 0
    workdays = {day: judged.am.result is Result.OPEN for day, judged in days if judged.kind is DayKind.WORKDAY}
    finding_days = sum(1 for day in findings if not workdays.get(day, False))
    return finding_days, sum(1 for start in outing_starts if workdays.get(start.date()) is False)
