"""Who would change, and by how much, if other figures held in a month (ATT-14): nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.judging import judged_through, rows_of
from opsconsole.attendance.policy import AttendancePolicy, refuse_unsound
from opsconsole.attendance.rules.names import KEPT_BACK
from opsconsole.attendance.sources import load_month, policies
from opsconsole.dates import Month
from opsconsole.errors import Named
from opsconsole.org.model import Employee, Unit
from opsconsole.policy.queries import Timeline

_TOLD = (
    "days",
    "late_times",
    "early_times",
    "missing",
    "absence_halves",
    "policy_fen",
    "cap_fen",
    "payable_fen",
    "sick_bonus_fen",
    "head_fine_fen",
    "consequence",
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What of a person's month a policy decides; money in fen, `kept_back_fen` all that payroll keeps back."""

    times: int
    absence_halves: int
    policy_fen: int
    kept_back_fen: int
    consequence: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One person whose month would be another: how many of its days, and its figures before and after."""

    employee_id: int
    badge: str
    name: str
    unit: Named
    days: int
    was: Figures
    now: Figures


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Everybody who would change, those whose pay changes most first; of how many people on the sheet."""

    month: Month
    people: int
    changed: tuple[Changed, ...]

    @property
    def kept_back_fen(self) -> int:
        """By how much all that is kept back of pay would change."""
        return sum(one.now.kept_back_fen - one.was.kept_back_fen for one in self.changed)


def what_if(session: Session, actor: Any, month: Month, policy: AttendancePolicy, now: datetime) -> WhatIf:
    """A month judged as it stands and as if `policy` held from its first day to its last.

    Both are judged now: what came late for a closed month is no change of the policy's.
    Raises Refusal for figures that contradict each other; NotPermitted for who may not see wages.
    """
    require(session, actor, Permission.PAY_VIEW)
    refuse_unsound(policy)
    through = judged_through(session, month, now)
    standing = policies(session)
    before = tuple(version for version in standing.versions if version[0] < month.first)
    assumed = Timeline(standing.founding, (*before, (month.first, policy)))
    rows = rows_of(session, load_month(session, month, assumed=assumed), through)
    held = rows_of(session, load_month(session, month), through)
    differ = [one for one in rows if any(rows[one][field] != held[one][field] for field in _TOLD)]
    people = {row.id: row for row in session.execute(select(Employee.id, Employee.badge, Employee.name))}
    units = {row.id: row for row in session.execute(select(Unit.id, Unit.name_zh, Unit.name_en))}
    found = []
    for employee_id in differ:
        was, is_now, person = held[employee_id], rows[employee_id], people[employee_id]
        unit = units[is_now["unit_id"]]
        pairs = zip(was["days"].split(";"), is_now["days"].split(";"), strict=True)
        found.append(
            Changed(
                employee_id,
                person.badge,
                person.name,
                Named(unit.name_zh, unit.name_en or unit.name_zh),
                sum(one != other for one, other in pairs),
                _figures(was),
                _figures(is_now),
            )
        )
    found.sort(key=lambda one: (-abs(one.now.kept_back_fen - one.was.kept_back_fen), one.badge))
    return WhatIf(month, len(rows), tuple(found))


def _figures(row: Mapping[str, Any]) -> Figures:
    return Figures(
        row["late_times"] + row["early_times"],
        row["absence_halves"],
        row["policy_fen"],
        sum(row[column] for column in KEPT_BACK),
        str(row["consequence"]),
    )
