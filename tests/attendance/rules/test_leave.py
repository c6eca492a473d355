"""The half days that a leave covers (ATT-4)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.attendance.rules.leave import LeaveSpan, check_leave_span, halves_between, overlaps
from opsconsole.attendance.rules.values import HalfName
from opsconsole.errors import Refusal

AM, PM = HalfName.AM, HalfName.PM
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)


@pytest.mark.parametrize(
    ("span", "halves"),
    [
        ((MONDAY, AM, MONDAY, AM), [(MONDAY, AM)]),
        ((MONDAY, PM, MONDAY, PM), [(MONDAY, PM)]),
        ((MONDAY, AM, MONDAY, PM), [(MONDAY, AM), (MONDAY, PM)]),
        ((MONDAY, PM, TUESDAY, AM), [(MONDAY, PM), (TUESDAY, AM)]),
        (
            (MONDAY, PM, WEDNESDAY, AM),
            [(MONDAY, PM), (TUESDAY, AM), (TUESDAY, PM), (WEDNESDAY, AM)],
        ),
    ],
)
def test_leave_covers_every_half_day_from_the_first_to_the_last(
    span: tuple[date, HalfName, date, HalfName], halves: list[tuple[date, HalfName]]
) -> None:
    check_leave_span(*span)
    assert list(halves_between(*span)) == halves


def test_leave_crosses_the_end_of_a_month() -> None:
    halves = list(halves_between(date(2026, 2, 28), PM, date(2026, 3, 1), AM))
    assert halves == [(date(2026, 2, 28), PM), (date(2026, 3, 1), AM)]


@pytest.mark.parametrize("span", [(MONDAY, PM, MONDAY, AM), (TUESDAY, AM, MONDAY, PM), (WEDNESDAY, AM, MONDAY, AM)])
def test_leave_that_ends_before_it_starts_is_refused(span: tuple[date, HalfName, date, HalfName]) -> None:
    with pytest.raises(Refusal) as refused:
        check_leave_span(*span)
    assert refused.value.clause == "ATT-4"
    assert str(span[0]) in str(refused.value)
    assert list(halves_between(*span)) == []


def test_leaves_that_meet_at_noon_do_not_overlap() -> None:
    morning, afternoon = LeaveSpan(MONDAY, AM, MONDAY, AM), LeaveSpan(MONDAY, PM, TUESDAY, PM)
    assert not overlaps(morning, afternoon)
    assert overlaps(morning, LeaveSpan(MONDAY, AM, MONDAY, PM))
    assert overlaps(LeaveSpan(MONDAY, AM, WEDNESDAY, PM), LeaveSpan(TUESDAY, AM, TUESDAY, AM))


day = st.dates(date(2026, 2, 25), date(2026, 3, 5))
spans = st.builds(LeaveSpan, day, st.sampled_from(HalfName), day, st.sampled_from(HalfName)).filter(
    lambda span: span.first <= span.last
)


def halves(span: LeaveSpan) -> set[tuple[date, HalfName]]:
    return set(halves_between(span.from_date, span.from_half, span.to_date, span.to_half))


@given(spans, spans)
def test_leaves_overlap_exactly_where_they_share_a_half_day(one: LeaveSpan, other: LeaveSpan) -> None:
    assert overlaps(one, other) == overlaps(other, one) == bool(halves(one) & halves(other))
