"""Random receipts, issues, returns, hand-overs, losses and reversals: what must always hold (SUP-5, SUP-8)."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
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

from opsconsole.assembly import open_database
from opsconsole.errors import Refusal
from opsconsole.stockroom.model import StockBalance, StockVoucher
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
        undone = self.room.read(lambda session: set(session.scalars(select(StockVoucher.reverses_id))))
        for voucher in reversed(self.posted):
            if voucher["voucher"] not in undone:
                self.room.reversed(voucher)
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

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        voucher = data.draw(st.sampled_from(self.posted))
        before = len(self.posted)
        self.tried(self.room.reversed, voucher)
        del self.posted[before:]

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
            last = self.room.on(code, str(date(2026, 3, 31)))
            assert last == (quantity, amount)


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
