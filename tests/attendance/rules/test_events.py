"""Events: judged by themselves, then set beside the halves of the day that they lie in (ATT-9)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.attendance.rules.judge_day import judge_day
from opsconsole.attendance.rules.judge_span import JudgedEvent, absences_by_events, judge_event
from opsconsole.attendance.rules.times import moment_of
from opsconsole.attendance.rules.values import (
    DayFacts,
    DayKind,
    JudgedDay,
    JudgedSpan,
    LeaveKind,
    Result,
    Shift,
    SpanResult,
)
from tests.attendance.rules.days import (
    DEFAULT,
    FRIDAY,
    LATE_SHIFT,
    LIMITS,
    SATURDAY,
    SUNDAY,
    moment,
    workday,
)

KEPT, LATE, EARLY, LATE_EARLY = SpanResult.KEPT, SpanResult.LATE, SpanResult.EARLY, SpanResult.LATE_EARLY
ABSENT, EXCUSED, OPEN = SpanResult.ABSENT, SpanResult.EXCUSED, SpanResult.OPEN


def event(
    arrived: str = "", left: str = "", *, start: str = "14:00", end: str = "17:00", excused: bool = False
) -> JudgedSpan:
    """An event of Saturday afternoon that is over."""
    came, went = (moment(clock, SATURDAY) if clock else None for clock in (arrived, left))
    return judge_event(moment(start, SATURDAY), moment(end, SATURDAY), came, went, excused, LIMITS, True)


@pytest.mark.parametrize(
    ("judged", "result", "late_min", "early_min", "absence_halves"),
    [
        pytest.param(event("14:00", "17:00"), KEPT, 0, 0, 0, id="came and stayed"),
        pytest.param(event("13:50"), KEPT, 0, 0, 0, id="no departure noted: stayed"),
        pytest.param(event("14:04:59"), KEPT, 0, 0, 0, id="under 5 minutes late"),
        pytest.param(event("14:05"), LATE, 5, 0, 0, id="5 minutes late"),
        pytest.param(event("14:30"), LATE, 30, 0, 0, id="30 minutes late"),
        pytest.param(event("14:31"), ABSENT, 0, 0, 1, id="31 minutes late is half a day"),
        pytest.param(event("14:00", "16:59"), EARLY, 0, 1, 0, id="1 minute early"),
        pytest.param(event("14:00", "16:30"), EARLY, 0, 30, 0, id="30 minutes early"),
        pytest.param(event("14:00", "16:29"), ABSENT, 0, 0, 1, id="31 minutes early is half a day"),
        pytest.param(event("14:10", "16:50"), LATE_EARLY, 10, 10, 0, id="late and early"),
        pytest.param(event(), ABSENT, 0, 0, 1, id="not coming is half a day"),
        pytest.param(event(left="17:00"), ABSENT, 0, 0, 1, id="no arrival noted is not coming"),
        pytest.param(event(start="13:00"), ABSENT, 0, 0, 1, id="of 4 hours: half a day"),
        pytest.param(event(start="12:59"), ABSENT, 0, 0, 2, id="of 4 hours and a minute: a day"),
        pytest.param(event("09:31", start="09:00"), ABSENT, 0, 0, 1, id="of 8 hours, 31 late: half a day"),
        pytest.param(event("09:00", "16:29", start="09:00"), ABSENT, 0, 0, 1, id="of 8 hours, 31 early: half a day"),
        pytest.param(event("09:31", "16:29", start="09:00"), ABSENT, 0, 0, 1, id="of 8 hours, both: half a day once"),
        pytest.param(event("14:20", end="14:20"), ABSENT, 0, 0, 1, id="of 20 minutes, come as it ended: not coming"),
        pytest.param(event("13:50", "14:00", end="14:20"), ABSENT, 0, 0, 1, id="of 20 minutes, gone as it began"),
        pytest.param(event("17:00", start="09:00"), ABSENT, 0, 0, 2, id="come as it ended: not coming"),
        pytest.param(event("08:00", "09:00", start="09:00"), ABSENT, 0, 0, 2, id="gone as it began: not coming"),
        pytest.param(event(excused=True), EXCUSED, 0, 0, 0, id="excused counts nothing"),
        pytest.param(event("14:20", excused=True), EXCUSED, 0, 0, 0, id="excused and late counts nothing"),
    ],
)
def test_an_event_is_judged_by_itself(
    judged: JudgedSpan, result: SpanResult, late_min: int, early_min: int, absence_halves: int
) -> None:
    """ATT-9."""
    assert judged == JudgedSpan(SATURDAY, result, late_min, early_min, absence_halves)


def test_an_event_that_is_not_over_counts_nothing() -> None:
    judged = judge_event(moment("14:00", SATURDAY), moment("17:00", SATURDAY), None, None, False, LIMITS, False)
    assert judged == JudgedSpan(SATURDAY, OPEN)


def test_an_excuse_holds_before_the_event_is_over() -> None:
    judged = judge_event(moment("14:00", SATURDAY), moment("17:00", SATURDAY), None, None, True, LIMITS, False)
    assert judged == JudgedSpan(SATURDAY, EXCUSED)


def missed(start: str, end: str, day: date = FRIDAY) -> JudgedEvent:
    """An event to which nobody came."""
    begins, ends = moment(start, day), moment(end, day)
    return JudgedEvent(begins, ends, judge_event(begins, ends, None, None, False, LIMITS, True))


def halves_off(events: list[JudgedEvent], facts: DayFacts, shift: Shift = DEFAULT) -> list[int]:
    """The absence that each event adds to a Friday of these facts."""
    days = {FRIDAY: (shift, judge_day(facts))}
    return [span.absence_halves for span in absences_by_events(events, days)]


THERE = workday("09:00 18:00")
PM_SICK: dict[str, Any] = {"leave": (None, LeaveKind.SICK)}
ALL_OFF: dict[str, Any] = {"leave": (LeaveKind.SICK, LeaveKind.ANNUAL)}
AFTERNOON, WHOLE_DAY, ACROSS_NOON = missed("14:00", "17:00"), missed("09:00", "17:00"), missed("11:00", "14:30")


def row(words: str, events: list[JudgedEvent], facts: DayFacts, *halves: int) -> Any:
    return pytest.param(events, facts, list(halves), id=words)


BESIDE_HALVES = [
    row("a present half is made absent once", [AFTERNOON], THERE, 1),
    row("an absent half is not made absent twice", [AFTERNOON], workday("09:00 12:00"), 0),
    row("nor a half with a missing punch", [AFTERNOON], workday("09:00"), 0),
    row("the other half of that day is", [missed("09:00", "12:00")], workday("09:00"), 1),
    row("on leave it is excused", [AFTERNOON], workday("09:00", **PM_SICK), 0),
    row("no certificate", [AFTERNOON], workday("09:00 12:00", uncertified=(False, True)), 0),
    row("a day's event takes both halves", [WHOLE_DAY], THERE, 2),
    row("of which one was absent", [WHOLE_DAY], workday("13:30 18:00"), 1),
    row("of which both were", [WHOLE_DAY], workday(), 0),
    row("of which one was on leave", [WHOLE_DAY], workday("09:00 12:00", **PM_SICK), 1),
    row("both on leave: excused", [WHOLE_DAY], workday(**ALL_OFF), 0),
    row("half a day's event across the break", [ACROSS_NOON], THERE, 1),
    row("across the break, one half absent already", [ACROSS_NOON], workday("13:30 18:00"), 0),
    row("two in one half count once", [missed("14:00", "15:00"), missed("16:00", "17:00")], THERE, 1, 0),
    row("the earlier one counts", [missed("16:00", "17:00"), missed("14:00", "15:00")], THERE, 0, 1),
    row("two in two halves", [missed("09:00", "10:00"), missed("14:00", "15:00")], THERE, 1, 1),
    row("the first took both halves", [ACROSS_NOON, missed("16:00", "17:00")], THERE, 1, 0),
    row("in the break it counts whole", [missed("12:00", "13:30")], THERE, 1),
    row("after work it counts whole, though the day is absent", [missed("18:00", "20:00")], workday(), 1),
    row("after work each counts", [missed("18:00", "20:00"), missed("19:00", "21:00")], THERE, 1, 1),
    row("on a day without work halves it counts whole", [missed("14:00", "17:00", SATURDAY)], THERE, 1),
    row("a minute of work is an overlap", [missed("17:59", "20:00")], workday("09:00 12:00"), 0),
    row("an open half takes nothing off", [AFTERNOON], workday(over=False), 1),
    row("a rest day has no work halves", [AFTERNOON], workday(kind=DayKind.REST), 1),
    row("two on a rest day", [missed("14:00", "15:00"), missed("16:00", "17:00")], workday(kind=DayKind.REST), 1, 1),
    row("across the break, both halves absent already", [ACROSS_NOON], workday(), 0),
    row("ending as the absent afternoon begins", [missed("12:30", "13:30")], workday("09:00 12:00"), 1),
    row("beginning as the absent morning ends", [missed("12:00", "13:00")], workday("13:30 18:00"), 1),
]


@pytest.mark.parametrize(("events", "facts", "halves"), BESIDE_HALVES)
def test_a_missed_event_makes_no_half_absent_twice(
    events: list[JudgedEvent], facts: DayFacts, halves: list[int]
) -> None:
    """ATT-9."""
    assert halves_off(events, facts) == halves


def test_an_event_wholly_in_leave_is_excused() -> None:
    """ATT-9: with every half that it overlaps on leave, nobody was expected."""
    days = {FRIDAY: (DEFAULT, judge_day(workday(**ALL_OFF)))}
    [span] = absences_by_events([WHOLE_DAY], days)
    assert span == JudgedSpan(FRIDAY, EXCUSED)


def test_an_excused_event_takes_no_half_from_a_missed_one() -> None:
    excused = JudgedEvent(moment("14:00", FRIDAY), moment("15:00", FRIDAY), JudgedSpan(FRIDAY, EXCUSED))
    assert halves_off([excused, missed("16:00", "17:00")], THERE) == [0, 1]


def test_coming_late_to_an_event_stands_beside_an_absent_half() -> None:
    """ATT-9: late and early times are no absence."""
    late = JudgedEvent(moment("14:00", FRIDAY), moment("15:00", FRIDAY), JudgedSpan(FRIDAY, LATE, late_min=7))
    [span] = absences_by_events([late], {FRIDAY: (DEFAULT, judge_day(workday()))})
    assert span == late.judged


def test_an_event_after_midnight_lies_in_the_late_shift_of_the_day_before() -> None:
    """ATT-1: a shift may run to 28:00, into the next calendar day."""
    absent = workday("15:55 20:00", shift=LATE_SHIFT)
    assert halves_off([missed("25:00", "25:45")], absent, LATE_SHIFT) == [0]
    assert halves_off([missed("26:00", "27:00")], absent, LATE_SHIFT) == [1]


def test_a_training_of_several_days_is_set_beside_all_of_their_halves() -> None:
    days = {
        FRIDAY: (DEFAULT, judge_day(workday("09:00 12:00"))),
        SATURDAY: (DEFAULT, judge_day(workday(kind=DayKind.REST))),
        SUNDAY: (DEFAULT, judge_day(THERE)),
    }
    [span] = absences_by_events([missed("09:00", "66:00")], days)
    assert (span.day, span.absence_halves) == (FRIDAY, 1)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 170), st.integers(1, 180)), max_size=5),
    st.sampled_from(
        [THERE, workday(), workday("09:00"), workday("18:00"), workday("09:00 12:00"), workday("13:00 18:00")]
    ),
)
def test_halves_and_the_events_inside_them_are_absent_once(spans: list[tuple[bool, int, int]], facts: DayFacts) -> None:
    """ATT-9: each half is at most half a day's absence, whatever was missed in it."""
    judged: JudgedDay = judge_day(facts)
    absent = [half.result in (Result.ABSENT, Result.MISSING) for half in judged.halves]
    events = []
    for afternoon, after, length in spans:
        start, end = (DEFAULT.pm_start, DEFAULT.pm_end) if afternoon else (DEFAULT.am_start, DEFAULT.am_end)
        begins, ends = moment_of(FRIDAY, start + after), moment_of(FRIDAY, min(end, start + after + length))
        events.append(JudgedEvent(begins, ends, judge_event(begins, ends, None, None, False, LIMITS, True)))
    added = absences_by_events(events, {FRIDAY: (DEFAULT, judged)})
    for afternoon in (False, True):
        in_half = [span.absence_halves for span, (pm, _, _) in zip(added, spans, strict=True) if pm is afternoon]
        assert absent[afternoon] + sum(in_half) == (1 if in_half else absent[afternoon])
