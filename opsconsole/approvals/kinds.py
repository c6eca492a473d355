"""What a business offers to be asked for; `assembly` fills the list once, before the first verb."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.posts import PostKind
from opsconsole.approvals.rules.routes import Measure, Route
from opsconsole.errors import Message, Named

Effect = Callable[[Session, Actor, Request, datetime], None]
Guard = Callable[[Session, Actor, Request, PostKind, str, datetime], None]
"""What a yes has to pass: the post that the step names, and the reason that was given with it ('' for none)."""


class Fact(NamedTuple):
    """A line of what is asked for, beside the one of `describe`: a label and its value.

    `warns`: whoever decides should not overlook it (a colleague away on the same days, a budget gone over).
    """

    label: Message
    value: Message | Named | str
    warns: bool = False


Facts = Callable[[Session, int], Sequence[Fact]]
Amount = Callable[[Session, int], int | None]
ReadAhead = Callable[[Session, Collection[int]], object]


def _nothing(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    return None


def _passes(session: Session, actor: Actor, request: Request, post: PostKind, reason: str, now: datetime) -> None:
    return None


def _no_facts(session: Session, request_id: int) -> Sequence[Fact]:
    return ()


def _one_by_one(session: Session, request_ids: Collection[int]) -> object:
    return None


def _no_amount(session: Session, request_id: int) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class RequestKind:
    """A kind of request.

    `before_yes` may refuse a yes at any step. `on_approved` is what a final yes does, in the same transaction; it may
    refuse. `on_withdrawn` undoes what an approved request did, or refuses; `on_over` lets go of what was held by a
    request that ends without having been approved. `describe` says in a line what is asked for. `traits` are those
    that a route may tell apart, with their names; `prefix` begins the numbers. `routes` hold where the company's table
    names the kind nowhere, and `measure` is what their limits count.

    `facts(session, request_id)` tells in lines what whoever decides has to know, as it stands at each look; labels may
    repeat (one line for each item). `amount_fen` is what it is about in money, None where there is none: the list
    shows it, and a sitting its sum. Whoever holds `watched_by` reads these requests without deciding them.
    `read_ahead(session, request_ids)` reads in one query what `describe` and `amount_fen` will look at of a whole
    list; what it gives is held while they do.
    """

    name: str
    title: str
    prefix: str
    describe: Callable[[Session, int], Message]
    on_approved: Effect
    on_withdrawn: Effect = _nothing
    traits: tuple[tuple[str, str], ...] = ()
    before_yes: Guard = _passes
    on_over: Effect = _nothing
    routes: tuple[Route, ...] = ()
    measure: Measure = Measure.NONE
    facts: Facts = _no_facts
    amount_fen: Amount = _no_amount
    watched_by: Permission | None = None
    read_ahead: ReadAhead = _one_by_one


KINDS: dict[str, RequestKind] = {}
"""By name."""


def offer(*kinds: RequestKind) -> None:
    """Adds kinds; the same ones again change nothing."""
    for kind in kinds:
        assert KINDS.setdefault(kind.name, kind) is kind, f"two kinds of request are called {kind.name}"
