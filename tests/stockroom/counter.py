"""The company of the requests' tests with a storeroom, for what is asked for and approved there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from opsconsole.access.actor import Actor, Role
from opsconsole.access.service import add_account
from opsconsole.org.model import Unit
from opsconsole.stockroom.requests.funds import FundsAsked, FundsWanted
from tests.approvals.desk import Desk
from tests.attendance.company import Company
from tests.stockroom.storeroom import Storeroom

KEEPER = "E7"


@dataclass
class Counter:
    """E7 keeps the storeroom; E3 heads YY, which is assessed; E6 is the office's clerk; E2 is in charge of both."""

    desk: Desk
    room: Storeroom

    def keeper(self) -> Actor:
        return Actor(self.desk.id(KEEPER), KEEPER, KEEPER, frozenset({Role.STOREKEEPER}), "counter")

    def head(self, badge: str = "E3") -> Actor:
        return Actor(self.desk.id(badge), badge, badge, frozenset({Role.HEAD}), "t")

    def clerk(self) -> Actor:
        return self.desk.actor("E6")

    def unit(self, code: str) -> int:
        return self.room.read(lambda session: session.execute(select(Unit.id).where(Unit.code == code)).scalar_one())

    def form(self, unit: str, *wanted: str, purpose: str = "for the fair") -> FundsAsked:
        """A form of lines said as `pens 3 450`."""
        lines = [FundsWanted(one.item_id, one.quantity, one.amount_fen or 0) for one in self.room.lines(*wanted)]
        return FundsAsked(self.unit(unit), purpose, lines, "文具店")

    def run(self, actor: Actor, verb: Any, *args: Any) -> Any:
        return self.desk.database.run(verb, actor, *args)


def open_counter(desk: Desk, folder: Path) -> Counter:
    room = Storeroom(Company(desk.database, desk.office.actor, desk.now, folder))
    room.item("pens", category="笔")
    room.item("paper", category="纸", minimum=5, pack_unit="箱", pack_size=10)
    room.item("calculator", durable=True)
    desk.database.run(add_account, desk.office.actor, KEEPER, [Role.STOREKEEPER], "digest", desk.now)
    return Counter(desk, room)
