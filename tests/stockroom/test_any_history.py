"""Random receipts, issues, returns, hand-overs, losses and reversals: what must always hold (SUP-5, SUP-8)."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.assembly import open_database
from opsconsole.errors import Refusal
from opsconsole.stockroom.model import CountState, StockBalance, StockCount, StockVoucher
from opsconsole.stockroom.service.counts import differences, enter_count, open_count, post_differences
from tests.conftest import MACHINE, NOW
from tests.stockroom.conftest import _open
from tests.stockroom.storeroom import Storeroom

people = st.sampled_from(("E1", "E2", "E3"))
items = st.sampled_from(("pens", "paper", "calculator"))
march = st.integers(1, 31).map(lambda day: f"2026-03-{day:02d}")
quantities = st.integers(1, 7)


class Histories(RuleBasedStateMachine):
    """A storeroom and everything that may happen at its counter."""

    template: Path
    room: Storeroom

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "ops.sqlite3"
        shutil.copyfile(self.template, path)
        database = open_database(f"sqlite:///{path}", state_dir=self.folder / "state", clock=lambda: NOW, actor=MACHINE)
        self.room = _open(database, MACHINE, NOW, self.folder)
        self.posted: list[dict[str, Any]] = []

    def teardown(self) -> None:
        assert self.room.problems() == []
        self.undo_everything()
        self.room.company.database.close()
        shutil.rmtree(self.folder)

    def undo_everything(self) -> None:
        """Reversing everything, last first, returns to the start."""
        for voucher in reversed(self.posted):
            if not self.room.read(is_reversed, voucher["voucher"]):
                self.room.reversed(voucher, day=str(NOW.date()))
        held = self.room.read(
            lambda session: list(session.execute(select(StockBalance.quantity, StockBalance.amount_fen)))
        )
        assert {tuple(row) for row in held} <= {(0, 0)}
        assert self.room.problems() == []

    def tried(self, act: Any, *args: Any, **more: Any) -> None:
        try:
            self.posted.append(act(*args, **more))
        except Refusal as refusal:
            if refusal.clause not in ("SUP-7", "SUP-8"):
                raise

    @rule(item=items, quantity=quantities, fen=st.integers(0, 1000), day=march)
    def buy(self, item: str, quantity: int, fen: int, day: str) -> None:
        self.tried(self.room.bought, f"{item} {quantity} {fen}", day=day)

    @rule(who=people, item=items, quantity=quantities, day=march)
    def issue(self, who: str, item: str, quantity: int, day: str) -> None:
        self.tried(self.room.issued, who, f"{item} {quantity}", day=day)

    @rule(who=people, item=items, quantity=quantities, day=march)
    def give_back(self, who: str, item: str, quantity: int, day: str) -> None:
        self.tried(self.room.returned, who, f"{item} {quantity}", day=day)

    @rule(who=people, other=people, quantity=quantities, day=march)
    def hand_over(self, who: str, other: str, quantity: int, day: str) -> None:
        self.tried(self.room.handed_over, who, other, f"calculator {quantity}", day=day)

    @rule(who=people, quantity=quantities, day=march)
    def lose(self, who: str, quantity: int, day: str) -> None:
        self.tried(self.room.lost, who, f"calculator {quantity}", day=day)

    @rule(item=items, found=st.integers(0, 9), later=quantities, day=march)
    def count(self, item: str, found: int, later: int, day: str) -> None:
        """Counted, something moves meanwhile, and the difference is posted."""
        room, now = self.room, self.room.company.now
        number = room.run(open_count, "", now)["count"]
        room.run(enter_count, number, room.items[item], found, now)
        self.buy(item, later, 100, day)
        self.tried(room.run, posted_differences, number, now)
        room.run(dropped, number)

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        voucher = data.draw(st.sampled_from(self.posted))
        self.tried(self.room.reversed, voucher, day=str(NOW.date()))

    @invariant()
    def the_ledger_and_what_is_held_agree(self) -> None:
        if not hasattr(self, "room"):
            return
        for code in self.room.items:
            rows = self.room.ledger(item=code)
            quantity = amount = 0
            for row in rows:
                quantity, amount = quantity + row[5], amount + row[6]
                assert (quantity, amount) == (row[9], row[10])
                assert quantity >= 0
                assert amount >= 0
                assert quantity or not amount
            assert (quantity, amount) == self.room.on_hand(code)
            last = self.room.on(code, str(NOW.date()))
            assert last == (quantity, amount)


def is_reversed(session: Session, voucher_id: int) -> bool:
    """Whether what a voucher did was taken back, and not put again since."""
    by = dict(
        session.execute(
            select(StockVoucher.reverses_id, StockVoucher.id).where(StockVoucher.reverses_id.is_not(None))
        ).all()
    )
    taken_back = False
    while voucher_id in by:
        voucher_id, taken_back = by[voucher_id], not taken_back
    return taken_back


def posted_differences(session: Session, actor: Actor, number: int, now: datetime) -> dict[str, Any]:
    """What an approval does, without the asking."""
    count = session.get_one(StockCount, number)
    if not differences(session, number):
        raise Refusal("nothing differs", clause="SUP-8")
    post_differences(session, actor, count, now)
    return {"voucher": count.voucher_id}


def dropped(session: Session, actor: Actor, number: int) -> None:
    """The next count may begin."""
    session.get_one(StockCount, number).state = CountState.POSTED
    audit.record(session, f"count {number}")


@pytest.fixture(scope="module")
def template(sqlite_template: Path) -> Path:
    return sqlite_template


def test_any_history(template: Path) -> None:
    machine = type("CounterHistories", (Histories,), {"template": template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
