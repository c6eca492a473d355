"""Days worked by hand from the house rules: facts on the left, both halves on the right.

Default shift 09:00 to 12:00 and 13:30 to 18:00 unless a row says otherwise.
"""

from __future__ import annotations

from typing import Any

import pytest

from opsconsole.attendance.rules.judge_day import judge_day
from opsconsole.attendance.rules.values import DayFacts, DayKind, LeaveKind
from tests.attendance.rules.days import (
    FOUR_ODD,
    LATE_SHIFT,
    NO_BREAK,
    ODD_BREAK,
    four,
    told_day,
)
from tests.attendance.rules.days import workday as day

P, A, M = "present", "absent", "missing"
SICK, ANNUAL, REST, HOLIDAY, OPEN = "leave:sick", "leave:annual", "rest", "holiday", "open"
AM_OFF: dict[str, Any] = {"leave": (LeaveKind.SICK, None)}
PM_OFF: dict[str, Any] = {"leave": (None, LeaveKind.ANNUAL)}
ALL_OFF: dict[str, Any] = {"leave": (LeaveKind.SICK, LeaveKind.SICK)}
TWO_KINDS = (LeaveKind.SICK, LeaveKind.ANNUAL)
AM_NO_PAPER: dict[str, Any] = {"uncertified": (True, False)}
NO_PAPER: dict[str, Any] = {"uncertified": (True, True)}


def row(clause: str, words: str, facts: DayFacts, am: str, pm: str) -> Any:
    return pytest.param(facts, am, pm, id=f"{clause}: {words}")


