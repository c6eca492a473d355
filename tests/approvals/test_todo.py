"""What waits for a person, from every business: one line each, with its age, and the requests it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from opsconsole.approvals.rules.states import Verdict
from opsconsole.assembly.todo import todo
from opsconsole.attendance.requests.leave import enter_certificate
from opsconsole.attendance.requests.reporting import report_back
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from tests.approvals.desk import CLERK, Desk, leave
from tests.org.conftest import day


def lines(desk: Desk, badge: str) -> dict[str, tuple[int | None, tuple[int, ...]]]:
    """The counted lines of somebody's desk: the age of the oldest, and the requests."""
    waiting = desk.database.read(todo, desk.actor(badge), desk.now)
    assert waiting.count == len(waiting.requests) + len(waiting.items)
    return {item.key: (item.age_days, item.requests) for item in waiting.items}


def test_leave_is_on_the_desks_of_whoever_has_to_do_something_about_it(desk: Desk) -> None:
    """ATT-4, ATT-10: asked, returned, not reported back from, its certificate outstanding."""
    married = desk.ask("E4", leave("04-02am 04-02pm", LeaveKind.MARRIAGE))
    back = desk.ask("E8", leave("04-03am 04-03pm"))
    assert lines(desk, "E4") == {"own-waiting": (0, (married,))}
    desk.decide("E1", married)
    desk.decide("E3", back, Verdict.RETURN, "who stands in for you?")
    later = replace(desk, now=desk.now + timedelta(days=4))
    assert lines(later, "E8") == {"returned": (4, (back,))}
    assert lines(later, "E4") == {"report-back": (3, (married,))}
    assert lines(later, CLERK) == {"not-back": (3, (married,)), "certificates": (3, (married,))}
    later.run(enter_certificate, CLERK, married, later.version(married))
    at_work = (day("2026-04-03"), HalfName.AM)
    later.run(report_back, "E4", married, later.version(married), *at_work, later.now)
    assert (lines(later, CLERK), lines(later, "E4")) == ({}, {})


def test_what_nobody_can_decide_is_the_offices_to_see(desk: Desk) -> None:
    """EXP-2: at the very top it waits for nobody yet."""
    request = desk.ask("E1", leave("04-08am 04-08pm"))
    desk.stand_in(CLERK, "E1")
    assert lines(desk, CLERK)["nobody-yet"] == (0, (request,))
    assert "nobody-yet" not in lines(desk, "E3")
