"""Closed months judged again beside their closed rows: what came too late becomes adjustments (ATT-12).

The closed row stays. What the month would say now is kept as a `LateMonth` of the first month after it that is open,
and every difference to what stood before is a line of that month. Both are derived while that month is open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from opsconsole.attendance.judge import Judge
from opsconsole.attendance.judging import fines_of, held_rows
from opsconsole.attendance.model import Adjustment, AttendanceMonth, LateMonth, MonthRow, MonthState
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.rules.adjustments import AdjustmentLine, PersonMonth, differences
from opsconsole.attendance.sources import MOST_IN_ONE_QUERY, load_month
from opsconsole.dates import Month
from opsconsole.db.types import table_of
from opsconsole.org.model import Employee, Unit

Row = dict[str, Any]

OPEN_END = date(9999, 12, 31)
"""The end of a span that has none."""


def landing_of(session: Session, month: Month) -> Month:
    """The first month after a closed one that is not closed: where its adjustments land."""
    closed = set(
        session.scalars(
            select(AttendanceMonth.month).where(
                AttendanceMonth.state == MonthState.CLOSED, AttendanceMonth.month > str(month)
            )
        )
    )
    found = month.next
    while str(found) in closed:
        found = found.next
    return found


def judge_again(
    session: Session,
    month: Month,
    through: date,
    wanted: Collection[int] | None,
    about: Mapping[int, Sequence[tuple[date, date]]] | None = None,
) -> None:
    """Judges the closed month of some people (None: of everybody) beside its rows, and keeps what differs.

    `about` are the days that the change was about, by person; a total that no half explains names the last of them.
    """
    landing = landing_of(session, month)
    people, kept, lines = _differ(session, month, landing, through, wanted, about or {})
    ordered = sorted(people)
    for model, rows in ((LateMonth, kept), (Adjustment, lines)):
        table = table_of(model)
        here = delete(table).where(table.c.closed_month == str(month), table.c.landing == str(landing))
        for start in range(0, len(ordered), MOST_IN_ONE_QUERY):
            session.execute(here.where(table.c.employee_id.in_(ordered[start : start + MOST_IN_ONE_QUERY])))
        if rows:
            session.execute(insert(table), rows)


def wrong_adjustments(session: Session, month: Month, through: date) -> list[str]:
    """The badges whose adjustments of a closed month, in the month now open, are not what the sources say."""
    landing = landing_of(session, month)
    _people, _kept, lines = _differ(session, month, landing, through, None, {})
    table = table_of(Adjustment)
    held = session.execute(select(table).where(table.c.closed_month == str(month), table.c.landing == str(landing)))
    # Which day a total names depends on the act that changed it, so that is left out.
    wanted = {(line["employee_id"], line["field"], line["was"], line["is_now"], line["fen"]) for line in lines}
    found = {(row.employee_id, row.field, row.was, row.is_now, row.fen) for row in held}
    wrong = {line[0] for line in wanted ^ found}
    return sorted(session.scalars(select(Employee.badge).where(Employee.id.in_(wrong)))) if wrong else []


def _differ(
    session: Session,
    month: Month,
    landing: Month,
    through: date,
    wanted: Collection[int] | None,
    about: Mapping[int, Sequence[tuple[date, date]]],
) -> tuple[set[int], list[Row], list[Row]]:
    """Who was looked at, their rows where they differ, and every difference."""
    rows, heads = _rows_now(session, month, through, wanted)
    people = heads | (set(rows) if wanted is None else {*rows, *wanted})
    before = _before(session, month, landing, people, everybody=wanted is None)
    if wanted is None:
        people |= before.keys()
    units = {row.id: row.code for row in session.execute(select(Unit.id, Unit.code))}
    kept: list[Row] = []
    lines: list[Row] = []
    for employee_id in sorted(people):
        was, now = before.get(employee_id), rows.get(employee_id)
        spans = about.get(employee_id, ())
        named = _day_of(spans, month) or _named_before(session, month, landing, employee_id)
        found = differences(month, _person(was, units), _person(now, units), named)
        if found:
            kept.append(_late_row(month, landing, employee_id, now))
            lines += (_adjustment(month, landing, employee_id, line) for line in found)
    return people, kept, lines


def land_again(session: Session) -> None:
    """After a month was closed or reopened: what late data of closed months said moves to the month now open."""
    closed = session.execute(
        select(AttendanceMonth.month, AttendanceMonth.judged_through).where(AttendanceMonth.state == MonthState.CLOSED)
    ).all()
    for text, through in closed:
        month = Month.parse(text)
        landing = landing_of(session, month)
        moved = set(
            session.scalars(
                select(LateMonth.employee_id).where(LateMonth.closed_month == text, LateMonth.landing >= str(landing))
            )
        )
        if moved:
            forget(session, month, after=landing)
            judge_again(session, month, through, moved)


def days_now(session: Session, month: Month, employee_id: int) -> str | None:
    """The packed days of a person's month as they are known now: judged again beside a closed one, else the row's."""
    late = session.scalars(
        select(LateMonth.row)
        .where(LateMonth.closed_month == str(month), LateMonth.employee_id == employee_id)
        .order_by(LateMonth.landing.desc())
        .limit(1)
    ).first()
    if late is not None:
        return json.loads(late).get("days")
    return session.scalars(
        select(MonthRow.days).where(MonthRow.month == str(month), MonthRow.employee_id == employee_id)
    ).first()


def forget(session: Session, month: Month, *, after: Month | None = None) -> None:
    """Takes away what open months say about a closed one; `after`: only what lands after that month."""
    for table in (table_of(LateMonth), table_of(Adjustment)):
        here = delete(table).where(table.c.closed_month == str(month))
        session.execute(here if after is None else here.where(table.c.landing > str(after)))


def digest_of(session: Session, month: Month) -> str:
    """Of everything that a month says: its rows, and the adjustments that land in it."""
    told = [_plain(row) for _, row in sorted(held_rows(session, month, None).items())]
    table = table_of(Adjustment)
    adjustments = session.execute(
        select(table).where(table.c.landing == str(month)).order_by(*table.primary_key.columns)
    )
    whole = json.dumps([told, [_plain(dict(row._mapping)) for row in adjustments]], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def _rows_now(
    session: Session, month: Month, through: date, wanted: Collection[int] | None
) -> tuple[dict[int, Row], set[int]]:
    """What the rows would be now, and the heads whose fine follows from them though they were not asked for."""
    sources = load_month(session, month, wanted)
    judge = Judge(sources, through)
    rows: dict[int, Row] = {
        employee_id: judge.row(person, None, None) | {"head_fine_fen": 0}
        for employee_id, person in sources.people.items()
    }
    closed = held_rows(session, month, None)
    late = _latest(session, month)

    def stands(employee_id: int) -> Row | None:
        return (late[employee_id] or None) if employee_id in late else closed.get(employee_id)

    heads: set[int] = set()
    for head_id, fine_fen in fines_of(session, month, sources, rows, stands):
        if head_id not in rows:
            known = stands(head_id)
            assert known is not None
            rows[head_id] = dict(known)
            heads.add(head_id)
        rows[head_id]["head_fine_fen"] = fine_fen
    return rows, heads


def _latest(session: Session, month: Month) -> dict[int, Row]:
    """What was last judged of each person's closed month, where it was judged again at all."""
    found: dict[int, Row] = {}
    query = (
        select(LateMonth.employee_id, LateMonth.row)
        .where(LateMonth.closed_month == str(month))
        .order_by(LateMonth.landing)
    )
    for employee_id, text in session.execute(query):
        found[employee_id] = json.loads(text)
    return found


