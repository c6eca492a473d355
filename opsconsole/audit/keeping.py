"""Backups, restores and copies of a whole database, each proven before it counts."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.audit import checks, opening, queries
from opsconsole.audit.journal import AuditJournal
from opsconsole.db import Database, backup, copy, schema
from opsconsole.db.engine import Damaged, NoDatabase, prepare_folder, sqlite_path
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole database as it was copied: how many acts its record holds, how many rows all its tables."""

    acts: int
    rows: int


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore put in place; `before` is the file that keeps what was there, None where nothing was."""

    kept: Kept
    before: Path | None


def back_up(database: Database, file: Path, *, actor: Any) -> Kept:
    """Writes a copy of the database to `file` while others work, and proves it before it gets its name.

    Raises Refusal where it cannot be written, would overwrite anything but an earlier backup, or is not sound.
    """
    backup.refuse_to_lose(file, database)
    with backup.written_whole(file) as part:
        source = sqlite_path(database.url)
        if source is not None:
            backup.take(source, part)
        else:
            _copy_into(str(part), database, actor, came_by="backup")
        backup.settle(part)
        return _proven(part, database.clock(), N_("The backup was not kept: {reason}"))


def restore(url: str, file: Path, *, state_dir: Path, clock: Clock, actor: Any) -> Restored:
    """Puts the backup in `file` in the place of the database of `url`; what was there is kept beside it.

    A PostgreSQL database must be empty: what was there stays in the database it is in. Raises Refusal for a file
    that is no backup, a damaged one, or one of another schema; nothing has changed then.
    """
    if not file.is_file():
        raise Refusal(N_("There is no file {file}"), file=visible(str(file)))
    database = Database(url, AuditJournal(), clock=clock)
    try:
        path = sqlite_path(database.url)
        if path is None:
            with tempfile.TemporaryDirectory() as folder:
                part = Path(folder) / "backup"
                _take_backup(file, part, clock())
                source = Database(str(part), clock=clock)
                try:
                    restored = Restored(_copy(source, database, actor, came_by="restore"), None)
                finally:
                    source.close()
        else:
            restored = _restore_in_place(database, path, file, actor)
        opening.prove(database, state_dir, actor, fresh=True)
    finally:
        database.close()
    return restored


def copy_to(source: Database, url: str, *, state_dir: Path, actor: Any) -> Kept:
    """Copies everything into the empty database of `url`, of either kind, and makes it one of its own.

    Raises Refusal where it is not empty, or what arrived is not sound; nothing is left there then.
    """
    target = Database(url, AuditJournal(), clock=source.clock)
    try:
        kept = _copy(source, target, actor, came_by="copy")
        opening.prove(target, state_dir, actor, fresh=True)
    finally:
        target.close()
    return kept


def _restore_in_place(database: Database, path: Path, file: Path, actor: Any) -> Restored:
    replaced = _what_is_there(database, path)
    prepare_folder(database.url)
    with backup.scratch(path.with_name(path.name + ".restore")) as part:
        kept = _take_backup(file, part, database.clock())
        _make_successor(part, database.clock, actor, replaced)
        before = backup.keep_beside(path) if path.stat().st_size else None
        try:
            backup.put_back(part, database)
        except Refusal:
            if before is not None:
                before.unlink(missing_ok=True)
            raise
    return Restored(kept, before)


def _what_is_there(database: Database, path: Path) -> str | None:
    """The identity of the database about to be replaced, None where it has none that can be read."""
    if not path.exists() or not path.stat().st_size:
        return None
    try:
        with database.reading() as engine:
            found = schema.revision(engine)
        if schema.state_of(found) is schema.SchemaState.AHEAD:
            raise schema.ahead(found)
        return None if found is None else database.read(opening.identity_of)
    except NoDatabase:
        raise Refusal(
            N_(
                "{file} is no database, or its beginning is damaged. Close every opsconsole, move it away together"
                " with {file}-wal and {file}-shm, and restore again"
            ),
            file=visible(str(path)),
        ) from None
    except Damaged:
        return None


def _take_backup(file: Path, part: Path, now: datetime) -> Kept:
    not_restored = N_("{file} was not restored: {reason}")
    try:
        backup.take(file, part)
    except Refusal as refusal:
        raise Refusal(not_restored, file=visible(str(file)), reason=refusal.message) from refusal
    return _proven(part, now, not_restored, file=visible(str(file)))


def _proven(part: Path, now: datetime, sentence: str, **facts: Any) -> Kept:
    """What a copy holds; Refusal with `sentence` and the first reason where it is not sound."""
    try:
        with backup.looking_into(part) as session:
            found = schema.revision_on(session.connection())
            if found is None:
                raise Refusal(N_("This file is not a database of opsconsole, or its beginning is damaged"))
            reasons = checks.failures(session, now)
            kept = None if reasons else _kept(session)
    except Refusal as refusal:
        raise Refusal(sentence, **facts, reason=refusal.message) from refusal
    if kept is None:
        raise Refusal(sentence, **facts, reason=reasons[0])
    return kept


def _make_successor(part: Path, clock: Clock, actor: Any, replaced: str | None) -> None:
    copied = Database(str(part), AuditJournal(), clock=clock)
    try:
        copied.run(opening.succeed, actor, uuid.uuid4().hex, came_by="restore", replaced=replaced)
    finally:
        copied.close()


def _copy_into(url: str, source: Database, actor: Any, *, came_by: str) -> None:
    target = Database(url, AuditJournal(), clock=source.clock)
    try:
        _copy(source, target, actor, came_by=came_by)
    finally:
        target.close()


def _copy(source: Database, target: Database, actor: Any, *, came_by: str) -> Kept:
    schema.upgrade(target)
    done = target.run(take_over, actor, source, uuid.uuid4().hex, came_by=came_by)
    return Kept(**done)


def take_over(session: Session, actor: Any, source: Database, identity: str, *, came_by: str) -> dict[str, int]:
    """Fills an empty database with every row of another, proves it, and goes on from there under a new identity."""
    filled = copy.first_filled(session)
    if filled is not None:
        raise Refusal(N_("The database is not empty: it has rows in {table}. Name an empty one"), table=filled)
    content = source.read(copy.copy_rows, session)
    reasons = checks.failures(session, source.clock())
    if reasons:
        raise Refusal(N_("The copy was not kept: {reason}"), reason=reasons[0])
    kept = _kept(session)
    tables = {name: {"rows": held.rows, "digest": held.digest} for name, held in content.items()}
    opening.succeed(session, actor, identity, came_by=came_by, replaced=None, tables=tables)
    return {"acts": kept.acts, "rows": kept.rows}


def _kept(session: Session) -> Kept:
    head = queries.head(session)
    return Kept(acts=head[0] if head else 0, rows=copy.count_rows(session))
