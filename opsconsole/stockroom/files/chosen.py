"""Writing what somebody at a screen may see of a kind."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.files.exports import ExportKind, ExportOptions, write_wanted


def write_kind(session: Session, actor: Actor, kind: ExportKind, options: ExportOptions, path: Path) -> int:
    """Writes a kind to a file; how many rows or pages. Raises Refusal for who may not see it."""
    require(session, actor, Permission(kind.permission))
    return write_wanted(path, kind, session, options)
