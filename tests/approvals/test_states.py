"""Which state may follow which, for every pair, in the rules and on a real request."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import LEGAL, OPEN_STATES, State, Verdict, after, check_transition
from opsconsole.attendance.requests.leave import change_leave
from opsconsole.errors import Refusal
from tests.approvals.desk import Desk, leave

FOLLOWS = {
    State.WAITING: {State.WAITING, State.APPROVED, State.REJECTED, State.RETURNED, State.WITHDRAWN},
    State.RETURNED: {State.WAITING, State.WITHDRAWN},
    State.APPROVED: {State.WITHDRAWN},
    State.REJECTED: set(),
    State.WITHDRAWN: set(),
}


@pytest.mark.parametrize(("stands", "becomes"), list(product(State, State)))
def test_only_what_may_follow_follows(stands: State, becomes: State) -> None:
    assert ((stands, becomes) in LEGAL) == (becomes in FOLLOWS[stands])
    if becomes in FOLLOWS[stands]:
        check_transition(stands, becomes)
    else:
        with pytest.raises(Refusal, match="cannot become"):
            check_transition(stands, becomes)


def test_every_verdict_leads_to_a_legal_state() -> None:
    for verdict, last in product(Verdict, (False, True)):
        check_transition(State.WAITING, after(verdict, last_step=last))


def put(session: Session, actor: Actor, request_id: int, state: State) -> None:
    request = session.get_one(Request, request_id)
    request.state = state
    request.closed_at = None if state in OPEN_STATES else request.submitted_at
    audit.record(session, "test")


ACTS = {
    "approve": State.APPROVED,
    "reject": State.REJECTED,
    "return": State.RETURNED,
    "withdraw": State.WITHDRAWN,
    "resubmit": State.WAITING,
}


def do(desk: Desk, act: str, request: int, version: int) -> None:
    if act == "withdraw":
        desk.withdraw("E4", request)
    elif act == "resubmit":
        desk.run(change_leave, "E4", request, version, leave("04-09am 04-09pm"), desk.now)
    else:
        desk.run(decide, "E3", request, version, Verdict(act), desk.now, "because")


@pytest.mark.parametrize(
    ("stands", "act"),
    [(stands, act) for stands, act in product(State, ACTS) if ACTS[act] not in FOLLOWS[stands]]
    + [(State.WAITING, "resubmit")],
)
def test_an_act_that_does_not_fit_the_state_changes_nothing(desk: Desk, stands: State, act: str) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    desk.database.run(put, desk.office.actor, request, stands)
    version = desk.version(request)
    with pytest.raises(Refusal):
        do(desk, act, request, version)
    assert desk.state(request) == stands
    assert desk.version(request) == version
    assert desk.decisions(request) == []


def test_a_no_needs_its_reason(desk: Desk) -> None:
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    for verdict in (Verdict.REJECT, Verdict.RETURN):
        with pytest.raises(Refusal, match="1 to 500 characters"):
            desk.run(decide, "E3", request, desk.version(request), verdict, desk.now, " ")
    assert desk.decide("E3", request) == "approved"
