"""A company that claims, under a console; made once, copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from opsconsole import i18n
from opsconsole.assembly import open_database
from opsconsole.db import Database
from tests.approvals.desk import Desk
from tests.conftest import MACHINE, NOW
from tests.console.reimbursement.office import Finance, settle
from tests.console.requests.sitting import Seat
from tests.org.conftest import Office


@pytest.fixture(scope="session")
def finance_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database and the pepper of its PINs."""
    folder = tmp_path_factory.mktemp("finance")
    shutil.copyfile(sqlite_template, folder / "finance.sqlite3")
    url = f"sqlite:///{folder / 'finance.sqlite3'}"
    database = open_database(url, state_dir=folder, clock=lambda: NOW, actor=MACHINE)
    settle(Office(database, MACHINE, NOW), folder)
    database.close()
    return folder


@pytest.fixture
def finance(
    finance_template: Path, tmp_path: Path, open_url: Callable[[str], Database], now: datetime
) -> Iterator[Finance]:
    """Somebody at F5."""
    state = tmp_path / "state"
    state.mkdir(exist_ok=True)
    shutil.copyfile(finance_template / "finance.sqlite3", tmp_path / "finance.sqlite3")
    shutil.copyfile(finance_template / "pepper", state / "pepper")
    url = f"sqlite:///{tmp_path / 'finance.sqlite3'}"
    language = i18n.language()
    desk = Desk(Office(open_url(url), MACHINE, now), now)
    yield Finance(Seat(desk, url, tmp_path))
    i18n.use(language)
    assert desk.broken() == []
