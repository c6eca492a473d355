"""Routes of several steps: who decides, what falls away, what goes up, and what waits for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.approvals.deciding import approve
from opsconsole.approvals.kinds import KINDS, RequestKind
from opsconsole.approvals.policy import ApprovalsPolicy
from opsconsole.approvals.queries import request_detail, routes_table, who_decides
from opsconsole.approvals.rules.posts import Company, Post, PostKind, resolve, standing_in
from opsconsole.approvals.rules.routes import Route, check_routes, where_it_stands
from opsconsole.approvals.rules.states import StepState, Verdict
from opsconsole.approvals.service import attach, comment, enter_routes, outcome, submit, withdraw
from opsconsole.approvals.stand_ins import end_stand_in
from opsconsole.errors import Message, NotPermitted, Refusal, Stale
from opsconsole.i18n import text_of
from tests.approvals.desk import CLERK, Desk, leave

FOUNDING = ApprovalsPolicy().routes


@pytest.fixture
def errands() -> Iterator[list[int]]:
    """A kind of request of its own; the ids that were approved."""
    done: list[int] = []
    kind = RequestKind(
        "errand",
        "Errand",
        "T",
        lambda session, one: Message("an errand"),
        lambda s, a, request, n: done.append(request.id),
    )
    KINDS["errand"] = kind
    yield done
    del KINDS["errand"]


def ask(session: Session, actor: Actor, now: Any) -> dict[str, Any]:
    return outcome(submit(session, actor, "errand", actor.employee_id or 0, now))


def errand(desk: Desk, badge: str, *steps: str) -> int:
    """An errand of somebody, with a route of these steps."""
    routes = (*FOUNDING, Route("errand", steps))
    desk.database.run(enter_routes, desk.office.actor, date(2026, 1, 1), ApprovalsPolicy(routes))
    return desk.run(ask, badge, desk.now)["request"]


def test_a_kind_that_the_table_does_not_name_takes_the_routes_it_came_with(desk: Desk, errands: list[int]) -> None:
    KINDS["errand"] = replace(KINDS["errand"], routes=(Route("errand", ("deputy",)),))
    assert desk.deciders(desk.run(ask, "E4", desk.now)["request"]) == ["E2"]
    assert desk.deciders(errand(desk, "E4", "gm")) == ["E1"]


def test_a_kind_may_refuse_a_yes_and_lets_go_when_it_comes_to_nothing(desk: Desk, errands: list[int]) -> None:
    let_go: list[str] = []

    def guard(session: Session, actor: Actor, request: Any, post: PostKind, reason: str, now: Any) -> None:
        if post is PostKind.HEAD and not reason:
            raise Refusal("a reason is missing")

    KINDS["errand"] = replace(
        KINDS["errand"], before_yes=guard, on_over=lambda s, a, request, n: let_go.append(request.state.value)
    )
    request = errand(desk, "E4", "head", "gm")
    with pytest.raises(Refusal, match="reason is missing"):
        desk.decide("E3", request)
    assert desk.decide("E3", request, reason="it is urgent") == "waiting"
    assert desk.decide("E1", request, Verdict.REJECT) == "rejected"
    desk.withdraw("E4", errand(desk, "E4", "gm"))
    assert let_go == ["rejected", "withdrawn"]


def test_a_route_is_walked_step_by_step(desk: Desk, errands: list[int]) -> None:
    request = errand(desk, "E4", "head", "deputy", "gm")
    for badge in ("E3", "E2"):
        assert desk.deciders(request) == [badge]
        assert desk.decide(badge, request) == "waiting"
        assert errands == []
    assert desk.decide("E1", request) == "approved"
    assert errands == [request]
    assert desk.broken() == []


def test_where_one_person_would_hold_two_steps_the_earlier_falls_away(desk: Desk, errands: list[int]) -> None:
    """EXP-2: and the request says so."""
    request = errand(desk, "E7", "head", "deputy", "gm")
    assert desk.deciders(request) == ["E2"], "the head's vacant post goes to E2; the vacant deputy's to E1"
    desk.decide("E2", request)
    assert desk.deciders(request) == ["E1"]
    assert [step.state for step in desk.detail(request).steps] == [
        StepState.DECIDED,
        StepState.FALLEN,
        StepState.OPEN,
    ]
    assert desk.decide("E1", request) == "approved"
    assert [who for who, _ in desk.decisions(request)] == ["E2", "E1"]
    assert desk.broken() == []


def test_a_stand_in_who_holds_the_later_step_leaves_the_earlier(desk: Desk, errands: list[int]) -> None:
    request = errand(desk, "E4", "head", "deputy")
    desk.stand_in("E3", "E2")
    assert desk.deciders(request) == ["E2"]
    assert desk.decide("E2", request) == "approved"
    assert desk.decisions(request) == [("E2", "E2")]
    assert desk.broken() == []


def test_who_decided_an_earlier_step_does_not_decide_a_later_one(desk: Desk, errands: list[int]) -> None:
    """EXP-2: one person does not do two steps of one request; it goes up."""
    request = errand(desk, "E4", "head", "deputy")
    desk.decide("E3", request)
    desk.stand_in("E2", "E3")
    assert desk.deciders(request) == ["E1"]
    assert desk.decide("E1", request) == "approved"
    assert desk.broken() == []


def test_at_the_very_top_it_waits_for_nobody_yet_on_the_offices_desk(desk: Desk, errands: list[int]) -> None:
    """EXP-2."""
    request = errand(desk, "E1", "gm")
    assert desk.deciders(request) == []
    assert [line.id for line in desk.nobody_yet()] == [request]
    assert desk.database.read(lambda session: [*_nobody(session, desk, "E4")]) == []
    for badge in ("E1", "E2", CLERK):
        with pytest.raises(NotPermitted):
            desk.decide(badge, request)
    assert any("nobody decides their own" in text_of(note.words("en")) for note in desk.detail(request).steps[0].notes)
    assert desk.broken() == []


def _nobody(session: Session, desk: Desk, badge: str) -> Any:
    from opsconsole.approvals.queries import nobody_yet

    return nobody_yet(session, desk.actor(badge), desk.now)


def test_a_position_named_by_its_code(desk: Desk, errands: list[int]) -> None:
    request = errand(desk, "E4", "position:BGS-02")
    assert desk.deciders(request) == [CLERK]
    assert errand(desk, CLERK, "position:BGS-02")
    assert [line.deciders[0].badge for line in desk.waiting("E1")] == ["E1"], "their own goes one position up"


@pytest.mark.parametrize(
    ("routes", "sentence"),
    [
        ((Route("leave", ("boss",)),), "boss"),
        ((Route("leaves", ("gm",)),), "leaves"),
        ((Route("leave", ("gm",), ranks=("king",)),), "king"),
        ((Route("leave", ()),), "no step"),
        ((Route("leave", ("gm",), up_to=2),), "last line"),
        ((Route("leave", ("gm",)), Route("leave", ("head",), up_to=2)), "below"),
        ((Route("leave", ("gm",), up_to=-1), Route("leave", ("gm",))), "below zero"),
    ],
)
def test_a_table_that_cannot_be_walked_is_refused(routes: tuple[Route, ...], sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        check_routes(routes, {"leave"}, {"staff", "head", "deputy_gm", "gm"})


def test_only_who_keeps_policy_changes_the_routes_and_to_positions_that_exist(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        desk.run(enter_routes, "E4", date(2026, 1, 1), ApprovalsPolicy())
    routes = tuple(route for route in FOUNDING if route.kind != "outing")
    wrong = ApprovalsPolicy((*routes, Route("outing", ("position:XX",))))
    with pytest.raises(Refusal, match="XX"):
        desk.run(enter_routes, CLERK, date(2026, 1, 1), wrong)


def test_routes_that_somebody_else_has_entered_meanwhile_are_not_written_over(desk: Desk) -> None:
    seen = desk.database.read(routes_table, desk.now.date()).versions
    theirs = ApprovalsPolicy((Route("leave", ("gm",)), *(route for route in FOUNDING if route.kind != "leave")))
    desk.run(enter_routes, CLERK, date(2026, 4, 1), theirs)
    with pytest.raises(Stale):
        desk.run(enter_routes, CLERK, date(2026, 4, 1), ApprovalsPolicy(), "", seen)
    kept = desk.database.read(routes_table, date(2026, 4, 1)).policy.routes
    assert kept[: len(theirs.routes)] == theirs.routes
    assert {route.kind for route in kept[len(theirs.routes) :]}.isdisjoint(route.kind for route in theirs.routes)


def test_changed_routes_hold_for_what_is_asked_from_then_on(desk: Desk) -> None:
    before = desk.ask("E4", leave("04-08am 04-08pm"))
    routes = (Route("leave", ("gm",)), *(route for route in FOUNDING if route.kind != "leave"))
    desk.run(enter_routes, CLERK, date(2026, 4, 1), ApprovalsPolicy(routes))
    assert desk.deciders(before) == ["E3"]
    assert desk.deciders(desk.ask("E4", leave("04-09am 04-09pm"))) == ["E1"]


def test_the_table_shows_for_everybody_who_would_decide_and_marks_nobody(desk: Desk) -> None:
    routes = (*(route for route in FOUNDING if route.kind != "outing"), Route("outing", ("gm",)))
    desk.run(enter_routes, CLERK, date(2026, 4, 1), ApprovalsPolicy(routes))
    lines = desk.database.read(who_decides, desk.now)
    told = {
        (line.employee.badge, line.kind, line.route.up_to, line.route.traits): [
            [one.badge for one in step] for step in line.steps
        ]
        for line in lines
    }
    assert told["E4", "leave", 2, ()] == [["E3"]]
    assert told["E4", "leave", 6, ()] == [["E2"]]
    assert told["E4", "leave", None, ()] == [["E1"]]
    assert told["E4", "leave", None, ("certificate",)] == [["E1"]]
    assert told["E7", "leave", 2, ()] == [["E2"]]
    assert told["E3", "leave", None, ()] == [["E1"]]
    assert told["E1", "leave", None, ()] == [[CLERK]]
    # No finance reviewer has an account here, and the office fills in the general manager's funds-use forms (SUP-1).
    nobody = {(line.employee.badge, line.kind) for line in lines if line.nobody}
    assert nobody == {("E1", kind) for kind in ("outing", "funds", "claim", "loan")}


def test_numbers_have_no_gaps(desk: Desk) -> None:
    with pytest.raises(Refusal):
        desk.ask("E4", leave("04-11am 04-12pm"))
    numbers = [desk.detail(desk.ask(who, leave("04-08am 04-08pm"))).line.number for who in ("E4", "E8", "E3")]
    assert numbers == ["L-2026-0001", "L-2026-0002", "L-2026-0003"]


def test_comments_and_files_are_for_who_has_to_do_with_it(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    for badge in ("E4", "E3", CLERK):
        desk.run(comment, badge, request, f"by {badge}", desk.now)
    desk.run(attach, "E4", request, "slip.png", b"\x89PNG\r\n\x1a\nimage", desk.now)
    desk.run(attach, "E4", request, "again.png", b"\x89PNG\r\n\x1a\nimage", desk.now)
    for verb, *rest in ((comment, "hm"), (attach, "x.txt", b"x")):
        with pytest.raises(NotPermitted):
            desk.run(verb, "E8", request, *rest, desk.now)
    with pytest.raises(NotPermitted):
        desk.database.read(request_detail, desk.actor("E8"), request, desk.now)
    detail = desk.detail(request)
    assert [one.text for one in detail.comments] == ["by E4", "by E3", "by E6"]
    assert [one.name for one in detail.attachments] == ["slip.png"]


def test_nobody_else_withdraws(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    for badge in ("E3", "E8"):
        with pytest.raises(NotPermitted):
            desk.run(withdraw, badge, request, 1, desk.now)
    assert desk.withdraw("E4", request) == "withdrawn"
    with pytest.raises(Refusal):
        desk.run(approve, "E3", request, desk.version(request), desk.now)


def test_stand_ins_never_come_back_and_are_bounded(desk: Desk) -> None:
    desk.stand_in("E3", "E8")
    with pytest.raises(Refusal, match="already"):
        desk.stand_in("E3", "E4")
    with pytest.raises(Refusal, match="each other"):
        desk.stand_in("E8", "E3")
    desk.stand_in("E8", "E7")
    with pytest.raises(Refusal, match="each other"):
        desk.stand_in("E7", "E3")
    desk.stand_in("E7", CLERK)
    with pytest.raises(Refusal, match="At most 3"):
        desk.stand_in(CLERK, "E1")
    with pytest.raises(Refusal, match="At most 3"):
        desk.stand_in("E2", "E3")


def test_only_who_it_is_about_or_the_office_appoints(desk: Desk) -> None:
    with pytest.raises(NotPermitted):
        desk.stand_in("E3", "E8", by="E8")
    assert desk.stand_in("E3", "E8", by=CLERK)


def test_an_ended_stand_in_decides_no_more(desk: Desk) -> None:
    request, row = desk.ask("E4", leave("04-13am 04-13pm")), desk.stand_in("E3", "E8")
    assert desk.deciders(request) == ["E8"]
    desk.run(end_stand_in, "E3", row, desk.now)
    assert desk.deciders(request) == ["E3"]
    with pytest.raises(Refusal, match="over already"):
        desk.run(end_stand_in, "E3", row, desk.now)


def test_a_loop_of_stand_ins_that_should_not_be_ends_somewhere() -> None:
    company = Company(stand_ins={1: 2, 2: 3, 3: 1})
    assert standing_in(company, 1) == [1, 2, 3]


def test_a_reporting_loop_ends_in_nobody() -> None:
    company = Company(heads={1: 10}, reports_to={10: 11, 11: 10})
    assert resolve(company, Post(PostKind.HEAD, 1), 99).nobody


def test_one_of_two_clerks_leaves_the_earlier_step_to_the_other() -> None:
    office, top = Post(PostKind.OFFICE), Post(PostKind.GENERAL_MANAGER)
    company = Company(roles={PostKind.OFFICE: (1, 2)}, general_manager=5, holders={5: (1,)})
    standing = where_it_stands(company, [(1, office), (2, top)], 9)
    assert (standing.ordinal, standing.fallen, standing.resolution.people) == (1, (), {2})
