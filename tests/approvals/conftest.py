"""The small company of the organisation's tests, asking and deciding."""

from __future__ import annotations

from datetime import datetime

import pytest

from opsconsole.access.actor import Actor
from opsconsole.db import Database
from tests.approvals.desk import Desk, open_desk
from tests.org.conftest import Office

MORE_STAFF = """
E7,赵六,QD-02,2022-01-01,,5000,1000,7,
E8,钱七,YY-02,2022-01-01,,5000,1000,8,
"""


@pytest.fixture
def desk(database: Database, machine: Actor, now: datetime) -> Desk:
    """E1 general manager, E2 deputy over YY and BGS, E3 head of YY, E4 and E8 in YY, E6 clerk in BGS (no head),
    E7 in QD, whose head's post and whose deputy's are vacant."""
    office = Office(database, machine, now).found_company()
    office.staff(MORE_STAFF)
    return open_desk(office, now)


@pytest.fixture
def any_desk(any_database: Database, machine: Actor, now: datetime) -> Desk:
    """The same on each kind of database in turn."""
    office = Office(any_database, machine, now).found_company()
    office.staff(MORE_STAFF)
    return open_desk(office, now)
