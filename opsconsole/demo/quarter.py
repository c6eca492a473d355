"""Everything that happens in the demo company from January to March 2026, made up once and always the same."""

from __future__ import annotations

from dataclasses import dataclass

from opsconsole.demo.away import Away, all_away
from opsconsole.demo.clocks import ClockFile, clock_files
from opsconsole.demo.people import DemoPerson, everybody
from opsconsole.demo.rosters import Attended, DutyLine, Found, duty_roster, findings, meetings, swipes_of_duty
from opsconsole.demo.sins import all_sins, scripted
from opsconsole.demo.swipes import swipes_of_work
from opsconsole.demo.working import SHORTENED_FOR, Holders, Shifts, holders_of


@dataclass(frozen=True, slots=True)
class Quarter:
    """The people, and all that the office and the clocks have on them."""

    people: list[DemoPerson]
    holders: Holders
    shortened: str
    away: Away
    duties: list[DutyLine]
    events: list[Attended]
    findings: list[Found]
    clock_files: list[ClockFile]
    late_file: ClockFile


def whole_quarter() -> Quarter:
    """Makes up the quarter; nothing in it depends on the day it is made."""
    people = everybody()
    holders = holders_of(people)
    code, number = SHORTENED_FOR
    shifts = Shifts(holders[code][number].badge)
    roster = duty_roster(holders)
    on_duty = {(line.badge, line.start.date()) for _, line in roster}
    away = all_away(people, holders, shifts, on_duty | set(scripted(holders)))
    sins = all_sins(people, holders, away, on_duty)
    files, late = clock_files([*swipes_of_work(people, shifts, away, sins), *swipes_of_duty(roster)])
    return Quarter(
        people=people,
        holders=holders,
        shortened=shifts.shortened,
        away=away,
        duties=[line for _, line in roster],
        events=meetings(people, holders, away, sins),
        findings=findings(holders),
        clock_files=files,
        late_file=late,
    )
