"""What the why-pane says of a half, with the figures it rests on."""

from __future__ import annotations

import pytest

from opsconsole.attendance.rules.clauses import clause_of, explain_half, sentence
from opsconsole.attendance.rules.names import HALF_NAMES, LEAVE_NAMES, RESULT_NAMES
from opsconsole.attendance.rules.values import (
    DayFacts,
    DayKind,
    HalfName,
    LeaveKind,
    Result,
    Thresholds,
    Why,
)
from opsconsole.i18n import text_of
from tests.attendance.rules.days import FOUR_ODD, LATE_SHIFT, ODD_BREAK, four, workday

AM, PM = HalfName.AM, HalfName.PM
AM_SICK = (LeaveKind.SICK, None)


def said(facts: DayFacts, half: HalfName) -> list[str]:
    return [f"{clause}: {text_of(words)}" for clause, words in explain_half(facts, half)]


@pytest.mark.parametrize(
    ("facts", "half", "lines"),
    [
        (workday("08:58 18:03"), AM, ["ATT-5: first punch 08:58, last punch 18:03: there from 09:00 to 12:00"]),
        (workday("09:05 18:03"), AM, ["ATT-5: first punch 09:05, 5 min after 09:00: late"]),
        (workday("09:04 18:03"), AM, ["ATT-5: first punch 09:04, 4 min after 09:00, under 5: on time"]),
        (workday("09:31 18:03"), AM, ["ATT-5: first punch 09:31, 31 min after 09:00, over 30: half a day's absence"]),
        (workday("08:58 17:50"), PM, ["ATT-5: last punch 17:50, 10 min before 18:00: left early"]),
        (workday("08:58 17:20"), PM, ["ATT-5: last punch 17:20, 40 min before 18:00, over 30: half a day's absence"]),
        (
            workday("09:05 11:59"),
            AM,
            [
                "ATT-5: first punch 09:05, 5 min after 09:00: late",
                "ATT-5: last punch 11:59, 1 min before 12:00: left early",
            ],
        ),
        (
            workday("08:58 17:58", thresholds=Thresholds(early_from_min=3)),
            PM,
            ["ATT-5: last punch 17:58, 2 min before 18:00, under 3: not early"],
        ),
        (
            workday("13:00 18:00"),
            AM,
            ["rule 3: first punch 13:00, last punch 18:00, nothing between 09:00 and 12:00: half a day's absence"],
        ),
        (workday(), AM, ["rule 1: a workday without punch or outing: half a day's absence"]),
        (
            workday("08:57"),
            AM,
            [
                "rule 2: one punch 08:57, before 12:45: an arrival",
                "ATT-5: first punch 08:57, not after 09:00: on time",
            ],
        ),
        (
            workday("08:57"),
            PM,
            ["rule 2: one punch 08:57, before 12:45: an arrival; the departure is missing: half a day's absence"],
        ),
        (
            workday("17:58 18:01"),
            AM,
            [
                "rule 2: 2 punches within 5 min, taken as one at 17:58, not before 12:45: a departure; "
                "the arrival is missing: half a day's absence"
            ],
        ),
        (
            workday("18:01"),
            PM,
            [
                "rule 2: one punch 18:01, not before 12:45: a departure",
                "ATT-5: last punch 18:01, not before 18:00: on time",
            ],
        ),
        (
            workday("12:30"),
            AM,
            [
                "rule 2: one punch 12:30, before 12:45: an arrival",
                "rule 3: first punch 12:30, when 09:00 to 12:00 was over: half a day's absence",
            ],
        ),
        (
            workday("12:46", shift=ODD_BREAK),
            PM,
            [
                "rule 2: one punch 12:46, not before 12:45:30: a departure",
                "rule 3: last punch 12:46, before 13:31 to 18:00 had begun: half a day's absence",
            ],
        ),
        (workday(leave=AM_SICK), AM, ["ATT-4: approved leave covers this half: sick leave"]),
        (
            workday("13:20", leave=AM_SICK),
            PM,
            ["rule 2: one punch 13:20, the other half on leave: the second punch is missing: half a day's absence"],
        ),
        (
            workday("09:00 18:00", uncertified=(True, False)),
            AM,
            ["ATT-10: the certificate of this leave is outstanding: half a day's absence until it is entered"],
        ),
        (
            workday("09:20", outings="15:00..18:10"),
            PM,
            [
                "ATT-2: an approved outing counts as presence: first punch 09:20, outing until 18:10",
                "ATT-5: first punch 09:20, outing until 18:10: there from 13:30 to 18:00",
            ],
        ),
        (
            workday("11:00 18:00", outings="09:10..10:50"),
            AM,
            [
                "ATT-2: an approved outing counts as presence: outing from 09:10, last punch 18:00",
                "ATT-5: outing from 09:10, 10 min after 09:00: late",
            ],
        ),
        (
            workday("08:50 18:00", outings="10:00..11:00"),
            AM,
            ["ATT-5: first punch 08:50, last punch 18:00: there from 09:00 to 12:00"],
        ),
        (
            four("08:55 13:25 18:02"),
            AM,
            ["rule 4: one punch 08:55 between 04:00 and 12:45, where two are asked for: half a day's absence"],
        ),
        (
            workday("09:00 18:00", outings="08:30..10:00"),
            AM,
            ["ATT-5: outing from 08:30, last punch 18:00: there from 09:00 to 12:00"],
        ),
        (
            workday("09:00 18:00", outings="17:00..18:30"),
            PM,
            ["ATT-5: first punch 09:00, outing until 18:30: there from 13:30 to 18:00"],
        ),
        (
            workday(outings="-20:00..60:00"),
            AM,
            [
                "ATT-2: an approved outing counts as presence: outing from 04:00, outing until 28:00",
                "ATT-5: outing from 04:00, outing until 28:00: there from 09:00 to 12:00",
            ],
        ),
        (four(), PM, ["rule 1: a workday without punch or outing: half a day's absence"]),
        (four("08:55 12:01"), PM, ["rule 4: no punch between 12:45 and 28:00: half a day's absence"]),
        (
            workday("08:55 12:01 12:46 12:50", shift=FOUR_ODD),
            PM,
            [
                "rule 4: 2 punches within 5 min, taken as one at 12:46 between 12:45:30 and 28:00, "
                "where two are asked for: half a day's absence"
            ],
        ),
        (
            workday("15:55 25:50", shift=LATE_SHIFT),
            PM,
            ["ATT-5: last punch 25:50, 10 min before 26:00: left early"],
        ),
        (workday(kind=DayKind.REST), AM, ["ATT-1: rest day: what lies on it counts nothing"]),
        (workday("09:00", kind=DayKind.HOLIDAY), PM, ["ATT-1: public holiday: what lies on it counts nothing"]),
        (workday(over=False), PM, ["rule 1: the clock day is not over: nothing is judged yet"]),
        (
            workday("09:20 18:00", explained=("weather", None)),
            AM,
            [
                "ATT-5: first punch 09:20, 20 min after 09:00: late",
                "rule 6: explained (weather): counts as present; judged first: late",
            ],
        ),
    ],
)
def test_a_half_says_why_it_was_judged_so(facts: DayFacts, half: HalfName, lines: list[str]) -> None:
    assert said(facts, half) == lines


def test_a_reason_is_shown_in_the_words_of_the_policy() -> None:
    facts = workday("08:57", explained=(None, "forgot"))
    words = sentence(Why.EXPLAINED, PM, facts, reason="Forgot to clock")
    assert text_of(words) == "explained (Forgot to clock): counts as present; judged first: missing punch"


def test_every_reason_has_its_clause() -> None:
    assert all(clause_of(why) for why in Why)


def test_everything_judged_has_a_name() -> None:
    assert set(RESULT_NAMES) == set(Result)
    assert set(LEAVE_NAMES) == set(LeaveKind)
    assert set(HALF_NAMES) == set(HalfName)
