"""The demo company's stockroom: a quarter at the counter, purchases on approved forms, custody, a month closed.

All of it goes through the verbs, from a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.queries import request_detail
from opsconsole.approvals.rules.states import State, Verdict
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.demo.goods import GOODS, Good
from opsconsole.demo.quarter import Quarter
from opsconsole.errors import Refusal
from opsconsole.money import format_yuan
from opsconsole.org.model import Assignment, Employee, Position, Unit
from opsconsole.stockroom.model import Item, Measure
from opsconsole.stockroom.requests.funds import FundsAsked, FundsWanted, ask_for_funds
from opsconsole.stockroom.service import months, quotas, vouchers
from opsconsole.stockroom.service.vouchers import Brought, HandOver, Issue, StockIn, Wanted

_SEED = 20260101
_TERMINAL = "demo"
SATURDAY = 5
_MONTHS = (Month(2026, 1), Month(2026, 2), Month(2026, 3))
_A_DAY = (3, 7)
"""From and to how many people come to the counter on a day."""

KEEPER, CLERK, OPERATIONS = "BG-04", "BG-02", "YY-01"
INVOICES = ("26427000000375586818", "26312000000480012345", "26512000000590098765")
_OFFICE_FORM = ("A-001", "A-003", "B-001", "E-003", "G-002")
_BOUGHT = 60


@dataclass(frozen=True, slots=True)
class Taker:
    """Somebody who comes to the counter."""

    employee_id: int
    unit_id: int


class Stocking:
    """The storekeeper of the demo at work."""

    def __init__(self, database: Database, quarter: Quarter, ids: dict[str, int], now: datetime) -> None:
        self._database = database
        self._quarter = quarter
        self._ids = ids
        self._now = now
        self._random = Random(_SEED)
        self._items: dict[str, int] = {}
        self._given: list[tuple[Taker, Good]] = []

    def all(self) -> None:
        """The quarter, day by day, and what waits at its end."""
        self._items = self._database.read(_item_ids)
        takers = self._database.read(_takers)
        self._quotas()
        office = self._form(CLERK, "BG", _OFFICE_FORM, "一季度办公用品", _BOUGHT, datetime(2026, 1, 8, 9))
        fair = self._form(OPERATIONS, "YY", ("F-005", "D-001"), "展会用对讲机和硒鼓", 4, datetime(2026, 2, 4, 9))
        on = {
            date(2026, 1, 12): lambda: self._buy(office, INVOICES[0], date(2026, 1, 12), _OFFICE_FORM),
            date(2026, 2, 2): lambda: self._give_out(takers, date(2026, 2, 2)),
            date(2026, 2, 9): lambda: self._buy(fair, INVOICES[1], date(2026, 2, 9), ("F-005",)),
            date(2026, 3, 16): lambda: self._take_back(date(2026, 3, 16)),
        }
        for day in (day for month in _MONTHS for day in month.days() if day.weekday() < SATURDAY):
            on.get(day, lambda: None)()
            self._day(day, takers)
        for month in _MONTHS[:1]:
            self._run(CLERK, Role.OFFICE_CLERK, months.close_month, month, self._now)
        self._wait()

    def _day(self, day: date, takers: Sequence[Taker]) -> None:
        for _visit in range(self._random.randint(*_A_DAY)):
            taker = self._random.choice(takers)
            goods = self._random.sample(GOODS, self._random.randint(1, 3))
            lines = [Wanted(self._items[good.code], self._portion(good)) for good in goods if not good.durable]
            if lines:
                self._try(vouchers.issue, Issue(day, taker.employee_id, lines, over_quota="季度盘点加班"), day)

    def _portion(self, good: Good) -> int:
        return 1 if good.price_fen > 2_000 else self._random.randint(1, 3)

    def _give_out(self, takers: Sequence[Taker], day: date) -> None:
        """Durable things go out against a signed slip."""
        durable = [good for good in GOODS if good.durable]
        for number, taker in enumerate(self._random.sample(list(takers), 24), 1):
            good = self._random.choice(durable)
            line = [Wanted(self._items[good.code], 1)]
            asked = Issue(day, taker.employee_id, line, slip=f"2026-{number:03d}", over_quota="新到岗领用")
            if self._try(vouchers.issue, asked, day):
                self._given.append((taker, good))

    def _take_back(self, day: date) -> None:
        """Some of it is lost, changes hands or comes back."""
        for place, (taker, good) in enumerate(self._given[:4]):
            line = [Wanted(self._items[good.code], 1)]
            if place == 0:
                self._try(vouchers.lose, Brought(day, taker.employee_id, line, note="出差途中遗失"), day)
            elif place == 1:
                other = self._given[-1][0].employee_id
                self._try(vouchers.hand_over, HandOver(day, taker.employee_id, other, line, slip="2026-101"), day)
            else:
                self._try(vouchers.give_back, Brought(day, taker.employee_id, line, note="不再使用"), day)

    def _quotas(self) -> None:
        units = self._database.read(_unit_ids)
        for code, fen in (("YY", 30_000), ("XS", 25_000), ("QD", 20_000)):
            arguments = (units[code], "", Measure.FEN, _MONTHS[0], fen)
            self._run(CLERK, Role.OFFICE_CLERK, quotas.set_quota, *arguments)

    def _form(self, post: str, unit: str, codes: Sequence[str], purpose: str, quantity: int, at: datetime) -> int:
        """A form that was approved by whoever decides it; its request's id."""
        request = self._ask(post, unit, codes, purpose, quantity, at)
        while True:
            machine = self._actor(CLERK, Role.OFFICE_CLERK)
            detail = self._database.read(request_detail, machine, request, at)
            if detail.line.state is not State.WAITING:
                return request
            by = detail.line.deciders[0]
            actor = Actor(by.id, by.badge, by.name, frozenset(), _TERMINAL)
            self._database.run(decide, actor, request, detail.line.version, Verdict.APPROVE, at, "")

    def _ask(self, post: str, unit: str, codes: Sequence[str], purpose: str, quantity: int, at: datetime) -> int:
        prices = {good.code: good.price_fen for good in GOODS}
        lines = [FundsWanted(self._items[code], quantity, prices[code] * quantity) for code in codes]
        asked = FundsAsked(self._database.read(_unit_ids)[unit], purpose, lines, "晨光文具批发部")
        role = Role.HEAD if post == OPERATIONS else Role.OFFICE_CLERK
        return self._run(post, role, ask_for_funds, asked, at)["request"]

    def _buy(self, form: int, invoice: str, day: date, codes: Sequence[str]) -> None:
        prices = {good.code: good.price_fen for good in GOODS}
        quantity = _BOUGHT if len(codes) > 1 else 4
        lines = [Wanted(self._items[code], quantity, prices[code] * quantity * 98 // 100) for code in codes]
        self._try(vouchers.take_in, StockIn(day, lines, form, invoice, True, "晨光文具批发部"), day)

    def _wait(self) -> None:
        """A form that waits for the general manager, and one that is large and waits for the deputy in charge."""
        self._ask(CLERK, "BG", ("E-001", "E-002"), "保洁用品", 40, self._now)
        self._ask(OPERATIONS, "YY", ("F-006",), "新员工电脑", 3, self._now)

    def _actor(self, post: str, role: Role) -> Actor:
        person = self._quarter.holders[post][0]
        return Actor(self._ids[person.badge], person.badge, person.name, frozenset({role}), _TERMINAL)

    def _run(self, post: str, role: Role, verb: Callable[..., Any], *args: Any) -> Any:
        return self._database.run(verb, self._actor(post, role), *args)

    def _try(self, verb: Callable[..., Any], asked: Any, day: date) -> bool:
        """Posts at the counter; what the stockroom refuses (an empty shelf) does not happen."""
        try:
            self._run(KEEPER, Role.STOREKEEPER, verb, asked, datetime.combine(day, time(10)))
        except Refusal:
            return False
        return True


def item_rows() -> list[dict[str, str]]:
    """The items as a file says them."""
    return [
        {
            "code": good.code,
            "name_zh": good.name_zh,
            "name_en": good.name_en,
            "spec": good.spec,
            "category": good.category,
            "unit": good.unit,
            "pack_unit": good.pack_unit,
            "pack_size": str(good.pack_size or ""),
            "barcode": good.barcode,
            "minimum": str(good.minimum),
            "durable": "yes" if good.durable else "no",
        }
        for good in GOODS
    ]


def opening_rows() -> list[dict[str, str]]:
    """What there was on the first day of the year."""
    return [
        {
            "date": str(_MONTHS[0].first),
            "item": good.code,
            "quantity": str(good.opening),
            "amount": format_yuan(good.price_fen * good.opening, grouped=False),
        }
        for good in GOODS
    ]


def _item_ids(session: Session) -> dict[str, int]:
    return dict(session.execute(select(Item.code, Item.id)).all())


def _unit_ids(session: Session) -> dict[str, int]:
    return dict(session.execute(select(Unit.code, Unit.id)).all())


def _takers(session: Session) -> list[Taker]:
    """Everybody who was there from the first month to the last."""
    rows = session.execute(
        select(Employee.id, Position.unit_id)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .join(Position, Position.id == Assignment.position_id)
        .where(Assignment.from_day <= _MONTHS[0].first, Assignment.to_day.is_(None))
        .order_by(Employee.badge)
    )
    return [Taker(row.id, row.unit_id) for row in rows]
