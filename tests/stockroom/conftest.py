"""A storeroom for the stockroom's tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from opsconsole.access.actor import Actor
from opsconsole.db import Database
from tests.attendance.company import Company
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
