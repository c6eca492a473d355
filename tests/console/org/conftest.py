"""The console over a real database, empty or with a small company in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from opsconsole import i18n
from opsconsole.access.actor import Role
from opsconsole.access.permissions import permissions_of
from opsconsole.console.app import OpsApp
from opsconsole.console.areas import AREAS, Area
from opsconsole.db import Database

from ..conftest import Console
from .company import MOMENT, OFFICE, found_company

CLERK = permissions_of(frozenset({Role.OFFICE_CLERK}))


@pytest.fixture(scope="session")
def company_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company, founded once."""
    from opsconsole.assembly import open_database

    folder = tmp_path_factory.mktemp("company")
    path = folder / "company.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", state_dir=folder / "state", clock=lambda: MOMENT, actor=OFFICE)
    found_company(database)
    database.close()
    return path


@pytest.fixture
def company(company_template: Path, tmp_path: Path, open_url: Callable[[str], Database]) -> Database:
    """The small company, for one test."""
    path = tmp_path / "company.sqlite3"
    shutil.copyfile(company_template, path)
    return open_url(f"sqlite:///{path}")


HERE = tuple(area for area in AREAS if area.name in ("org", "todo", "accounts"))


class Office(Console):
    """A console with the organisation, the accounts and the to-do desk."""

    def app(self, *, language: str = "en", areas: Sequence[Area] = HERE, backend: Any = None) -> OpsApp:
        return super().app(language=language, areas=areas, backend=backend)


@pytest.fixture
def speaking() -> Iterator[None]:
    """Whatever language a test switches to, the next one begins with its own."""
    language = i18n.language()
    yield
    i18n.use(language)


@pytest.fixture
def office(tmp_path: Path, company: Database, speaking: None) -> Office:
    """The office clerk's console over the small company."""
    return _office(tmp_path, company)


@pytest.fixture
def first_day(tmp_path: Path, database: Database, speaking: None) -> Office:
    """The office clerk's console over a company with nothing in it."""
    return _office(tmp_path, database)


def _office(folder: Path, database: Database) -> Office:
    console = Office(folder)
    console.backend.database = database
    console.backend.granted = CLERK
    return console
