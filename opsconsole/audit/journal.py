"""Writing the record: one line an act, each bound to all before it by SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from opsconsole.audit.anchor import Anchor
from opsconsole.audit.model import AuditRecord, Installation
from opsconsole.db.database import Act, replaced

FIRST_HASH = "0" * 64
LONGEST_NAME = 128
_TABLE: Any = AuditRecord.__table__
# Every act runs these; made once, they cost a third.
_IDENTITY = select(Installation.identity)
_RESULT = select(AuditRecord.result).where(AuditRecord.act_id == bindparam("act"))
_LAST = select(AuditRecord.seq, AuditRecord.hash).order_by(AuditRecord.seq.desc()).limit(1)
_NEW = insert(_TABLE)

COVERED = ("seq", "act_id", "at", "actor_id", "actor", "terminal", "act", "subject", "detail", "content", "result")


def record(session: Session, subject: str, **detail: Any) -> None:
    """Puts this act on the record: what it is about, and the facts a reader will want (JSON-able).

    Called once or more inside a verb; all of it becomes one line when the act is committed.
    """
    act: Act = session.info["act"]
    act.records.append({"subject": subject, "detail": detail})


def digest_of_rows(rows: Iterable[tuple[Any, ...]]) -> str:
    """The digest by which a record covers rows written in bulk."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def canonical(value: Any) -> str:
    """JSON that is the same text for the same value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(before: str, fields: dict[str, Any]) -> str:
    """The hash of one record, given the hash of the one before it."""
    body = canonical({name: fields[name] for name in COVERED})
    return hashlib.sha256(f"{before}\n{body}".encode("utf-8", "surrogatepass")).hexdigest()


def hash_of_row(before: str, row: Any) -> str:
    """`hash_of` for a row as it is stored."""
    return hash_of(before, dict(row._mapping))


class AuditJournal:
    """Keeps the record of acts for a `Database`; `anchor` holds the head outside of it.

    With an `identity` it takes acts for that database alone: one restored meanwhile is another.
    """

    def __init__(self, anchor: Anchor | None = None, identity: str | None = None) -> None:
        self.anchor = anchor
        self.identity = identity

    def recall(self, session: Session, act_id: str) -> tuple[Any] | None:
        connection = session.connection()
        if self.identity is not None and connection.execute(_IDENTITY).scalar() != self.identity:
            raise replaced()
        result = connection.execute(_RESULT, {"act": act_id}).scalar_one_or_none()
        return None if result is None else (json.loads(result),)

    def seal(self, session: Session, act: Act, result: Any) -> tuple[int, str] | None:
        if not act.records:
            return None
        connection = session.connection()
        last = connection.execute(_LAST).one_or_none()
        before = last.hash if last else FIRST_HASH
        fields: dict[str, Any] = {
            "seq": (last.seq if last else 0) + 1,
            "act_id": act.id,
            "at": act.at.isoformat(sep=" ", timespec="milliseconds"),
            "actor_id": act.actor.employee_id,
            "actor": act.actor.badge[:LONGEST_NAME],
            "terminal": act.actor.terminal[:LONGEST_NAME],
            "act": act.verb[:LONGEST_NAME],
            "subject": "; ".join(dict.fromkeys(entry["subject"] for entry in act.records)),
            "detail": canonical(_merged(act.records)),
            "content": canonical(act.content),
            "result": canonical(result),
        }
        fields["hash"] = hash_of(before, fields)
        connection.execute(_NEW, fields)
        return fields["seq"], fields["hash"]

    def committed(self, head: tuple[int, str]) -> None:
        if self.anchor is not None:
            self.anchor.move(*head)

    def refused(self, session: Session, actor: Any, verb: str, reason: str) -> None:
        session.info["act"].verb = "access.refused"
        record(session, verb, reason=reason)

    def head(self, session: Session) -> int:
        return session.execute(select(func.max(AuditRecord.seq))).scalar_one() or 0


def _merged(records: list[dict[str, Any]]) -> Any:
    return records[0]["detail"] if len(records) == 1 else [entry["detail"] for entry in records]
