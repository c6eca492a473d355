"""What of attendance waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, may
from opsconsole.attendance.model import AttendanceMonth, ClockIdent, MonthRow, MonthState, Punch
from opsconsole.attendance.punch_files.times import moment_of
from opsconsole.attendance.queries.grid import visible_rows
from opsconsole.dates import Month

MOST_MONTHS = 6


@dataclass(frozen=True, slots=True)
class MonthWaiting:
    """A month with half days that nobody has settled yet."""

    month: Month
    unsettled: int


def months_waiting(session: Session, actor: Any) -> list[MonthWaiting]:
    """The latest months that are not closed, with the unsettled half days that `actor` may see, newest first."""
    if not may(actor, Permission.ATTENDANCE_VIEW):
        return []
    months = session.execute(
        select(AttendanceMonth.month)
        .where(AttendanceMonth.state != MonthState.CLOSED)
        .order_by(AttendanceMonth.month.desc())
        .limit(MOST_MONTHS)
    ).scalars()
    found = []
    for text in months.all():
        month = Month.parse(text)
        unsettled, present = session.execute(
            select(func.sum(MonthRow.unsettled), func.sum(MonthRow.present_halves)).where(
                *visible_rows(session, actor, month)
            )
        ).one()
        # A month nobody was ever present in has no clock data yet: it waits for a file, not for verdicts.
        if unsettled and present:
            found.append(MonthWaiting(month, int(unsettled)))
    return found


def month_in_hand(session: Session, today: date) -> Month:
    """The newest month with clock data, at the latest this one; this one where there is none yet."""
    newest = select(func.max(Punch.at_s)).where(Punch.ident_id == ClockIdent.id).scalar_subquery()
    at_s = session.execute(select(func.max(newest)).select_from(ClockIdent)).scalar_one_or_none()
    current = Month.of(today)
    return current if at_s is None else min(current, Month.of(moment_of(at_s).date()))
