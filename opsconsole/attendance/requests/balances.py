"""The ledger of leave that has an allowance: granted, used, given back, never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import OPEN_STATES
from opsconsole.attendance.model import CalendarDay, Leave
from opsconsole.attendance.requests.model import EntryReason, LeaveEntry, LeaveRequest
from opsconsole.attendance.requests.policy import DOMAIN, LeavePolicy
from opsconsole.attendance.rules.balances import HALVES_A_DAY, annual_halves
from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.leave import LeaveSpan, halves_between
from opsconsole.attendance.rules.names import LEAVE_NAMES
from opsconsole.attendance.rules.values import DayKind, LeaveKind
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Employee
from opsconsole.policy.queries import timeline


def leave_policy(session: Session, day: date) -> LeavePolicy:
    """The figures of asking for leave that hold on a day."""
    return timeline(session, DOMAIN, LeavePolicy()).on(day)


def has_allowance(policy: LeavePolicy, kind: LeaveKind) -> bool:
    """Whether leave of a kind is counted against a balance."""
    return kind is LeaveKind.ANNUAL or any(one.kind is kind for one in policy.allowances)


def workday_halves(session: Session, span: LeaveSpan) -> Counter[int]:
    """The half days of workdays that a span covers, by year (ATT-4)."""
    rows = session.execute(
        select(CalendarDay.day, CalendarDay.kind, CalendarDay.name).where(
            CalendarDay.day.between(span.from_date, span.to_date)
        )
    )
    entries = {row.day: (row.kind, row.name) for row in rows}
    return Counter(
        day.year
        for day, _ in halves_between(span.from_date, span.from_half, span.to_date, span.to_half)
        if kind_of(day, entries) is DayKind.WORKDAY
    )


def grant(session: Session, employee: Employee, kind: LeaveKind, day: date, now: datetime) -> None:
    """Brings what the year of `day` has granted up to what it gives as of that day."""
    due = _due(leave_policy(session, day), employee, kind, day) - _moved(
        session, employee.id, kind, day.year, EntryReason.GRANTED
    )
    if due > 0:
        enter(session, employee.id, kind, day.year, due, EntryReason.GRANTED, now)


def enter(
    session: Session,
    employee_id: int,
    kind: LeaveKind,
    year: int,
    halves: int,
    reason: EntryReason,
    now: datetime,
    request_id: int | None = None,
    note: str = "",
) -> None:
    """Adds a line to the ledger."""
    session.add(
        LeaveEntry(
            employee_id=employee_id,
            kind=kind,
            year=year,
            halves=halves,
            reason=reason,
            request_id=request_id,
            note=note,
            at=now,
        )
    )
    session.flush()


def balance_halves(session: Session, employee: Employee, kind: LeaveKind, day: date) -> int:
    """What is left of a year's leave as of a day of it: granted and due, less what was used, on paper too."""
    granted = _moved(session, employee.id, kind, day.year, EntryReason.GRANTED)
    due = _due(leave_policy(session, day), employee, kind, day)
    moved = _moved(session, employee.id, kind, day.year)
    return moved + max(0, due - granted) - _on_paper(session, employee.id, kind, day.year)


def asked_halves(session: Session, employee_id: int, kind: LeaveKind, year: int, but: int | None = None) -> int:
    """What other requests that are not decided yet ask for of a year's leave."""
    rows = session.execute(
        select(LeaveRequest)
        .join(Request, Request.id == LeaveRequest.request_id)
        .where(Request.requester_id == employee_id, Request.state.in_(OPEN_STATES), LeaveRequest.kind == kind)
    ).scalars()
    return sum(workday_halves(session, span_of(row))[year] for row in rows if row.request_id != but)


def refuse_beyond_balance(
    session: Session, employee: Employee, kind: LeaveKind, span: LeaveSpan, but: int | None = None
) -> None:
    """Refuses leave that goes beyond what a year has left, other open requests counted."""
    for year, halves in workday_halves(session, span).items():
        day = max(span.from_date, date(year, 1, 1))
        left = balance_halves(session, employee, kind, day) - asked_halves(session, employee.id, kind, year, but)
        if halves > left:
            raise Refusal(
                N_("{name} has {left} half days of {kind} left in {year}; this asks for {asked}"),
                name=employee.name,
                left=max(0, left),
                kind=Message(LEAVE_NAMES[kind]),
                year=year,
                asked=halves,
            )


def span_of(row: LeaveRequest | Leave) -> LeaveSpan:
    """From which half day to which."""
    return LeaveSpan(row.from_day, row.from_half, row.to_day, row.to_half)


def _due(policy: LeavePolicy, employee: Employee, kind: LeaveKind, day: date) -> int:
    if kind is LeaveKind.ANNUAL:
        return annual_halves(policy.annual, employee.work_since, day)
    return sum(one.days * HALVES_A_DAY for one in policy.allowances if one.kind is kind)


def _moved(session: Session, employee_id: int, kind: LeaveKind, year: int, reason: EntryReason | None = None) -> int:
    query = select(func.coalesce(func.sum(LeaveEntry.halves), 0)).where(
        LeaveEntry.employee_id == employee_id, LeaveEntry.kind == kind, LeaveEntry.year == year
    )
    if reason is not None:
        query = query.where(LeaveEntry.reason == reason)
    return int(session.execute(query).scalar_one())


def _on_paper(session: Session, employee_id: int, kind: LeaveKind, year: int) -> int:
    rows: Iterable[Leave] = session.execute(
        select(Leave).where(
            Leave.employee_id == employee_id,
            Leave.kind == kind,
            Leave.request_id.is_(None),
            Leave.from_day <= date(year, 12, 31),
            Leave.to_day >= date(year, 1, 1),
        )
    ).scalars()
    return sum(workday_halves(session, span_of(row))[year] for row in rows)
