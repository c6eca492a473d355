"""The invariants of the ground, for `opsconsole check`, for a backup and before a restore. None repairs anything."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.audit import queries
from opsconsole.audit.journal import AuditJournal
from opsconsole.audit.model import AuditRecord
from opsconsole.db import Database, schema
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_

MOST_NAMED = 20
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: `run(session, now)` gives a message for each thing that does not hold, none where all does.

    `name` is a message id. A check reads, and changes nothing.
    """

    name: str
    run: Callable[[Session, datetime], list[Message]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found; `failures` is empty where the invariant holds."""

    name: str
    failures: tuple[Message, ...]


def run_all(database: Database, checks: Iterable[Check], now: datetime) -> Iterator[Outcome]:
    """Runs every check, each on one snapshot, and that of the anchor; one that breaks off has failed, and the next
    is run."""
    for check in (*checks, _anchored(database)):
        try:
            failures = database.read(check.run, now)
        except Refusal as refusal:
            failures = [refusal.message]
        except Exception:
            # What a damaged row makes the program do is not foreseen in any check.
            log.exception("the check %r broke off", check.name)
            failures = [Message(N_("the check broke off; the log tells where"))]
        yield Outcome(check.name, tuple(failures))


def whole_file(session: Session, now: datetime) -> list[Message]:
    """SQLite's own look at every page and index of the file."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    told = session.connection().exec_driver_sql(f"PRAGMA integrity_check({MOST_NAMED})").scalars().all()
    return [] if told == ["ok"] else [Message(N_("the file is damaged: {what}"), what=line) for line in told]


def all_pointed_at(session: Session, now: datetime) -> list[Message]:
    """Every row that points at another finds it; PostgreSQL holds this by itself."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    rows = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST_NAMED)
    return [
        Message(
            N_("row {row} of {table} points at a row of {parent} that is not there"), row=row, table=table, parent=to
        )
        for table, row, to, _ in rows
    ]


def right_schema(session: Session, now: datetime) -> list[Message]:
    """Tables, constraints and triggers are those that the migrations make."""
    connection = session.connection()
    found = schema.revision_on(connection)
    if found != schema.HEAD:
        return [
            Message(N_("the schema is {found}, this opsconsole knows {known}"), found=found or "-", known=schema.HEAD)
        ]
    expected = schema.committed_fingerprint(connection.dialect.name)
    if expected is not None and schema.fingerprint(connection) != expected:
        return [Message(N_("tables, constraints or triggers are not as the migrations make them"))]
    return []


def chained(session: Session, now: datetime) -> list[Message]:
    """Every act is on the record as it was written, and the record is that of this database."""
    chain = queries.walk_chain(session)
    if chain.broken_at is not None:
        return [
            Message(
                N_("the record is broken at act {seq}: it was changed, or an act was taken out"), seq=chain.broken_at
            )
        ]
    told = session.execute(
        select(AuditRecord.detail)
        .where(AuditRecord.subject == queries.INSTALLATION)
        .order_by(AuditRecord.seq.desc())
        .limit(1)
    ).scalar_one_or_none()
    if told is None or json.loads(told)["identity"] != queries.identity(session):
        return [Message(N_("the record is that of another database"))]
    return []


def failures(session: Session, now: datetime) -> list[Message]:
    """What `CHECKS` find on one session: the proof of a backup, and of a copy before it is committed."""
    return [failure for check in CHECKS for failure in check.run(session, now)]


CHECKS = (
    Check(N_("the database file is whole"), whole_file),
    Check(N_("every row finds the rows it points at"), all_pointed_at),
    Check(N_("tables and triggers are as made by the migrations"), right_schema),
    Check(N_("the record of acts is unbroken"), chained),
)


def _anchored(database: Database) -> Check:
    def run(session: Session, now: datetime) -> list[Message]:
        journal = database.journal
        anchor = journal.anchor if isinstance(journal, AuditJournal) else None
        if anchor is None:
            return []
        try:
            seen = anchor.read()
        except (ValueError, OSError):
            return [Message(N_("the anchor {path} cannot be read"), path=str(anchor.path))]
        if seen is None or queries.hash_at(session, seen[0]) == seen[1]:
            return []
        return [
            Message(
                N_("the record does not continue act {seq}, the last that this machine saw"),
                seq=seen[0],
            )
        ]

    return Check(N_("the record of acts continues what this machine saw last"), run)
