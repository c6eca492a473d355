"""Engines with the settings that were measured to lose nothing, for SQLite and PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from opsconsole.errors import Refusal, Unavailable
from opsconsole.i18n import N_
from opsconsole.inert import filtered
from opsconsole.oserrors import reason_of

WAIT_S = 10
WRITE_LOCK_KEY = 7_283_001
"""PostgreSQL's advisory lock that stands for the one writer."""

_SQLITE_SETTINGS = (
    f"PRAGMA busy_timeout={WAIT_S * 1000}",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA mmap_size=0",
)
_SCHEMA_ACTS = {
    sqlite3.SQLITE_ALTER_TABLE,
    sqlite3.SQLITE_ATTACH,
    sqlite3.SQLITE_CREATE_TRIGGER,
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
    sqlite3.SQLITE_DROP_INDEX,
    sqlite3.SQLITE_DROP_TABLE,
    sqlite3.SQLITE_DROP_TRIGGER,
}
_GUARDING_PRAGMAS = {"foreign_keys", "ignore_check_constraints", "recursive_triggers", "writable_schema"}


def parse_url(text: str) -> URL:
    """A database URL of SQLite or PostgreSQL; Refusal for anything else. A bare path is a SQLite file."""
    if text and "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        raise _unreadable() from None
    if backend == "sqlite" and url.database and not url.database.startswith((":memory:", "file:")):
        return url.set(drivername="sqlite")
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise _unreadable()


def _unreadable() -> Refusal:
    return Refusal(N_("The database URL cannot be read; write sqlite:///FILE or postgresql://NAME@HOST/DATABASE"))


def sqlite_path(url: URL) -> Path | None:
    """The file of a SQLite URL, else None."""
    return Path(url.database).absolute() if url.get_backend_name() == "sqlite" and url.database else None


def write_engine(url: URL) -> Engine:
    """The engine whose transactions may write; SQLite's begin at once as the writer.

    Its connections are made behind the write gate: making a file a WAL file must not meet another that does.
    """
    return _sqlite(url, begin="BEGIN IMMEDIATE", writes=True) if sqlite_path(url) else _postgres(url)


def read_engine(url: URL) -> Engine:
    """The engine whose transactions only read, each from one snapshot."""
    if sqlite_path(url):
        return _sqlite(url, begin="BEGIN", writes=False)
    return _postgres(url, isolation_level="REPEATABLE READ").execution_options(postgresql_readonly=True)


def _sqlite(url: URL, begin: str, *, writes: bool) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": WAIT_S, "check_same_thread": False}, pool_size=4, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def settle(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for statement in _SQLITE_SETTINGS:
            connection.execute(statement)
        if writes:
            _become_wal(connection)
        else:
            connection.execute("PRAGMA query_only=ON")
        guard_schema(connection)

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _become_wal(connection: sqlite3.Connection) -> None:
    if connection.execute("PRAGMA journal_mode=WAL").fetchone() != ("wal",):
        raise Unavailable(N_("SQLite cannot keep the database safe on this drive. Move it to a local disk"))


def guard_schema(connection: sqlite3.Connection, *, lifted: bool = False) -> None:
    """Keeps this connection from taking away what guards the data: triggers, constraints, tables.

    `lifted` is for migrations alone.
    """
    connection.set_authorizer(None if lifted else _authorize)


def _authorize(act: int, first: str | None, second: str | None, schema: str | None, trigger: str | None) -> int:
    if act in _SCHEMA_ACTS or (act == sqlite3.SQLITE_PRAGMA and second is not None and first in _GUARDING_PRAGMAS):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _postgres(url: URL, isolation_level: str = "READ COMMITTED") -> Engine:
    told = url.query.get("options", "")
    try:
        return create_engine(
            url,
            isolation_level=isolation_level,
            pool_pre_ping=True,
            pool_size=4,
            hide_parameters=True,
            connect_args={
                "connect_timeout": WAIT_S,
                "options": f"{told if isinstance(told, str) else ' '.join(told)} -c lock_timeout={WAIT_S}s"
                " -c statement_timeout=120s -c idle_in_transaction_session_timeout=60s -c timezone=UTC",
            },
        )
    except ModuleNotFoundError:
        raise Refusal(N_("PostgreSQL needs the extra 'postgres': pip install opsconsole[postgres]")) from None


