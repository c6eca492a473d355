"""A storeroom for the stockroom's tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from opsconsole.access.actor import Actor
from opsconsole.db import Database
from tests.approvals.conftest import MORE_STAFF
from tests.approvals.desk import open_desk
from tests.attendance.company import Company
from tests.org.conftest import Office
from tests.stockroom.counter import Counter, open_counter
from tests.stockroom.storeroom import Storeroom


def _open(database: Database, machine: Actor, now: datetime, folder: Path) -> Storeroom:
    company = Company(database, machine, now, folder)
    for unit in ("OPS", "MKT"):
        company.unit(unit)
    for badge, unit in (("E1", "OPS"), ("E2", "OPS"), ("E3", "MKT")):
        company.hire(badge, unit)
    room = Storeroom(company)
    room.item("pens", category="笔")
    room.item("paper", category="纸")
    room.item("calculator", durable=True)
    return room


@pytest.fixture
def room(database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Storeroom:
    """Pens, paper and a calculator to keep; E1 and E2 of OPS, E3 of MKT."""
    return _open(database, machine, now, tmp_path)


@pytest.fixture
def any_room(any_database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Storeroom:
    """The same on each kind of database in turn."""
    return _open(any_database, machine, now, tmp_path)


@pytest.fixture
def counter(database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Counter:
    """A storeroom in the company that asks and decides."""
    return _counter(database, machine, now, tmp_path)


@pytest.fixture
def any_counter(any_database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Counter:
    """The same on each kind of database in turn."""
    return _counter(any_database, machine, now, tmp_path)


def _counter(database: Database, machine: Actor, now: datetime, folder: Path) -> Counter:
    office = Office(database, machine, now).found_company()
    office.staff(MORE_STAFF)
    return open_counter(open_desk(office, now), folder)
