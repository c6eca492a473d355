"""Reporting back from leave (销假): early gives the rest back, late is absence in between (ATT-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.approvals import service as approvals
from opsconsole.approvals.deciding import is_decider_of
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.attendance.model import Leave
from opsconsole.attendance.requests.balances import span_of, workday_halves
from opsconsole.attendance.requests.leave import give_back, judge_span, leave_of, leave_request_of
from opsconsole.attendance.requests.model import LeaveReport, LeaveRequest
from opsconsole.attendance.rules.leave import LeaveSpan
from opsconsole.attendance.rules.values import HalfName
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Refusal
from opsconsole.i18n import N_


@dataclass(frozen=True, slots=True)
class BackPreview:
    """What reporting back on a half day comes to, in half days of workdays: given back, or away beyond the leave."""

    given_back_halves: int
    late_halves: int


def report_preview(
    session: Session, request_id: int, back_day: date, back_half: HalfName, now: datetime
) -> BackPreview:
    """What `report_back` would do; raises Refusal for what it would refuse."""
    request = approvals.find_request(session, request_id)
    _check_report(session, request, leave_request_of(session, request_id), back_day, now)
    leave = leave_of(session, request_id)
    assert leave is not None
    rest, late = _beyond_and_rest(session, leave, LeaveSpan(back_day, back_half, back_day, back_half))
    return BackPreview(sum(rest.values()), late)


def report_back(
    session: Session, actor: Actor, request_id: int, version: int, back_day: date, back_half: HalfName, now: datetime
) -> dict[str, Any]:
    """Reports back from leave (销假): `back_day` and `back_half` are the first half day at work again.

    Early, the rest is given back; late, the half days between are absence (ATT-4). The employee, the office or who
    approved may report. Raises Refusal for a day to come, leave that is not approved, and a second report.
    """
    request = approvals.find_request(session, request_id, version)
    if not is_decider_of(session, actor, request_id):
        approvals.own_request(session, actor, request_id, version)
    row = leave_request_of(session, request_id)
    _check_report(session, request, row, back_day, now)
    given_back, late = _back_from(session, request, row, LeaveSpan(back_day, back_half, back_day, back_half), now)
    session.add(
        LeaveReport(
            request_id=request_id,
            back_day=back_day,
            back_half=back_half,
            given_back_halves=given_back,
            late_halves=late,
            reported_by=actor.badge,
            reported_at=now,
        )
    )
    request.version += 1
    session.flush()
    audit.record(session, request.number, back=f"{back_day} {back_half}", given_back=given_back, late=late)
    return {**approvals.outcome(request), "given_back_halves": given_back, "late_halves": late}


def _check_report(session: Session, request: Request, row: LeaveRequest, back_day: date, now: datetime) -> None:
    if request.state is not State.APPROVED or leave_of(session, request.id) is None:
        raise Refusal(N_("{number} is not approved leave"), clause="ATT-4", number=request.number)
    if session.get(LeaveReport, request.id) is not None:
        raise Refusal(N_("{number} was reported back already"), clause="ATT-4", number=request.number)
    if back_day > now.date():
        raise Refusal(N_("Reporting back is for a day that has come"), clause="ATT-4")
    if back_day < row.from_day:
        raise Refusal(N_("Leave that has not begun is withdrawn, not reported back from"), clause="ATT-4")


def _back_from(
    session: Session, request: Request, row: LeaveRequest, back: LeaveSpan, now: datetime
) -> tuple[int, int]:
    """Ends the leave before the half day of `back`; the half days given back, and those away beyond the leave."""
    leave = leave_of(session, request.id)
    assert leave is not None
    whole = span_of(leave)
    rest, late = _beyond_and_rest(session, leave, back)
    if back.first > whole.last:
        return 0, late
    if back.first <= whole.first:
        session.delete(leave)
    else:
        day, afternoon = _half_before(*back.first)
        leave.to_day, leave.to_half = day, HalfName.PM if afternoon else HalfName.AM
    session.flush()
    for year, halves in rest.items():
        give_back(session, request, row, year, halves, now)
    judge_span(session, request.requester_id, whole)
    return sum(rest.values()), 0


def _beyond_and_rest(session: Session, leave: Leave, back: LeaveSpan) -> tuple[Mapping[int, int], int]:
    """The half days of the leave from `back` on, by year, and those between its end and `back`: one of them is none."""
    last = span_of(leave).last
    if back.first <= last:
        return workday_halves(session, _span(back.first, last)), 0
    missed_from, missed_to = _half_after(*last), _half_before(*back.first)
    late = workday_halves(session, _span(missed_from, missed_to)) if missed_from <= missed_to else {}
    return {}, sum(late.values())


Half = tuple[date, bool]


def _half_before(day: date, afternoon: bool) -> Half:
    return (day, False) if afternoon else (day - ONE_DAY, True)


def _half_after(day: date, afternoon: bool) -> Half:
    return (day + ONE_DAY, False) if afternoon else (day, True)


def _span(first: Half, last: Half) -> LeaveSpan:
    return LeaveSpan(
        first[0], HalfName.PM if first[1] else HalfName.AM, last[0], HalfName.PM if last[1] else HalfName.AM
    )
