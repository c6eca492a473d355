"""Findings, noted by hand: the same rows that their file brings (ATT-8, ATT-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.arranging import check_text, employed_on
from opsconsole.attendance.model import Finding
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.rules.values import FindingKind
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

LONGEST_NOTE = 2000
CLAUSES = {FindingKind.UNRELATED: "ATT-8", FindingKind.FALSIFIED: "ATT-11"}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding: about whom, on which day, what, and whose record it was where one was falsified ('' for none)."""

    id: int
    employee_id: int
    badge: str
    name: str
    day: date
    kind: FindingKind
    note: str
    concerns_badge: str
    concerns_name: str


def note_finding(
    session: Session,
    actor: Any,
    employee_id: int,
    day: date,
    kind: FindingKind,
    note: str,
    concerns_id: int | None,
    today: date,
) -> dict[str, int]:
    """Notes what was found about somebody on a day.

    Raises Refusal for a day to come or on which they were not employed, a note that stands there already, and a
    falsified record that names nobody's or their own (ATT-8, ATT-11).
    """
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    clause = CLAUSES[kind]
    check_text(note, LONGEST_NOTE)
    if day > today:
        raise Refusal(N_("A finding is about today or a day before"), clause=clause)
    employee = employed_on(session, employee_id, day, clause)
    _check_concerned(session, kind, employee_id, day, concerns_id)
    held = select(Finding.id).where(Finding.employee_id == employee_id, Finding.day == day, Finding.note == note)
    if session.execute(held).first() is not None:
        raise Refusal(N_("The same was noted about {name} on this day already"), clause=clause, name=employee.name)
    row = Finding(employee_id=employee_id, day=day, kind=kind, note=note, concerns_id=concerns_id)
    session.add(row)
    session.flush()
    _judge(session, row)
    audit.record(session, f"finding {employee.badge}", day=str(day), kind=kind.value)
    return {"finding": row.id}


def take_finding_back(session: Session, actor: Any, finding_id: int) -> None:
    """Takes a finding back; what stood there stays on the record of acts."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    row = session.get(Finding, finding_id)
    if row is None:
        raise Refusal(N_("This finding is not there any more"), clause="ATT-8")
    badge = session.get_one(Employee, row.employee_id).badge
    session.delete(row)
    session.flush()
    _judge(session, row)
    audit.record(session, f"finding {badge}", taken_back=str(row.day), kind=row.kind.value, note=row.note)


def findings(session: Session, first: date, last: date) -> tuple[FindingLine, ...]:
    """The findings of days from one to another, both included, in order."""
    concerned = aliased(Employee)
    rows = session.execute(
        select(
            Finding.id,
            Employee.id,
            Employee.badge,
            Employee.name,
            Finding.day,
            Finding.kind,
            Finding.note,
            concerned.badge,
            concerned.name,
        )
        .join(Employee, Employee.id == Finding.employee_id)
        .outerjoin(concerned, concerned.id == Finding.concerns_id)
        .where(Finding.day.between(first, last))
        .order_by(Finding.day, Employee.badge, Finding.id)
    )
    return tuple(FindingLine(*row[:7], row[7] or "", row[8] or "") for row in rows)


def _check_concerned(session: Session, kind: FindingKind, employee_id: int, day: date, concerns_id: int | None) -> None:
    if kind is FindingKind.UNRELATED:
        if concerns_id is not None:
            raise Refusal(N_("Only a falsified record is about somebody else's record"), clause="ATT-8")
        return
    if concerns_id is None:
        raise Refusal(N_("Name the employee whose record was falsified"), clause="ATT-11")
    if concerns_id == employee_id:
        raise Refusal(N_("A head's fine is about the record of somebody else"), clause="ATT-11")
    employed_on(session, concerns_id, day, "ATT-11")


def _judge(session: Session, row: Finding) -> None:
    touched = Touched()
    touched.person(row.employee_id, row.day, row.day)
    rejudge(session, touched)
