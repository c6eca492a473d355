"""Whether a database holds the whole demo company, nothing yet, or something else."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.audit.model import AuditRecord
from opsconsole.org.model import Unit

_WHOLE = "demo company"


class Found(StrEnum):
    """What lies where the demo is to be."""

    NOTHING = "nothing"
    WHOLE = "whole"
    OTHER = "other"
    """Another company, or a demo whose making was broken off."""


def found(session: Session) -> Found:
    """What a database holds, as far as the demo is concerned."""
    if session.execute(select(AuditRecord.seq).where(AuditRecord.subject == _WHOLE).limit(1)).first() is not None:
        return Found.WHOLE
    return Found.OTHER if session.execute(select(Unit.id).limit(1)).first() is not None else Found.NOTHING


def mark_whole(session: Session, actor: Actor) -> None:
    """Puts on the record that the demo company was made to the end."""
    audit.record(session, _WHOLE)
