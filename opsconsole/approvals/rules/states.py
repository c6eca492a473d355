"""The states of a request and which may follow which, as data."""

from __future__ import annotations

from enum import StrEnum

from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class StepState(StrEnum):
    """Where one step of a route stands; a fallen one had the same decider as a later one (EXP-2)."""

    OPEN = "open"
    DECIDED = "decided"
    FALLEN = "fallen"


class Verdict(StrEnum):
    """What a decider says."""

    APPROVE = "approve"
    REJECT = "reject"
    RETURN = "return"


STATE_NAMES = {
    State.WAITING: N_("waiting"),
    State.RETURNED: N_("returned for change"),
    State.APPROVED: N_("approved"),
    State.REJECTED: N_("rejected"),
    State.WITHDRAWN: N_("withdrawn"),
}
VERDICT_NAMES = {Verdict.APPROVE: N_("approve"), Verdict.REJECT: N_("reject"), Verdict.RETURN: N_("return for change")}

LEGAL: frozenset[tuple[State, State]] = frozenset(
    {
        (State.WAITING, State.WAITING),
        (State.WAITING, State.APPROVED),
        (State.WAITING, State.REJECTED),
        (State.WAITING, State.RETURNED),
        (State.WAITING, State.WITHDRAWN),
        (State.RETURNED, State.WAITING),
        (State.RETURNED, State.WITHDRAWN),
        (State.APPROVED, State.WITHDRAWN),
    }
)
"""Each pair of states that may follow each other; waiting follows itself where a yes passes it on to the next step."""

OPEN_STATES = frozenset({State.WAITING, State.RETURNED})
"""States in which something is still asked for."""


def check_transition(stands: State, becomes: State) -> None:
    """Raises Refusal where a request that stands so cannot become that."""
    if (stands, becomes) not in LEGAL:
        raise Refusal(
            N_("A request that is {stands} cannot become {becomes}"),
            stands=Message(STATE_NAMES[stands]),
            becomes=Message(STATE_NAMES[becomes]),
        )


def after(verdict: Verdict, *, last_step: bool) -> State:
    """What a waiting request becomes by a verdict."""
    match verdict:
        case Verdict.APPROVE:
            return State.APPROVED if last_step else State.WAITING
        case Verdict.REJECT:
            return State.REJECTED
        case Verdict.RETURN:
            return State.RETURNED
