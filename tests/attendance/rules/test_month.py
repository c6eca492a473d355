"""What a month adds up for one person ("What a month adds up", ATT-3, ATT-8, ATT-9)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from opsconsole.attendance.rules.judge_day import judge_day
from opsconsole.attendance.rules.month import count_month
from opsconsole.attendance.rules.values import (
    DayFacts,
    DayKind,
    JudgedDay,
    JudgedSpan,
    LeaveKind,
    MonthCounts,
    Result,
    SpanResult,
)
from tests.attendance.rules.days import FRIDAY, SATURDAY, moment, workday
from tests.attendance.rules.random_days import day_facts

KINDS = tuple(LeaveKind)
NOTHING = MonthCounts(
    required_days=0,
    present_halves=0,
    late_times=0,
    late_min=0,
    early_times=0,
    early_min=0,
    missing=0,
    absence_halves=0,
    leave_halves=(0,) * len(KINDS),
    outing_times=0,
    duty_days=0,
    finding_days=0,
    unsettled=0,
    explained=0,
)


def month(*facts: DayFacts, first: date = date(2026, 3, 2)) -> list[tuple[date, JudgedDay]]:
    """Judged days in a row from Monday the 2nd."""
    return [(first + timedelta(days=n), judge_day(day)) for n, day in enumerate(facts)]


def halves_alone(*facts: DayFacts) -> MonthCounts:
    return count_month(month(*facts), [], [], [], [])


def leave(**halves: int) -> tuple[int, ...]:
    return tuple(halves.get(kind.value, 0) for kind in KINDS)


def test_a_month_without_days_adds_up_to_nothing() -> None:
    assert count_month([], [], [], [], []) == NOTHING


def test_a_week_worked_by_hand() -> None:
    """Late 10 and early 20, a missing punch after a late arrival, half a day of leave, a weekend with a punch."""
    counts = halves_alone(
        workday("09:10 17:40"),
        workday("09:07"),
        workday("13:25 18:00", leave=(LeaveKind.ANNUAL, None)),
        workday(),
        workday("09:05 11:55", explained=(None, "field")),
        workday("10:00", kind=DayKind.REST),
        workday(kind=DayKind.REST),
    )
    assert counts == MonthCounts(
        required_days=5,
        present_halves=6,
        late_times=3,
        late_min=22,
        early_times=2,
        early_min=25,
        missing=1,
        absence_halves=3,
        leave_halves=leave(annual=1),
        outing_times=0,
        duty_days=0,
        finding_days=0,
        unsettled=7,
        explained=1,
    )


def test_a_half_that_is_late_and_early_counts_on_both_sides_and_is_one_half() -> None:
    counts = halves_alone(workday("09:05 11:59", explained=(None, "field")))
    assert (counts.late_times, counts.late_min, counts.early_times, counts.early_min) == (1, 5, 1, 1)
    assert (counts.present_halves, counts.unsettled, counts.absence_halves) == (2, 1, 0)


def test_a_missing_half_is_half_a_day_of_absence_until_it_is_explained() -> None:
    """Rules 2 and 6."""
    open_case = halves_alone(workday("08:57"))
    settled = halves_alone(workday("08:57", explained=(None, "forgot")))
    assert (open_case.missing, open_case.absence_halves, open_case.unsettled, open_case.explained) == (1, 1, 1, 0)
    assert (settled.missing, settled.absence_halves, settled.unsettled, settled.explained) == (0, 0, 0, 1)
    assert (open_case.present_halves, settled.present_halves) == (1, 2)


def test_explained_lateness_leaves_times_and_minutes() -> None:
    """Rule 6."""
    counts = halves_alone(workday("09:20 18:00", explained=("weather", None)))
    assert (counts.late_times, counts.late_min, counts.present_halves, counts.explained) == (0, 0, 2, 1)


def test_each_kind_of_leave_has_its_own_sum() -> None:
    counts = halves_alone(
        workday(leave=(LeaveKind.SICK, LeaveKind.SICK)),
        workday(leave=(LeaveKind.SICK, LeaveKind.BEREAVEMENT)),
        workday(leave=(LeaveKind.SICK, LeaveKind.SICK), kind=DayKind.HOLIDAY),
    )
    assert counts.leave_halves == leave(sick=3, bereavement=1)
    assert (counts.required_days, counts.present_halves, counts.absence_halves) == (2, 0, 0)


def test_leave_without_its_certificate_is_absence_and_no_leave() -> None:
    """ATT-10."""
    counts = halves_alone(workday(leave=(LeaveKind.MARRIAGE,) * 2, uncertified=(True, True)))
    assert (counts.leave_halves, counts.absence_halves) == (leave(), 2)


def test_an_open_workday_counts_in_the_days_required_alone() -> None:
    """Rule 1: with its outings and findings."""
    days = month(workday("09:40", over=False, leave=(LeaveKind.SICK, None)), workday(over=False))
    counts = count_month(days, [], [], [days[0][0]], [moment("10:00", days[0][0])])
    assert counts == replace(NOTHING, required_days=2)


def test_each_finding_is_a_day_of_absence_beside_the_halves() -> None:
    """ATT-8: n findings make n days, also on a day already absent, on leave or free."""
    absent, on_leave, rest, kept = days = month(
        workday(),
        workday(leave=(LeaveKind.SICK, LeaveKind.SICK)),
        workday(kind=DayKind.REST),
        workday("09:00 18:00"),
    )
    counts = count_month(days, [], [], [absent[0], on_leave[0], rest[0], kept[0], kept[0]], [])
    assert counts.finding_days == 5
    assert counts.absence_halves == 2 + 2 * 5
    assert counts.present_halves == 2
    assert counts.leave_halves == leave(sick=2)
    assert counts.unsettled == 2


def test_duties_and_events_stand_in_the_totals_and_not_in_the_halves() -> None:
    """ATT-3, ATT-9."""
    duties = [
        JudgedSpan(SATURDAY, SpanResult.KEPT),
        JudgedSpan(SATURDAY, SpanResult.LATE, late_min=7),
        JudgedSpan(SATURDAY, SpanResult.EARLY, early_min=3),
        JudgedSpan(SATURDAY, SpanResult.LATE_EARLY, late_min=8, early_min=4),
        JudgedSpan(SATURDAY, SpanResult.ABSENT, absence_halves=2),
        JudgedSpan(SATURDAY, SpanResult.OPEN),
    ]
    events = [
        JudgedSpan(FRIDAY, SpanResult.ABSENT, absence_halves=1),
        JudgedSpan(FRIDAY, SpanResult.LATE, late_min=30),
        JudgedSpan(FRIDAY, SpanResult.EXCUSED),
        JudgedSpan(FRIDAY, SpanResult.KEPT),
    ]
    counts = count_month(month(workday("09:00 18:00")), duties, events, [], [])
    assert counts == replace(
        NOTHING,
        required_days=1,
        present_halves=2,
        late_times=3,
        late_min=45,
        early_times=2,
        early_min=7,
        absence_halves=3,
        duty_days=4,
    )


def test_outings_count_on_workdays_by_the_day_they_start() -> None:
    """ATT-1: on days off they are shown and count nothing."""
    days = month(workday("09:00 18:00"), workday("09:00 18:00"), workday(kind=DayKind.HOLIDAY))
    monday, tuesday, holiday = (day for day, _ in days)
    starts = [
        moment("10:00", monday),
        moment("14:00", monday),
        moment("23:50", tuesday),
        moment("10:00", holiday),
        moment("10:00", monday - timedelta(days=1)),
    ]
    assert count_month(days, [], [], [], starts).outing_times == 3


many_days = st.lists(day_facts(), max_size=12)


@given(many_days)
def test_no_half_is_counted_twice(facts: list[DayFacts]) -> None:
    """Every half of a workday is present, absent (or missing), on leave or open: exactly one of them."""
    days = month(*facts)
    counts = count_month(days, [], [], [], [])
    still_open = sum(1 for _, day in days for half in day.halves if half.result is Result.OPEN)
    told = counts.present_halves + counts.absence_halves + sum(counts.leave_halves) + still_open
    assert told == 2 * counts.required_days
    assert counts.missing <= counts.absence_halves


@given(many_days)
def test_the_half_day_part_of_every_total_is_the_sum_of_its_halves(facts: list[DayFacts]) -> None:
    days = month(*facts)
    counts = count_month(days, [], [], [], [])
    halves = [half for _, day in days for half in day.halves]
    assert counts.present_halves == sum(
        half.result in (Result.PRESENT, Result.LATE, Result.EARLY, Result.LATE_EARLY) for half in halves
    )
    assert counts.absence_halves == sum(half.result in (Result.ABSENT, Result.MISSING) for half in halves)
    assert counts.missing == sum(half.result is Result.MISSING for half in halves)
    assert (counts.late_times, counts.late_min) == (
        sum(half.late_min > 0 for half in halves),
        sum(half.late_min for half in halves),
    )
    assert (counts.early_times, counts.early_min) == (
        sum(half.early_min > 0 for half in halves),
        sum(half.early_min for half in halves),
    )
    assert counts.leave_halves == tuple(sum(half.leave is kind for half in halves) for kind in KINDS)
    assert counts.explained == sum(half.judged_first is not None for half in halves)


@given(many_days, many_days)
def test_a_month_is_the_sum_of_its_parts(first: list[DayFacts], second: list[DayFacts]) -> None:
    """Hired or transferred mid-month: what counts in one part does not hang on the other."""
    whole, one, other = (halves_alone(*facts) for facts in (first + second, first, second))
    for field in fields(MonthCounts):
        figure, left, right = (getattr(counts, field.name) for counts in (whole, one, other))
        if isinstance(figure, tuple):
            assert figure == tuple(a + b for a, b in zip(left, right, strict=True))
        else:
            assert figure == left + right
