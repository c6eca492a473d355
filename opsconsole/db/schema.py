"""Which schema a database has, which one this program needs, and the way forward."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from opsconsole.db import engine as engines
from opsconsole.errors import Refusal
from opsconsole.i18n import N_

if TYPE_CHECKING:
    from opsconsole.db.database import Database

HEAD = "0006"
"""The revision this program works with; a test holds it equal to the last migration's."""


class SchemaState(StrEnum):
    MISSING = "missing"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"


def migrations_dir() -> Path:
    """The folder of the migrations: inside the installed package, else beside it in the source tree."""
    inside = Path(__file__).parents[1] / "migrations"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "migrations"


def revision(engine: Engine) -> str | None:
    """The revision a database stands at, None for an empty one; Refusal where it is somebody else's."""
    with engines.in_words(), engine.connect() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    """`revision` on a connection that is open already."""
    names = set(inspect(connection).get_table_names())
    if "alembic_version" in names and {"audit_record", "installation"} <= names:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if names:
        raise Refusal(N_("This database belongs to another program; name another one"))
    return None


def state_of(found: str | None) -> SchemaState:
    """How a revision stands to the one this program needs."""
    if found is None:
        return SchemaState.MISSING
    if found == HEAD:
        return SchemaState.CURRENT
    return SchemaState.BEHIND if found < HEAD else SchemaState.AHEAD


def upgrade(database: Database) -> tuple[str | None, str]:
    """Brings the schema forward in one transaction, guarded against two at once; from and to revision.

    Raises Refusal for a database that is newer than this program, or another program's.
    """
    engines.prepare_folder(database.url)
    with database.exclusive() as engine:
        found = revision(engine)
        if state_of(found) is SchemaState.AHEAD:
            raise ahead(found)
        if found != HEAD:
            _migrate(engine)
        return found, HEAD


def ahead(found: str | None) -> Refusal:
    """The refusal of a database that a newer program has migrated."""
    return Refusal(
        N_("The database is of a newer opsconsole (schema {found}, this one knows {known}); install the newer one"),
        found=found or "",
        known=HEAD,
    )


def _migrate(engine: Engine) -> None:
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            # Ignored inside a transaction; and a table that is rebuilt must not empty those that point at it.
            engines.guard_schema(driver, lifted=True)
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": engines.WRITE_LOCK_KEY})
                _run_migrations(connection)
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise AssertionError("the migration left a row without what it points at")
                committed = committed_fingerprint(engine.dialect.name)
                found = fingerprint(connection)
                if committed is not None and committed != found:
                    raise AssertionError("the schema is not the one of fingerprints.json; see tools/fingerprints.py")
        finally:
            if sqlite:
                driver.execute("PRAGMA foreign_keys=ON")
                engines.guard_schema(driver)


def _run_migrations(connection: Connection) -> None:
    # Alembic takes longer to load than a command takes to run.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_dir()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


_SQLITE_SCHEMA = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND sql IS NOT NULL"
_POSTGRES_SCHEMA = """
    SELECT 'column', table_name || '.' || column_name, data_type || is_nullable
    FROM information_schema.columns WHERE table_schema = current_schema()
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text || '.' || conname, contype::text || convalidated::text
    FROM pg_constraint WHERE connamespace = current_schema()::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT 'index', indexname, tablename FROM pg_indexes WHERE schemaname = current_schema()
    UNION ALL
    SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, tgtype::text || tgenabled::text || prosrc
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
    WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace
"""


def fingerprint(connection: Connection) -> str:
    """A digest of all tables, columns, constraints, indexes and triggers as the database itself tells them.

    On PostgreSQL expressions go by their names alone: how a server words one differs between its versions.
    """
    query = _SQLITE_SCHEMA if connection.dialect.name == "sqlite" else _POSTGRES_SCHEMA
    rows = sorted(tuple(" ".join(str(cell).split()) for cell in row) for row in connection.exec_driver_sql(query))
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def committed_fingerprint(dialect: str) -> str | None:
    """The fingerprint that the schema of `HEAD` must have on this kind of database."""
    path = migrations_dir() / "fingerprints.json"
    try:
        return json.loads(path.read_text("utf-8")).get(HEAD, {}).get(dialect)
    except FileNotFoundError:
        return None
