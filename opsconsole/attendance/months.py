"""A month on its way: open, reviewed by each head, closed by the office, reopened by the general manager (ATT-12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.access.sitting import Item, Sitting, require_sitting
from opsconsole.approvals.company import company_on
from opsconsole.approvals.rules.posts import Company, Post, PostKind, Resolution, resolve
from opsconsole.attendance.judging import ensure_judged, judge_month
from opsconsole.attendance.late import digest_of, forget, land_again
from opsconsole.attendance.model import AttendanceMonth, MonthRow, MonthState, UnitReview
from opsconsole.dates import Month
from opsconsole.errors import Named, Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.org.model import Unit

LONGEST_REASON = 500
MOST_NAMED = 4
NOBODY = 0
"""Asks for themself: a unit's month is nobody's request."""
MONTH = "attendance month"
"""What a month is called in a sitting's list."""


def month_item(month: Month) -> Item:
    """A month in a sitting's list."""
    return (MONTH, month.year * 100 + month.number, 0)


def confirm_unit(session: Session, actor: Any, month: Month, unit_id: int, now: datetime) -> dict[str, Any]:
    """Confirms a unit's part of a month; with the last of them the month is reviewed.

    Raises Refusal for a month that is closed or not over, NotPermitted for who is neither the unit's head nor in
    their place today.
    """
    held = _over(session, actor, month, now)
    unit = session.get(Unit, unit_id)
    if unit is None or unit_id not in units_of(session, month):
        raise Refusal(N_("Nobody of this unit is on the sheet of {month}"), clause="ATT-12", month=str(month))
    decider = confirmers(company_on(session, now.date()), unit_id).decider(actor.employee_id)
    if decider is None:
        raise Refusal(
            N_("The month of {unit} is confirmed by its head"),
            clause="ATT-12",
            unit=Named(unit.name_zh, unit.name_en or unit.name_zh),
        )
    if session.get(UnitReview, (str(month), unit_id)) is not None:
        raise Refusal(N_("This unit is confirmed already"), clause="ATT-12")
    instead_of = decider.holder_id if decider.holder_id != actor.employee_id else None
    session.add(
        UnitReview(
            month=str(month), unit_id=unit_id, confirmed_by_id=actor.employee_id, instead_of_id=instead_of, at=now
        )
    )
    session.flush()
    left = unconfirmed(session, month)
    if not left:
        held.state = MonthState.REVIEWED
        session.flush()
    audit.record(session, f"attendance {month} {unit.code}", confirmed=True, left=len(left))
    return {"left": len(left)}


def take_confirmation_back(session: Session, actor: Any, month: Month, unit_id: int, now: datetime) -> None:
    """Takes a confirmation back, for who gave it or may give it; Refusal once the month is closed."""
    held = session.get(AttendanceMonth, str(month))
    if held is not None and held.state is MonthState.CLOSED:
        raise _is_closed(month)
    review = session.get(UnitReview, (str(month), unit_id))
    if review is None:
        raise Refusal(N_("This unit is not confirmed"), clause="ATT-12")
    may = confirmers(company_on(session, now.date()), unit_id).decider(actor.employee_id)
    if may is None and review.confirmed_by_id != actor.employee_id:
        raise Refusal(N_("Only who confirmed it or may confirm it takes it back"), clause="ATT-12")
    session.delete(review)
    session.flush()
    assert held is not None
    held.state = MonthState.OPEN
    unit = session.get_one(Unit, unit_id)
    audit.record(session, f"attendance {month} {unit.code}", confirmed=False)


def close_month(session: Session, actor: Any, month: Month, now: datetime) -> None:
    """Closes a reviewed month: from here on it does not change.

    Raises Refusal naming the units that nobody has confirmed.
    """
    require(session, actor, Permission.MONTH_CLOSE)
    held = _over(session, actor, month, now)
    left = unconfirmed(session, month)
    if left:
        names = [session.get_one(Unit, unit_id).name_zh for unit_id in left[:MOST_NAMED]]
        raise Refusal(
            N_("{month} is not confirmed by every head yet: {units} ({count} in all)"),
            clause="ATT-12",
            month=str(month),
            units=", ".join(names),
            count=len(left),
        )
    if held.state is not MonthState.REVIEWED:
        held.state = MonthState.REVIEWED
        session.flush()
    held.digest = digest_of(session, month)
    held.state = MonthState.CLOSED
    session.flush()
    land_again(session)
    audit.record(session, f"attendance {month}", closed=True, digest=held.digest)


