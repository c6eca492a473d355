"""A small company for attendance's tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from opsconsole.access.actor import Actor
from opsconsole.db import Database
from tests.attendance.company import Company


@pytest.fixture
def company(database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Company:
    """A company of one unit, OPS, and nobody in it."""
    made = Company(database, machine, now, tmp_path)
    made.unit("OPS")
    return made


@pytest.fixture
def any_company(any_database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Company:
    """The same on each kind of database in turn."""
    made = Company(any_database, machine, now, tmp_path)
    made.unit("OPS")
    return made
