"""A fixed company of eight, its March 2026 on the clock, and people at its console."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.access.permissions import permissions_of
from opsconsole.access.sitting import LONGEST, Item, Sitting
from opsconsole.assembly.todo import Todo, todo
from opsconsole.attendance.files.arrangements import LEAVE, OUTINGS
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.model import MonthRow
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.punches import read_file, take_file
from opsconsole.attendance.rules.values import HalfName, JudgedDay, LeaveKind
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.errors import Message, Refusal
from opsconsole.files.imports import FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.org import service as org
from opsconsole.org.model import Employee, Layer, UnitKind
from opsconsole.org.values import PersonData, PositionData, Terms, UnitData

MARCH = Month(2026, 3)
NOW = datetime(2026, 4, 1, 9, 0)
PIN = "246810"

UNITS = (("BGS", "办公室", "General Office"), ("CWB", "财务部", "Finance"), ("YYB", "运营部", "Operations"))
PEOPLE = (
    ("E00001", "王小明", "BGS"),
    ("E00002", "李静", "BGS"),
    ("E00003", "汉" * 60, "CWB"),
    ("E00004", "𠮷野家", "CWB"),
    ("E00005", "[@click=app.quit]陈[/]", "CWB"),
    ("E00006", "赵敏", "YYB"),
    ("E00007", "周芳", "YYB"),
    ("E00008", "Smith", "YYB"),
)
HIRED = {"E00008": date(2026, 3, 16)}
ROLES = {"E00001": Role.ATTENDANCE_CLERK, "E00002": Role.FINANCE_REVIEWER, "E00006": Role.OFFICE_CLERK}

USUAL = ("08:57", "18:03")
SINS: Mapping[tuple[str, int], Sequence[str]] = {
    ("E00002", 3): ("09:06", "18:01"),
    ("E00002", 4): ("08:55",),
    ("E00003", 5): (),
    ("E00004", 9): (),
    ("E00004", 10): (),
    ("E00004", 11): (),
    ("E00004", 12): ("13:10", "18:00"),
    ("E00005", 17): ("09:40", "17:45"),
    ("E00006", 2): ("09:05", "18:00"),
    ("E00006", 3): ("09:12", "17:50"),
    ("E00006", 6): ("08:57",),
    ("E00006", 24): ("09:30", "18:00"),
    ("E00007", 18): (),
    ("E00007", 19): ("13:25", "18:10"),
}


def clock_file(days: Sequence[date], extra: Sequence[str] = ()) -> bytes:
    """What the machine at the door wrote on these days, and more lines."""
    lines = []
    for badge, _name, _unit in PEOPLE:
        for day in days:
            if day < HIRED.get(badge, date.min) or (badge, day) == ("E00008", date(2026, 3, 31)):
                continue
            times = SINS.get((badge, day.day), USUAL) if day.month == 3 else USUAL
            lines += [f"{int(badge[1:]):>9}\t{day} {time}:00\t1\t0\t1\t0" for time in times]
    return "\n".join([*lines, *extra, ""]).encode()


def workdays(month: Month) -> list[date]:
    return [day for day in month.days() if day.weekday() < 5]


@dataclass
class Office:
    """The company and what a test asks of it."""

    database: Database
    roles: Mapping[str, Role] = field(default_factory=lambda: ROLES)

    def actor(self, badge: str) -> Actor:
        """Somebody of the company, in the role they have at the console."""
        employee_id, name = self.database.read(_employee, badge)
        roles = frozenset({self.roles[badge]}) if badge in self.roles else frozenset()
        return Actor(employee_id, badge, name, roles, "front-1")

    def id_of(self, badge: str) -> int:
        return self.database.read(_employee, badge)[0]

    def day(self, badge: str, day: int) -> JudgedDay:
        """A day of March as it stands on the sheet."""
        judged = unpack_month(self.row(badge).days)[day - 1]
        assert judged is not None
        return judged

    def row(self, badge: str) -> Any:
        return self.database.read(_row, badge)


def _employee(session: Session, badge: str) -> Any:
    return session.execute(select(Employee.id, Employee.name).where(Employee.badge == badge)).one()


def _row(session: Session, badge: str) -> MonthRow:
    row = session.execute(
        select(MonthRow)
        .join(Employee, Employee.id == MonthRow.employee_id)
        .where(Employee.badge == badge, MonthRow.month == str(MARCH))
    ).scalar_one()
    session.expunge(row)
    return row


def _settle_in(session: Session, actor: Actor, now: datetime) -> None:
    for code, name_zh, name_en in UNITS:
        org.add_unit(session, actor, UnitData(code, name_zh, name_en, Layer.EXECUTION, UnitKind.FUNCTIONAL), now)
        org.add_position(session, actor, PositionData(f"{code}-1", code, "员工", "Staff", 9), now)
    for badge, name, unit in PEOPLE:
        terms = Terms(f"{unit}-1", 870_000, 217_500, badge[1:].lstrip("0"))
        org.hire(session, actor, PersonData(badge, name), HIRED.get(badge, date(2025, 7, 1)), None, terms, now)


def _arrange(session: Session, actor: Actor, kind: ImportKind, values: list[dict[str, Any]], now: datetime) -> Any:
    rows = [FileRow("rows.csv", line, one) for line, one in enumerate(values, start=2)]
    return kind.take(session, actor, rows, now).as_result()


MACHINE = Actor(None, "machine", "tester", frozenset({Role.MACHINE}), "tests")


def settle(database: Database, folder: Path) -> None:
    """Fills an empty database with the company and its March."""
    machine = MACHINE
    database.run(_settle_in, machine, NOW)
    outing = {"badge": "E00007", "from": datetime(2026, 3, 19, 9), "to": datetime(2026, 3, 19, 11), "reason": "银行"}
    database.run(_arrange, machine, OUTINGS, [outing], NOW)
    sick = {
        "from_date": date(2026, 3, 25),
        "to_date": date(2026, 3, 26),
        "from_half": HalfName.PM,
        "to_half": HalfName.PM,
    }
    database.run(_arrange, machine, LEAVE, [{"badge": "E00003", "kind": LeaveKind.SICK, **sick}], NOW)
    path = folder / "1_attlog.dat"
    path.write_bytes(clock_file(workdays(MARCH), ["       99\t2026-03-05 09:00:00\t1\t0\t1\t0"]))
    take_file(database, machine, read_file(path, now=NOW), now=NOW)
    database.run(ensure_judged, machine, MARCH, NOW)


@dataclass(frozen=True)
class Entry:
    actor: Actor
    language: str = ""
    theme: str = ""
    must_change: bool = False


class OfficeBackend:
    """The program under a console of the company: everybody has the same PIN."""

    def __init__(self, office: Office, theme: str = "") -> None:
        self.office = office
        self.theme = theme

    @property
    def database(self) -> Database:
        return self.office.database

    def has_accounts(self) -> bool:
        return True

    def one_time_code(self) -> tuple[str, str]:
        raise NotImplementedError

    def company_names(self) -> Mapping[str, str]:
        return {"zh": "演示公司", "en": "Demo Company"}

    def sign_in(self, badge: str, pin: str, *, now: datetime) -> Entry:
        if pin != PIN:
            raise Refusal(N_("Badge or PIN is wrong"), clause="SEC-5")
        return Entry(self.office.actor(badge), theme=self.theme)

    def change_pin(self, actor: Actor, old: str, new: str, *, now: datetime) -> None:
        raise NotImplementedError

    def permissions(self, actor: Actor) -> frozenset[str]:
        return frozenset(permissions_of(actor.roles))

    def role_words(self, actor: Actor) -> Sequence[Message]:
        return ()

    def remember(self, actor: Actor, *, language: str = "", theme: str = "") -> None:
        pass

    def todo(self, actor: Actor, now: datetime) -> Todo:
        return self.database.read(todo, actor, now)

    def confirm(self, actor: Actor, badge: str, pin: str, *, now: datetime) -> int:
        raise NotImplementedError

    def open_sitting(
        self, actor: Actor, pin: str, items: Iterable[Item], *, now: datetime, sum_fen: int = 0
    ) -> Sitting:
        if pin != PIN:
            raise Refusal(N_("Badge or PIN is wrong"), clause="SEC-5")
        return Sitting(actor, frozenset(items), sum_fen, now + LONGEST)
