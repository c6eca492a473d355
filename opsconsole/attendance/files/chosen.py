"""What is on the screen as a file: only the people whom the person at the keys chose and may see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.queries.grid import GridFilter, row_ids
from opsconsole.dates import Month
from opsconsole.files.exports import ExportKind, ExportOptions, write_export
from opsconsole.org.model import Employee


def write_chosen(session: Session, actor: Any, kind: ExportKind, month: Month, chosen: GridFilter, path: Path) -> int:
    """Writes the rows of one of attendance's kinds that are about the chosen people; how many rows.

    Raises Refusal where the file cannot be written, NotPermitted where the kind is not the actor's to export.
    """
    require(session, actor, Permission.ATTENDANCE_EXPORT)
    require(session, actor, Permission(kind.permission))
    people = set(row_ids(session, actor, month, chosen))
    employees = session.execute(select(Employee.id, Employee.badge))
    badges = {badge for employee_id, badge in employees if employee_id in people}
    found = (row for row in kind.rows(session, ExportOptions(month=month)) if row[0] in badges)
    return write_export(path, kind, found)
