"""Whose shift holds on a day, and what can be one (ATT-1)."""

from __future__ import annotations

from datetime import date

import pytest

from opsconsole.attendance.rules.shifts import (
    ShiftEntry,
    ShiftSource,
    SourceScope,
    check_shift,
    shift_on,
)
from opsconsole.attendance.rules.values import Shift
from opsconsole.errors import Refusal
from tests.attendance.rules.days import DEFAULT, FOUR, LATE_SHIFT, NO_BREAK, ODD_BREAK, at

JANUARY, MARCH, LAST = date(2026, 1, 1), date(2026, 3, 6), date(2026, 3, 5)
COMPANY = [ShiftEntry(JANUARY, NO_BREAK)]


def entry(day: date, shift: Shift | None) -> ShiftEntry:
    return ShiftEntry(day, shift)


def test_the_policys_default_holds_where_nobody_was_given_a_shift() -> None:
    assert shift_on(MARCH, [], [], [], DEFAULT) == (DEFAULT, ShiftSource(SourceScope.DEFAULT))
    assert shift_on(MARCH, [], [[], []], [entry(date(2026, 3, 7), FOUR)], DEFAULT)[0] == DEFAULT


def test_the_employees_shift_comes_before_the_units_and_that_before_the_companys() -> None:
    """ATT-1 Reading."""
    staff, near, far = [entry(LAST, FOUR)], [entry(LAST, ODD_BREAK)], [entry(JANUARY, LATE_SHIFT)]
    assert shift_on(MARCH, staff, [near, far], COMPANY, DEFAULT) == (FOUR, ShiftSource(SourceScope.STAFF, LAST))
    assert shift_on(MARCH, [], [near, far], COMPANY, DEFAULT) == (ODD_BREAK, ShiftSource(SourceScope.UNIT, LAST, 0))
    assert shift_on(MARCH, [], [[], far], COMPANY, DEFAULT) == (LATE_SHIFT, ShiftSource(SourceScope.UNIT, JANUARY, 1))
    assert shift_on(MARCH, [], [[], []], COMPANY, DEFAULT) == (NO_BREAK, ShiftSource(SourceScope.COMPANY, JANUARY))


def test_a_shift_holds_from_its_day_until_the_next_one() -> None:
    staff = [entry(MARCH, LATE_SHIFT), entry(JANUARY, FOUR)]
    assert shift_on(date(2025, 12, 31), staff, [], [], DEFAULT)[0] == DEFAULT
    assert shift_on(JANUARY, staff, [], [], DEFAULT)[0] == FOUR
    assert shift_on(LAST, staff, [], [], DEFAULT)[0] == FOUR
    assert shift_on(MARCH, staff, [], [], DEFAULT)[0] == LATE_SHIFT


def test_an_empty_entry_ends_the_override_of_its_scope_alone() -> None:
    """ATT-1 Reading: an entry with empty times."""
    ended = [entry(JANUARY, FOUR), entry(MARCH, None)]
    near = [entry(JANUARY, ODD_BREAK)]
    assert shift_on(LAST, ended, [near], COMPANY, DEFAULT)[0] == FOUR
    assert shift_on(MARCH, ended, [near], COMPANY, DEFAULT)[0] == ODD_BREAK
    assert shift_on(MARCH, ended, [ended, near], COMPANY, DEFAULT)[0] == ODD_BREAK
    assert shift_on(MARCH, ended, [ended], COMPANY, DEFAULT)[0] == NO_BREAK
    assert shift_on(MARCH, ended, [ended], ended, DEFAULT) == (DEFAULT, ShiftSource(SourceScope.DEFAULT))


@pytest.mark.parametrize(
    "times",
    ["09:00 12:00 13:30 18:00", "04:00 08:00 09:00 28:00", "08:00 12:00 12:00 16:00", "16:00 20:00 20:30 26:00"],
)
@pytest.mark.parametrize("punches", [2, 4])
def test_a_shift_whose_times_rise_is_taken(times: str, punches: int) -> None:
    check_shift(*map(at, times.split()), punches=punches)


@pytest.mark.parametrize(
    ("times", "punches", "words"),
    [
        ("09:00 09:00 13:30 18:00", 2, "must rise: 09:00 09:00 13:30 18:00"),
        ("12:00 09:00 13:30 18:00", 2, "must rise: 12:00 09:00 13:30 18:00"),
        ("09:00 13:00 12:59 18:00", 2, "must rise: 09:00 13:00 12:59 18:00"),
        ("09:00 12:00 18:00 13:30", 2, "must rise: 09:00 12:00 18:00 13:30"),
        ("09:00 12:00 18:00 18:00", 2, "must rise: 09:00 12:00 18:00 18:00"),
        ("03:59 12:00 13:30 18:00", 2, "between 04:00 and 28:00, this one is 03:59 to 18:00"),
        ("20:00 24:00 24:30 28:01", 2, "between 04:00 and 28:00, this one is 20:00 to 28:01"),
        ("09:00 12:00 13:30 18:00", 3, "2 or 4 punches a day, not 3"),
        ("09:00 12:00 13:30 18:00", 0, "2 or 4 punches a day, not 0"),
    ],
)
def test_what_cannot_be_a_shift_is_refused_in_its_own_words(times: str, punches: int, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_shift(*map(at, times.split()), punches=punches)
    assert words in str(refused.value)
    assert refused.value.clause == "ATT-1"
