"""Clock days from 04:00 to 04:00, and seconds cut before anything is compared (rule 2, ATT-5)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from opsconsole.attendance.rules.judge_day import judge_day
from opsconsole.attendance.rules.times import clock_day, clock_minute, cut, minutes_between, moment_of
from opsconsole.attendance.rules.values import DayFacts, DayKind
from tests.attendance.rules.days import DEFAULT, LIMITS, at, told_day

DAY = date(2026, 3, 6)


def on(clock: str, day: int = 6) -> datetime:
    return datetime.fromisoformat(f"2026-03-{day:02d}T{clock}")


@pytest.mark.parametrize(
    ("moment", "day", "minute"),
    [
        (on("04:00:00"), DAY, "04:00"),
        (on("09:00:59"), DAY, "09:00"),
        (on("23:59:59"), DAY, "23:59"),
        (on("00:00:00", 7), DAY, "24:00"),
        (on("03:59:00", 7), DAY, "27:59"),
        (on("03:59:59.999999", 7), DAY, "27:59"),
        (on("04:00:00", 7), date(2026, 3, 7), "04:00"),
        (on("03:59:59", 1), date(2026, 2, 28), "27:59"),
    ],
)
def test_a_clock_day_runs_from_four_to_four(moment: datetime, day: date, minute: str) -> None:
    assert clock_day(moment) == day
    assert clock_minute(moment, day) == at(minute)


def test_policy_may_start_the_clock_day_at_another_minute() -> None:
    assert clock_day(on("05:29:59"), starts_min=at("05:30")) == date(2026, 3, 5)
    assert clock_day(on("05:30:00"), starts_min=at("05:30")) == DAY
    assert clock_day(on("00:00:00"), starts_min=0) == DAY


@pytest.mark.parametrize(
    ("arrived", "morning"),
    [
        ("09:04:59", "present"),
        ("09:05:00", "late 5"),
        ("09:05:59", "late 5"),
        ("09:30:00", "late 30"),
        ("09:30:59", "late 30"),
        ("09:31:00", "absent"),
    ],
)
def test_the_seconds_of_an_arrival_are_cut(arrived: str, morning: str) -> None:
    """ATT-5: 4:59 is on time, 5:00 late, 30:59 late, 31:00 half a day's absence."""
    punches = (clock_minute(on(arrived), DAY), at("18:00"))
    assert told_day(judge_day(DayFacts(DayKind.WORKDAY, DEFAULT, LIMITS, punches))) == (morning, "present")


@pytest.mark.parametrize(
    ("left", "afternoon"),
    [
        ("18:00:00", "present"),
        ("17:59:59", "early 1"),
        ("17:30:00", "early 30"),
        ("17:29:59", "absent"),
    ],
)
def test_the_seconds_of_a_departure_are_cut(left: str, afternoon: str) -> None:
    """ATT-5: leaving has no grace, and 17:59:59 is 17:59."""
    punches = (at("09:00"), clock_minute(on(left), DAY))
    assert told_day(judge_day(DayFacts(DayKind.WORKDAY, DEFAULT, LIMITS, punches))) == ("present", afternoon)


def test_one_punch_at_12_44_59_is_an_arrival_and_at_12_45_00_a_departure() -> None:
    """Rule 2."""
    judged = [
        told_day(judge_day(DayFacts(DayKind.WORKDAY, DEFAULT, LIMITS, (clock_minute(on(time), DAY),))))
        for time in ("12:44:59", "12:45:00")
    ]
    assert judged == [("absent", "missing"), ("missing", "absent")]


def test_a_double_swipe_is_measured_in_whole_minutes() -> None:
    """Rule 2: 08:57:59 and 09:02:00 are 5 minutes apart once their seconds are cut."""
    assert minutes_between(on("08:57:59"), on("09:02:00")) == 5
    assert minutes_between(on("08:57:00"), on("09:01:59")) == 4
    assert minutes_between(on("09:02:00"), on("08:57:59")) == -5


def test_a_minute_of_a_clock_day_has_its_moment() -> None:
    assert moment_of(DAY, at("25:30")) == on("01:30:00", 7)
    assert cut(on("09:00:59.5")) == on("09:00:00")
