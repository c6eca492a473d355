"""Finance for reimbursement's tests."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from opsconsole.access.actor import Actor
from opsconsole.db import Database
from tests.approvals.conftest import MORE_STAFF
from tests.approvals.desk import open_desk
from tests.org.conftest import Office
from tests.reimbursement.purse import Purse, open_purse


def _open(database: Database, machine: Actor, now: datetime, folder: Path) -> Purse:
    office = Office(database, machine, now).found_company()
    office.staff(MORE_STAFF + "E11,孙八,QD-02,2022-01-01,,5000,1000,11,\n")
    return open_purse(open_desk(office, now), folder)


@pytest.fixture
def purse(database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Purse:
    """A company that claims, with an account that holds 100,000.00."""
    return _open(database, machine, now, tmp_path)


@pytest.fixture
def any_purse(any_database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Purse:
    """The same on each kind of database in turn."""
    return _open(any_database, machine, now, tmp_path)