ARRIVING = [
    row("ATT-5", "on the minute", day("09:00 18:00"), P, P),
    row("ATT-5", "4 minutes is on time", day("09:04 18:00"), P, P),
    row("ATT-5", "5 minutes is late", day("09:05 18:00"), "late 5", P),
    row("ATT-5", "30 minutes is late", day("09:30 18:00"), "late 30", P),
    row("ATT-5", "31 minutes is half a day", day("09:31 18:00"), A, P),
    row("ATT-5", "long before the start", day("04:00 18:00"), P, P),
]
LEAVING = [
    row("ATT-5", "1 minute before the end is early", day("09:00 17:59"), P, "early 1"),
    row("ATT-5", "30 minutes before the end is early", day("09:00 17:30"), P, "early 30"),
    row("ATT-5", "31 minutes before the end is half a day", day("09:00 17:29"), P, A),
    row("ATT-5", "late and early are each in their half", day("09:10 17:50"), "late 10", "early 10"),
    row("rule 3", "gone before the morning ended, early there too", day("09:00 11:45"), "early 15", A),
    row("rule 3", "late and early in one half", day("09:05 11:59"), "late+early 5 1", A),
    row("rule 3", "late within the grace and early", day("09:04 11:59"), "early 1", A),
    row("rule 3", "both sides over the limit are one half", day("09:31 11:29"), A, A),
    row("rule 3", "no late mark on a half that is absent for leaving", day("09:10 11:20"), A, A),
    row("rule 3", "no early mark on a half that is absent for coming", day("09:40 11:50"), A, A),
    row("rule 2", "punches between the first and the last do not matter", day("08:58 12:01 13:25 18:02"), P, P),
]
HALVES = [
    row("rule 3", "afternoon alone", day("13:28 18:00"), A, P),
    row("rule 3", "afternoon alone, late", day("13:45 18:00"), A, "late 15"),
    row("rule 3", "came as the morning ended", day("12:00 18:00"), A, P),
    row("rule 3", "morning alone", day("08:50 12:10"), P, A),
    row("rule 3", "left as the afternoon began", day("08:50 13:30"), P, A),
    row("rule 3", "the break alone", day("12:10 13:20"), A, A),
    row("rule 3", "before work alone", day("07:00 08:59"), A, A),
    row("rule 3", "after work alone", day("18:00 21:00"), A, A),
    row("rule 1", "no punch at all", day(), A, A),
]
ONE_PUNCH = [
    row("rule 2", "an arrival", day("08:57"), P, M),
    row("rule 2", "an arrival within the grace", day("09:04"), P, M),
    row("rule 2", "a late arrival", day("09:05"), "late 5", M),
    row("rule 2", "an arrival 31 minutes late", day("09:31"), A, M),
    row("rule 2", "an arrival in the break", day("12:30"), A, M),
    row("rule 2", "12:44 is the last arrival", day("12:44"), A, M),
    row("rule 2", "12:45 is the first departure", day("12:45"), M, A),
    row("rule 2", "a departure in the break", day("12:50"), M, A),
    row("rule 2", "a departure 31 minutes early", day("17:29"), M, A),
    row("rule 2", "an early departure", day("17:30"), M, "early 30"),
    row("rule 2", "a departure", day("18:05"), M, P),
    row("rule 2", "a departure after midnight", day("25:30"), M, P),
    row("rule 2", "a double swipe 4 minutes apart is one arrival", day("08:57 09:01"), P, M),
    row("rule 2", "a double swipe counts by its earlier punch", day("09:04 09:08"), P, M),
    row("rule 2", "three swipes within 4 minutes are one", day("09:06 09:08 09:10"), "late 6", M),
    row("rule 2", "a double swipe across the middle is an arrival", day("12:43 12:47"), A, M),
    row("rule 2", "a double departure counts by its earlier punch", day("17:58 18:02"), M, "early 2"),
    row("rule 2", "5 minutes apart are two punches", day("08:57 09:02"), A, A),
    row("rule 2", "an odd break: 12:45 is before 12:45:30", day("12:45", shift=ODD_BREAK), A, M),
    row("rule 2", "an odd break: 12:46 is not", day("12:46", shift=ODD_BREAK), M, A),
    row("rule 2", "no break: its middle is noon itself", day("12:00", shift=NO_BREAK), M, A),
    row("rule 2", "no break: 11:59 is an arrival", day("11:59", shift=NO_BREAK), A, M),
]
MIDNIGHT = [
    row("rule 2", "left at midnight", day("09:00 24:00"), P, P),
    row("rule 2", "left at 03:59, still this clock day", day("09:00 27:59"), P, P),
    row("ATT-1", "a late shift kept past midnight", day("15:55 26:00", shift=LATE_SHIFT), P, P),
    row("ATT-1", "a late shift left early past midnight", day("15:55 25:45", shift=LATE_SHIFT), P, "early 15"),
    row("ATT-1", "a late shift: half past midnight is a departure", day("24:30", shift=LATE_SHIFT), M, A),
    row("ATT-1", "a late shift come late", day("16:20 26:10", shift=LATE_SHIFT), "late 20", P),
]
LEAVE = [
    row("ATT-4", "both halves", day(**ALL_OFF), SICK, SICK),
    row("ATT-4", "both halves with punches", day("09:20 17:00", leave=TWO_KINDS), SICK, ANNUAL),
    row("ATT-4", "both halves with one punch", day("09:20", **ALL_OFF), SICK, SICK),
    row("rule 3", "the morning, afternoon kept", day("13:20 18:00", **AM_OFF), SICK, P),
    row("rule 3", "the morning, afternoon late", day("13:40 18:00", **AM_OFF), SICK, "late 10"),
    row("rule 3", "the afternoon, gone at noon", day("08:55 12:00", **PM_OFF), P, ANNUAL),
    row("rule 3", "the afternoon, gone before noon", day("08:55 11:50", **PM_OFF), "early 10", ANNUAL),
    row("rule 3", "punches of the half on leave count for the other", day("08:55 18:00", **AM_OFF), SICK, P),
    row("rule 3", "the other half without overlap", day("08:55 12:00", **AM_OFF), SICK, A),
    row("rule 2", "the morning, one punch before the afternoon", day("13:25", **AM_OFF), SICK, M),
    row("rule 2", "the morning, one punch at the end", day("18:02", **AM_OFF), SICK, M),
    row("rule 2", "the morning, one punch in the morning", day("09:00", **AM_OFF), SICK, M),
    row("rule 2", "the afternoon, one punch at the start", day("08:58", **PM_OFF), M, ANNUAL),
    row("rule 2", "the afternoon, one late punch", day("10:58", **PM_OFF), M, ANNUAL),
    row("rule 2", "the afternoon, one punch in the afternoon", day("14:00", **PM_OFF), M, ANNUAL),
    row("rule 2", "the afternoon, a double swipe", day("08:58 09:02", **PM_OFF), M, ANNUAL),
    row("rule 1", "the morning, no punch", day(**AM_OFF), SICK, A),
]
NO_CERTIFICATE = [
    row("ATT-10", "whole day", day(**NO_PAPER), A, A),
    row("ATT-10", "whole day though present", day("09:00 18:00", **NO_PAPER), A, A),
    row("ATT-10", "the kind of leave does not matter", day(leave=TWO_KINDS, **NO_PAPER), A, A),
    row("ATT-10", "the morning alone", day("09:00 18:00", **AM_NO_PAPER), A, P),
    row("ATT-10", "is not leave beside an arrival", day("09:10", uncertified=(False, True)), "late 10", A),
    row("ATT-10", "is not leave where the departure is missing", day("08:58", **AM_NO_PAPER), A, M),
    row("ATT-10", "is not leave beside a departure", day("17:50", **AM_NO_PAPER), A, "early 10"),
    row("ATT-10", "beside certified leave", day("08:58", leave=TWO_KINDS, **AM_NO_PAPER), A, ANNUAL),
]
OUTINGS = [
    row("ATT-2", "came straight from a client", day("10:30 18:00", outings="09:00..10:20"), P, P),
    row("ATT-2", "came late to a client, then here", day("10:30 18:00", outings="09:10..10:20"), "late 10", P),
    row("ATT-2", "went home from a client", day("08:58 15:00", outings="15:10..18:00"), P, P),
    row("ATT-2", "went home from a client before the end", day("08:58 15:00", outings="15:10..17:40"), P, "early 20"),
    row("ATT-2", "outing without any punch", day(outings="09:00..18:00"), P, P),
    row("ATT-2", "morning outing without any punch", day(outings="09:00..12:00"), P, A),
    row("ATT-2", "one punch and an outing are not one punch", day("08:58", outings="14:00..18:00"), P, P),
    row("ATT-2", "one punch and a morning outing", day("08:58", outings="10:00..12:00"), P, A),
    row("ATT-2", "a double swipe and an outing", day("17:58 18:01", outings="09:02..11:00"), P, P),
    row("ATT-2", "a punch of one minute's outing is still no lone punch", day("09:00", outings="09:00..09:01"), A, A),
    row("ATT-2", "two outings, both ends", day(outings="09:00..10:00 16:00..18:00"), P, P),
    row("ATT-2", "an outing in the break counts", day("08:58", outings="12:10..13:00"), P, A),
    row("rule 2", "an outing that begins as work ends does not", day("08:57", outings="18:00..20:00"), P, M),
    row("rule 2", "an outing that ends as work begins does not", day("18:05", outings="07:00..09:00"), M, P),
    row("rule 2", "an outing a minute into work does", day("18:05", outings="07:00..09:01"), P, P),
    row("rule 2", "an outing from the last minute of work does", day("08:57", outings="17:59..20:00"), P, P),
    row("rule 2", "an outing from days before to noon", day("13:00 18:00", outings="-20:00..12:00"), P, P),
    row("rule 2", "an outing of several days", day(outings="-20:00..60:00"), P, P),
    row("rule 2", "an outing into the next clock day", day("15:50", outings="25:00..33:00", shift=LATE_SHIFT), P, P),
    row("rule 2", "an outing with half a day of leave", day("13:20", outings="17:00..18:00", **AM_OFF), SICK, P),
]
FOUR_PUNCHES = [
    row("rule 4", "all four", four("08:55 12:01 13:25 18:02"), P, P),
    row("rule 4", "late twice, early twice", four("09:06 11:58 13:40 17:59"), "late+early 6 2", "late+early 10 1"),
    row("rule 4", "a punch missing at noon", four("08:55 13:25 18:02"), M, P),
    row("rule 4", "a punch missing at night", four("08:55 12:01 13:25"), P, M),
    row("rule 4", "morning and evening alone", four("08:55 18:02"), M, M),
    row("rule 4", "no punch in the afternoon", four("08:55 12:01"), P, A),
    row("rule 4", "no punch in the morning", four("13:25 18:02"), A, P),
    row("rule 4", "one punch in all", four("08:55"), M, A),
    row("rule 4", "no punch in all", four(), A, A),
    row("rule 4", "12:44 belongs to the morning", four("08:55 12:44 13:25 18:02"), P, P),
    row("rule 4", "12:45 belongs to the afternoon", four("08:55 12:45 18:02"), M, P),
    row("rule 4", "a double swipe in a window", four("08:55 08:59 13:25 18:02"), M, P),
    row("rule 4", "a double swipe 5 minutes apart is two", four("08:55 09:00 13:25 18:02"), A, P),
    row("rule 4", "an outing widens a half it overlaps", four("08:55 13:25 18:02", outings="11:00..12:00"), P, P),
    row("rule 4", "an outing across the break widens both", four("08:55 18:02", outings="11:00..14:00"), P, P),
    row("rule 4", "an outing up to the afternoon widens one half", four("08:55 18:02", outings="11:00..13:30"), P, M),
    row("rule 4", "an outing in the break widens neither", four("08:55 18:02", outings="12:00..13:30"), M, M),
    row("rule 4", "an outing of the whole day", four(outings="08:00..19:00"), P, P),
    row("rule 4", "leave in the morning", four("13:25 18:02", **AM_OFF), SICK, P),
    row("rule 4", "leave in the morning, one punch", four("13:25", **AM_OFF), SICK, M),
    row("rule 4", "leave in the morning, a punch in the wrong window", four("09:00", **AM_OFF), SICK, A),
    row("ATT-10", "no certificate", four("08:55 12:01 13:25 18:02", **AM_NO_PAPER), A, P),
    row("rule 4", "an odd break: 12:45 is still morning", four("08:55 12:45 13:25 18:02", shift=FOUR_ODD), P, P),
]
FREE_AND_OPEN = [
    row("ATT-1", "a rest day", day(kind=DayKind.REST), REST, REST),
    row("ATT-1", "a rest day with punches", day("09:40 17:00", kind=DayKind.REST), REST, REST),
    row("ATT-1", "a rest day with leave across it", day(kind=DayKind.REST, **ALL_OFF), REST, REST),
    row("ATT-1", "a rest day without certificate", day(kind=DayKind.REST, **NO_PAPER), REST, REST),
    row("ATT-1", "a rest day explained", day(kind=DayKind.REST, explained=("forgot", None)), REST, REST),
    row("ATT-1", "a rest day with an outing", day(kind=DayKind.REST, outings="09:00..18:00"), REST, REST),
    row("ATT-1", "a holiday with one punch", day("09:00", kind=DayKind.HOLIDAY), HOLIDAY, HOLIDAY),
    row("ATT-1", "a rest day to come", day(kind=DayKind.REST, over=False), REST, REST),
    row("ATT-1", "a holiday to come", day(kind=DayKind.HOLIDAY, over=False), HOLIDAY, HOLIDAY),
    row("rule 1", "a workday to come", day(over=False), OPEN, OPEN),
    row("rule 1", "a workday not over, with punches", day("09:40 12:00", over=False), OPEN, OPEN),
    row("rule 1", "a workday not over, on leave", day(over=False, **ALL_OFF), OPEN, OPEN),
    row("rule 1", "a workday not over, without certificate", day(over=False, **NO_PAPER), OPEN, OPEN),
    row("rule 1", "a workday not over, explained", day(explained=("forgot", "forgot"), over=False), OPEN, OPEN),
]
EXPLAINED = [
    row("rule 6", "absence", day("13:30 18:00", explained=("field", None)), "was absent: field", P),
    row("rule 6", "a missing punch", day("08:57", explained=(None, "forgot")), P, "was missing: forgot"),
    row("rule 6", "lateness with its minutes", day("09:20 18:00", explained=("weather", None)), "was late: weather", P),
    row("rule 6", "leaving early", day("09:00 17:40", explained=(None, "other")), P, "was early: other"),
    row("rule 6", "both in one half", day("09:05 11:59", explained=("other", None)), "was late+early: other", A),
    row("rule 6", "a half that is present anyway", day("09:00 18:00", explained=("forgot", "forgot")), P, P),
    row("rule 6", "a half on leave anyway", day("13:20 18:00", **AM_OFF, explained=("forgot", None)), SICK, P),
    row("rule 6", "a half late by 4 minutes is present anyway", day("09:04 18:00", explained=("weather", None)), P, P),
]
TABLE = [
    *(ARRIVING + LEAVING + HALVES + ONE_PUNCH + MIDNIGHT + LEAVE),
    *(NO_CERTIFICATE + OUTINGS + FOUR_PUNCHES + FREE_AND_OPEN + EXPLAINED),
]


@pytest.mark.parametrize(("facts", "am", "pm"), TABLE)
def test_a_day_is_judged_as_worked_by_hand(facts: DayFacts, am: str, pm: str) -> None:
    assert told_day(judge_day(facts)) == (am, pm)
