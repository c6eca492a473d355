"""Judging months again where something touched them, in the transaction that touched them.

A judged month is derived: it is stored for speed and always equals what its sources say. Only days
that were touched are judged; a closed month is left as it is, and judged beside itself (`late`, ATT-12).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.attendance.judge import Judge
from opsconsole.attendance.model import AttendanceMonth, Finding, MonthRow, MonthState, UnitReview
from opsconsole.attendance.rules.money import head_fine_fen
from opsconsole.attendance.rules.values import (
    Consequence,
    Deduction,
    FindingKind,
)
from opsconsole.attendance.sources import MOST_IN_ONE_QUERY, MonthSources, load_month, policies
from opsconsole.dates import ONE_DAY, Month
from opsconsole.db.bulk import insert_rows
from opsconsole.db.types import table_of

AFTER_MONTH = timedelta(days=3)
"""A duty or an event that starts on a month's last day may end so long after it."""

Report = Callable[[int, int], None]
"""Told now and then how many people of how many are judged; it may raise a Refusal to stop."""
REPORTS_EVERY = 100


def over_through(now: datetime, starts_min: int) -> date:
    """The last day whose clock day has ended at `now`."""
    return (now - timedelta(minutes=starts_min)).date() - ONE_DAY


def ensure_judged(session: Session, actor: Any, month: Month, now: datetime, *, report: Report | None = None) -> int:
    """Judges a month that nobody has opened yet, or whose days have ended since; the number of days judged.

    Does nothing to a closed month.
    """
    held = session.get(AttendanceMonth, str(month))
    through = _through(session, month, now)
    if held is None:
        session.add(AttendanceMonth(month=str(month), state=MonthState.OPEN, judged_through=through))
        session.flush()
        judged = judge_month(session, month, through, report=report)
    elif held.state is MonthState.CLOSED or held.judged_through >= through:
        return 0
    else:
        newly_over = (held.judged_through + ONE_DAY, through)
        held.judged_through = through
        session.flush()
        judged = judge_month(session, month, through, everyone=[newly_over], report=report)
    audit.record(session, f"attendance {month}", judged_through=str(through), days=judged)
    return judged


def needs_judging(session: Session, month: Month, now: datetime) -> bool:
    """Whether `ensure_judged` would change anything."""
    held = session.get(AttendanceMonth, str(month))
    if held is None:
        return True
    return held.state is not MonthState.CLOSED and held.judged_through < _through(session, month, now)


def judged_through(session: Session, month: Month, now: datetime) -> date:
    """The last day that is over for a month: as it was judged, or as it would be now where nobody has opened it."""
    held = session.get(AttendanceMonth, str(month))
    return held.judged_through if held is not None else _through(session, month, now)


def _through(session: Session, month: Month, now: datetime) -> date:
    starts_min = policies(session).on(month.first).clock_day_starts_min
    return min(month.last + AFTER_MONTH, over_through(now, starts_min))


def judge_month(
    session: Session,
    month: Month,
    through: date,
    *,
    everyone: Sequence[tuple[date, date]] | None = None,
    people: Mapping[int, Sequence[tuple[date, date]]] | None = None,
    report: Report | None = None,
) -> int:
    """Judges the days of a month that are named (all of it where nothing is), with the days up to `through` over,
    and keeps the rows that changed; the number of days judged."""
    whole = everyone is None and people is None
    wanted: Collection[int] | None = None if whole or everyone else list(people or {})
    sources = load_month(session, month, wanted)
    judge = Judge(sources, through)
    held = held_rows(session, month, wanted)
    rows: dict[int, dict[str, Any]] = {}
    for number, (employee_id, person) in enumerate(sources.people.items()):
        if report is not None and number % REPORTS_EVERY == 0:
            report(number, len(sources.people))
        before = held.get(employee_id)
        chosen = None
        if before is not None and not whole:
            spans = [*(everyone or ()), *((people or {}).get(employee_id, ()))]
            chosen = _indices(spans, month)
        rows[employee_id] = judge.row(person, before["days"].split(";") if before else None, chosen)
    for row in rows.values():
        row["head_fine_fen"] = 0
    _fine_heads(session, month, sources, rows)
    _keep(session, month, rows, held, wanted)
    return judge.days_judged


def judge_rows(session: Session, month: Month, through: date) -> list[str]:
    """The badges whose kept row differs from what the sources say now, with the days up to `through` over."""
    sources = load_month(session, month)
    rows, held = rows_of(session, sources, through), held_rows(session, month, None)
    return sorted(
        sources.people[employee_id].badge for employee_id, row in rows.items() if held.get(employee_id) != row
    )


def rows_of(session: Session, sources: MonthSources, through: date) -> dict[int, dict[str, Any]]:
    """Everybody's row of a month as `sources` say it, with the days up to `through` over; nothing is kept."""
    judge = Judge(sources, through)
    rows: dict[int, dict[str, Any]] = {
        employee_id: judge.row(person, None, None) | {"head_fine_fen": 0}
        for employee_id, person in sources.people.items()
    }
    for employee_id, fine_fen in fines_of(session, sources.month, sources, rows, rows.get):
        if employee_id in rows:
            rows[employee_id]["head_fine_fen"] = fine_fen
    return rows


