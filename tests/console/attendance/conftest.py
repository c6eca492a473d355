"""The company of eight under a console; made once, copied for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from opsconsole import i18n
from opsconsole.assembly import open_database
from opsconsole.db import Database
from tests.console.attendance.office import MACHINE, NOW, Office, settle
from tests.console.attendance.sitting import Sitting


@pytest.fixture(scope="session")
def office_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the company in it."""
    folder = tmp_path_factory.mktemp("office")
    path = folder / "office.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", state_dir=folder, clock=lambda: NOW, actor=MACHINE)
    settle(database, folder)
    database.close()
    return path


@pytest.fixture
def office(office_template: Path, tmp_path: Path, open_url: Callable[[str], Database]) -> Office:
    """The company, for one test."""
    path = tmp_path / "office.sqlite3"
    shutil.copyfile(office_template, path)
    return Office(open_url(f"sqlite:///{path}"))


@pytest.fixture
def sitting(office: Office, tmp_path: Path, now: datetime):
    """Somebody at the console of the company."""
    language = i18n.language()
    yield Sitting(office, tmp_path)
    i18n.use(language)
