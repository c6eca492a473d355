"""How a duty and an event are judged: one span, one judgement (ATT-3, ATT-9, rule 5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from opsconsole.attendance.rules.lateness import Lateness, lateness_of
from opsconsole.attendance.rules.times import cut, minutes_between, moment_of
from opsconsole.attendance.rules.values import (
    DayKind,
    HalfName,
    JudgedDay,
    JudgedHalf,
    JudgedSpan,
    Result,
    Shift,
    SpanResult,
    Thresholds,
)
from opsconsole.dates import ONE_DAY

HALF_DAY, WHOLE_DAY = 1, 2


@dataclass(frozen=True, slots=True)
class JudgedEvent:
    """One person's event with its span, which tells the halves of the day that it lies in."""

    start: datetime
    end: datetime
    judged: JudgedSpan


def judge_duty(
    start: datetime, end: datetime, punches: Sequence[datetime], thresholds: Thresholds, over: bool
) -> JudgedSpan:
    """Judges a duty by the punches from two hours before it to two hours after it (ATT-3, rule 5).

    `punches` are the person's, in any order, from as many days as may matter; `over` tells that no more
    can come. Reading: not clocked, clocked once, or over 30 minutes late or early is an unkept duty, an
    absence of one day; leave does not touch it.
    """
    day = start.date()
    if not over:
        return JudgedSpan(day, SpanResult.OPEN)
    margin = timedelta(minutes=thresholds.duty_margin_min)
    near = [punch for punch in map(cut, punches) if cut(start) - margin <= punch <= cut(end) + margin]
    if not near or minutes_between(min(near), max(near)) < thresholds.one_punch_under_min:
        return JudgedSpan(day, SpanResult.ABSENT, absence_halves=WHOLE_DAY)
    return _judged(day, _time(start, end, min(near), max(near), thresholds), WHOLE_DAY)


def judge_event(
    start: datetime,
    end: datetime,
    arrived: datetime | None,
    left: datetime | None,
    excused: bool,
    thresholds: Thresholds,
    over: bool,
) -> JudgedSpan:
    """Judges one person's coming to an event, by itself; `absences_by_events` sets it beside the halves (ATT-9).

    Readings: excused counts nothing; not coming is half a day for an event of up to 4 hours, else a day;
    over 30 minutes late or early is half a day, however long the event; an arrival without a departure
    noted stayed to the end; whoever came after the end or left before the start did not come.
    """
    day = start.date()
    if excused:
        return JudgedSpan(day, SpanResult.EXCUSED)
    if not over:
        return JudgedSpan(day, SpanResult.OPEN)
    short = minutes_between(start, end) <= thresholds.short_event_to_min
    not_coming = HALF_DAY if short else WHOLE_DAY
    if arrived is None:
        return JudgedSpan(day, SpanResult.ABSENT, absence_halves=not_coming)
    left = end if left is None else left
    came = cut(arrived) < cut(end) and cut(left) > cut(start)
    return _judged(day, _time(start, end, arrived, left, thresholds), HALF_DAY if came else not_coming)


def absences_by_events(events: Sequence[JudgedEvent], days: Mapping[date, tuple[Shift, JudgedDay]]) -> list[JudgedSpan]:
    """The judgements of one person's events, in the order given, with no half made absent twice (ATT-9).

    `days` are the judged days around the events with their shifts; a day that is not among them has no
    work halves. Reading, for each missed event in the order of their starts: of the work halves that it
    overlaps, each that is already absent, missing or on leave, or was overlapped by an earlier missed
    event, takes half a day off the event's absence; where all of them are on leave the event is
    excused. An event that overlaps no work half counts whole.
    """
    spans = [event.judged for event in events]
    taken: set[tuple[date, HalfName]] = set()
    for index in sorted(range(len(events)), key=lambda i: (events[i].start, events[i].end)):
        event = events[index]
        if event.judged.result is SpanResult.ABSENT:
            halves = dict(_work_halves(event, days))
            spans[index] = _beside_halves(event.judged, halves, taken)
            taken.update(halves)
    return spans


def _beside_halves(
    span: JudgedSpan,
    halves: Mapping[tuple[date, HalfName], JudgedHalf],
    taken: set[tuple[date, HalfName]],
) -> JudgedSpan:
    if halves and all(half.result is Result.LEAVE for half in halves.values()):
        return replace(span, result=SpanResult.EXCUSED, absence_halves=0)
    counted_elsewhere = (Result.ABSENT, Result.MISSING, Result.LEAVE)
    already = sum(1 for key, half in halves.items() if key in taken or half.result in counted_elsewhere)
    return replace(span, absence_halves=max(0, span.absence_halves - already))


def _work_halves(
    event: JudgedEvent, days: Mapping[date, tuple[Shift, JudgedDay]]
) -> Iterator[tuple[tuple[date, HalfName], JudgedHalf]]:
    """The halves of workdays that an event overlaps; a late shift reaches into the day after its own."""
    day = event.start.date() - ONE_DAY
    while day <= event.end.date():
        shift, judged = days.get(day, (None, None))
        if shift is not None and judged is not None and judged.kind is DayKind.WORKDAY:
            spans = ((shift.am_start, shift.am_end), (shift.pm_start, shift.pm_end))
            for name, (start, end), half in zip(HalfName, spans, judged.halves, strict=True):
                if event.start < moment_of(day, end) and event.end > moment_of(day, start):
                    yield (day, name), half
        day += ONE_DAY


def _time(start: datetime, end: datetime, first: datetime, last: datetime, thresholds: Thresholds) -> Lateness:
    """Compares in minutes after the span's own start."""
    length = minutes_between(start, end)
    return lateness_of(0, length, minutes_between(start, first), minutes_between(start, last), thresholds)


def _judged(day: date, lateness: Lateness, absence_halves: int) -> JudgedSpan:
    if lateness.absent:
        return JudgedSpan(day, SpanResult.ABSENT, absence_halves=absence_halves)
    late, early = lateness.late_min, lateness.early_min
    if late:
        return JudgedSpan(day, SpanResult.LATE_EARLY if early else SpanResult.LATE, late, early)
    return JudgedSpan(day, SpanResult.EARLY if early else SpanResult.KEPT, 0, early)