def _before(
    session: Session, month: Month, landing: Month, people: Collection[int], *, everybody: bool
) -> dict[int, Row]:
    """What stood of each person before the open month: judged again for an earlier landing, else closed."""
    found: dict[int, Row] = dict(held_rows(session, month, None if everybody else people))
    query = (
        select(LateMonth.employee_id, LateMonth.row)
        .where(LateMonth.closed_month == str(month), LateMonth.landing < str(landing))
        .order_by(LateMonth.landing)
    )
    for employee_id, text in session.execute(query):
        if everybody or employee_id in people:
            row = json.loads(text)
            if row:
                found[employee_id] = row
            else:
                found.pop(employee_id, None)
    return found


def _person(row: Row | None, units: Mapping[int, str]) -> PersonMonth | None:
    if not row:
        return None
    return PersonMonth(row, unpack_month(row["days"]), units[row["unit_id"]])


def _late_row(month: Month, landing: Month, employee_id: int, now: Row | None) -> Row:
    row = json.dumps(_plain(now or {}), sort_keys=True)
    return {"closed_month": str(month), "employee_id": employee_id, "landing": str(landing), "row": row}


def _adjustment(month: Month, landing: Month, employee_id: int, line: AdjustmentLine) -> Row:
    return {
        "landing": str(landing),
        "closed_month": str(month),
        "employee_id": employee_id,
        "day": line.day,
        "field": line.field,
        "was": line.was,
        "is_now": line.now,
        "fen": line.fen,
    }


def _day_of(spans: Iterable[tuple[date, date]], month: Month) -> date | None:
    """The last day of the month that spans with an end are about."""
    ends = [min(last, month.last) for first, last in spans if last != OPEN_END and first <= month.last]
    return max((day for day in ends if day >= month.first), default=None)


def _named_before(session: Session, month: Month, landing: Month, employee_id: int) -> date | None:
    table = table_of(Adjustment)
    return session.execute(
        select(table.c.day)
        .where(
            table.c.closed_month == str(month),
            table.c.landing == str(landing),
            table.c.employee_id == employee_id,
        )
        .order_by(table.c.day.desc())
        .limit(1)
    ).scalar()


def _plain(row: Mapping[str, Any]) -> Row:
    """A row as JSON holds it: enums and days as text."""
    return {name: value if isinstance(value, (bool, int)) else str(value) for name, value in row.items()}
