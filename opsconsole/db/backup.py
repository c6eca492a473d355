"""Copies of a SQLite database: taken while others work, put back in one transaction.

A file is never copied or renamed under a database in use: what the write-ahead log holds would be lost, and
a process that still has the old file open would remove the new one's log when it closes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL
from sqlalchemy.orm import Session

from opsconsole.db import engine as engines
from opsconsole.db import schema
from opsconsole.db.database import Database
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.oserrors import reason_of

_HEADER = b"SQLite format 3\x00"
_ROLLBACK_JOURNAL = 1


@contextmanager
def scratch(beside: Path) -> Generator[Path]:
    """An empty file of this process's own in the folder of `beside`, gone with all that SQLite put next to it when
    the block ends. Raises Refusal where it cannot be made."""
    part = beside.with_name(f".{beside.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError as error:
        raise _unwritable(beside, error) from None
    try:
        yield part
    finally:
        for suffix in ("", "-wal", "-shm", "-journal", ".gate"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


@contextmanager
def written_whole(file: Path) -> Generator[Path]:
    """A scratch file that becomes `file` when the block ends well, and is durable before it does."""
    with scratch(file) as part:
        yield part
        try:
            _make_durable(part)
            part.replace(file)
            _make_durable(file.parent)
        except OSError as error:
            raise _unwritable(file, error) from None


def take(source: Path, target: Path) -> None:
    """Copies the database in `source`, in use or not, page by page into the file `target`."""
    with engines.in_words(), closing(_only_reading(source)) as opened, closing(sqlite3.connect(target)) as written:
        opened.backup(written)


def settle(file: Path) -> None:
    """Makes a database one file that needs no log beside it: it can be read from a medium that cannot be written."""
    with engines.in_words(), closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def put_back(copy: Path, database: Database) -> None:
    """Makes the content of `copy` the content of `database`, in one transaction that others see as one act."""
    path = engines.sqlite_path(database.url)
    assert path is not None
    with (
        database.exclusive(),
        closing(_only_reading(copy)) as opened,
        closing(sqlite3.connect(path, timeout=engines.WAIT_S)) as written,
    ):
        written.execute("PRAGMA synchronous=FULL")
        written.execute("PRAGMA journal_mode=WAL")
        opened.backup(written)


@contextmanager
def looking_into(file: Path) -> Generator[Session]:
    """A session that only reads a database file that nobody works on."""
    engine = engines.read_engine(URL.create("sqlite", database=str(file)))
    try:
        with engines.in_words(), Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


def keep_beside(path: Path) -> Path:
    """Copies the database in `path`, damaged or not, to a file beside it that was not there yet; that file."""
    name = f"{path.name}.before-restore"
    names = (path.with_name(name if number == 1 else f"{name}-{number}") for number in count(1))
    beside = next(file for file in names if not file.exists())
    with written_whole(beside) as part:
        take(path, part)
    return beside


def refuse_to_lose(file: Path, database: Database) -> None:
    """Raises Refusal where a backup to `file` would overwrite anything but an earlier backup."""
    if not file.exists():
        return
    path = engines.sqlite_path(database.url)
    if path is not None and path.exists() and file.samefile(path):
        raise Refusal(N_("{file} is the database itself; name another file for its backup"), file=visible(str(file)))
    if not _is_backup(file):
        raise Refusal(N_("{file} exists and is no backup of opsconsole; name another file"), file=visible(str(file)))


def _is_backup(file: Path) -> bool:
    if not file.is_file():
        return False
    try:
        with file.open("rb") as stream:
            header = stream.read(20)
        if not header.startswith(_HEADER) or header[18] != _ROLLBACK_JOURNAL:
            return False
        with looking_into(file) as session:
            return schema.revision_on(session.connection()) is not None
    except (OSError, Refusal):
        return False


def _only_reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(str(file.absolute()))}?mode=ro", uri=True, timeout=engines.WAIT_S)


def _make_durable(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(file: Path, error: OSError) -> Refusal:
    return Refusal(N_("{file} cannot be written: {reason}"), file=visible(str(file)), reason=reason_of(error))
