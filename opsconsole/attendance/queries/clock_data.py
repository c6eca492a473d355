"""What clock data a month has: the days for which none has come, and the punches that are nobody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, func, select, text
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.access.visibility import visible_units
from opsconsole.attendance.model import AttendanceMonth, CalendarDay, ClockIdent, Punch
from opsconsole.attendance.punch_files.times import moment_of, seconds_of
from opsconsole.attendance.punch_files.values import IdentKind
from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.values import DayKind
from opsconsole.attendance.sources import DAY_S, MOST_IN_ONE_QUERY, Holding, holders, policies
from opsconsole.dates import Month
from opsconsole.errors import NotPermitted
from opsconsole.i18n import N_


@dataclass(frozen=True, slots=True)
class ClockData:
    """What a month lacks of clock data, and what it has too much of."""

    days_without: tuple[date, ...]
    """Workdays that are over and for which no clock data at all has come."""
    unassigned: int
    """Punches that are nobody's; 0 for those who do not see the whole company."""


@dataclass(frozen=True, slots=True)
class UnassignedIdent:
    """A number on the clocks whose punches of a month are nobody's, on the days on which it was nobody's."""

    ident: str
    kind: IdentKind
    punches: int
    first: datetime
    last: datetime


def clock_data(session: Session, actor: Any, month: Month) -> ClockData:
    """What a month lacks of clock data. It takes longer than the sheet's head, so it is asked apart from it."""
    held = session.get(AttendanceMonth, str(month))
    over = [day for day in month.days() if held is not None and day <= held.judged_through]
    calendar = {
        row.day: (row.kind, row.name)
        for row in session.execute(
            select(CalendarDay.day, CalendarDay.kind, CalendarDay.name).where(
                CalendarDay.day.between(month.first, month.last)
            )
        )
    }
    begin_s = _begin_s(session, month)
    without = tuple(
        day
        for day in over
        if kind_of(day, calendar) is DayKind.WORKDAY and not _has_punches(session, begin_s, (day - month.first).days)
    )
    sees_all = visible_units(session, actor, month.last) is None
    unassigned = sum(count for _, count, _, _ in _of_nobody(session, month)) if sees_all else 0
    return ClockData(without, unassigned)


def _has_punches(session: Session, begin_s: int, index: int) -> bool:
    """Whether any number has a punch on a clock day: found at the first number that has one."""
    since_s = begin_s + index * DAY_S
    of_number = exists().where(Punch.ident_id == ClockIdent.id, Punch.at_s >= since_s, Punch.at_s < since_s + DAY_S)
    return session.execute(select(ClockIdent.id).where(of_number).limit(1)).first() is not None


def unassigned_idents(session: Session, actor: Any, month: Month) -> list[UnassignedIdent]:
    """The numbers whose punches are nobody's, those with the most punches first.

    Raises NotPermitted for those who do not see the whole company: nobody knows whose people these are.
    """
    require(session, actor, Permission.ATTENDANCE_VIEW)
    if visible_units(session, actor, month.last) is not None:
        raise NotPermitted(N_("Punches of nobody are shown to those who see the attendance of the whole company"))
    found: dict[int, tuple[int, int, int]] = {}
    for ident_id, count, first_s, last_s in _of_nobody(session, month):
        before = found.get(ident_id, (0, first_s, last_s))
        found[ident_id] = before[0] + count, min(before[1], first_s), max(before[2], last_s)
    idents = {row.id: row for row in session.execute(select(ClockIdent.id, ClockIdent.ident, ClockIdent.kind))}
    listed = [
        UnassignedIdent(idents[key].ident, idents[key].kind, count, moment_of(first_s), moment_of(last_s))
        for key, (count, first_s, last_s) in found.items()
    ]
    return sorted(listed, key=lambda one: (-one.punches, one.ident, one.kind))


def _begin_s(session: Session, month: Month) -> int:
    starts_min = policies(session).on(month.first).clock_day_starts_min
    return seconds_of(datetime(month.year, month.number, 1)) + starts_min * 60


def _of_nobody(session: Session, month: Month) -> Iterator[tuple[int, int, int, int]]:
    """Number, punches, first and last second of each clock day on which a number was nobody's.

    Only numbers that are not somebody's for the whole month are looked at day by day.
    """
    held = holders(session)
    idents = session.execute(select(ClockIdent.id)).scalars()
    loose = [ident_id for ident_id in idents if not _is_held(held.get(ident_id, ()), month)]
    days, begin_s = month.days(), _begin_s(session, month)
    day = ((Punch.at_s - begin_s) // DAY_S).label("day")
    in_month = (Punch.at_s >= begin_s, Punch.at_s < begin_s + len(days) * DAY_S)
    for start in range(0, len(loose), MOST_IN_ONE_QUERY):
        part = loose[start : start + MOST_IN_ONE_QUERY]
        rows = session.execute(
            select(Punch.ident_id, day, func.count(), func.min(Punch.at_s), func.max(Punch.at_s))
            .where(*in_month, Punch.ident_id.in_(part))
            .group_by(Punch.ident_id, text("day"))
        )
        for ident_id, index, count, first_s, last_s in rows:
            if not _holds(held, ident_id, days[index]):
                yield ident_id, count, first_s, last_s


def _is_held(holdings: Sequence[Holding], month: Month) -> bool:
    """Whether one and the same holding covers the whole month."""
    return any(one.covers(month.first) and one.covers(month.last) for one in holdings)


def _holds(held: Mapping[int, Sequence[Holding]], ident_id: int, day: date) -> bool:
    return any(one.covers(day) for one in held.get(ident_id, ()))
