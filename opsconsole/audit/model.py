"""The record of acts. Rows are never changed or removed: triggers of both databases hold that."""

from __future__ import annotations

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.db.types import Base


class AuditRecord(Base):
    """One act. `hash` covers every other column and the hash of the record before it."""

    __tablename__ = "audit_record"

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    act_id: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(128))
    terminal: Mapped[str] = mapped_column(String(128))
    act: Mapped[str] = mapped_column(String(128))
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


class Installation(Base):
    """One row: which database this is, so that an anchor is never held against another one."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    identity: Mapped[str] = mapped_column(String(32))
