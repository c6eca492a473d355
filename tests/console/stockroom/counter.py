"""Somebody sits down at the counter: real keys, a real PIN, a real database."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual import events

from opsconsole.access import signin
from opsconsole.access.actor import Actor, Role
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.access.service import add_account
from opsconsole.console.stockroom import StockroomScreen
from tests.approvals.conftest import MORE_STAFF
from tests.approvals.desk import CLERK, Desk
from tests.attendance.company import Company
from tests.console.conftest import text_on, until
from tests.console.requests.sitting import COLLEAGUE, GM, HEAD, PIN, STAFF, Seat
from tests.org.conftest import Office
from tests.stockroom.storeroom import Storeroom

KEEPER = "E7"
PENS, PAPER = "6901234001019", "6901234000012"
ROLES = {CLERK: [Role.OFFICE_CLERK], KEEPER: [Role.STOREKEEPER]}


def settle(office: Office, pepper: Path) -> None:
    """The company, its accounts, and a storeroom with something in it."""
    office.found_company().staff(MORE_STAFF)
    pins = PinHasher(pepper, LIGHT)
    desk = Desk(office, office.now)
    for badge in (GM, HEAD, STAFF, COLLEAGUE, CLERK, KEEPER):
        desk.database.run(add_account, office.actor, badge, ROLES.get(badge, []), pins.digest(PIN[::-1]), office.now)
        owner = Actor(desk.id(badge), badge, badge, frozenset(), "t1")
        signin.change_pin(desk.database, owner, PIN[::-1], PIN, now=office.now, pins=pins)
    room = Storeroom(Company(office.database, office.actor, office.now, pepper.parent))
    room.item("B-001", name_zh="中性笔", name_en="Gel pen", spec="0.5", category="书写", unit="支", barcodes=(PENS,))
    room.item(
        "A-001",
        name_zh="A4复印纸",
        name_en="Copy paper A4",
        category="纸张",
        unit="包",
        minimum=20,
        pack_unit="箱",
        pack_size=10,
        barcodes=(PAPER,),
    )
    room.item("F-001", name_zh="计算器", name_en="Calculator", category="设备", unit="台", durable=True)
    room.bought("B-001 50 7250", "A-001 12 25800", "F-001 3 13500")


@dataclass
class Counter:
    """A console with F4 in front."""

    seat: Seat
    room: Storeroom

    @asynccontextmanager
    async def at(
        self, badge: str = KEEPER, *, language: str = "en", size: tuple[int, int] = (100, 30)
    ) -> AsyncGenerator[tuple[StockroomScreen, Any]]:
        """Signed in, the stockroom in front, its items in sight."""
        async with self.seat.at(badge, language=language, size=size) as (screen, pilot):
            await pilot.press("f4")
            app = screen.app
            await until(pilot, lambda: isinstance(app.screen, StockroomScreen) and app.screen.found.row_count)
            counter = app.screen
            assert isinstance(counter, StockroomScreen)
            yield counter, pilot


def burst(app: Any, text: str) -> None:
    """What a scanner types, all at once; `\\n` is its Enter."""
    for character in text:
        key = "enter" if character == "\n" else character.lower()
        app.post_message(events.Key(key, "\r" if key == "enter" else character))


async def shows(pilot: Any, *texts: str) -> None:
    """Waits until every text is on the screen."""
    try:
        await until(pilot, lambda: all(text in text_on(pilot.app) for text in texts))
    except AssertionError:
        raise AssertionError(f"{texts} is not on the screen:\n{text_on(pilot.app)}") from None
