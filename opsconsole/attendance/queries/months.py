"""A month on its way to being closed: who has confirmed what, and what closed months left to it (ATT-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from opsconsole.access.permissions import Permission, may
from opsconsole.access.visibility import visible_units
from opsconsole.approvals.company import company_on
from opsconsole.attendance.model import Adjustment, AttendanceMonth, MonthRow, MonthState, UnitReview
from opsconsole.attendance.months import confirmers
from opsconsole.dates import Month
from opsconsole.errors import Named
from opsconsole.org.model import Employee, Unit

MOST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class UnitReviewLine:
    """A unit's part of a month: what it adds up to, who may confirm it today, and who did.

    `is_mine` tells that the person who looks may confirm it; `waits_for` names everybody who may, nobody yet where
    it is empty. `instead_of` names the head in whose place it was confirmed.
    """

    unit_id: int
    code: str
    unit: Named
    people: int
    unsettled: int
    late_times: int
    early_times: int
    missing: int
    absence_halves: int
    waits_for: tuple[str, ...]
    is_mine: bool
    confirmed_by: str = ""
    instead_of: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MonthReview:
    """How far a month is: its state, whether it is over, its units that the actor may see or confirm, how many of all
    are confirmed, and how many lines of closed months landed in it."""

    month: Month
    state: MonthState
    is_over: bool
    confirmed: int
    units: int
    lines: tuple[UnitReviewLine, ...]
    adjustments: int


def month_review(session: Session, actor: Any, month: Month, now: datetime) -> MonthReview:
    """Where the review of a month stands, for who looks (ATT-12)."""
    held = session.get(AttendanceMonth, str(month))
    lines = _lines(session, month, now, actor)
    visible = visible_units(session, actor, month.last)
    return MonthReview(
        month=month,
        state=held.state if held else MonthState.OPEN,
        is_over=held is not None and held.judged_through >= month.last,
        confirmed=sum(line.at is not None for line in lines),
        units=len(lines),
        lines=tuple(line for line in lines if visible is None or line.unit_id in visible or line.is_mine),
        adjustments=len(adjustments_into(session, actor, month)),
    )


def _lines(session: Session, month: Month, now: datetime, actor: Any) -> list[UnitReviewLine]:
    company = company_on(session, now.date())
    by, instead = aliased(Employee), aliased(Employee)
    reviews = {
        row.unit_id: row
        for row in session.execute(
            select(UnitReview.unit_id, UnitReview.at, by.name.label("by"), instead.name.label("instead"))
            .join(by, by.id == UnitReview.confirmed_by_id)
            .outerjoin(instead, instead.id == UnitReview.instead_of_id)
            .where(UnitReview.month == str(month))
        )
    }
    sums = (
        func.sum(column)
        for column in (
            MonthRow.unsettled,
            MonthRow.late_times,
            MonthRow.early_times,
            MonthRow.missing,
            MonthRow.absence_halves,
        )
    )
    units = session.execute(
        select(Unit.id, Unit.code, Unit.name_zh, Unit.name_en, func.count(), *sums)
        .join(MonthRow, MonthRow.unit_id == Unit.id)
        .where(MonthRow.month == str(month))
        .group_by(Unit.id, Unit.code, Unit.name_zh, Unit.name_en)
        .order_by(Unit.code)
    ).all()
    deciders = {row[0]: [one.acting_id for one in confirmers(company, row[0]).deciders] for row in units}
    wanted = {employee_id for ids in deciders.values() for employee_id in ids}
    names = {
        row.id: row.name for row in session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(wanted)))
    }
    found = []
    for unit_id, code, zh, en, people, *figures in units:
        review, who = reviews.get(unit_id), deciders[unit_id]
        found.append(
            UnitReviewLine(
                unit_id,
                code,
                Named(zh, en or zh),
                people,
                *(int(figure or 0) for figure in figures),
                waits_for=tuple(names[one] for one in who),
                is_mine=actor.employee_id in who,
                confirmed_by=review.by if review is not None else "",
                instead_of=(review.instead or "") if review is not None else "",
                at=review.at if review is not None else None,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class AdjustmentSeen:
    """One difference of a closed month, for who looks: `fen` is None for those who may not see pay."""

    id: str
    employee_id: int
    badge: str
    name: str
    day: date
    closed_month: str
    field: str
    was: str
    is_now: str
    fen: int | None


def adjustments_into(session: Session, actor: Any, month: Month) -> list[AdjustmentSeen]:
    """What closed months left to a month, by person and day; of the people whom the actor may see, money only for who
    may see pay."""
    query = (
        select(Adjustment, Employee.badge, Employee.name)
        .join(Employee, Employee.id == Adjustment.employee_id)
        .where(Adjustment.landing == str(month))
        .order_by(Employee.badge, Adjustment.day, Adjustment.closed_month, Adjustment.field)
    )
    units = visible_units(session, actor, month.last)
    if units is not None:
        closed = aliased(MonthRow)
        seen = closed.unit_id.in_(units) | (closed.employee_id == actor.employee_id)
        on = (closed.month == Adjustment.closed_month) & (closed.employee_id == Adjustment.employee_id)
        query = query.join(closed, on).where(seen)
    sees_pay = may(actor, Permission.PAY_VIEW)
    return [
        AdjustmentSeen(
            f"{line.closed_month} {badge} {line.day} {line.field}",
            line.employee_id,
            badge,
            name,
            line.day,
            line.closed_month,
            line.field,
            line.was,
            line.is_now,
            line.fen if sees_pay else None,
        )
        for line, badge, name in session.execute(query)
        if sees_pay or not line.field.endswith("_fen")
    ]


@dataclass(frozen=True, slots=True)
class MonthToConfirm:
    """A month that is over and not closed: how many units the actor may still confirm, and whether it only waits for
    the office to close it."""

    month: Month
    mine: int
    is_reviewed: bool


def months_to_confirm(session: Session, actor: Any, now: datetime) -> list[MonthToConfirm]:
    """The latest months that wait for a confirmation by the actor, or to be closed, the oldest first (ATT-12)."""
    months = session.execute(
        select(AttendanceMonth.month, AttendanceMonth.state, AttendanceMonth.judged_through)
        .where(AttendanceMonth.state != MonthState.CLOSED)
        .order_by(AttendanceMonth.month.desc())
        .limit(MOST_MONTHS)
    ).all()
    company = None
    found = []
    for text, state, through in reversed(months):
        month = Month.parse(text)
        if through < month.last:
            continue
        company = company or company_on(session, now.date())
        reviewed = select(UnitReview.unit_id).where(UnitReview.month == text)
        # A month nobody was ever present in has no clock data yet: it waits for a file, not for heads.
        present = session.scalars(select(func.sum(MonthRow.present_halves)).where(MonthRow.month == text)).one()
        if not present:
            continue
        left = session.scalars(
            select(MonthRow.unit_id).where(MonthRow.month == text, MonthRow.unit_id.not_in(reviewed)).distinct()
        ).all()
        mine = sum(confirmers(company, unit_id).decider(actor.employee_id) is not None for unit_id in left)
        found.append(MonthToConfirm(month, mine, state is MonthState.REVIEWED))
    return found
