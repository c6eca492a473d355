"""Every sentence of ATT-4 and ATT-10: asked for, decided, and read on the sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from opsconsole.approvals.rules.states import Verdict
from opsconsole.attendance.requests.leave import (
    change_leave,
    enter_certificate,
)
from opsconsole.attendance.requests.queries import balances, not_back, preview, unit_mates_away
from opsconsole.attendance.requests.reporting import report_back
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.errors import NotPermitted, Refusal, Stale
from tests.approvals.desk import CLERK, Desk, leave

ANNUAL, MARRIAGE, SICK = LeaveKind.ANNUAL, LeaveKind.MARRIAGE, LeaveKind.SICK
AFTER = datetime(2026, 4, 30, 9, 0)


@dataclass(frozen=True)
class Case:
    """`sentence` of the rules; who asks for what; who decides it; how many half days it makes."""

    sentence: str
    asker: str
    span: str
    decider: str
    halves: int
    kind: LeaveKind = LeaveKind.PERSONAL
    stand_ins: tuple[tuple[str, str], ...] = ()
    in_place_of: str = ""

    def __str__(self) -> str:
        return self.sentence


CASES = [
    Case("up to 1 day, the department head", "E4", "04-08am 04-08pm", "E3", 2),
    Case("half a day, the department head", "E4", "04-08pm 04-08pm", "E3", 1),
    Case("one and a half days, the deputy", "E4", "04-08am 04-09am", "E2", 3),
    Case("up to 3 days, the deputy", "E4", "04-08am 04-10pm", "E2", 6),
    Case("three and a half days, the general manager", "E4", "04-08am 04-13am", "E1", 7),
    Case("days off in between are not counted", "E4", "04-10am 04-13pm", "E2", 4),
    Case("a head's own always goes to the general manager", "E3", "04-08am 04-08am", "E1", 1),
    Case("a deputy's own always goes to the general manager", "E2", "04-08am 04-08pm", "E1", 2),
    Case("a deputy's own of 3.5 days too", "E2", "04-08am 04-13am", "E1", 7),
    Case("the general manager's own is recorded by the office", "E1", "04-08am 04-08pm", CLERK, 2),
    Case("the general manager's own of four days too", "E1", "04-08am 04-13pm", CLERK, 8),
    Case("a vacant head's step goes one position up", "E7", "04-08am 04-08pm", "E2", 2),
    Case("a vacant deputy's step goes one position up", "E7", "04-08am 04-09pm", "E1", 4),
    Case("a unit without a head: its deputy", CLERK, "04-08am 04-08pm", "E2", 2),
    Case("marriage leave of half a day, the general manager", "E4", "04-08am 04-08am", "E1", 1, MARRIAGE),
    Case("family visit, the general manager", "E4", "04-08am 04-08pm", "E1", 2, LeaveKind.FAMILY),
    Case("maternity, the general manager", "E4", "04-08am 04-09pm", "E1", 4, LeaveKind.MATERNITY),
    Case("surgery, the general manager", "E4", "04-08am 04-08am", "E1", 1, LeaveKind.SURGERY),
    Case("the general manager's marriage, the office", "E1", "04-08am 04-08am", CLERK, 1, MARRIAGE),
    Case("a stand-in", "E4", "04-08am 04-08pm", "E8", 2, stand_ins=(("E3", "E8"),), in_place_of="E3"),
    Case(
        "two levels of stand-in",
        "E4",
        "04-08am 04-08pm",
        "E7",
        2,
        stand_ins=(("E3", "E8"), ("E8", "E7")),
        in_place_of="E3",
    ),
    Case("never back to the requester: one position up", "E4", "04-08am 04-08pm", "E2", 2, stand_ins=(("E3", "E4"),)),
    Case(
        "a chain that leads back to the requester goes up too",
        "E4",
        "04-08am 04-08pm",
        "E2",
        2,
        stand_ins=(("E3", "E8"), ("E8", "E4")),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_leave_goes_to_the_lowest_that_may(desk: Desk, case: Case) -> None:
    """ATT-4, ATT-10."""
    desk.judge(AFTER)
    for who, other in case.stand_ins:
        desk.stand_in(who, other)
    request = desk.ask(case.asker, leave(case.span, case.kind, certificate=True))
    assert desk.deciders(request) == [case.decider]
    assert [line.id for line in desk.waiting(case.decider)] == [request]
    for other in {"E1", "E2", "E3", "E4", "E6", "E7", "E8"} - {case.decider}:
        assert desk.waiting(other) == ()
        with pytest.raises(NotPermitted):
            desk.decide(other, request)
    assert desk.leave_halves(case.asker) == 0
    assert desk.decide(case.decider, request) == "approved"
    assert desk.leave_halves(case.asker) == case.halves
    assert desk.decisions(request) == [(case.decider, case.in_place_of or case.decider)]
    desk.judge(AFTER)
    assert desk.leave_halves(case.asker) == case.halves
    assert desk.broken() == []


def test_leave_makes_exactly_its_halves_of_the_sheet(desk: Desk) -> None:
    """ATT-4: counted in half days."""
    desk.decide("E2", desk.ask("E4", leave("04-08pm 04-09pm")))
    desk.judge(AFTER)
    assert desk.halves("E4", "04-08", "04-09", "04-10") == ["absent", "leave", "leave", "leave", "absent", "absent"]


def test_rejected_leave_is_absence(desk: Desk) -> None:
    """ATT-4: time away without approved leave is absence."""
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    assert desk.decide("E3", request, Verdict.REJECT) == "rejected"
    desk.judge(AFTER)
    assert desk.halves("E4", "04-08") == ["absent", "absent"]


def test_without_its_certificate_leave_is_absence_until_it_is_entered(desk: Desk) -> None:
    """ATT-10."""
    request = desk.ask("E4", leave("04-08am 04-08am", MARRIAGE))
    desk.decide("E1", request)
    desk.judge(AFTER)
    assert desk.halves("E4", "04-08")[0] == "absent"
    desk.run(enter_certificate, CLERK, request, desk.version(request))
    assert desk.halves("E4", "04-08")[0] == "leave"
    assert desk.broken() == []


def test_leave_is_asked_for_beforehand_but_for_illness_and_paper(desk: Desk) -> None:
    """ATT-4."""
    with pytest.raises(Refusal, match="beforehand"):
        desk.ask("E4", leave("03-31am 03-31pm"))
    assert desk.ask("E4", leave("03-31am 03-31pm", SICK))
    assert desk.ask("E8", leave("03-31am 03-31pm"), by=CLERK, paper="slip 17")


def test_leave_on_days_off_alone_is_refused(desk: Desk) -> None:
    """ATT-1: leave across days off uses no leave days."""
    with pytest.raises(Refusal, match="days off"):
        desk.ask("E4", leave("04-11am 04-12pm"))


@pytest.mark.parametrize("decided", [False, True])
def test_overlapping_leave_is_refused(desk: Desk, decided: bool) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    if decided:
        desk.decide("E3", request)
    with pytest.raises(Refusal, match="Overlaps"):
        desk.ask("E4", leave("04-08pm 04-09am"))
    assert desk.ask("E4", leave("04-09am 04-09am"))
    assert desk.ask("E8", leave("04-08am 04-08pm"))


def test_a_final_yes_may_be_refused_and_then_changes_nothing(desk: Desk) -> None:
    """Leave from a file came in between: the yes and the leave stand or fall together."""
    from opsconsole.attendance.files import LEAVE
    from tests.org.conftest import rows_of

    request = desk.ask("E4", leave("04-08am 04-08pm"))
    rows = rows_of(LEAVE, "badge,kind,from_date,from_half,to_date,to_half", "E4,sick,2026-04-08,pm,2026-04-09,am")
    desk.office.take(LEAVE, rows)
    with pytest.raises(Refusal, match="Overlaps"):
        desk.decide("E3", request)
    assert desk.state(request) == "waiting"
    assert desk.decisions(request) == []
    assert desk.broken() == []


def report(desk: Desk, badge: str, request: int, day: str, half: HalfName, at: str) -> dict[str, int]:
    return desk.run(
        report_back,
        badge,
        request,
        desk.version(request),
        datetime.fromisoformat(f"2026-{day}").date(),
        half,
        datetime.fromisoformat(at),
    )


def test_back_early_the_rest_is_given_back(desk: Desk) -> None:
    """ATT-4: leave runs until the report says."""
    desk.judge(AFTER)
    request = desk.ask("E4", leave("04-08am 04-10pm", ANNUAL))
    desk.decide("E2", request)
    assert [one.left_halves for one in desk.database.read(balances, desk.id("E4"), desk.now)] == [14]
    told = report(desk, "E4", request, "04-09", HalfName.PM, "2026-04-09T14:00")
    assert (told["given_back_halves"], told["late_halves"]) == (3, 0)
    desk.judge(AFTER)
    assert desk.halves("E4", "04-08", "04-09", "04-10") == ["leave", "leave", "leave", "absent", "absent", "absent"]
    assert [one.left_halves for one in desk.database.read(balances, desk.id("E4"), desk.now)] == [17]
    assert desk.broken() == []


def test_back_late_what_lies_between_is_absence(desk: Desk) -> None:
    """ATT-4."""
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    desk.decide("E3", request)
    told = report(desk, "E3", request, "04-10", HalfName.AM, "2026-04-10T09:00")
    assert (told["given_back_halves"], told["late_halves"]) == (0, 2)
    desk.judge(AFTER)
    assert desk.halves("E4", "04-08", "04-09") == ["leave", "leave", "absent", "absent"]
    assert desk.broken() == []


def test_back_on_time_changes_nothing(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-10pm"))
    desk.decide("E2", request)
    told = report(desk, "E4", request, "04-13", HalfName.AM, "2026-04-13T09:00")
    assert (told["given_back_halves"], told["late_halves"]) == (0, 0)
    with pytest.raises(Refusal, match="already"):
        report(desk, "E4", request, "04-13", HalfName.AM, "2026-04-13T09:00")


def test_who_has_not_reported_back_is_listed(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    desk.decide("E3", request)
    assert desk.database.read(not_back, datetime(2026, 4, 8, 18)) == ()
    assert [one.person.badge for one in desk.database.read(not_back, AFTER)] == ["E4"]
    report(desk, "E4", request, "04-09", HalfName.AM, "2026-04-09T09:00")
    assert desk.database.read(not_back, AFTER) == ()


def test_nobody_else_reports_somebody_back(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    desk.decide("E3", request)
    with pytest.raises(NotPermitted):
        report(desk, "E8", request, "04-09", HalfName.AM, "2026-04-09T09:00")


def test_approved_leave_is_withdrawn_before_it_starts_and_not_after(desk: Desk) -> None:
    desk.judge(AFTER)
    request = desk.ask("E4", leave("04-08am 04-08pm", ANNUAL))
    desk.decide("E3", request)
    assert desk.leave_halves("E4") == 2
    desk.now = datetime(2026, 4, 8, 8)
    with pytest.raises(Refusal, match="begun"):
        desk.withdraw("E4", request)
    desk.now = datetime(2026, 4, 7, 18)
    assert desk.withdraw("E4", request) == "withdrawn"
    assert desk.leave_halves("E4") == 0
    assert [one.left_halves for one in desk.database.read(balances, desk.id("E4"), desk.now)] == [20]
    assert desk.broken() == []


@pytest.mark.parametrize(
    ("badge", "left"),
    [("E4", 20), ("E1", 30), ("E3", 0)],
    ids=["ten years of work: 10 days", "thirty years: 15 days", "first day of work unknown: none"],
)
def test_annual_leave_by_years_of_work(desk: Desk, badge: str, left: int) -> None:
    assert [one.left_halves for one in desk.database.read(balances, desk.id(badge), desk.now)] == [left]


def test_annual_leave_beyond_the_balance_is_refused_also_in_two_requests(desk: Desk) -> None:
    desk.ask("E4", leave("04-08am 04-17pm", ANNUAL))
    with pytest.raises(Refusal, match="4 half days"):
        desk.ask("E4", leave("04-20am 04-22am", ANNUAL))
    assert desk.ask("E4", leave("04-20am 04-21am", ANNUAL))
    with pytest.raises(Refusal, match="0 half days"):
        desk.ask("E3", leave("04-08am 04-08am", ANNUAL))


def test_returned_leave_is_asked_for_again_by_the_route_of_what_it_became(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-13pm"))
    assert desk.decide("E1", request, Verdict.RETURN, "too long") == "returned"
    assert desk.deciders(request) == []
    asked = leave("04-08am 04-08pm")
    desk.run(change_leave, "E4", request, desk.version(request), asked, desk.now)
    assert desk.deciders(request) == ["E3"]
    assert desk.decide("E3", request) == "approved"
    assert [step.reason for step in desk.detail(request).earlier] == ["too long"]
    assert desk.broken() == []


def test_only_the_office_asks_for_somebody_else_with_paper_or_the_employees_word(desk: Desk) -> None:
    asked = leave("04-08am 04-08pm")
    with pytest.raises(NotPermitted):
        desk.ask("E4", asked, by="E8", paper="slip")
    with pytest.raises(Refusal, match="badge and PIN"):
        desk.ask("E4", asked, by=CLERK)
    with pytest.raises(Refusal, match="badge and PIN"):
        desk.ask("E4", asked, by=CLERK, confirmed_by=desk.id("E8"))
    request = desk.ask("E4", asked, by=CLERK, confirmed_by=desk.id("E4"))
    detail = desk.detail(request)
    assert detail.line.requester.badge == "E4"
    assert detail.entered_by is not None
    assert detail.entered_by.badge == CLERK


def test_a_form_shows_who_would_decide_and_who_else_is_away(desk: Desk) -> None:
    mate = desk.ask("E8", leave("04-08pm 04-09am"))
    desk.decide("E3", mate)
    desk.ask("E3", leave("04-08am 04-08am"))
    asked = leave("04-08am 04-08pm")
    shown = desk.database.read(preview, desk.id("E4"), asked, desk.now)
    assert shown.halves == 2
    assert [[one.badge for one in step] for step in shown.deciders] == [["E3"]]
    assert [(one.person.badge, one.approved) for one in shown.mates_away] == [("E3", False), ("E8", True)]
    away = desk.database.read(unit_mates_away, desk.id("E4"), replace(asked.span, to_half=HalfName.AM), desk.now)
    assert [one.person.badge for one in away] == ["E3"]


def test_deciding_what_has_moved_on_is_told(desk: Desk) -> None:
    from opsconsole.approvals.deciding import approve

    request = desk.ask("E4", leave("04-08am 04-08pm"))
    seen = desk.version(request)
    desk.withdraw("E4", request)
    with pytest.raises(Stale):
        desk.run(approve, "E3", request, seen, desk.now)


def test_the_holder_is_looked_up_when_the_step_is_reached(desk: Desk) -> None:
    """A transfer moves what waits to whoever holds the post now."""
    request = desk.ask("E4", leave("04-13am 04-13pm"))
    desk.office.staff(
        "E3,单经理,YY-01,2021-01-01,2026-03-31,12000,3000,3,\nE8,钱七,YY-02,2022-01-01,2026-03-31,5000,1000,8,"
    )
    assert desk.deciders(request) == ["E2"]
    desk.office.staff("E8,钱七,YY-01,2026-04-01,,5000,1000,8,")
    assert desk.deciders(request) == ["E8"]
