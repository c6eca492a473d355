"""Reading the record: for export, and for proving that nothing in it was changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.audit.journal import FIRST_HASH, hash_of_row
from opsconsole.audit.model import AuditRecord, Installation

PAGE = 2000
INSTALLATION = "installation"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act as `export audit` writes it."""

    seq: int
    at: str
    actor: str
    terminal: str
    act: str
    subject: str
    detail: str
    hash: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What walking the chain found: how many acts, and the number of the first that does not fit (or None)."""

    acts: int
    broken_at: int | None
    head: tuple[int, str] | None


def identity(session: Session) -> str:
    """Which database this is."""
    return session.execute(select(Installation.identity)).scalar_one()


def lines(session: Session, from_day: date | None = None) -> Iterator[AuditLine]:
    """Every act from a day on, in order."""
    table = AuditRecord.__table__.c
    columns = [table[name] for name in ("seq", "at", "actor", "terminal", "act", "subject", "detail", "hash")]
    query = select(*columns).order_by(table.seq)
    if from_day is not None:
        query = query.where(table.at >= from_day.isoformat())
    for row in session.execute(query).yield_per(PAGE):
        yield AuditLine(**row._mapping)


def head(session: Session) -> tuple[int, str] | None:
    """Number and hash of the last act, or None where there is none."""
    row = session.execute(
        select(AuditRecord.seq, AuditRecord.hash).order_by(AuditRecord.seq.desc()).limit(1)
    ).one_or_none()
    return None if row is None else (row.seq, row.hash)


def ancestors(session: Session) -> set[str]:
    """The identities of the databases that this one came from or took the place of, as its record tells."""
    told = session.execute(select(AuditRecord.detail).where(AuditRecord.subject == INSTALLATION)).scalars()
    return {
        identity
        for detail in map(json.loads, told)
        for identity in (detail.get("came_from"), detail.get("replaced"))
        if identity is not None
    }


def hash_at(session: Session, seq: int) -> str | None:
    """The stored hash of one act, or None where there is no such act."""
    return session.execute(select(AuditRecord.hash).where(AuditRecord.seq == seq)).scalar_one_or_none()


def walk_chain(session: Session, after: tuple[int, str] | None = None) -> Chain:
    """Proves the chain, reading each act once; `after` starts behind an act already proven."""
    table = AuditRecord.__table__
    seq, before = after or (0, FIRST_HASH)
    query = select(*table.c).where(table.c.seq > seq).order_by(table.c.seq)
    acts = 0
    for row in session.execute(query).yield_per(PAGE):
        seq += 1
        if row.seq != seq or hash_of_row(before, row) != row.hash:
            return Chain(acts, seq, None)
        before = row.hash
        acts += 1
    return Chain(acts, None, (seq, before) if seq else None)
