"""Sittings: one PIN opens deciding for exactly the list that is shown, for at most ten minutes (SEC-5).

A sitting lives with the person at the keys and ends with the lock; it is never stored. What of the list has moved on
meanwhile drops out of it, because its version is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access import signin
from opsconsole.access.actor import Actor
from opsconsole.access.pins import PinHasher
from opsconsole.db import Database
from opsconsole.errors import Refusal
from opsconsole.i18n import N_

LONGEST = timedelta(minutes=10)

Item = tuple[str, int, int]
"""A record of the list: its kind, its id, and its version as shown."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """That `actor` proved their PIN for `items`, whose amounts make `sum_fen`; ends at `ends_at` at the latest."""

    actor: Actor
    items: frozenset[Item]
    sum_fen: int
    ends_at: datetime

    def covers(self, actor: Actor, item: Item, now: datetime) -> bool:
        """Whether a record may be decided in this sitting: of the list, as it was shown, in time, by who proved it."""
        return actor == self.actor and item in self.items and now < self.ends_at


def require_sitting(sitting: Sitting, actor: Actor, item: Item, now: datetime) -> None:
    """Raises Refusal unless the sitting is the actor's, runs, and covers the record as it was shown."""
    if not sitting.covers(actor, item, now):
        raise Refusal(
            N_("The PIN was given for another list, or more than {minutes} minutes ago; give it again"),
            clause="SEC-5",
            minutes=LONGEST // timedelta(minutes=1),
        )


def open_sitting(
    database: Database,
    actor: Actor,
    pin: str,
    items: Iterable[Item],
    *,
    now: datetime,
    pins: PinHasher,
    sum_fen: int = 0,
) -> Sitting:
    """Proves the actor's PIN for exactly these records. Slow; guesses count as at sign-in.

    Raises Refusal for a PIN that is wrong, and for an empty list.
    """
    shown = frozenset(items)
    if not shown:
        raise Refusal(N_("There is nothing to decide in this list"), clause="SEC-5")
    signin.prove(database, actor, actor.badge, pin, now=now, pins=pins)
    database.run(opened, actor, sorted(shown), sum_fen)
    return Sitting(actor, shown, sum_fen, now + LONGEST)


def opened(session: Session, actor: Actor, items: list[Item], sum_fen: int) -> None:
    """Puts a sitting on the record, with its list."""
    audit.record(session, f"sitting {actor.badge}", items=items, sum_fen=sum_fen)
