"""The differences of a stocktake: asked for by who counted, posted when they are approved (SUP-9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.approvals import service as approvals
from opsconsole.approvals.kinds import Fact, RequestKind
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.routes import Route
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.stockroom.model import CountState, Item, StockCount
from opsconsole.stockroom.queries.items import item_words
from opsconsole.stockroom.service.counts import counting, differences, moved_since, post_differences


def ask_for_differences(session: Session, actor: Actor, count_id: int, now: datetime) -> dict[str, Any]:
    """Hands a count in: its differences wait for approval; without any, the stocktake is done at once (SUP-9).

    Raises Refusal for a difference that nobody has given a reason for.
    """
    require(session, actor, Permission.STOCK_KEEP)
    count = counting(session, count_id)
    found = differences(session, count_id)
    if not found:
        count.state = CountState.POSTED
        audit.record(session, f"count {count_id}", differences=0)
        return {"count": count_id, "request": None, "number": "", "differences": 0}
    silent = [one.item_id for one in found if not one.reason]
    if silent:
        code = session.get_one(Item, silent[0]).code
        raise Refusal(
            N_("{code} differs from the book; say why ({count} in all)"), clause="SUP-9", code=code, count=len(silent)
        )
    if actor.employee_id is None:
        raise Refusal(N_("Differences are asked for by a person, not by a command"), clause="SUP-9")
    request = approvals.submit(session, actor, COUNT_DIFFERENCES.name, actor.employee_id, now)
    count.state, count.request_id = CountState.WAITING, request.id
    session.flush()
    return {"count": count_id, "differences": len(found), **approvals.outcome(request)}


def count_of(session: Session, request_id: int) -> StockCount:
    """The stocktake whose differences a request asks for."""
    return session.scalars(select(StockCount).where(StockCount.request_id == request_id)).one()


def _approved(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    post_differences(session, actor, count_of(session, request.id), now)


def _let_go(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    """What was not approved is counted again."""
    count = count_of(session, request.id)
    count.state = CountState.COUNTING
    count.request_id = None


def _withdrawn(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    raise Refusal(N_("Differences that were posted are put right by a reversal"), clause="SUP-8")


def _described(session: Session, request_id: int) -> Message:
    count = session.scalars(select(StockCount).where(StockCount.request_id == request_id)).first()
    if count is None:
        return Message(N_("Differences of a stocktake that is counted again"))
    found = differences(session, count.id)
    more = sum(one.amount_fen for one in found if one.quantity > 0)
    less = sum(one.amount_fen for one in found if one.quantity < 0)
    return Message(
        N_("Stocktake: {count} differences, {more} too much, {less} too little"),
        count=len(found),
        more=format_yuan(more),
        less=format_yuan(less),
    )


def _facts(session: Session, request_id: int) -> Sequence[Fact]:
    count = session.scalars(select(StockCount).where(StockCount.request_id == request_id)).first()
    if count is None:
        return ()
    facts = []
    moved = moved_since(session, count.id)
    for one in differences(session, count.id):
        item = session.get_one(Item, one.item_id)
        facts.append(
            Fact(
                item_words(item),
                Message(
                    N_("{quantity} {unit}, {amount}: {reason}"),
                    quantity=f"{one.quantity:+d}",
                    unit=item.unit,
                    amount=format_yuan(one.amount_fen),
                    reason=one.reason,
                ),
                warns=one.quantity < 0,
            )
        )
        if one.item_id in moved:
            facts.append(
                Fact(
                    Message(N_("Moved since you counted")),
                    f"{item.code} {moved[one.item_id]:+d} {item.unit}",
                    warns=True,
                )
            )
    return facts


COUNT_DIFFERENCES = RequestKind(
    name="stock_count",
    title=N_("Differences of a stocktake"),
    prefix="PC",
    describe=_described,
    on_approved=_approved,
    on_withdrawn=_withdrawn,
    on_over=_let_go,
    facts=_facts,
    routes=(Route("stock_count", ("office",)),),
)
