"""What is on the screen as a file: only the people whom the person at the keys chose and may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.access.visibility import visible_units
from opsconsole.attendance.files.person_sheet import ATTENDANCE_PERSON
from opsconsole.attendance.queries.grid import GridFilter, row_ids
from opsconsole.dates import Month
from opsconsole.files.exports import (
    ExportKind,
    ExportOptions,
    is_form,
    refuse_other_endings,
    write_export,
    write_wanted,
)
from opsconsole.org.model import Employee


def write_chosen(session: Session, actor: Any, kind: ExportKind, month: Month, chosen: GridFilter, path: Path) -> int:
    """Writes the rows of one of attendance's kinds that are about the chosen people; how many rows, or pages.

    Raises Refusal where the file cannot be written, NotPermitted where the kind is not the actor's to export.
    """
    require(session, actor, Permission.ATTENDANCE_EXPORT)
    require(session, actor, Permission(kind.permission))
    # Who left may still have lines that closed months left behind: whoever sees everybody writes those as well.
    if chosen == GridFilter() and visible_units(session, actor, month.last) is None:
        return write_wanted(path, kind, session, ExportOptions(month=month))
    people = set(row_ids(session, actor, month, chosen))
    employees = session.execute(select(Employee.id, Employee.badge))
    badges = {badge for employee_id, badge in employees if employee_id in people}
    options = ExportOptions(month=month, badges=frozenset(badges))
    if is_form(kind, path):
        return write_wanted(path, kind, session, options)
    return write_export(path, kind, (row for row in kind.rows(session, options) if row[0] in badges))


def write_person(session: Session, actor: Any, month: Month, employee_id: int, path: Path) -> int:
    """Writes the page of one person's month to sign; how many pages. Raises as `write_chosen`, and Refusal where the
    person is not on the sheet or not the actor's to see."""
    require(session, actor, Permission.ATTENDANCE_EXPORT)
    require(session, actor, Permission(ATTENDANCE_PERSON.permission))
    refuse_other_endings(path, ATTENDANCE_PERSON)
    badge = session.execute(select(Employee.badge).where(Employee.id == employee_id)).scalar_one()
    seen = employee_id in row_ids(session, actor, month, GridFilter())
    options = ExportOptions(month=month, badge=badge, badges=frozenset() if not seen else None)
    return write_wanted(path, ATTENDANCE_PERSON, session, options)
