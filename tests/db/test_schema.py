"""Migrations: guarded, whole, and the same as the models and as what was committed."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from opsconsole.assembly import open_database
from opsconsole.db import Database, schema
from opsconsole.db.types import Base
from opsconsole.errors import Refusal
from tests.conftest import MACHINE, NOW
from tests.db import acts

MIGRATE = "from opsconsole.db import Database, schema\nprint(schema.upgrade(Database(sys.argv[1])))"
DIE_HALF_WAY = """
import os, signal
from sqlalchemy import event
from opsconsole.db import Database, schema
database = Database(sys.argv[1])
seen = []
@event.listens_for(database._writer, "before_cursor_execute")
def count(connection, cursor, statement, *more):
    seen.append(statement.startswith("\\nCREATE TABLE"))
    if sum(seen) == 10:
        os.kill(os.getpid(), signal.SIGKILL)
schema.upgrade(database)
"""


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Any:
    import uuid

    from tests import conftest

    name = f"opsconsole_empty_{uuid.uuid4().hex[:12]}"
    conftest._administer(postgres_server, f'CREATE DATABASE "{name}"')
    yield conftest._on(postgres_server, name)
    conftest._administer(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without any table, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.sqlite3'}"
    return request.getfixturevalue("empty_postgres_url")


def test_models_and_migrations_make_the_same_tables(any_database: Database) -> None:
    with any_database.reading() as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_program_works_with_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.migrations_dir()))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_a_migrated_schema_has_the_committed_fingerprint(any_database: Database) -> None:
    with any_database.reading() as engine, engine.connect() as connection:
        committed = schema.committed_fingerprint(engine.dialect.name)
        assert committed is not None, "run: python -m tools.fingerprints"
        assert schema.fingerprint(connection) == committed


def test_four_terminals_that_migrate_at_once_all_succeed(empty_url: str) -> None:
    terminals = [acts.terminal(MIGRATE, empty_url) for _ in range(4)]
    told = [process.communicate(timeout=120) for process in terminals]
    assert [process.returncode for process in terminals] == [0] * 4, told
    database = Database(empty_url)
    assert schema.upgrade(database) == (schema.HEAD, schema.HEAD)
    database.close()


def test_a_migration_that_is_killed_leaves_nothing(empty_url: str, tmp_path: Path) -> None:
    killed = acts.terminal(DIE_HALF_WAY, empty_url)
    assert killed.wait(60) == -signal.SIGKILL, killed.communicate()
    killed.communicate()
    database = Database(empty_url)
    with database.reading() as engine:
        assert schema.revision(engine) is None
    database.close()
    database = open_database(empty_url, state_dir=tmp_path / "state", clock=lambda: NOW, actor=MACHINE)
    assert database.read_only_because is None
    database.close()


def set_revision(engine: Engine, revision: str) -> None:
    with engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [("0000", "older schema .0000.*opsconsole db upgrade"), ("9999", "newer opsconsole .schema 9999")],
)
def test_another_schema_is_refused_with_what_to_do(
    any_database: Database, tmp_path: Path, revision: str, sentence: str
) -> None:
    with any_database.exclusive() as engine:
        set_revision(engine, revision)
    with pytest.raises(Refusal, match=sentence):
        open_database(
            any_database.url.render_as_string(hide_password=False),
            state_dir=tmp_path,
            clock=lambda: NOW,
            actor=MACHINE,
        )


def test_a_newer_database_is_not_migrated(database: Database) -> None:
    with database.exclusive() as engine:
        set_revision(engine, "9999")
    with pytest.raises(Refusal, match="newer opsconsole"):
        schema.upgrade(database)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite3"
    theirs = sqlite3.connect(path)
    theirs.execute("CREATE TABLE alembic_version (version_num)")
    theirs.execute("CREATE TABLE orders (x)")
    theirs.close()
    with pytest.raises(Refusal, match="another program"):
        open_database(str(path), state_dir=tmp_path, clock=lambda: NOW, actor=MACHINE)


SQLITE_CHANGES = ["DROP TRIGGER audit_record_no_update", "CREATE TABLE more (x)", "DROP INDEX uq_position_head"]
POSTGRES_CHANGES = [
    "ALTER TABLE audit_record DISABLE TRIGGER ALL",
    "CREATE OR REPLACE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "ALTER TABLE assignment DROP CONSTRAINT ck_assignment_pay",
]


def changed(database: Database, change: str, tmp_path: Path) -> str:
    acts.tamper(database, change)
    again = open_database(
        database.url.render_as_string(hide_password=False), state_dir=tmp_path, clock=lambda: NOW, actor=MACHINE
    )
    try:
        with pytest.raises(Refusal) as raised:
            again.run(acts.hire, MACHINE, "0001")
        assert again.read(acts.badges) == []
        return str(raised.value)
    finally:
        again.close()


@pytest.mark.parametrize("change", SQLITE_CHANGES)
def test_tables_changed_by_hand_make_the_database_read_only(database: Database, change: str, tmp_path: Path) -> None:
    assert "not as opsconsole made them: reading only" in changed(database, change, tmp_path)


@pytest.mark.parametrize("change", POSTGRES_CHANGES)
def test_tables_changed_by_hand_on_a_server_too(
    postgres_url: str, open_url: Callable[[str], Database], change: str, tmp_path: Path
) -> None:
    assert "not as opsconsole made them: reading only" in changed(open_url(postgres_url), change, tmp_path)


def test_the_fingerprints_are_those_of_the_last_migration() -> None:
    told = json.loads((schema.migrations_dir() / "fingerprints.json").read_text("utf-8"))
    assert sorted(told) == [schema.HEAD]
    assert sorted(told[schema.HEAD]) == ["postgresql", "sqlite"]
