"""What an act touched, and judging it again in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.attendance.judging import Report, judge_month
from opsconsole.attendance.late import OPEN_END, judge_again
from opsconsole.attendance.model import AttendanceMonth, MonthState
from opsconsole.dates import Month


@dataclass(slots=True)
class Touched:
    """Whose days something touched: spans for everyone, and spans for one person (both ends included)."""

    everyone: list[tuple[date, date]] = field(default_factory=list)
    people: dict[int, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))

    def all_from(self, first: date, last: date | None = None) -> None:
        """Everybody's days from `first` on."""
        self.everyone.append((first, last or OPEN_END))

    def person(self, employee_id: int, first: date, last: date | None = None) -> None:
        """One person's days from `first` on."""
        self.people[employee_id].append((first, last or OPEN_END))

    def days(self, employee_id: int, days: Iterable[date]) -> None:
        """Single days of one person."""
        self.people[employee_id].extend((day, day) for day in days)

    def __bool__(self) -> bool:
        return bool(self.everyone or self.people)


def rejudge(session: Session, touched: Touched, *, report: Report | None = None) -> int:
    """Judges again what was touched, in every month that stands; the number of days judged in those that are open.

    Which days are over stays as the month was last judged; `ensure_judged` moves that on. A closed month is judged
    beside its rows, and what differs becomes adjustments (ATT-12).
    """
    if not touched:
        return 0
    session.flush()
    judged = 0
    months = session.execute(
        select(AttendanceMonth.month, AttendanceMonth.judged_through, AttendanceMonth.state).order_by(
            AttendanceMonth.month
        )
    )
    for text, through, state in months.all():
        month = Month.parse(text)
        everyone = _within(touched.everyone, month)
        people = {
            employee_id: within for employee_id, spans in touched.people.items() if (within := _within(spans, month))
        }
        if not everyone and not people:
            continue
        if state is MonthState.CLOSED:
            judge_again(session, month, through, None if everyone else list(people), people)
        else:
            judged += judge_month(session, month, through, everyone=everyone, people=people, report=report)
    return judged


def _within(spans: Iterable[tuple[date, date]], month: Month) -> list[tuple[date, date]]:
    """The spans that have a day in a month."""
    first, last = month.first, month.last
    return [span for span in spans if span[0] <= last and span[1] >= first]
