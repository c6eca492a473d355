"""Random requests, decisions, stand-ins and reorganisations: what must always hold."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date, datetime, timedelta
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

from opsconsole.approvals.model import Request, RequestDecision, StandIn
from opsconsole.approvals.rules.states import State, Verdict
from opsconsole.approvals.stand_ins import end_stand_in
from opsconsole.assembly import open_database
from opsconsole.attendance.model import Leave
from opsconsole.attendance.requests.leave import LeaveAsked, change_leave
from opsconsole.attendance.requests.reporting import report_back
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.errors import Refusal
from opsconsole.org.service import transfer
from opsconsole.org.values import Terms
from tests.approvals.conftest import MORE_STAFF
from tests.approvals.desk import Desk, open_desk
from tests.conftest import MACHINE, NOW
from tests.org.conftest import Office

BADGES = ("E1", "E2", "E3", "E4", "E6", "E7", "E8")
POSITIONS = ("FZ", "YY-01", "YY-02", "QD-01", "QD-02", "BGS-02")
AFTER = datetime(2026, 4, 30, 9, 0)
people = st.sampled_from(BADGES)
halves = st.sampled_from(HalfName)
april = st.integers(1, 24).map(lambda number: date(2026, 4, number))


class Histories(RuleBasedStateMachine):
    """The company of the tests, and everything that may happen to what its people ask."""

    template: Path

    @initialize()
    def found(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        path = self.folder / "ops.sqlite3"
        shutil.copyfile(self.template, path)
        database = open_database(f"sqlite:///{path}", state_dir=self.folder / "state", clock=lambda: NOW, actor=MACHINE)
        office = Office(database, MACHINE, NOW)
        self.desk = Desk(office, NOW)
        self.refused = 0

    def teardown(self) -> None:
        assert self.desk.broken() == []
        self.desk.database.close()
        shutil.rmtree(self.folder)

    def tried(self, act: Any, *args: Any) -> None:
        try:
            act(*args)
        except Refusal:
            self.refused += 1

    def requests(self, *states: State) -> list[int]:
        return self.desk.database.read(_requests, states)

    @rule(who=people, first=april, days=st.integers(0, 6), half=halves, last=halves, kind=st.sampled_from(LeaveKind))
    def ask(self, who: str, first: date, days: int, half: HalfName, last: HalfName, kind: LeaveKind) -> None:
        asked = LeaveAsked(kind, first, half, first + timedelta(days), last, certificate=days % 2 == 0)
        self.tried(self.desk.ask, who, asked)

    @precondition(lambda self: self.requests(State.WAITING))
    @rule(data=st.data(), verdict=st.sampled_from((*Verdict, Verdict.APPROVE, Verdict.APPROVE)))
    def decide(self, data: st.DataObject, verdict: Verdict) -> None:
        request = data.draw(st.sampled_from(self.requests(State.WAITING)))
        able = self.desk.deciders(request)
        who = data.draw(st.sampled_from((*able, *able, *able, *BADGES)))
        self.tried(self.desk.decide, who, request, verdict)

    @precondition(lambda self: self.requests(State.RETURNED))
    @rule(data=st.data(), first=april, last=halves)
    def change(self, data: st.DataObject, first: date, last: HalfName) -> None:
        request = data.draw(st.sampled_from(self.requests(State.RETURNED)))
        who = self.desk.detail(request).line.requester.badge
        asked = LeaveAsked(LeaveKind.PERSONAL, first, HalfName.AM, first, last)
        self.tried(self.desk.run, change_leave, who, request, self.desk.version(request), asked, self.desk.now)

    @precondition(lambda self: self.requests(*State))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        request = data.draw(st.sampled_from(self.requests(*State)))
        self.tried(self.desk.withdraw, self.desk.detail(request).line.requester.badge, request)

    @precondition(lambda self: self.requests(State.APPROVED))
    @rule(data=st.data(), back=april, half=halves)
    def come_back(self, data: st.DataObject, back: date, half: HalfName) -> None:
        request = data.draw(st.sampled_from(self.requests(State.APPROVED)))
        who = self.desk.detail(request).line.requester.badge
        now = max(self.desk.now, datetime(back.year, back.month, back.day, 9))
        self.tried(self.desk.run, report_back, who, request, self.desk.version(request), back, half, now)

    @rule(who=people, other=people, days=st.integers(0, 20))
    def appoint(self, who: str, other: str, days: int) -> None:
        self.tried(self.desk.stand_in, who, other, days)

    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        held = self.desk.database.read(_stand_ins)
        if held:
            row, employee_id = data.draw(st.sampled_from(held))
            self.tried(self.desk.run, end_stand_in, self.desk.badge(employee_id), row, self.desk.now)

    @rule(who=people, position=st.sampled_from(POSITIONS))
    def reorganise(self, who: str, position: str) -> None:
        terms = Terms(position, 500_000, 100_000, who[1:])
        today = self.desk.now.date()
        self.tried(self.desk.database.run, transfer, MACHINE, who, today, None, terms, self.desk.now)

    @rule(days=st.integers(0, 3))
    def pass_time(self, days: int) -> None:
        self.desk.now = min(self.desk.now + timedelta(days), datetime(2026, 4, 24, 9))

    @invariant()
    def nobody_decided_their_own(self) -> None:
        assert self.desk.database.read(_own_decisions) == []

    @invariant()
    def what_waits_has_a_decider_or_is_on_the_offices_desk(self) -> None:
        nobody = {line.id for line in self.desk.nobody_yet()}
        for request in self.requests(State.WAITING):
            deciders = self.desk.deciders(request)
            assert bool(deciders) != (request in nobody)
            assert self.desk.detail(request).line.requester.badge not in deciders
            for who in deciders:
                assert request in {line.id for line in self.desk.waiting(who)}

    @invariant()
    def approved_leave_and_judged_days_agree(self) -> None:
        for badge in BADGES:
            kept = self.desk.database.read(_leave_halves, self.desk.id(badge))
            assert self.desk.leave_halves(badge) == kept, badge


def _requests(session: Session, states: tuple[State, ...]) -> list[int]:
    return list(session.scalars(select(Request.id).where(Request.state.in_(states)).order_by(Request.id)))


def _stand_ins(session: Session) -> list[tuple[int, int]]:
    return [tuple(row) for row in session.execute(select(StandIn.id, StandIn.employee_id).order_by(StandIn.id))]


def _own_decisions(session: Session) -> list[int]:
    query = select(Request.id).join(RequestDecision, RequestDecision.request_id == Request.id)
    return list(session.scalars(query.where(RequestDecision.decided_by_id == Request.requester_id)))


CERTIFIED = {LeaveKind.FAMILY, LeaveKind.MARRIAGE, LeaveKind.MATERNITY, LeaveKind.SURGERY}
HOLIDAYS = {date(2026, 4, 6)}


def _leave_halves(session: Session, employee_id: int) -> int:
    """Half days of workdays of April that certified or other leave covers, counted the long way."""
    covered = set()
    for row in session.scalars(select(Leave).where(Leave.employee_id == employee_id)):
        for number in range(1, 31):
            day = date(2026, 4, number)
            for half in HalfName:
                inside = (row.from_day, row.from_half) <= (day, half) <= (row.to_day, row.to_half)
                if (
                    inside
                    and day.weekday() < 5
                    and day not in HOLIDAYS
                    and (row.certificate or row.kind not in CERTIFIED)
                ):
                    covered.add((day, half))
    return len(covered)


@pytest.fixture(scope="module")
def company_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company of the tests with its April judged, as a file."""
    folder = tmp_path_factory.mktemp("histories")
    path = folder / "template.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", state_dir=folder / "state", clock=lambda: NOW, actor=MACHINE)
    office = Office(database, MACHINE, NOW).found_company()
    office.staff(MORE_STAFF)
    desk = open_desk(office, NOW)
    desk.judge(AFTER)
    database.close()
    return path


def test_any_history(company_template: Path) -> None:
    machine = type("CompanyHistories", (Histories,), {"template": company_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            phases=(Phase.explicit, Phase.reuse, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
