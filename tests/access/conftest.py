"""People with accounts, and a cheap PIN hasher."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from opsconsole.access.actor import Actor
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.access.service import add_account
from opsconsole.db import Database
from tests.org.conftest import Office

PIN = "482913"


@pytest.fixture
def pins(tmp_path: Path) -> PinHasher:
    return PinHasher(tmp_path / "pepper", LIGHT)


@pytest.fixture
def office(database: Database, machine: Actor, now: datetime) -> Office:
    """The small company of tests/org."""
    return Office(database, machine, now).found_company()


@pytest.fixture
def any_office(any_database: Database, machine: Actor, now: datetime) -> Office:
    """The small company on each kind of database in turn."""
    return Office(any_database, machine, now).found_company()


@pytest.fixture
def with_account(pins: PinHasher) -> Callable[..., None]:
    """Gives somebody of an office an account with the usual PIN."""

    def give(office: Office, badge: str, *roles: str, pin: str = PIN) -> None:
        office.run(add_account, badge, roles, pins.digest(pin))

    return give
