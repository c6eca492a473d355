"""Who else of a unit is away, or has asked to be, on the days of a leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.queries import Person, people_of
from opsconsole.approvals.rules.states import OPEN_STATES
from opsconsole.attendance.model import Leave
from opsconsole.attendance.requests.balances import span_of
from opsconsole.attendance.requests.model import LeaveRequest
from opsconsole.attendance.rules.leave import LeaveSpan, overlaps
from opsconsole.org.model import Assignment, Position
from opsconsole.org.tenures import running_on


@dataclass(frozen=True, slots=True)
class MateAway:
    """A colleague of the unit who is away, or has asked to be, on some of the days."""

    person: Person
    span: LeaveSpan
    approved: bool


def unit_mates_away(session: Session, employee_id: int, span: LeaveSpan, now: datetime) -> tuple[MateAway, ...]:
    """Colleagues of today's unit who are away on some of the days, approved or asked for."""
    return mates_away(session, employee_id, span, now.date())


def mates_away(session: Session, employee_id: int, span: LeaveSpan, day: date) -> tuple[MateAway, ...]:
    """Colleagues of the unit that somebody is in on a day who are away on some days of `span`."""
    unit = (
        select(Position.unit_id)
        .join(Assignment, Assignment.position_id == Position.id)
        .where(Assignment.employee_id == employee_id, running_on(day))
    ).scalar_subquery()
    mates = (
        select(Assignment.employee_id)
        .join(Position, Position.id == Assignment.position_id)
        .where(Position.unit_id == unit, Assignment.employee_id != employee_id, running_on(day))
    )
    held = session.execute(
        select(Leave, Leave.employee_id).where(
            Leave.employee_id.in_(mates), Leave.from_day <= span.to_date, Leave.to_day >= span.from_date
        )
    ).all()
    asked = session.execute(
        select(LeaveRequest, Request.requester_id)
        .join(Request, Request.id == LeaveRequest.request_id)
        .where(
            Request.requester_id.in_(mates),
            Request.state.in_(OPEN_STATES),
            LeaveRequest.from_day <= span.to_date,
            LeaveRequest.to_day >= span.from_date,
        )
    ).all()
    found = [(row, who, True) for row, who in held] + [(row, who, False) for row, who in asked]
    people = people_of(session, {who for _, who, _ in found})
    lines = [
        MateAway(people[who], span_of(row), approved) for row, who, approved in found if overlaps(span_of(row), span)
    ]
    return tuple(sorted(lines, key=lambda line: (line.span.first, line.person.badge)))
