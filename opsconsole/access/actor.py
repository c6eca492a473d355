"""Who acts: the person at the keys, or the machine on behalf of the operating system's user."""

from __future__ import annotations

import getpass
import os
import socket
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may be given; the first eight as the file `accounts` names them, the last three follow
    from the organisation and are never granted by hand (ORG-4)."""

    OFFICE_CLERK = "office_clerk"
    ATTENDANCE_CLERK = "attendance_clerk"
    STOREKEEPER = "storekeeper"
    FINANCE_REVIEWER = "finance_reviewer"
    CASHIER = "cashier"
    REVIEWER = "reviewer"
    ARCHIVIST = "archivist"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    HEAD = "head"
    DEPUTY_GM = "deputy_gm"
    GENERAL_MANAGER = "gm"
    MACHINE = "machine"


FROM_ORGANISATION = frozenset({Role.HEAD, Role.DEPUTY_GM, Role.GENERAL_MANAGER, Role.MACHINE})
"""Roles that nobody grants: they follow from the posts a person holds today, or from being a command."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from where, in which roles."""

    employee_id: int | None
    badge: str
    name: str
    roles: frozenset[Role]
    terminal: str


def machine_actor() -> Actor:
    """The actor of commands: nobody signed in; the operating system's user goes on the record."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = str(os.getuid())
    return Actor(None, "machine", user, frozenset({Role.MACHINE}), f"{user}@{socket.gethostname()}")
