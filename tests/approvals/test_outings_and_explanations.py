"""Outings (ATT-2) and explanations (rule 6), asked for and decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from opsconsole.approvals.rules.states import Verdict
from opsconsole.attendance.requests.explanations import ask_to_explain
from opsconsole.attendance.requests.outings import ask_for_outing, change_outing
from opsconsole.attendance.rules.values import HalfName
from opsconsole.errors import NotPermitted, Refusal
from tests.approvals.desk import CLERK, Desk

AFTER = datetime(2026, 4, 30, 9, 0)


def outing(desk: Desk, badge: str, start: str, finish: str, by: str = "", **more: Any) -> int:
    return desk.run(
        ask_for_outing,
        by or badge,
        desk.id(badge),
        datetime.fromisoformat(f"2026-{start}"),
        datetime.fromisoformat(f"2026-{finish}"),
        "client",
        desk.now,
        **more,
    )["request"]


def explain(desk: Desk, badge: str, day: str = "2026-04-08", half: HalfName = HalfName.AM) -> int:
    asked = (desk.id(badge), date.fromisoformat(day), half, "forgot", "")
    return desk.run(ask_to_explain, badge, *asked, desk.now)["request"]


@pytest.mark.parametrize(("asker", "decider"), [("E4", "E3"), ("E3", "E2"), ("E2", "E1"), ("E1", CLERK), ("E7", "E2")])
def test_an_outing_needs_the_heads_consent_and_then_counts_as_presence(desk: Desk, asker: str, decider: str) -> None:
    """ATT-2; a head's own goes one position up."""
    desk.judge(AFTER)
    request = outing(desk, asker, "04-08T09:00", "04-08T18:00")
    assert desk.deciders(request) == [decider]
    assert desk.halves(asker, "04-08") == ["absent", "absent"]
    assert desk.decide(decider, request) == "approved"
    assert desk.halves(asker, "04-08") == ["present", "present"]
    assert desk.withdraw(asker, request) == "withdrawn"
    assert desk.halves(asker, "04-08") == ["absent", "absent"]
    assert desk.broken() == []


def test_an_outing_is_asked_for_beforehand_but_from_paper(desk: Desk) -> None:
    with pytest.raises(Refusal, match="beforehand"):
        outing(desk, "E4", "04-01T08:00", "04-01T10:00")
    assert outing(desk, "E4", "04-01T08:00", "04-01T10:00", by=CLERK, paper="slip 3")


def test_outings_do_not_overlap(desk: Desk) -> None:
    request = outing(desk, "E4", "04-08T09:00", "04-08T12:00")
    with pytest.raises(Refusal, match="overlaps"):
        outing(desk, "E4", "04-08T11:00", "04-08T14:00")
    desk.decide("E3", request)
    with pytest.raises(Refusal, match="overlaps"):
        outing(desk, "E4", "04-08T11:00", "04-08T14:00")
    assert outing(desk, "E4", "04-08T12:00", "04-08T14:00")


def test_an_outing_that_has_begun_is_not_withdrawn(desk: Desk) -> None:
    request = outing(desk, "E4", "04-08T09:00", "04-08T12:00")
    desk.decide("E3", request)
    desk.now = datetime(2026, 4, 8, 10)
    with pytest.raises(Refusal, match="begun"):
        desk.withdraw("E4", request)


def test_a_returned_outing_is_changed(desk: Desk) -> None:
    request = outing(desk, "E4", "04-08T09:00", "04-08T12:00")
    desk.decide("E3", request, Verdict.RETURN)
    start, finish = datetime(2026, 4, 8, 9), datetime(2026, 4, 8, 11)
    desk.run(change_outing, "E4", request, desk.version(request), start, finish, "nearer", desk.now)
    assert desk.decide("E3", request) == "approved"
    assert desk.broken() == []


@pytest.mark.parametrize(("asker", "decider"), [("E4", "E3"), ("E3", "E2"), ("E1", CLERK)])
def test_what_an_employee_explains_goes_to_their_head(desk: Desk, asker: str, decider: str) -> None:
    """Rule 6; nobody explains their own half."""
    desk.judge(AFTER)
    desk.now = AFTER
    request = explain(desk, asker)
    with pytest.raises(NotPermitted):
        desk.decide(asker, request)
    assert desk.halves(asker, "04-08") == ["absent", "absent"]
    assert desk.decide(decider, request) == "approved"
    assert desk.halves(asker, "04-08") == ["present", "absent"]
    assert desk.withdraw(asker, request) == "withdrawn"
    assert desk.halves(asker, "04-08") == ["absent", "absent"]
    assert desk.broken() == []


def test_only_a_half_that_needs_it_is_explained_and_once(desk: Desk) -> None:
    desk.now = AFTER
    with pytest.raises(Refusal, match="Only a half day"):
        explain(desk, "E4", "2026-04-11")
    request = explain(desk, "E4")
    with pytest.raises(Refusal, match="asks for this half day"):
        explain(desk, "E4")
    desk.decide("E3", request)
    with pytest.raises(Refusal, match="explained already"):
        explain(desk, "E4")
