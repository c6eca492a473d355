"""A small company, made through the same files that an office would import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from opsconsole.access.actor import Actor
from opsconsole.db import Database
from opsconsole.errors import ImportRefused
from opsconsole.files.columns import read_rows
from opsconsole.files.imports import FileRow, ImportKind
from opsconsole.files.table import Row, Table
from opsconsole.org.files import POSITIONS, STAFF, UNITS

UNIT_HEADINGS = "code,parent,name_zh,name_en,layer,kind,assessed,in_charge"
POSITION_HEADINGS = "code,unit,title_zh,title_en,reports_to,headcount,rank"
STAFF_HEADINGS = "badge,name,position,from,to,basic_wage,bonus,clock_id,work_since"

COMPANY_UNITS = """
GS,,演示公司,Demo Company,decision,,no,
JL,GS,总经理室,General Management,management,,no,
YY,JL,运营部,Operations,execution,business,yes,E2
QD,JL,渠道部,Channels,execution,business,yes,E9
BGS,JL,总经办,General Office,execution,functional,no,E2
"""
COMPANY_POSITIONS = """
ZJL,JL,总经理,General manager,,1,gm
FZ,JL,副总经理,Deputy general manager,ZJL,1,deputy_gm
YY-01,YY,运营部经理,Head of operations,FZ,1,head
YY-02,YY,运营专员,Operations specialist,YY-01,3,staff
QD-01,QD,渠道部经理,Head of channels,FZ,1,head
QD-02,QD,渠道专员,Channel specialist,QD-01,2,staff
BGS-02,BGS,文员,Clerk,ZJL,1,staff
"""
COMPANY_STAFF = """
E1,万总,ZJL,2020-01-01,,30000,10000,1,1995-07-01
E2,曾副总,FZ,2020-01-01,,20000,8000,2,
E3,单经理,YY-01,2021-01-01,,12000,3000,3,
E4,张三,YY-02,2024-01-01,,6000,1500,004,2015-07-01
E5,李四,YY-02,2024-01-01,2026-03-15,6000,1500,5,
E6,王五,BGS-02,2023-01-01,,5000,1000,6,
"""

Take = Callable[..., dict[str, int]]


def rows_of(kind: ImportKind, headings: str, text: str, file: str = "file.csv") -> list[FileRow]:
    """Rows as a file with these headings would give them; the first row is line 2."""
    lines = [line.split(",") for line in text.strip().splitlines()]
    table = Table(1, headings.split(","), [Row(number, cells) for number, cells in enumerate(lines, start=2)])
    rows, problems = read_rows(table, kind.columns, file)
    if problems:
        raise ImportRefused(problems)
    return [FileRow(file, row.line, row.values) for row in rows]


def taken(session: Any, actor: Actor, kind: ImportKind, rows: list[FileRow], now: datetime) -> dict[str, int]:
    """The verb of an import as commands and screens run it."""
    return kind.take(session, actor, rows, now).as_result()


class Office:
    """Imports text as the office would, and asks what became of it."""

    def __init__(self, database: Database, actor: Actor, now: datetime) -> None:
        self.database, self.actor, self.now = database, actor, now

    def take(self, kind: ImportKind, rows: list[FileRow]) -> dict[str, int]:
        return self.database.run(taken, self.actor, kind, rows, self.now)

    def units(self, text: str, headings: str = UNIT_HEADINGS) -> dict[str, int]:
        return self.take(UNITS, rows_of(UNITS, headings, text, "units.csv"))

    def positions(self, text: str, headings: str = POSITION_HEADINGS) -> dict[str, int]:
        return self.take(POSITIONS, rows_of(POSITIONS, headings, text, "positions.csv"))

    def staff(self, text: str, headings: str = STAFF_HEADINGS) -> dict[str, int]:
        return self.take(STAFF, rows_of(STAFF, headings, text, "staff.csv"))

    def found_company(self) -> Office:
        self.units(COMPANY_UNITS)
        self.positions(COMPANY_POSITIONS)
        self.staff(COMPANY_STAFF)
        return self

    def run(self, verb: Callable[..., Any], *args: Any) -> Any:
        return self.database.run(verb, self.actor, *args, self.now)

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self.database.read(query, *args, **kwargs)


@pytest.fixture
def empty_office(database: Database, machine: Actor, now: datetime) -> Office:
    """Nobody and nothing yet."""
    return Office(database, machine, now)


@pytest.fixture
def office(empty_office: Office) -> Office:
    """The small company on SQLite."""
    return empty_office.found_company()


@pytest.fixture
def any_office(any_database: Database, machine: Actor, now: datetime) -> Office:
    """The small company on each kind of database in turn."""
    return Office(any_database, machine, now).found_company()


def day(text: str) -> date:
    return date.fromisoformat(text)