def _indices(spans: Iterable[tuple[date, date]], month: Month) -> set[int]:
    begins, ends = month.first, month.last
    chosen: set[int] = set()
    for first, last in spans:
        chosen.update(range((max(first, begins) - begins).days, (min(last, ends) - begins).days + 1))
    return chosen


def held_rows(session: Session, month: Month, wanted: Collection[int] | None) -> dict[int, dict[str, Any]]:
    """The kept rows of a month by employee, of those `wanted` at least."""
    table = table_of(MonthRow)
    query = select(table).where(table.c.month == str(month))
    if wanted is not None and len(wanted) <= MOST_IN_ONE_QUERY:
        query = query.where(table.c.employee_id.in_(wanted))
    return {row.employee_id: dict(row._mapping) for row in session.execute(query)}


def _fine_heads(session: Session, month: Month, sources: MonthSources, rows: dict[int, dict[str, Any]]) -> None:
    """Keeps every head's fine true (ATT-11): it depends on other people's rows, so a head who was not judged may
    owe another one now."""
    table = table_of(MonthRow)
    for head_id, fine_fen in fines_of(session, month, sources, rows, partial(_stored, session, month)):
        if head_id in rows:
            rows[head_id]["head_fine_fen"] = fine_fen
        else:
            session.execute(
                update(table)
                .where(table.c.month == str(month), table.c.employee_id == head_id)
                .values(head_fine_fen=fine_fen)
            )


def fines_of(
    session: Session,
    month: Month,
    sources: MonthSources,
    rows: Mapping[int, dict[str, Any]],
    stands: Callable[[int], dict[str, Any] | None],
) -> Iterator[tuple[int, int]]:
    """The fine of each head who falsified a record, where their own row or one concerned is among `rows` (ATT-11);
    `stands` gives the row of somebody who is not."""
    found = session.execute(
        select(Finding.employee_id, Finding.concerns_id).where(
            Finding.day.between(month.first, month.last), Finding.kind == FindingKind.FALSIFIED
        )
    )
    concerned: dict[int, set[int]] = defaultdict(set)
    for head_id, employee_id in found:
        if employee_id is not None:
            concerned[head_id].add(employee_id)
    policy = sources.policies.on(month.last)
    for head_id, employees in concerned.items():
        if head_id not in rows and not employees & rows.keys():
            continue
        head = rows.get(head_id) or stands(head_id)
        if head is None:
            continue
        figures = [rows.get(one) or stands(one) for one in sorted(employees)]
        yield head_id, head_fine_fen([row["policy_fen"] for row in figures if row], _deduction_of(head), policy)


def _stored(session: Session, month: Month, employee_id: int) -> dict[str, Any] | None:
    return held_rows(session, month, [employee_id]).get(employee_id)


def _deduction_of(row: Mapping[str, Any]) -> Deduction:
    return Deduction(
        late_tier=row["late_tier"],
        absence_tier=row["absence_tier"],
        basic_part_fen=row["basic_part_fen"],
        bonus_part_fen=row["bonus_part_fen"],
        policy_fen=row["policy_fen"],
        cap_fen=row["cap_fen"],
        payable_fen=row["payable_fen"],
        sick_bonus_fen=row["sick_bonus_fen"],
        minimum_wage_known=row["minimum_wage_known"],
        consequence=Consequence(row["consequence"]),
    )


def _keep(
    session: Session,
    month: Month,
    rows: Mapping[int, dict[str, Any]],
    held: Mapping[int, dict[str, Any]],
    wanted: Collection[int] | None,
) -> None:
    table = table_of(MonthRow)
    fresh = [row for employee_id, row in rows.items() if employee_id not in held]
    changed = [row for employee_id, row in rows.items() if employee_id in held and held[employee_id] != row]
    asked = held.keys() if wanted is None else held.keys() & set(wanted)
    gone = [employee_id for employee_id in asked if employee_id not in rows]
    here = table.c.month == str(month)
    for start in range(0, len(changed), MOST_IN_ONE_QUERY):
        part = [row["employee_id"] for row in changed[start : start + MOST_IN_ONE_QUERY]]
        session.execute(delete(table).where(here, table.c.employee_id.in_(part)))
    for start in range(0, len(gone), MOST_IN_ONE_QUERY):
        session.execute(delete(table).where(here, table.c.employee_id.in_(gone[start : start + MOST_IN_ONE_QUERY])))
    if fresh or changed:
        columns = list(table.c.keys())
        in_order = itemgetter(*columns)
        insert_rows(session, table, columns, [in_order(row) for row in (*fresh, *changed)])
    moved = [*fresh, *changed, *(held[row["employee_id"]] for row in changed), *(held[one] for one in gone)]
    _confirm_again(session, month, {row["unit_id"] for row in moved})


def _confirm_again(session: Session, month: Month, unit_ids: Collection[int]) -> None:
    """What a head confirmed is what they saw: a unit whose rows changed is to be confirmed again (ATT-12)."""
    if not unit_ids:
        return
    seen = session.scalars(
        select(UnitReview).where(UnitReview.month == str(month), UnitReview.unit_id.in_(unit_ids))
    ).all()
    for review in seen:
        session.delete(review)
    if seen:
        held = session.get_one(AttendanceMonth, str(month))
        if held.state is MonthState.REVIEWED:
            held.state = MonthState.OPEN
        session.flush()
