"""The duty roster (ATT-3) and events (ATT-9), kept by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from opsconsole.access.actor import Actor
from opsconsole.attendance import arranging, checks, findings
from opsconsole.attendance.rules.values import FindingKind
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.org.queries import FoundKind, search
from tests.attendance.company import Company

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}")


def run(company: Company, verb: Any, *args: Any) -> Any:
    done = company.database.run(verb, company.machine, *args)
    assert company.database.read(checks.judged_days_follow_from_sources, company.now) == []
    return done


@pytest.fixture
def mate(any_company: Company) -> int:
    """E0005 of OPS."""
    return any_company.hire("E0005")


@pytest.fixture
def worker(any_company: Company, mate: int) -> int:
    """E0004 of OPS, whose March was judged."""
    employee = any_company.hire("E0004")
    any_company.judge()
    return employee


def absence(company: Company) -> int:
    return company.row("E0004").absence_halves


def test_an_unkept_duty_is_a_day_of_absence_until_it_is_cancelled(any_company: Company, worker: int) -> None:
    """ATT-3."""
    before = absence(any_company)
    duty = run(any_company, arranging.plan_duty, worker, at("07T20:00"), at("08T08:00"))["duty"]
    assert absence(any_company) == before + 2
    assert [one.badge for one in any_company.database.read(arranging.roster, FIRST, LAST)] == ["E0004"]
    run(any_company, arranging.cancel_duty, duty)
    assert absence(any_company) == before
    with pytest.raises(Refusal, match="not on the roster"):
        run(any_company, arranging.cancel_duty, duty)


def test_a_kept_duty_counts_as_a_duty_day(any_company: Company, worker: int) -> None:
    any_company.clock("4 2026-03-07 19:55", "4 2026-03-08 08:05")
    run(any_company, arranging.plan_duty, worker, at("07T20:00"), at("08T08:00"))
    assert any_company.row("E0004").duty_days == 1


@pytest.mark.parametrize(
    ("start", "finish", "sentence"),
    [
        ("07T21:00", "07T23:00", "another duty"),
        ("09T20:00", "09T20:00", "after the start"),
        ("09T20:00", "20T20:00", "at most 3 days"),
    ],
)
def test_a_duty_that_cannot_be_is_refused(
    any_company: Company, worker: int, start: str, finish: str, sentence: str
) -> None:
    run(any_company, arranging.plan_duty, worker, at("07T20:00"), at("08T08:00"))
    with pytest.raises(Refusal, match=sentence):
        run(any_company, arranging.plan_duty, worker, at(start), at(finish))


def test_who_is_expected_and_does_not_come_is_absent_for_half_a_day(any_company: Company, worker: int) -> None:
    """ATT-9: an event of up to four hours, outside work hours."""
    before = absence(any_company)
    event = run(any_company, arranging.plan_event, "HY-1", "月度例会", at("07T09:00"), at("07T11:00"), [worker])[
        "event"
    ]
    assert absence(any_company) == before + 1
    run(any_company, arranging.note_attendance, event, worker, at("07T09:00"), None, False)
    assert absence(any_company) == before
    run(any_company, arranging.note_attendance, event, worker, None, None, True)
    assert absence(any_company) == before
    line = any_company.database.read(arranging.events, FIRST, LAST)[0]
    assert (line.expected, line.arrived, line.excused) == (1, 0, 1)
    run(any_company, arranging.note_attendance, event, worker, None, None, False)
    run(any_company, arranging.cancel_event, event)
    assert absence(any_company) == before
    assert any_company.database.read(arranging.events, FIRST, LAST) == ()


def test_more_people_are_expected_and_nobody_twice(any_company: Company, worker: int, mate: int) -> None:
    event = run(any_company, arranging.plan_event, "HY-1", "例会", at("07T09:00"), at("07T11:00"), [worker])["event"]
    run(any_company, arranging.note_attendance, event, worker, at("07T09:00"), None, False)
    run(any_company, arranging.expect_more, event, [worker, mate])
    told = any_company.database.read(arranging.attendees, event)
    assert [(one.badge, one.arrived) for one in told] == [("E0004", at("07T09:00")), ("E0005", None)]
    with pytest.raises(Refusal, match="HY-1 already"):
        run(any_company, arranging.plan_event, "HY-1", "例会", at("08T09:00"), at("08T11:00"), [worker])


def test_only_who_keeps_attendance_arranges(any_company: Company, worker: int) -> None:
    nobody = Actor(worker, "E0004", "", frozenset(), "t1")
    with pytest.raises(NotPermitted):
        any_company.database.run(arranging.plan_duty, nobody, worker, at("07T20:00"), at("08T08:00"))


def test_everybody_of_a_unit_is_expected_once(any_company: Company, worker: int, mate: int) -> None:
    """ATT-9."""
    event = run(any_company, arranging.plan_event, "M9", "月度例会", at("10T14:00"), at("10T16:00"), [worker])["event"]
    units = any_company.database.read(search, "OPS", date(2026, 3, 10), 5, frozenset({FoundKind.UNIT}))
    added = run(any_company, arranging.expect_unit, event, units[0].id)["added"]
    assert added >= 1
    badges = [one.badge for one in any_company.database.read(arranging.attendees, event)]
    assert sorted(badges) == sorted(set(badges))
    assert {"E0004", "E0005"} <= set(badges)
    assert run(any_company, arranging.expect_unit, event, units[0].id)["added"] == 0


def note(company: Company, employee: int, day: int, kind: FindingKind, words: str, concerns: int | None = None) -> int:
    return run(company, findings.note_finding, employee, date(2026, 3, day), kind, words, concerns, LAST)["finding"]


def test_a_finding_adds_a_day_of_absence_and_is_taken_back_without_a_trace_in_it(
    any_company: Company, worker: int
) -> None:
    """ATT-8."""
    before = absence(any_company)
    first = note(any_company, worker, 5, FindingKind.UNRELATED, "打游戏")
    note(any_company, worker, 6, FindingKind.UNRELATED, "打游戏")
    assert absence(any_company) == before + 4
    assert [one.note for one in any_company.database.read(findings.findings, FIRST, LAST)] == ["打游戏", "打游戏"]
    run(any_company, findings.take_finding_back, first)
    assert absence(any_company) == before + 2
    with pytest.raises(Refusal, match="not there any more"):
        run(any_company, findings.take_finding_back, first)


def test_a_falsified_record_names_whose_it_is(any_company: Company, worker: int, mate: int) -> None:
    """ATT-11."""
    with pytest.raises(Refusal, match="Name the employee"):
        note(any_company, worker, 5, FindingKind.FALSIFIED, "代签")
    with pytest.raises(Refusal, match="somebody else"):
        note(any_company, worker, 5, FindingKind.FALSIFIED, "代签", worker)
    with pytest.raises(Refusal, match="Only a falsified"):
        note(any_company, worker, 5, FindingKind.UNRELATED, "打游戏", mate)
    before = absence(any_company)
    note(any_company, worker, 5, FindingKind.FALSIFIED, "代签", mate)
    assert absence(any_company) == before
    (line,) = any_company.database.read(findings.findings, FIRST, LAST)
    assert (line.badge, line.concerns_badge) == ("E0004", "E0005")


def test_a_finding_that_cannot_be_is_refused(any_company: Company, worker: int) -> None:
    note(any_company, worker, 5, FindingKind.UNRELATED, "打游戏")
    with pytest.raises(Refusal, match="already"):
        note(any_company, worker, 5, FindingKind.UNRELATED, "打游戏")
    with pytest.raises(Refusal, match="today or a day before"):
        run(
            any_company,
            findings.note_finding,
            worker,
            date(2026, 4, 1),
            FindingKind.UNRELATED,
            "打游戏",
            None,
            LAST,
        )
    with pytest.raises(Refusal, match="control characters"):
        note(any_company, worker, 5, FindingKind.UNRELATED, "\x1b[2J")
