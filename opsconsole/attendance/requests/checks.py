"""What must always be true of what was asked for in attendance; nothing here repairs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.attendance.model import Leave
from opsconsole.attendance.requests.model import LeaveEntry, LeaveReport, LeaveRequest
from opsconsole.audit.checks import Check
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org.model import Employee


def leave_follows_from_requests(session: Session, now: datetime) -> list[Message]:
    """Approved leave stands as it was asked for, or shorter where the report says so; no other request made leave."""
    rows = session.execute(
        select(Request, LeaveRequest, Leave, LeaveReport)
        .join(LeaveRequest, LeaveRequest.request_id == Request.id)
        .outerjoin(Leave, Leave.request_id == Request.id)
        .outerjoin(LeaveReport, LeaveReport.request_id == Request.id)
    )
    return [
        Message(N_("{number}: the leave kept is not the leave approved"), number=request.number)
        for request, asked, leave, report in rows
        if not _agrees(request.state, asked, leave, report)
    ]


def _agrees(state: State, asked: LeaveRequest, leave: Leave | None, report: LeaveReport | None) -> bool:
    if state is not State.APPROVED:
        return leave is None
    given_back = report is not None and report.given_back_halves > 0
    if leave is None:
        return given_back
    return (
        (leave.kind, leave.from_day, leave.from_half) == (asked.kind, asked.from_day, asked.from_half)
        and leave.certificate == asked.certificate
        and (given_back or (leave.to_day, leave.to_half) == (asked.to_day, asked.to_half))
    )


def balances_hold(session: Session, now: datetime) -> list[Message]:
    """No year's leave was used beyond what it gave."""
    rows = session.execute(
        select(Employee.badge, LeaveEntry.year)
        .join(Employee, Employee.id == LeaveEntry.employee_id)
        .group_by(Employee.badge, LeaveEntry.year, LeaveEntry.kind)
        .having(func.sum(LeaveEntry.halves) < 0)
    )
    return [
        Message(N_("{badge} used more leave in {year} than the year gave"), badge=badge, year=year)
        for badge, year in rows
    ]


CHECKS = (
    Check(N_("Leave follows from what was approved"), leave_follows_from_requests),
    Check(N_("No leave beyond its balance"), balances_hold),
)
