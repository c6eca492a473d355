"""Companies of any size with a month of clock data, in databases of their own."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from opsconsole.access.actor import Actor, machine_actor
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.assembly import open_database
from opsconsole.attendance.punch_files import read_punch_file
from opsconsole.attendance.punches import ReadFile
from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.values import DayKind
from opsconsole.attendance.seed import published_days
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.demo.giving import give

MARCH = Month(2026, 3)
NOW = datetime(2026, 4, 1, 9, 0)
MACHINE: Actor = machine_actor()
_PEOPLE_A_UNIT = 50
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"


def company(folder: Path, people: int) -> Database:
    """A company of so many people since the year began, in units of fifty, without clock data."""
    folder.mkdir(parents=True)
    database = open_database(
        f"sqlite:///{folder / 'company.sqlite3'}", state_dir=folder / "state", clock=lambda: NOW, actor=MACHINE
    )
    pins = PinHasher(folder / "pepper", LIGHT)
    units = range((people - 1) // _PEOPLE_A_UNIT + 1)
    for kind, rows in (
        ("units", (unit(number) for number in units)),
        ("positions", (position(number) for number in units)),
        ("staff", (person(number) for number in range(1, people + 1))),
    ):
        give(database, MACHINE, kind, rows, now=NOW, pins=pins)
    return database


def unit(number: int) -> dict[str, str]:
    """A unit as the file `units` says it."""
    return {
        "code": f"U{number}",
        "parent": "" if number == 0 else "U0",
        "name_zh": f"部门{number}",
        "name_en": f"Unit {number}",
        "layer": "execution",
        "kind": "business",
        "assessed": "yes",
    }


def position(number: int) -> dict[str, str]:
    """The staff position of a unit."""
    return {
        "code": f"P{number}",
        "unit": f"U{number}",
        "title_zh": "职员",
        "title_en": "Staff",
        "headcount": str(_PEOPLE_A_UNIT),
        "rank": "staff",
    }


def person(number: int) -> dict[str, str]:
    """Somebody as the file `staff` says it."""
    surname, given = _SURNAMES[number % 20], _GIVEN[number // 20 % 20] + _GIVEN[number // 400 % 20]
    return {
        "badge": f"E{number:05d}",
        "name": surname + given,
        "position": f"P{(number - 1) // _PEOPLE_A_UNIT}",
        "from": "2026-01-01",
        "basic_wage": "6000.00",
        "bonus": "1500.00",
        "clock_id": str(number),
    }


def workdays() -> list[date]:
    """The workdays of the month."""
    entries = {day: (kind, name) for day, kind, name in published_days(MARCH.year)}
    return [day for day in MARCH.days() if kind_of(day, entries) is DayKind.WORKDAY]


def punches(people: int, a_day: int) -> Iterator[tuple[int, date, int]]:
    """Number, day and second of the day of everybody's punches: most in time, some late, some early, some forgotten."""
    for day in workdays():
        for number in range(1, people + 1):
            luck = (number * 2_654_435_761 + day.toordinal() * 40_503) % 100_003
            arrival = 31_200 + luck % 1_400 if luck % 97 else 32_400 + luck % 3_600
            departure = 64_800 + luck % 2_400 if luck % 101 else 64_800 - luck % 3_600
            yield number, day, arrival
            for lunch in range(a_day - 2):
                yield number, day, 43_200 + lunch * 2_700 + luck % 900
            if luck % 199:
                yield number, day, departure


def attlog(people: int, a_day: int, most: int | None = None) -> bytes:
    """The same as a clock machine writes it, in the order of time; at most so many lines."""
    found = sorted((day, second, number) for number, day, second in punches(people, a_day))
    return b"".join(
        b"%9d\t%s %02d:%02d:%02d\t1\t0\t1\t0\n"
        % (number, day.isoformat().encode(), second // 3600, second // 60 % 60, second % 60)
        for day, second, number in found[:most]
    )


def read(data: bytes) -> ReadFile:
    """A clock file as the import reads it."""
    return ReadFile("1_attlog.dat", read_punch_file(data, "1_attlog.dat", latest=NOW.date()), zlib.compress(data, 6))
