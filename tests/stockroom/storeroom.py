"""A storeroom to post in, said in the words of the counter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.assembly import exchange
from opsconsole.assembly.offers import CHECKS
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.org.model import Employee
from opsconsole.stockroom.files.exports import ledger_rows, stock_rows
from opsconsole.stockroom.queries.balances import store_on
from opsconsole.stockroom.rules.values import STORE, Place, PlaceKind, Stock
from opsconsole.stockroom.service import vouchers
from opsconsole.stockroom.service.items import ItemData, enter_item
from opsconsole.stockroom.service.posting import stock_at
from opsconsole.stockroom.service.vouchers import Brought, HandOver, Issue, OnPaper, StockIn, Wanted
from tests.attendance.company import Company


@dataclass
class Storeroom:
    """A company's storeroom and who stands in it."""

    company: Company
    papers: int = field(default=0)
    items: dict[str, int] = field(default_factory=dict)

    def item(self, code: str, **says: Any) -> int:
        """An item of the storeroom; `barcodes` in a list."""
        barcodes = says.pop("barcodes", ())
        said: dict[str, Any] = {"name_zh": code, "unit": "个", **says}
        data = ItemData(code=code, **said)
        self.items[code] = self.run(enter_item, data, barcodes)["item"]
        return self.items[code]

    def run(self, verb: Any, *args: Any, actor: Actor | None = None, **more: Any) -> Any:
        return self.company.database.run(verb, actor or self.company.machine, *args, **more)

    def read(self, query: Any, *args: Any) -> Any:
        return self.company.database.read(query, *args)

    def id_of(self, badge: str) -> int:
        return self.read(lambda session: session.execute(select(Employee.id).where(Employee.badge == badge)).scalar())

    def actor(self, badge: str, *roles: Role) -> Actor:
        return Actor(self.id_of(badge), badge, badge, frozenset(roles), "counter")

    def lines(self, *wanted: str) -> list[Wanted]:
        """Lines said as `pens 3` or, with what they cost in fen, `pens 3 450`."""
        found = []
        for line in wanted:
            code, quantity, *fen = line.split()
            found.append(Wanted(self.items[code], int(quantity), int(fen[0]) if fen else None))
        return found

    def bought(self, *wanted: str, day: str = "2026-03-02") -> dict[str, Any]:
        """A stock-in that was written on paper, with form, invoice and list."""
        self.papers += 1
        asked = StockIn(date.fromisoformat(day), self.lines(*wanted), None, "INV-1", True)
        return self.run(vouchers.take_in, asked, self.company.now, OnPaper(f"P-{self.papers}", "ZJ-1"))

    def issued(self, badge: str, *wanted: str, day: str = "2026-03-03", **more: Any) -> dict[str, Any]:
        """An issue to somebody, who accepts what is durable."""
        person = self.id_of(badge)
        said: dict[str, Any] = {"accepted_by": person, **more}
        asked = Issue(date.fromisoformat(day), person, self.lines(*wanted), **said)
        return self.run(vouchers.issue, asked, self.company.now)

    def returned(self, badge: str, *wanted: str, day: str = "2026-03-04") -> dict[str, Any]:
        asked = Brought(date.fromisoformat(day), self.id_of(badge), self.lines(*wanted))
        return self.run(vouchers.give_back, asked, self.company.now)

    def lost(self, badge: str, *wanted: str, day: str = "2026-03-04") -> dict[str, Any]:
        asked = Brought(date.fromisoformat(day), self.id_of(badge), self.lines(*wanted))
        return self.run(vouchers.lose, asked, self.company.now)

    def handed_over(self, badge: str, to: str, *wanted: str, day: str = "2026-03-04") -> dict[str, Any]:
        receiver = self.id_of(to)
        asked = HandOver(date.fromisoformat(day), self.id_of(badge), receiver, self.lines(*wanted), receiver)
        return self.run(vouchers.hand_over, asked, self.company.now)

    def reversed(self, voucher: dict[str, Any], day: str = "2026-03-31") -> dict[str, Any]:
        return self.run(vouchers.reverse, voucher["voucher"], date.fromisoformat(day), "wrong", self.company.now)

    def on_hand(self, code: str, place: Place = STORE) -> tuple[int, int]:
        """Quantity and value in fen at a place."""
        stock: Stock = self.read(stock_at, self.items[code], place)
        return stock.quantity, stock.amount_fen

    def held_by(self, badge: str, code: str) -> tuple[int, int]:
        return self.on_hand(code, Place(PlaceKind.PERSON, self.id_of(badge)))

    def on(self, code: str, day: str) -> tuple[int, int]:
        """Quantity and value in the storeroom at the end of a day."""
        stock = self.read(store_on, date.fromisoformat(day)).get(self.items[code], Stock())
        return stock.quantity, stock.amount_fen

    def stock(self, on: str | None = None) -> list[tuple[Any, ...]]:
        return self.read(lambda s: list(stock_rows(s, ExportOptions(on=date.fromisoformat(on) if on else None))))

    def ledger(self, **options: Any) -> list[tuple[Any, ...]]:
        return self.read(lambda session: list(ledger_rows(session, ExportOptions(**options))))

    def give(self, kind: Any, text: str, *, dry_run: bool = False) -> Any:
        """An import from csv text, as the command does it."""
        path = self.company.folder / f"{kind.name}.csv"
        path.write_text(text, "utf-8")
        pins: Any = None
        company = self.company
        return exchange.import_files(
            company.database, company.machine, kind, [path], now=company.now, pins=pins, dry_run=dry_run
        )

    def problems(self) -> list[Message]:
        """What `opsconsole check` finds."""
        return self.read(_problems, self.company.now)


def _problems(session: Session, now: Any) -> list[Message]:
    return [found for check in CHECKS for found in check.run(session, now)]