def prepare_folder(url: URL) -> None:
    """Makes the folder of a SQLite file, and the file itself private to its owner."""
    path = sqlite_path(url)
    if path is None or path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Refusal(
            N_("The database file {path} cannot be made: {reason}"), path=str(path), reason=reason_of(error)
        ) from None


class Damaged(Unavailable):
    """The database cannot be read as one any more, wholly or in part."""


class NoDatabase(Damaged):
    """The file does not even begin as a database."""


_BUSY = N_("The database is busy; nothing was changed. Try again in a moment")
_FULL = N_("The disk is full; nothing was changed. Make room and try again")
_NOT_WRITABLE = N_("The database may not be written; nothing was changed. Check its permissions")
_DAMAGED = N_("The database file is damaged. Stop work and restore the last backup")
_SQLITE_SENTENCES = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": _NOT_WRITABLE,
    "SQLITE_PERM": _NOT_WRITABLE,
    "SQLITE_CANTOPEN": N_("The database file cannot be opened. Check that the folder exists and may be written"),
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_PROTOCOL": _BUSY,
    "SQLITE_IOERR": N_("The disk failed while reading or writing; nothing was changed. Check the disk"),
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": N_("This file is not a database of opsconsole, or its beginning is damaged"),
}
_POSTGRES_SENTENCES = {
    "55P03": _BUSY,
    "57014": N_("The database took too long; nothing was changed. Try again in a moment"),
    "53100": _FULL,
    "25006": _NOT_WRITABLE,
    "42501": _NOT_WRITABLE,
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
_KINDS: dict[str, type[Unavailable]] = {_DAMAGED: Damaged, _SQLITE_SENTENCES["SQLITE_NOTADB"]: NoDatabase}
_RETRY = {"40001", "40P01"}


def driver_errors() -> tuple[type[BaseException], ...]:
    """What a driver raises, through SQLAlchemy or past it (COPY, backup); `sentence` tells what it means."""
    psycopg = sys.modules.get("psycopg")
    return (DBAPIError, sqlite3.Error) if psycopg is None else (DBAPIError, sqlite3.Error, psycopg.Error)


def passing(error: BaseException) -> bool:
    """Whether the whole transaction may simply be tried again: a lost race, or a lost connection."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return getattr(_raised(error), "sqlstate", None) in _RETRY


def sentence(error: BaseException) -> Unavailable | None:
    """What a driver's error means to a person, or None where it is a bug of ours."""
    raised = _raised(error)
    name = getattr(raised, "sqlite_errorname", "") or ""
    for code, words in _SQLITE_SENTENCES.items():
        if name.startswith(code):
            return _KINDS.get(words, Unavailable)(words)
    if isinstance(raised, sqlite3.OperationalError) and str(raised).startswith("Could not decode to UTF-8"):
        return Damaged(_DAMAGED)
    state = getattr(raised, "sqlstate", None)
    if state in _POSTGRES_SENTENCES:
        words = _POSTGRES_SENTENCES[state]
        return _KINDS.get(words, Unavailable)(words)
    if (isinstance(error, DBAPIError) and error.connection_invalidated) or _server_is_gone(raised):
        reason = filtered(str(raised).strip().splitlines()[0]) if str(raised).strip() else ""
        return Unavailable(N_("The database server does not let us in: {reason}"), reason=reason)
    return None


@contextmanager
def in_words() -> Generator[None]:
    """Inside the block a driver's error is raised as the `Unavailable` that tells what it means."""
    try:
        yield
    except driver_errors() as error:
        words = sentence(error)
        if words is None:
            raise
        raise words from error


def _raised(error: BaseException) -> BaseException | None:
    return error.orig if isinstance(error, DBAPIError) else error


def _server_is_gone(raised: BaseException | None) -> bool:
    # libpq gives a refused connection no state, only words: no server, no such database, a wrong password.
    return (
        type(raised).__module__.startswith("psycopg")
        and type(raised).__name__ in ("OperationalError", "ConnectionTimeout")
        and not getattr(raised, "sqlstate", None)
    )
