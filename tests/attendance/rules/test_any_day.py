"""What holds of every day, whatever happened on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from opsconsole.attendance.rules.clauses import clause_of, explain_half
from opsconsole.attendance.rules.judge_day import judge_day, judge_day_cached, judge_plain_day
from opsconsole.attendance.rules.values import (
    UNSETTLED,
    DayFacts,
    DayKind,
    HalfName,
    JudgedDay,
    JudgedHalf,
    Result,
)
from opsconsole.i18n import text_of, use
from tests.attendance.rules.days import DEFAULT, FOUR, LIMITS, at, workday
from tests.attendance.rules.random_days import (
    TWO_PUNCH_SHIFTS,
    WORKDAY,
    day_facts,
    longer_outings,
    punches_near,
    widened_days,
)
from tests.attendance.rules.textbook import textbook_halves

ABSENCE = (Result.ABSENT, Result.MISSING)


def first_judgement(half: JudgedHalf) -> Result:
    return half.result if half.judged_first is None else half.judged_first


def absence_halves(day: JudgedDay) -> int:
    return sum(1 for half in day.halves if half.result in ABSENCE)


@settings(max_examples=1500)
@given(day_facts())
def test_the_textbook_judges_the_same(facts: DayFacts) -> None:
    day = judge_day(replace(facts, explained=(None, None)))
    told = [
        (f"leave:{half.leave}" if half.result is Result.LEAVE else str(half.result), half.late_min, half.early_min)
        for half in day.halves
    ]
    assert told == textbook_halves(facts)


@given(day_facts())
def test_the_same_facts_are_always_judged_the_same(facts: DayFacts) -> None:
    assert judge_day(facts) == judge_day(replace(facts)) == judge_day_cached(facts)


@given(day_facts())
def test_a_plain_day_is_judged_as_its_facts_are(facts: DayFacts) -> None:
    plain = DayFacts(facts.kind, facts.shift, facts.thresholds, facts.punches)
    assert judge_plain_day(facts.kind, facts.shift, facts.thresholds, facts.punches) == judge_day(plain)


@given(day_facts(kinds=WORKDAY, shifts=TWO_PUNCH_SHIFTS, min_punches=3))
def test_only_the_first_and_the_last_punch_matter_to_a_two_punch_shift(facts: DayFacts) -> None:
    assert judge_day(facts) == judge_day(replace(facts, punches=(facts.punches[0], facts.punches[-1])))


@given(day_facts())
def test_minutes_stand_only_where_they_count(facts: DayFacts) -> None:
    """ATT-5: a half that is absent, missing, on leave, open or free carries no late mark."""
    for half in judge_day(facts).halves:
        assert (half.late_min > 0) == (half.result in (Result.LATE, Result.LATE_EARLY))
        assert (half.early_min > 0) == (half.result in (Result.EARLY, Result.LATE_EARLY))
        assert half.late_min == 0 or facts.thresholds.late_from_min <= half.late_min <= facts.thresholds.late_to_min
        assert half.early_min == 0 or facts.thresholds.early_from_min <= half.early_min <= facts.thresholds.early_to_min


@given(day_facts())
def test_the_first_and_the_last_real_punch_are_always_told(facts: DayFacts) -> None:
    day = judge_day(facts)
    assert (day.first, day.last) == (min(facts.punches, default=None), max(facts.punches, default=None))


@given(day_facts())
def test_an_explanation_makes_present_what_was_unsettled_and_nothing_else(facts: DayFacts) -> None:
    """Rule 6: what was judged first stays beside it."""
    before = judge_day(replace(facts, explained=(None, None)))
    after = judge_day(facts)
    for first, half, reason in zip(before.halves, after.halves, facts.explained, strict=True):
        if reason is not None and first.result in UNSETTLED:
            assert (half.result, half.judged_first, half.explained) == (Result.PRESENT, first.result, reason)
        else:
            assert half == first


@given(day_facts(kinds=(DayKind.REST, DayKind.HOLIDAY)))
def test_nothing_counts_on_a_day_off(facts: DayFacts) -> None:
    """ATT-1: punches, outings, leave and explanations are kept and count nothing."""
    day = judge_day(facts)
    empty = judge_day(DayFacts(facts.kind, facts.shift, facts.thresholds))
    assert day.halves == empty.halves


@settings(max_examples=500)
@given(widened_days())
def test_widening_a_span_of_two_punches_or_more_never_makes_more_absence(days: tuple[DayFacts, DayFacts]) -> None:
    """Rules 2 and 3; with four punches a day each half has a span of its own, and the other keeps its judgement."""
    narrow, wide = days
    assert absence_halves(judge_day(wide)) <= absence_halves(judge_day(narrow))


@given(longer_outings())
def test_a_longer_outing_never_makes_more_absence(days: tuple[DayFacts, DayFacts]) -> None:
    """ATT-2: an outing in work hours is presence for its time span."""
    short, long = days
    assert absence_halves(judge_day(long)) <= absence_halves(judge_day(short))


def test_a_lone_punch_never_makes_the_whole_day_absent() -> None:
    """Rule 2: somebody who clocked in by 09:30 or out from 17:30 lacks one half, and that one is missing."""
    for punch in (*range(at("04:00"), at("09:30") + 1), *range(at("17:30"), at("28:00"))):
        day = judge_day(DayFacts(DayKind.WORKDAY, DEFAULT, LIMITS, (punch,)))
        assert absence_halves(day) == 1
        assert sorted(half.result is Result.MISSING for half in day.halves) == [False, True]


@given(punches_near(FOUR, min_size=2))
def test_each_window_of_a_four_punch_shift_is_judged_alone(punches: tuple[int, ...]) -> None:
    """Rule 4: what happens after the middle of the break changes nothing in the morning."""
    doubled = FOUR.middle_doubled
    morning = tuple(punch for punch in punches if 2 * punch < doubled)
    both = judge_day(DayFacts(DayKind.WORKDAY, FOUR, LIMITS, punches))
    alone = judge_day(DayFacts(DayKind.WORKDAY, FOUR, LIMITS, morning))
    assert (both.am.result, both.am.late_min, both.am.early_min) == (
        alone.am.result,
        alone.am.late_min,
        alone.am.early_min,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_judgement_explains_itself_in_words(language: str) -> None:
    use(language)

    @given(day_facts())
    def explains(facts: DayFacts) -> None:
        day = judge_day(facts)
        for name, half in zip(HalfName, day.halves, strict=True):
            lines = explain_half(facts, name)
            assert [clause for clause, _ in lines] == [clause_of(why) for why in half.why]
            assert lines
            for clause, sentence in lines:
                assert clause.startswith(("ATT-", "rule "))
                assert "{" not in text_of(sentence)

    try:
        explains()
    finally:
        use("en")


def test_a_minute_more_makes_the_lone_punch_of_a_double_swipe_two() -> None:
    """The one widening that may cost: a span under 5 minutes is no span yet (rule 2)."""
    assert absence_halves(judge_day(workday("08:57 09:01"))) == 1
    assert absence_halves(judge_day(workday("08:57 09:02"))) == 2
