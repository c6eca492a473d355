"""The small company with requests that wait, under a console; made once, copied for every test."""

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
from tests.console.requests.sitting import Seat, settle
from tests.org.conftest import Office


@pytest.fixture(scope="session")
def desk_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database and the pepper of its PINs."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copyfile(sqlite_template, folder / "desk.sqlite3")
    url = f"sqlite:///{folder / 'desk.sqlite3'}"
    database = open_database(url, state_dir=folder, clock=lambda: NOW, actor=MACHINE)
    settle(Office(database, MACHINE, NOW), folder / "pepper")
    database.close()
    return folder


@pytest.fixture
def seat(desk_template: Path, tmp_path: Path, open_url: Callable[[str], Database], now: datetime) -> Iterator[Seat]:
    """Somebody at the console of the company."""
    state = tmp_path / "state"
    state.mkdir(exist_ok=True)
    shutil.copyfile(desk_template / "desk.sqlite3", tmp_path / "desk.sqlite3")
    shutil.copyfile(desk_template / "pepper", state / "pepper")
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    language = i18n.language()
    yield Seat(Desk(Office(open_url(url), MACHINE, now), now), url, tmp_path)
    i18n.use(language)
