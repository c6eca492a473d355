"""The program under the console: what its screens ask for, answered by the businesses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from opsconsole.access import signin
from opsconsole.access.actor import Actor, machine_actor
from opsconsole.access.permissions import permissions_of
from opsconsole.access.pins import PinHasher, one_time_code
from opsconsole.access.queries import has_accounts
from opsconsole.access.sitting import Item, Sitting, open_sitting
from opsconsole.access.words import ROLES
from opsconsole.assembly.opening import open_database
from opsconsole.assembly.todo import Todo, todo
from opsconsole.db import Database
from opsconsole.errors import Message
from opsconsole.org.queries import company_names
from opsconsole.settings import Settings


class Program:
    """One database with all businesses on it, for one console. Every method may be slow."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pins = PinHasher(settings.pepper_file)
        self._database = open_database(
            settings.database_url, state_dir=settings.state_dir, clock=settings.now, actor=machine_actor()
        )

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self._database

    def has_accounts(self) -> bool:
        """Whether anybody could sign in."""
        return self._database.read(has_accounts)

    def company_names(self) -> Mapping[str, str]:
        """The company's name by language: that of the unit at the top of the tree."""
        return self._database.read(company_names)

    def sign_in(self, badge: str, pin: str, *, now: datetime) -> signin.SignedIn:
        """Raises Refusal for a wrong badge or PIN, and while too many were wrong."""
        return signin.sign_in(self._database, badge, pin, terminal=self._settings.terminal, now=now, pins=self._pins)

    def change_pin(self, actor: Actor, old: str, new: str, *, now: datetime) -> None:
        """Raises Refusal for a PIN that will not do."""
        signin.change_pin(self._database, actor, old, new, now=now, pins=self._pins)

    def one_time_code(self) -> tuple[str, str]:
        """A code for one sign-in, and the digest of it that is kept."""
        code = one_time_code()
        return code, self._pins.digest(code)

    def permissions(self, actor: Actor) -> frozenset[str]:
        """The names of everything the actor may do."""
        return frozenset(permission.value for permission in permissions_of(actor.roles))

    def role_words(self, actor: Actor) -> Sequence[Message]:
        """The actor's roles in words, the most telling first."""
        return [Message(words) for role, words in ROLES.items() if role in actor.roles]

    def remember(self, actor: Actor, *, language: str = "", theme: str = "") -> None:
        """Keeps what the person chose, for the next sign-in."""
        signin.remember(self._database, actor, language=language, theme=theme)

    def todo(self, actor: Actor, now: datetime) -> Todo:
        """What waits for the actor."""
        return self._database.read(todo, actor, now)

    def confirm(self, actor: Actor, badge: str, pin: str, *, now: datetime) -> int:
        """Whose badge and PIN these are, who confirms at the counter; Refusal for a wrong one."""
        return signin.prove(self._database, actor, badge, pin, now=now, pins=self._pins)

    def open_sitting(
        self, actor: Actor, pin: str, items: Iterable[Item], *, now: datetime, sum_fen: int = 0
    ) -> Sitting:
        """Raises Refusal for a PIN that is wrong, and for an empty list."""
        return open_sitting(self._database, actor, pin, items, now=now, pins=self._pins, sum_fen=sum_fen)


def open_program(settings: Settings) -> Program:
    """Opens the database that the settings name; Refusal where it cannot be worked with."""
    return Program(settings)
