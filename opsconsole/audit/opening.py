"""Opening a database: made where there is none, and proven to be the one this machine knows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.audit import queries
from opsconsole.audit.anchor import Anchor, Place
from opsconsole.audit.journal import AuditJournal, record
from opsconsole.audit.model import Installation
from opsconsole.db import Database, schema
from opsconsole.db.engine import sqlite_path
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible


def open_database(url: str, *, state_dir: Path, clock: Callable[[], datetime], actor: Any) -> Database:
    """The database of `url`, made and migrated where there is none.

    One that fails a check at the start is opened read-only, with the cause in `read_only_because`.
    Raises Refusal for one that another program made, or whose schema is older or newer.
    """
    journal = AuditJournal()
    database = Database(url, journal, clock=clock)
    try:
        found = _revision(database)
        state = schema.state_of(found)
        match state:
            case schema.SchemaState.MISSING:
                schema.upgrade(database)
            case schema.SchemaState.BEHIND:
                raise Refusal(
                    N_("The database has an older schema ({found}); make a backup, then run: opsconsole db upgrade"),
                    found=found or "",
                )
            case schema.SchemaState.AHEAD:
                raise schema.ahead(found)
        prove(database, state_dir, actor, fresh=state is schema.SchemaState.MISSING)
    except BaseException:
        database.close()
        raise
    return database


def prove(database: Database, state_dir: Path, actor: Any, *, fresh: bool = False) -> None:
    """Checks what a start checks, and ties the database to its anchor; `fresh` for one that was made just now."""
    journal = database.journal
    assert isinstance(journal, AuditJournal)
    identity = database.read(identity_of)
    if identity is None:
        identity = database.run(begin, actor, uuid.uuid4().hex)
    anchors = state_dir / "anchors"
    anchor, place = Anchor(anchors / f"{identity}.json"), Place(anchors, database.url)
    database.read_only_because = (
        _wrong_schema(database)
        or (None if fresh else _wrong_place(database, place, identity))
        or _wrong_head(database, anchor)
    )
    journal.anchor, journal.identity = anchor, identity
    if database.read_only_because is None:
        place.remember(identity)
        head = database.read(queries.head)
        if head is not None:
            anchor.move(*head)


def begin(session: Session, actor: Any, identity: str) -> str:
    """Gives a fresh database its identity: the first act of every record."""
    held = identity_of(session)
    if held is not None:
        return held
    session.add(Installation(id=1, identity=identity))
    record(session, queries.INSTALLATION, identity=identity)
    return identity


def succeed(session: Session, actor: Any, identity: str, *, came_by: str, replaced: str | None, **facts: Any) -> str:
    """Makes a restored or copied database one of its own, on the record, so that a new anchor is begun for it.

    `came_by` is `restore`, `copy` or `backup`; `replaced` is the identity of the database whose place it takes.
    """
    row = session.get_one(Installation, 1)
    came_from, row.identity = row.identity, identity
    record(
        session,
        queries.INSTALLATION,
        identity=identity,
        came_by=came_by,
        came_from=came_from,
        replaced=replaced,
        **facts,
    )
    return identity


def identity_of(session: Session) -> str | None:
    """Which database this is; None for one that was never opened."""
    row = session.get(Installation, 1)
    return row.identity if row else None


def _revision(database: Database) -> str | None:
    path = sqlite_path(database.url)
    if path is not None and not path.exists():
        return None
    with database.reading() as engine:
        return schema.revision(engine)


def _wrong_schema(database: Database) -> Message | None:
    with database.reading() as engine, engine.connect() as connection:
        found = schema.fingerprint(connection)
        expected = schema.committed_fingerprint(engine.dialect.name)
    if expected is None or found == expected:
        return None
    return Message(N_("The database's tables are not as opsconsole made them: reading only. Restore the last backup"))


def _wrong_place(database: Database, place: Place, identity: str) -> Message | None:
    known = place.read()
    if known is None or known == identity or known in database.read(queries.ancestors):
        return None
    return Message(
        N_(
            "Another database lies where this machine knew one: reading only."
            " If it is the right one, put it there with: opsconsole restore FILE"
        )
    )


def _wrong_head(database: Database, anchor: Anchor) -> Message | None:
    try:
        seen = anchor.read()
    except (ValueError, OSError):
        return Message(
            N_("The anchor {path} cannot be read: reading only. Run: opsconsole check"), path=visible(str(anchor.path))
        )
    if seen is None:
        return None
    seq, digest = seen
    if database.read(queries.hash_at, seq) != digest:
        return Message(
            N_(
                "The record of acts does not continue what this machine saw last (act {seq}): reading only."
                " An older copy was put back, or the record was changed. Restore the last backup"
            ),
            seq=seq,
        )
    chain = database.read(queries.walk_chain, (seq, digest))
    if chain.broken_at is not None:
        return Message(
            N_("The record of acts is broken at act {seq}: reading only. Run: opsconsole check"), seq=chain.broken_at
        )
    return None
