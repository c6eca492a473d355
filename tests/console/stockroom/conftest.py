"""A counter under a console; made once, copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from opsconsole import i18n
from opsconsole.assembly import open_database
from opsconsole.db import Database
from opsconsole.stockroom.queries.items import item_lines
from tests.approvals.desk import Desk
from tests.attendance.company import Company
from tests.conftest import MACHINE, NOW
from tests.console.requests.sitting import Seat
from tests.console.stockroom.counter import Counter, settle
from tests.org.conftest import Office
from tests.stockroom.storeroom import Storeroom


@pytest.fixture(scope="session")
def counter_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the database and the pepper of its PINs."""
    folder = tmp_path_factory.mktemp("counter")
    shutil.copyfile(sqlite_template, folder / "counter.sqlite3")
    url = f"sqlite:///{folder / 'counter.sqlite3'}"
    database = open_database(url, state_dir=folder, clock=lambda: NOW, actor=MACHINE)
    settle(Office(database, MACHINE, NOW), folder / "pepper")
    database.close()
    return folder


@pytest.fixture
def counter(
    counter_template: Path, tmp_path: Path, open_url: Callable[[str], Database], now: datetime
) -> Iterator[Counter]:
    """Somebody at the counter."""
    state = tmp_path / "state"
    state.mkdir(exist_ok=True)
    shutil.copyfile(counter_template / "counter.sqlite3", tmp_path / "counter.sqlite3")
    shutil.copyfile(counter_template / "pepper", state / "pepper")
    url = f"sqlite:///{tmp_path / 'counter.sqlite3'}"
    language = i18n.language()
    database = open_url(url)
    room = Storeroom(Company(database, MACHINE, now, tmp_path), papers=100)
    room.items = {line.code: line.id for line in room.read(item_lines)}
    yield Counter(Seat(Desk(Office(database, MACHINE, now), now), url, tmp_path), room)
    i18n.use(language)
    assert room.problems() == []
