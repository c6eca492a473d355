"""A small company to judge, made the short way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.model import MonthRow
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.punches import FileSummary, read_file, take_file
from opsconsole.attendance.rules.values import JudgedDay
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.errors import ImportRefused
from opsconsole.files.columns import only_table, read_rows
from opsconsole.files.imports import FileRow, ImportKind
from opsconsole.files.read import read_tables
from opsconsole.org.model import Assignment, Employee, Layer, Position, Rank, Unit

MARCH = Month(2026, 3)


@dataclass
class Company:
    """What a test says of a company, in the words of the office."""

    database: Database
    machine: Actor
    now: datetime
    folder: Path
    files: int = field(default=0)
    clock_now: datetime | None = None

    def unit(self, code: str, parent: str = "") -> None:
        """A unit with one staff position of the same code."""
        self.database.run(_unit, self.machine, code, parent)

    def hire(
        self,
        badge: str,
        unit: str = "OPS",
        from_day: str = "2026-01-01",
        to_day: str = "",
        clock: str = "",
        basic: int = 870_000,
        bonus: int = 217_500,
    ) -> int:
        """An employee in a unit; the clock number is the badge's digits where none is given."""
        number = clock or badge.lstrip("E").lstrip("0")
        return self.database.run(
            _hire,
            self.machine,
            badge,
            unit,
            date.fromisoformat(from_day),
            date.fromisoformat(to_day) if to_day else None,
            number,
            basic,
            bonus,
        )

    def clock(self, *punches: str) -> FileSummary:
        """A clock machine's file of `number 2026-03-05 08:57[:00]` lines."""
        lines = []
        for punch in punches:
            number, moment = punch.split(" ", 1)
            lines.append(f"{number:>9}\t{moment if moment.count(':') == 2 else moment + ':00'}\t1\t0\t1\t0")
        return self.clock_file("\n".join(lines).encode())

    def clock_file(self, data: bytes, name: str = "1_attlog.dat") -> FileSummary:
        """Any clock file."""
        self.files += 1
        path = self.folder / f"{self.files}_{name}"
        path.write_bytes(data)
        return take_file(self.database, self.machine, read_file(path, now=self.clock_now or self.now), now=self.now)

    def give(self, kind: ImportKind, text: str, actor: Actor | None = None) -> dict[str, int]:
        """An import of `kind` from csv text; ImportRefused with the problems of reading it."""
        table = only_table(read_tables(text.encode(), "rows.csv"))
        rows, problems = read_rows(table, kind.columns, "rows.csv")
        if problems:
            raise ImportRefused(problems)
        return self.database.run(
            _take, actor or self.machine, kind, [FileRow("rows.csv", row.line, row.values) for row in rows], self.now
        )

    def judge(self, month: Month = MARCH) -> int:
        """Opens a month, as a screen or an export does; the number of days judged."""
        return self.database.run(ensure_judged, self.machine, month, self.now)

    def day(self, badge: str, day: str) -> JudgedDay | None:
        """How a day stands on the sheet."""
        when = date.fromisoformat(day)
        return self.days(badge, Month.of(when))[when.day - 1]

    def results(self, badge: str, day: str) -> tuple[str, str]:
        """What both halves of a day stand as."""
        judged = self.day(badge, day)
        assert judged is not None
        return judged.am.result.value, judged.pm.result.value

    def days(self, badge: str, month: Month = MARCH) -> Sequence[JudgedDay | None]:
        """A person's month."""
        return unpack_month(self.row(badge, month).days)

    def row(self, badge: str, month: Month = MARCH) -> Any:
        """A person's row of the sheet."""
        return self.database.read(_row, badge, str(month))

    def rows(self, month: Month = MARCH) -> list[str]:
        """The badges of the sheet's rows."""
        return self.database.read(_badges, str(month))


def _unit(session: Session, actor: Actor, code: str, parent: str) -> None:
    parent_id = session.execute(select(Unit.id).where(Unit.code == parent)).scalar_one_or_none()
    unit = Unit(
        code=code,
        parent_id=parent_id,
        name_zh=code,
        name_en=code,
        layer=Layer.EXECUTION,
        kind=None,
        search=code.lower(),
    )
    session.add(unit)
    session.flush()
    session.add(
        Position(code=code, unit_id=unit.id, title_zh="员工", title_en="Staff", headcount=9, rank=Rank.STAFF, search="")
    )
    audit.record(session, code)


def _hire(
    session: Session,
    actor: Actor,
    badge: str,
    unit: str,
    from_day: date,
    to_day: date | None,
    clock: str,
    basic: int,
    bonus: int,
) -> int:
    position_id = session.execute(select(Position.id).where(Position.code == unit)).scalar_one()
    employee = session.execute(select(Employee).where(Employee.badge == badge)).scalar_one_or_none()
    if employee is None:
        employee = Employee(badge=badge, name=badge, sort_key=badge.lower(), search=badge.lower())
        session.add(employee)
        session.flush()
    session.add(
        Assignment(
            employee_id=employee.id,
            position_id=position_id,
            from_day=from_day,
            to_day=to_day,
            basic_wage_fen=basic,
            bonus_fen=bonus,
            clock_id=clock,
        )
    )
    audit.record(session, badge)
    return employee.id


def _take(session: Session, actor: Actor, kind: ImportKind, rows: list[FileRow], now: datetime) -> dict[str, int]:
    return kind.take(session, actor, rows, now).as_result()


def _row(session: Session, badge: str, month: str) -> Any:
    query = select(MonthRow.__table__).join(Employee, Employee.id == MonthRow.employee_id)
    return session.execute(query.where(MonthRow.month == month, Employee.badge == badge)).one()


def _badges(session: Session, month: str) -> list[str]:
    query = select(Employee.badge).join(MonthRow, MonthRow.employee_id == Employee.id)
    return list(session.execute(query.where(MonthRow.month == month).order_by(Employee.badge)).scalars())
