"""Somebody sits down at F5: real keys, a real PIN, a real database."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opsconsole.access import signin
from opsconsole.access.actor import Actor, Role
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.access.service import add_account
from opsconsole.console.reimbursement import ClaimsScreen
from tests.approvals.conftest import MORE_STAFF
from tests.approvals.desk import Desk
from tests.console.conftest import until
from tests.console.requests.sitting import GM, HEAD, PIN, STAFF, Seat
from tests.org.conftest import Office
from tests.reimbursement.purse import CASHIER, FINANCE, Purse
from tests.stockroom.counter import open_counter

ROLES = {FINANCE: [Role.FINANCE_REVIEWER], CASHIER: [Role.CASHIER]}


def settle(office: Office, folder: Path) -> None:
    """The company, and the accounts of those who claim, review and pay."""
    office.found_company().staff(MORE_STAFF + "E11,孙八,QD-02,2022-01-01,,5000,1000,11,\n")
    pins = PinHasher(folder / "pepper", LIGHT)
    desk = Desk(office, office.now)
    for badge in (GM, HEAD, STAFF, FINANCE, CASHIER):
        desk.database.run(add_account, office.actor, badge, ROLES.get(badge, []), pins.digest(PIN[::-1]), office.now)
        owner = Actor(desk.id(badge), badge, badge, frozenset(), "t1")
        signin.change_pin(desk.database, owner, PIN[::-1], PIN, now=office.now, pins=pins)


@dataclass
class Finance:
    """A console with F5 in front."""

    seat: Seat

    def purse(self, *, account: bool = True) -> Purse:
        """What happens beside the console."""
        purse = Purse(self.seat.desk, open_counter(self.seat.desk, self.seat.folder))
        if account:
            purse.open_account()
        return purse

    @asynccontextmanager
    async def at(
        self, badge: str, *, language: str = "en", size: tuple[int, int] = (100, 30)
    ) -> AsyncGenerator[tuple[ClaimsScreen, Any]]:
        """Signed in, the queue in front, read."""
        async with self.seat.at(badge, language=language, size=size) as (screen, pilot):
            await pilot.press("f5")
            app = screen.app
            await until(pilot, lambda: isinstance(app.screen, ClaimsScreen) and app.screen.is_settled)
            claims = app.screen
            assert isinstance(claims, ClaimsScreen)
            yield claims, pilot
