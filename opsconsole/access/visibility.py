"""Whose records an actor may see: everybody's, or those of the units they lead (SEC-5)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.access.permissions import TABLE, Permission
from opsconsole.org.queries import units_below, units_headed, units_in_charge

BY_UNIT = frozenset({Role.HEAD, Role.DEPUTY_GM})
"""Roles that see the units they lead and what is below them; every other role sees the whole company or nothing."""


def visible_units(session: Session, actor: Actor, day: date) -> frozenset[int] | None:
    """The units whose records the actor may see on a day; None for all of them.

    A head sees their unit, a deputy general manager the units they are in charge of, both with all units below.
    """
    if any(Permission.ATTENDANCE_VIEW in TABLE[role] for role in actor.roles - BY_UNIT):
        return None
    return led_units(session, actor, day)


def led_units(session: Session, actor: Actor, day: date) -> frozenset[int]:
    """The units that the actor leads on a day, with all below: what a head or deputy sees, whatever else they see."""
    led: set[int] = set()
    if actor.employee_id is not None and Role.HEAD in actor.roles:
        led |= units_headed(session, actor.employee_id, day)
    if Role.DEPUTY_GM in actor.roles:
        led |= units_in_charge(session, actor.badge)
    return frozenset(units_below(session, led))
