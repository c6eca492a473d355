"""What other businesses ask of the organisation; `assembly` fills these lists once, before the first verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_

holding_back: list[Callable[[Session, int], list[Message]]] = []
"""What an employee still holds or has open; each sentence keeps a transfer or departure from finishing (ORG-6)."""

assignments_changed: list[Callable[[Session, Actor, dict[int, date], datetime], None]] = []
"""Told, inside the transaction, from which day on an employee's assignments are other than they were."""

units_changed: list[Callable[[Session, Actor, set[int], datetime], None]] = []
"""Told, inside the transaction, which units stand under another parent or have got a position from another unit."""


HELD_BACK = N_("{badge} cannot leave the position yet: {what}")


def held_back(session: Session, employee_id: int) -> list[Message]:
    """Everything that keeps an employee from leaving their position (ORG-6)."""
    return [sentence for ask in holding_back for sentence in ask(session, employee_id)]


def check_released(session: Session, employee_id: int, badge: str) -> None:
    """Raises Refusal while something is left to hand over or to settle (ORG-6)."""
    sentences = held_back(session, employee_id)
    if sentences:
        raise Refusal(HELD_BACK, clause="ORG-6", badge=badge, what=sentences[0])


def tell_assignments_changed(session: Session, actor: Actor, earliest: dict[int, date], now: datetime) -> None:
    """Tells whoever asked; `earliest` is the first day touched of each employee."""
    session.flush()
    if earliest:
        for told in assignments_changed:
            told(session, actor, earliest, now)


def tell_units_changed(session: Session, actor: Actor, unit_ids: set[int], now: datetime) -> None:
    """Tells whoever asked which units are affected."""
    session.flush()
    if unit_ids:
        for told in units_changed:
            told(session, actor, unit_ids, now)
