"""People who ask and decide, in the words of the office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.access.service import add_account
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.model import Request, RequestDecision
from opsconsole.approvals.queries import RequestDetail, RequestLine, nobody_yet, request_detail, waiting_for
from opsconsole.approvals.rules.states import Verdict
from opsconsole.approvals.service import withdraw
from opsconsole.approvals.stand_ins import appoint_stand_in
from opsconsole.assembly import CHECKS
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.model import MonthRow
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.requests.leave import LeaveAsked, ask_for_leave
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.i18n import text_of
from opsconsole.org.model import Employee
from tests.org.conftest import Office

APRIL = Month(2026, 4)
CLERK = "E6"


def leave(text: str, kind: LeaveKind = LeaveKind.PERSONAL, **more: Any) -> LeaveAsked:
    """`04-08am 04-09pm` of 2026."""
    first, last = text.split()
    return LeaveAsked(
        kind,
        date.fromisoformat(f"2026-{first[:5]}"),
        HalfName(first[5:]),
        date.fromisoformat(f"2026-{last[:5]}"),
        HalfName(last[5:]),
        **more,
    )


@dataclass
class Desk:
    """A company whose people ask and decide at `now`."""

    office: Office
    now: datetime

    @property
    def database(self) -> Database:
        return self.office.database

    def actor(self, badge: str) -> Actor:
        """Somebody at the keys; the clerk runs the office."""
        roles = frozenset({Role.OFFICE_CLERK}) if badge == CLERK else frozenset()
        return Actor(self.id(badge), badge, badge, roles, "t1")

    def id(self, badge: str) -> int:
        return self.database.read(_id, badge)

    def badge(self, employee_id: int) -> str:
        return self.database.read(_badge, employee_id)

    def run(self, verb: Any, badge: str, *args: Any, **more: Any) -> Any:
        return self.database.run(verb, self.actor(badge), *args, **more)

    def ask(self, badge: str, asked: LeaveAsked, by: str | None = None, **more: Any) -> int:
        """Asks for leave; the request's id."""
        return self.run(ask_for_leave, by or badge, self.id(badge), asked, self.now, **more)["request"]

    def decide(self, badge: str, request: int, verdict: Verdict = Verdict.APPROVE, reason: str = "") -> str:
        """Decides as it stands now; the state that follows."""
        reason = reason or ("" if verdict is Verdict.APPROVE else "not so")
        return self.run(decide, badge, request, self.version(request), verdict, self.now, reason)["state"]

    def withdraw(self, badge: str, request: int) -> str:
        return self.run(withdraw, badge, request, self.version(request), self.now)["state"]

    def stand_in(self, badge: str, other: str, days: int = 30, by: str | None = None) -> int:
        """Lets another decide from today on."""
        today = self.now.date()
        return self.run(
            appoint_stand_in, by or badge, self.id(badge), self.id(other), today, today + timedelta(days), self.now
        )["stand_in"]

    def version(self, request: int) -> int:
        return self.database.read(_request, request).version

    def state(self, request: int) -> str:
        return self.database.read(_request, request).state.value

    def deciders(self, request: int) -> list[str]:
        """Who may decide it now."""
        return [one.badge for one in self.detail(request).line.deciders]

    def detail(self, request: int) -> RequestDetail:
        return self.database.read(request_detail, self.actor(CLERK), request, self.now)

    def waiting(self, badge: str) -> tuple[RequestLine, ...]:
        return self.database.read(waiting_for, self.actor(badge), self.now)

    def nobody_yet(self) -> tuple[RequestLine, ...]:
        return self.database.read(nobody_yet, self.actor(CLERK), self.now)

    def judge(self, at: datetime | None = None) -> None:
        self.database.run(ensure_judged, self.office.actor, APRIL, at or self.now)

    def halves(self, badge: str, *days: str) -> list[str]:
        """What the halves of days of April stand as on the sheet, morning and afternoon in turn."""
        row = self.database.read(_row, badge, str(APRIL))
        month = unpack_month(row.days)
        judged = [month[int(day[3:]) - 1] for day in days]
        return [half.result.value for one in judged if one is not None for half in one.halves]

    def leave_halves(self, badge: str) -> int:
        """All half days of leave of April."""
        return sum(map(int, self.database.read(_row, badge, str(APRIL)).leave_halves.split(",")))

    def decisions(self, request: int) -> list[tuple[str, str]]:
        """Who decided, and for whom."""
        return [(self.badge(one), self.badge(other)) for one, other in self.database.read(_decisions, request)]

    def broken(self) -> list[str]:
        """What `check` finds."""
        return [text_of(found) for check in CHECKS for found in self.database.read(check.run, self.now)]


def open_desk(office: Office, now: datetime) -> Desk:
    """The small company with a clerk who runs the office."""
    desk = Desk(office, now)
    desk.database.run(add_account, office.actor, CLERK, [Role.OFFICE_CLERK], "digest", now)
    return desk


def _id(session: Session, badge: str) -> int:
    return session.execute(select(Employee.id).where(Employee.badge == badge)).scalar_one()


def _badge(session: Session, employee_id: int) -> str:
    return session.get_one(Employee, employee_id).badge


def _request(session: Session, request_id: int) -> Request:
    request = session.get_one(Request, request_id)
    session.expunge(request)
    return request


def _row(session: Session, badge: str, month: str) -> Any:
    query = select(MonthRow.__table__).join(Employee, Employee.id == MonthRow.employee_id)
    return session.execute(query.where(MonthRow.month == month, Employee.badge == badge)).one()


def _decisions(session: Session, request_id: int) -> list[tuple[int, int]]:
    query = select(RequestDecision.decided_by_id, RequestDecision.for_id).order_by(RequestDecision.id)
    return [tuple(row) for row in session.execute(query.where(RequestDecision.request_id == request_id))]
