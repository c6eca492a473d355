"""What must always be true of attendance, for `opsconsole check`; nothing here repairs."""

from __future__ import annotations

import itertools
from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from opsconsole.attendance.judging import judge_rows
from opsconsole.attendance.late import digest_of, wrong_adjustments
from opsconsole.attendance.model import AttendanceMonth, Leave, MonthRow, MonthState, Punch, PunchImport
from opsconsole.attendance.punches import digest
from opsconsole.attendance.rules.leave import LeaveSpan, overlaps
from opsconsole.audit.checks import Check
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org.model import Assignment, Employee

PAGE = 20_000


def punches_are_those_imported(session: Session, now: datetime) -> list[Message]:
    """Every clock file still has exactly the punches that it brought."""
    rows: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    query = select(Punch.import_id, Punch.ident_id, Punch.at_s, Punch.line).order_by(Punch.ident_id, Punch.at_s)
    for import_id, ident_id, at_s, line in session.execute(query).yield_per(PAGE):
        rows[import_id].append((ident_id, at_s, line))
    return [
        Message(N_("the punches of file {file} are not those it brought"), file=held.file_name)
        for held in session.execute(select(PunchImport.id, PunchImport.file_name, PunchImport.digest))
        if digest(rows[held.id]) != held.digest
    ]


def judged_days_follow_from_sources(session: Session, now: datetime) -> list[Message]:
    """Every row of a month that is not closed equals what its sources say."""
    found: list[Message] = []
    months = session.execute(
        select(AttendanceMonth.month, AttendanceMonth.judged_through)
        .where(AttendanceMonth.state != MonthState.CLOSED)
        .order_by(AttendanceMonth.month)
    ).all()
    for text, through in months:
        wrong = judge_rows(session, Month.parse(text), through)
        found += [
            Message(N_("{month}: the row of {badge} is not what its sources say"), month=text, badge=badge)
            for badge in wrong
        ]
    return found


def closed_months_are_as_closed(session: Session, now: datetime) -> list[Message]:
    """Every closed month says what it said when it was closed (ATT-12)."""
    months = session.execute(
        select(AttendanceMonth.month, AttendanceMonth.digest)
        .where(AttendanceMonth.state == MonthState.CLOSED)
        .order_by(AttendanceMonth.month)
    ).all()
    return [
        Message(N_("{month} is not what it was when it was closed"), month=text)
        for text, digest in months
        if digest_of(session, Month.parse(text)) != digest
    ]


def adjustments_follow_from_sources(session: Session, now: datetime) -> list[Message]:
    """What open months say about closed ones is what the sources say now (ATT-12)."""
    months = session.execute(
        select(AttendanceMonth.month, AttendanceMonth.judged_through)
        .where(AttendanceMonth.state == MonthState.CLOSED)
        .order_by(AttendanceMonth.month)
    ).all()
    return [
        Message(N_("{month}: the adjustments of {badge} are not what the sources say"), month=text, badge=badge)
        for text, through in months
        for badge in wrong_adjustments(session, Month.parse(text), through)
    ]


def one_row_a_person(session: Session, now: datetime) -> list[Message]:
    """Everybody employed in a judged month that is not closed has one row in it, and nobody else has one."""
    found: list[Message] = []
    # A closed month keeps the people it was closed with; a later change of theirs is an adjustment.
    months = (
        select(AttendanceMonth.month).where(AttendanceMonth.state != MonthState.CLOSED).order_by(AttendanceMonth.month)
    )
    for text in session.execute(months).scalars().all():
        month = Month.parse(text)
        employed = session.execute(
            select(func.count(Assignment.employee_id.distinct())).where(
                Assignment.from_day <= month.last, or_(Assignment.to_day.is_(None), Assignment.to_day >= month.first)
            )
        ).scalar_one()
        rows = session.execute(select(func.count()).where(MonthRow.month == text)).scalar_one()
        if employed != rows:
            found.append(
                Message(
                    N_("{month} has {rows} rows for {employed} people employed"),
                    month=text,
                    rows=rows,
                    employed=employed,
                )
            )
    return found


def leave_does_not_overlap(session: Session, now: datetime) -> list[Message]:
    """No two leaves of one person share a half day (ATT-4)."""
    by_person: dict[str, list[LeaveSpan]] = defaultdict(list)
    rows = session.execute(select(Leave, Employee.badge).join(Employee, Employee.id == Leave.employee_id))
    for leave, badge in rows:
        by_person[badge].append(LeaveSpan(leave.from_day, leave.from_half, leave.to_day, leave.to_half))
    found: list[Message] = []
    for badge, spans in by_person.items():
        spans.sort(key=lambda span: span.first)
        if any(overlaps(one, other) for one, other in itertools.pairwise(spans)):
            found.append(Message(N_("leave of {badge} overlaps"), badge=badge))
    return found


CHECKS = (
    Check(N_("Punches are those that the clock files brought"), punches_are_those_imported),
    Check(N_("Judged days follow from their sources"), judged_days_follow_from_sources),
    Check(N_("Closed months are as they were closed (ATT-12)"), closed_months_are_as_closed),
    Check(N_("Adjustments follow from their sources (ATT-12)"), adjustments_follow_from_sources),
    Check(N_("One row a person and month"), one_row_a_person),
    Check(N_("Leave of one person does not overlap (ATT-4)"), leave_does_not_overlap),
)
