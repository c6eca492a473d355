"""Somebody sits down at the desk: real keys, a real PIN, the real program under the console."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from opsconsole import settings
from opsconsole.access import signin
from opsconsole.access.actor import Actor, Role
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.access.service import add_account
from opsconsole.approvals.queries import waiting_for
from opsconsole.assembly import open_program
from opsconsole.console.app import OpsApp
from opsconsole.console.requests.desk import TodoScreen
from tests.approvals.conftest import MORE_STAFF
from tests.approvals.desk import CLERK, Desk, leave
from tests.console.conftest import enter, text_on, until
from tests.org.conftest import Office

PIN = "739164"
GM, HEAD, STAFF, COLLEAGUE = "E1", "E3", "E4", "E8"
LONG = ("04-08am 04-14pm", "04-20am 04-24pm")


def settle(office: Office, pepper: Path) -> None:
    """The company, its accounts, ten requests for the general manager and three for the head of operations."""
    office.found_company().staff(MORE_STAFF)
    pins = PinHasher(pepper, LIGHT)
    desk = Desk(office, office.now)
    for badge in (GM, HEAD, STAFF, COLLEAGUE, CLERK):
        roles = [Role.OFFICE_CLERK] if badge == CLERK else []
        desk.database.run(add_account, office.actor, badge, roles, pins.digest(PIN[::-1]), office.now)
        owner = Actor(desk.id(badge), badge, badge, frozenset(), "t1")
        signin.change_pin(desk.database, owner, PIN[::-1], PIN, now=office.now, pins=pins)
    for span in LONG:
        for badge in ("E4", "E7", "E8", "E6", "E3"):
            desk.ask(badge, leave(span, reason="family matters"))
    for badge, span in ((STAFF, "05-11am 05-11pm"), (COLLEAGUE, "05-11am 05-11am"), (STAFF, "05-13am 05-13pm")):
        desk.ask(badge, leave(span))


@dataclass
class Seat:
    """Opens consoles on the company's database; counts the keys that were pressed since sign-in."""

    desk: Desk
    url: str
    folder: Path
    pressed: list[str] = field(default_factory=list)

    def app(self, language: str) -> OpsApp:
        """A console at the company's front desk."""
        told = replace(settings.load(self.url, language), terminal="front-1")
        return OpsApp(lambda: open_program(told), told, clock=lambda: self.desk.now)

    @asynccontextmanager
    async def at(
        self, badge: str, *, language: str = "en", size: tuple[int, int] = (80, 24)
    ) -> AsyncGenerator[tuple[TodoScreen, Any]]:
        """Signed in, the desk in front, what waits in sight."""
        app = self.app(language)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.backend is not None)
            await pilot.pause()
            await enter(app, pilot, badge, PIN)
            screen = app.screen
            assert isinstance(screen, TodoScreen)
            await until(pilot, lambda: screen.is_settled)
            yield screen, pilot
            assert app.backend is not None
            app.backend.database.close()

    async def press(self, pilot: Any, *keys: str) -> None:
        """Presses keys and counts them."""
        self.pressed += keys
        await pilot.press(*keys)

    def waiting(self, badge: str) -> list[int]:
        """The requests that wait for somebody."""
        return [line.id for line in self.desk.database.read(waiting_for, self.desk.actor(badge), self.desk.now)]


async def shows(pilot: Any, *texts: str) -> None:
    """Waits until every text is on the screen."""
    await until(pilot, lambda: all(text in text_on(pilot.app) for text in texts))
