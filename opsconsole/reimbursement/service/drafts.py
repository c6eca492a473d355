"""Claims that somebody has begun and not handed in: kept as they are typed, whatever becomes of the machine (EXP-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import may_act
from opsconsole.errors import Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.reimbursement.model import KeptDraft
from opsconsole.reimbursement.service.claims import ClaimAsked, change_claim, hand_in

MOST_BYTES = 32 * 1024 * 1024


def keep_draft(session: Session, actor: Actor, content: bytes, was: datetime | None, now: datetime) -> None:
    """Keeps what somebody has typed so far; each has one draft, and nobody else reads it.

    `was` is when this console kept it last (None: it begins it). Raises Stale where another terminal has kept, handed
    in or thrown away another since, and Refusal for more than is kept.
    """
    may_act(session, actor)
    assert actor.employee_id is not None
    if len(content) > MOST_BYTES:
        raise Refusal(N_("A claim begun is kept up to {most} MB with its files"), clause="EXP-1", most=MOST_BYTES >> 20)
    held = _held(session, actor, was)
    if held is None:
        session.add(KeptDraft(employee_id=actor.employee_id, content=content, at=now))
    else:
        held.content, held.at = content, now
    session.flush()
    audit.record(session, "claim begun", bytes=len(content))


def drop_draft(session: Session, actor: Actor, was: datetime | None) -> None:
    """Throws away what was begun; nothing happens where nothing was kept."""
    may_act(session, actor)
    held = _held(session, actor, was)
    if held is not None:
        session.delete(held)
        audit.record(session, "claim begun", thrown_away=True)


def hand_in_draft(
    session: Session,
    actor: Actor,
    asked: ClaimAsked,
    was: datetime | None,
    now: datetime,
    files: Sequence[tuple[str, bytes]] = (),
) -> dict[str, Any]:
    """Hands in one's own claim; what was kept of it goes in the same act, so that it is not handed in twice."""
    assert actor.employee_id is not None
    _forget(session, actor, was)
    return hand_in(session, actor, actor.employee_id, asked, now, files=files)


def change_draft(
    session: Session,
    actor: Actor,
    request_id: int,
    version: int,
    asked: ClaimAsked,
    was: datetime | None,
    now: datetime,
    files: Sequence[tuple[str, bytes]] = (),
) -> dict[str, Any]:
    """Hands in again a claim that was returned; what was kept of the change goes with it."""
    _forget(session, actor, was)
    return change_claim(session, actor, request_id, version, asked, now, files)


def kept_draft(session: Session, employee_id: int) -> tuple[bytes, datetime] | None:
    """What somebody has begun, and when it was kept."""
    held = session.get(KeptDraft, employee_id)
    return (held.content, held.at) if held is not None else None


def _forget(session: Session, actor: Actor, was: datetime | None) -> None:
    held = _held(session, actor, was)
    if held is not None:
        session.delete(held)


def _held(session: Session, actor: Actor, was: datetime | None) -> KeptDraft | None:
    held = session.get(KeptDraft, actor.employee_id, populate_existing=True)
    if (held.at if held is not None else None) != was:
        raise Stale(N_("What you have begun was changed at another terminal; leave it and open it again"))
    return held
