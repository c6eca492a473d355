"""Duty: one span, judged by the punches from two hours before it to two hours after it (ATT-3, rule 5)."""

from __future__ import annotations

import pytest

from opsconsole.attendance.rules.judge_span import judge_duty
from opsconsole.attendance.rules.values import JudgedSpan, SpanResult, Thresholds
from tests.attendance.rules.days import LIMITS, SATURDAY, moment

KEPT, LATE, EARLY, LATE_EARLY = SpanResult.KEPT, SpanResult.LATE, SpanResult.EARLY, SpanResult.LATE_EARLY
ABSENT, OPEN = SpanResult.ABSENT, SpanResult.OPEN


def duty(punches: str, *, end: str = "32:00", limits: Thresholds = LIMITS, over: bool = True) -> JudgedSpan:
    """Saturday night's duty from 18:00, to 08:00 unless said otherwise; hours go on after midnight."""
    clocked = [moment(punch, SATURDAY) for punch in punches.split()]
    return judge_duty(moment("18:00", SATURDAY), moment(end, SATURDAY), clocked, limits, over)


@pytest.mark.parametrize(
    ("punches", "result", "late_min", "early_min", "absence_halves"),
    [
        pytest.param("17:55 32:05", KEPT, 0, 0, 0, id="rule 5: kept"),
        pytest.param("18:00 32:00", KEPT, 0, 0, 0, id="ATT-3: to the minute"),
        pytest.param("18:04:59 32:00", KEPT, 0, 0, 0, id="ATT-3: under 5 minutes late is kept"),
        pytest.param("18:05 32:00", LATE, 5, 0, 0, id="ATT-3: 5 minutes late counts"),
        pytest.param("18:30:59 32:00", LATE, 30, 0, 0, id="ATT-3: 30 minutes late counts"),
        pytest.param("18:31 32:00", ABSENT, 0, 0, 2, id="ATT-3: 31 minutes late is unkept"),
        pytest.param("17:59 31:59", EARLY, 0, 1, 0, id="ATT-3: 1 minute early counts"),
        pytest.param("17:59 31:30", EARLY, 0, 30, 0, id="ATT-3: 30 minutes early counts"),
        pytest.param("17:59 31:29:59", ABSENT, 0, 0, 2, id="ATT-3: 31 minutes early is unkept"),
        pytest.param("18:20 31:50", LATE_EARLY, 20, 10, 0, id="ATT-3: late and early"),
        pytest.param("", ABSENT, 0, 0, 2, id="ATT-3: not clocked is unkept"),
        pytest.param("18:00", ABSENT, 0, 0, 2, id="ATT-3: clocked once is unkept"),
        pytest.param("18:00 18:04", ABSENT, 0, 0, 2, id="ATT-3: a double swipe is clocked once"),
        pytest.param("18:00 22:00 27:00 32:00", KEPT, 0, 0, 0, id="rule 5: rounds in between"),
        pytest.param("32:10 17:50", KEPT, 0, 0, 0, id="rule 5: punches in any order"),
        pytest.param("16:00 34:00", KEPT, 0, 0, 0, id="rule 5: two hours before and after still belong to it"),
        pytest.param("16:00 34:00:59", KEPT, 0, 0, 0, id="rule 5: two hours after, its seconds cut"),
        pytest.param("15:59 32:00", ABSENT, 0, 0, 2, id="rule 5: earlier punches do not"),
        pytest.param("18:00 34:01", ABSENT, 0, 0, 2, id="rule 5: later punches do not"),
        pytest.param("16:10 17:40", ABSENT, 0, 0, 2, id="rule 5: gone before it began"),
        pytest.param("32:10 33:40", ABSENT, 0, 0, 2, id="rule 5: come after it ended"),
    ],
)
def test_a_duty_is_judged_by_the_punches_around_it(
    punches: str, result: SpanResult, late_min: int, early_min: int, absence_halves: int
) -> None:
    assert duty(punches) == JudgedSpan(SATURDAY, result, late_min, early_min, absence_halves)


def test_a_duty_that_is_not_over_counts_nothing() -> None:
    assert duty("", over=False) == JudgedSpan(SATURDAY, OPEN)
    assert duty("18:20 20:00", over=False) == JudgedSpan(SATURDAY, OPEN)


def test_somebody_who_was_not_there_during_a_short_duty_did_not_keep_it() -> None:
    """Rule 3: no overlap is absence, though both sides lie within 30 minutes."""
    assert duty("17:30 17:50", end="18:20").result is ABSENT
    assert duty("18:25 18:45", end="18:20").result is ABSENT


def test_the_margins_of_a_duty_are_policy() -> None:
    narrow = Thresholds(duty_margin_min=10)
    assert duty("17:50 32:00", limits=narrow).result is KEPT
    assert duty("17:49 32:00", limits=narrow).result is ABSENT
