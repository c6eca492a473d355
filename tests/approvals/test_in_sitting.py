"""Deciding at the keys takes a sitting that covers the request as it was shown (SEC-5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from opsconsole.access.sitting import LONGEST, Sitting
from opsconsole.approvals.in_sitting import decide_in_sitting, item_of
from opsconsole.approvals.queries import find_requests, own_waiting, returned_to
from opsconsole.approvals.rules.states import Verdict
from opsconsole.approvals.service import attach, comment
from opsconsole.errors import Refusal, Stale
from opsconsole.i18n import text_of
from tests.approvals.desk import CLERK, Desk, leave


def sitting(desk: Desk, badge: str, *requests: int) -> Sitting:
    """What a PIN opens for these requests as they stand."""
    items = frozenset(item_of(one, desk.version(one)) for one in requests)
    return Sitting(desk.actor(badge), items, 0, desk.now + LONGEST)


def decide(desk: Desk, badge: str, opened: Sitting, request: int, version: int, after: timedelta = timedelta()) -> str:
    moment = desk.now + after
    return desk.run(decide_in_sitting, badge, opened, request, version, Verdict.APPROVE, moment)["state"]


def test_what_the_list_showed_is_decided_and_nothing_else(desk: Desk) -> None:
    shown, other = desk.ask("E4", leave("04-08am 04-08pm")), desk.ask("E4", leave("04-10am 04-10pm"))
    opened = sitting(desk, "E3", shown)
    with pytest.raises(Refusal, match="PIN"):
        decide(desk, "E3", opened, other, 1)
    with pytest.raises(Refusal, match="PIN"):
        decide(desk, "E3", opened, shown, 1, LONGEST)
    with pytest.raises(Refusal, match="PIN"):
        decide(desk, "E2", opened, shown, 1)
    assert decide(desk, "E3", opened, shown, 1) == "approved"
    assert desk.state(other) == "waiting"


def test_what_changed_meanwhile_drops_out_and_who_was_quicker_is_told(desk: Desk) -> None:
    request = desk.ask("E1", leave("04-08am 04-08pm"))
    opened = sitting(desk, CLERK, request)
    desk.decide(CLERK, request, Verdict.RETURN, "which days?")
    with pytest.raises(Stale) as told:
        decide(desk, CLERK, opened, request, 1)
    assert "was returned for change by 王五" in text_of(told.value.message)
    with pytest.raises(Refusal, match="PIN"):
        decide(desk, CLERK, opened, request, 2)


def test_what_waits_for_me_beside_deciding(desk: Desk) -> None:
    first, second = desk.ask("E4", leave("04-08am 04-08pm")), desk.ask("E4", leave("04-10am 04-10pm"))
    assert desk.database.read(own_waiting, desk.actor("E4")).request_ids == (first, second)
    desk.decide("E3", second, Verdict.RETURN, "another day please")
    assert desk.database.read(own_waiting, desk.actor("E4")).request_ids == (first,)
    returned = desk.database.read(returned_to, desk.actor("E4"))
    assert (returned.request_ids, returned.since) == ((second,), desk.now)


@pytest.mark.parametrize(("badge", "found"), [("E4", True), ("E3", True), (CLERK, True), ("E8", False), ("E7", False)])
def test_requests_are_found_by_number_and_person_by_those_who_may_see_them(desk: Desk, badge: str, found: bool) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    number = desk.detail(request).line.number
    name = desk.detail(request).line.requester.name
    for text in (number, number.lower(), number[-4:], "e4", name):
        lines = desk.database.read(find_requests, desk.actor(badge), text, desk.now)
        assert [line.id for line in lines] == ([request] if found else [])
    assert desk.database.read(find_requests, desk.actor(badge), "nothing such", desk.now) == ()


def test_whose_place_somebody_decides_in_may_look_at_it(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    desk.stand_in("E3", "E8")
    for badge in ("E3", "E8"):
        assert desk.database.read(find_requests, desk.actor(badge), "e4", desk.now)
    desk.decide("E8", request)
    assert desk.database.read(find_requests, desk.actor("E3"), "e4", desk.now)


def test_a_request_tells_all_that_a_decider_has_to_know(desk: Desk) -> None:
    """ATT-4, ATT-10: who else of the unit is away, the certificate, the way with both names, what was said, files."""
    from opsconsole.attendance.rules.values import LeaveKind

    desk.ask("E8", leave("04-09am 04-09pm"))
    request = desk.ask("E4", leave("04-08am 04-10pm", LeaveKind.MARRIAGE, reason="wedding"))
    desk.run(comment, "E4", request, "the invitation is attached", desk.now)
    desk.run(attach, "E4", request, "invitation.txt", b"come", desk.now)
    desk.stand_in("E1", "E2")
    detail = desk.detail(request)
    facts = {text_of(fact.label): (text_of(fact.value), fact.warns) for fact in detail.facts}
    assert facts["Reason"] == ("wedding", False)
    assert facts["Certificate"][1]
    assert facts["Away then"][0].startswith("钱七 E8: 2026-04-09")
    (step,) = detail.steps
    (decider,) = step.deciders
    assert (decider.person.badge, decider.instead_of.badge if decider.instead_of else "") == ("E2", "E1")
    assert [(one.text, one.by.badge) for one in detail.comments] == [("the invitation is attached", "E4")]
    assert [(one.name, one.size_bytes) for one in detail.attachments] == [("invitation.txt", 4)]
    assert detail.may_attach


def test_annual_leave_tells_what_is_left(desk: Desk) -> None:
    from opsconsole.attendance.rules.values import LeaveKind

    request = desk.ask("E4", leave("04-08am 04-08pm", LeaveKind.ANNUAL))
    balance = next(fact for fact in desk.detail(request).facts if text_of(fact.label) == "Balance")
    assert text_of(balance.value) == "10 days of 2026 left, 0 asked for elsewhere; 9 after this"
