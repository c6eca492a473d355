"""Random claims, cuts, decisions, payments, reversals: what must always hold (EXP-2 to EXP-5)."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
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

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State, Verdict
from opsconsole.assembly import open_database
from opsconsole.budgets.queries import budget_lines
from opsconsole.budgets.service import set_budget
from opsconsole.cashbook import service as cash
from opsconsole.cashbook.model import CashVoucher
from opsconsole.cashbook.queries import settlements
from opsconsole.dates import Month
from opsconsole.errors import Refusal
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.reimbursement.service.loans import LoanAsked, ask_for_loan
from tests.approvals.conftest import MORE_STAFF
from tests.approvals.desk import open_desk
from tests.conftest import MACHINE, NOW
from tests.org.conftest import Office
from tests.reimbursement.purse import CASHIER, FINANCE, open_purse

MARCH = Month(2026, 3)
people = st.sampled_from(("E3", "E4", "E6", "E8", "E11"))
amounts = st.integers(1, 30_000)
invoices = st.sampled_from(("", *(f"2642700000037558{number:04d}" for number in range(4))))


class Histories(RuleBasedStateMachine):
    """Everything that may happen to what people claim."""

    template: Path

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "ops.sqlite3"
        shutil.copyfile(self.template, path)
        database = open_database(f"sqlite:///{path}", state_dir=self.folder / "state", clock=lambda: NOW, actor=MACHINE)
        office = Office(database, MACHINE, NOW).found_company()
        office.staff(MORE_STAFF + "E11,孙八,QD-02,2022-01-01,,5000,1000,11,\n")
        self.purse = open_purse(open_desk(office, NOW), self.folder)
        self.goods = self.purse.stock_in("pens 10 20000")
        company = self.purse.counter.unit("JL")
        self.purse.run(FINANCE, set_budget, company, "", MARCH, MARCH, 30_000)

    @invariant()
    def nothing_goes_over_the_budget_without_a_reason(self) -> None:
        """EXP-7: nobody here gives one."""
        if hasattr(self, "goods"):
            (line,) = self.purse.read(budget_lines, self.purse.actor(FINANCE), MARCH)
            assert line.figures.left_fen >= 0

    def teardown(self) -> None:
        assert self.purse.broken() == []
        self.purse.desk.database.close()
        shutil.rmtree(self.folder)

    def tried(self, act: Any, *args: Any, **more: Any) -> None:
        try:
            act(*args, **more)
        except Refusal as refusal:
            if not refusal.clause:
                raise

    def requests(self, *states: State) -> list[int]:
        return self.purse.read(_requests, states)

    @rule(who=people, fen=amounts, more=amounts, invoice=invoices)
    def claim(self, who: str, fen: int, more: int, invoice: str) -> None:
        self.tried(self.purse.claim, f"{fen} {invoice}", str(more), by=who)

    @rule(who=people, fen=amounts, invoice=invoices)
    def buy(self, who: str, fen: int, invoice: str) -> None:
        self.tried(self.purse.claim, f"{fen} {invoice}", by=who, kind=ClaimKind.PURCHASE, stock_in_id=self.goods)

    @rule(who=people, fen=amounts)
    def borrow(self, who: str, fen: int) -> None:
        asked = LoanAsked(fen, "a journey", NOW.date())
        self.tried(self.purse.run, who, ask_for_loan, self.purse.desk.id(who), asked, NOW)

    @precondition(lambda self: self.requests(State.APPROVED))
    @rule(data=st.data(), fen=amounts)
    def settle(self, data: st.DataObject, fen: int) -> None:
        loan = data.draw(st.sampled_from(self.requests(State.APPROVED)))
        who = self.purse.desk.detail(loan).line.requester.badge
        if self.purse.desk.detail(loan).line.kind == "loan":
            self.tried(self.purse.claim, str(fen), by=who, kind=ClaimKind.LOAN, loan_id=loan)

    @precondition(lambda self: self.requests(State.WAITING))
    @rule(data=st.data(), verdict=st.sampled_from((Verdict.APPROVE, Verdict.APPROVE, Verdict.APPROVE, *Verdict)))
    def decide(self, data: st.DataObject, verdict: Verdict) -> None:
        request = data.draw(st.sampled_from(self.requests(State.WAITING)))
        able = self.purse.desk.deciders(request)
        if able:
            self.tried(self.purse.decide, able[0], request, verdict)

    @precondition(lambda self: self.requests(State.WAITING))
    @rule(data=st.data(), fen=st.integers(0, 30_000))
    def cut(self, data: st.DataObject, fen: int) -> None:
        request = data.draw(st.sampled_from(self.requests(State.WAITING)))
        if self.purse.desk.detail(request).line.kind == "claim":
            self.tried(self.purse.review, request, line1=(fen, "so"))

    @precondition(lambda self: self.requests(State.APPROVED))
    @rule(data=st.data())
    def pay(self, data: st.DataObject) -> None:
        self.tried(self.purse.pay, data.draw(st.sampled_from(self.requests(State.APPROVED))))

    @precondition(lambda self: self.requests(*State))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        request = data.draw(st.sampled_from(self.requests(*State)))
        who = self.purse.desk.detail(request).line.requester.badge
        with suppress(Refusal):
            self.purse.desk.withdraw(who, request)

    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        covered = self.purse.read(settlements, self.purse.actor(CASHIER))
        if covered:
            request = data.draw(st.sampled_from(covered))[0]
            self.tried(self.purse.run, CASHIER, cash.take_back_settlement, request, "so", NOW)

    @rule(data=st.data())
    def reverse(self, data: st.DataObject) -> None:
        held = self.purse.read(lambda session: list(session.scalars(select(CashVoucher.id))))
        if held:
            voucher = data.draw(st.sampled_from(held))
            self.tried(self.purse.run, CASHIER, cash.reverse, voucher, NOW.date(), "so", NOW)


def _requests(session: Session, states: tuple[State, ...]) -> list[int]:
    return list(session.scalars(select(Request.id).where(Request.state.in_(states)).order_by(Request.id)))


@pytest.fixture(scope="module")
def template(sqlite_template: Path) -> Path:
    return sqlite_template


def test_any_history(template: Path) -> None:
    machine = type("PurseHistories", (Histories,), {"template": template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