def reopen_month(session: Session, actor: Any, month: Month, reason: str, sitting: Sitting, now: datetime) -> None:
    """Opens a closed month again, with a reason: it is judged from what is known now, and confirmed anew.

    Raises Refusal where a later month is closed: what landed there would be counted twice.
    """
    require(session, actor, Permission.MONTH_REOPEN)
    require_sitting(sitting, actor, month_item(month), now)
    if not reason.strip() or len(reason) > LONGEST_REASON or unsafe_character(reason) is not None:
        raise Refusal(N_("Reopening needs a reason of at most {most} characters"), clause="ATT-12", most=LONGEST_REASON)
    held = session.get(AttendanceMonth, str(month))
    if held is None or held.state is not MonthState.CLOSED:
        raise Refusal(N_("{month} is not closed"), clause="ATT-12", month=str(month))
    later = session.scalars(
        select(AttendanceMonth.month)
        .where(AttendanceMonth.state == MonthState.CLOSED, AttendanceMonth.month > str(month))
        .order_by(AttendanceMonth.month.desc())
    ).first()
    if later is not None:
        raise Refusal(
            N_("{later} is closed after {month}: reopen {later} first"), clause="ATT-12", later=later, month=str(month)
        )
    held.state, held.digest = MonthState.OPEN, None
    session.flush()
    for review in session.scalars(select(UnitReview).where(UnitReview.month == str(month))).all():
        session.delete(review)
    session.flush()
    forget(session, month)
    judge_month(session, month, held.judged_through)
    land_again(session)
    audit.record(session, f"attendance {month}", reopened=True, reason=reason)


def units_of(session: Session, month: Month) -> list[int]:
    """The units that somebody on the sheet stands under, by code."""
    query = (
        select(MonthRow.unit_id)
        .join(Unit, Unit.id == MonthRow.unit_id)
        .where(MonthRow.month == str(month))
        .group_by(MonthRow.unit_id, Unit.code)
        .order_by(Unit.code)
    )
    return list(session.scalars(query))


def unconfirmed(session: Session, month: Month) -> list[int]:
    """The units of a month that nobody has confirmed yet, by code."""
    seen = set(session.scalars(select(UnitReview.unit_id).where(UnitReview.month == str(month))))
    return [unit_id for unit_id in units_of(session, month) if unit_id not in seen]


def confirmers(company: Company, unit_id: int) -> Resolution:
    """Who confirms a unit's month today: its head or their stand-in; where nobody holds the post, whoever is above."""
    return resolve(company, Post(PostKind.HEAD, unit_id=unit_id), NOBODY)


def closed_through(session: Session) -> date | None:
    """The last day of the latest closed month; None while none is."""
    latest = session.scalars(
        select(AttendanceMonth.month)
        .where(AttendanceMonth.state == MonthState.CLOSED)
        .order_by(AttendanceMonth.month.desc())
        .limit(1)
    ).first()
    return Month.parse(latest).last if latest is not None else None


def _over(session: Session, actor: Any, month: Month, now: datetime) -> AttendanceMonth:
    """The month as it stands, judged to its end; Refusal where it is closed or not over."""
    held = session.get(AttendanceMonth, str(month))
    if held is not None and held.state is MonthState.CLOSED:
        raise _is_closed(month)
    ensure_judged(session, actor, month, now)
    held = session.get_one(AttendanceMonth, str(month))
    if held.judged_through < month.last:
        raise Refusal(N_("{month} is not over yet"), clause="ATT-12", month=str(month))
    return held


def _is_closed(month: Month) -> Refusal:
    return Refusal(N_("{month} is closed already"), clause="ATT-12", month=str(month))
