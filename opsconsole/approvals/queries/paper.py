"""The printed form of a request."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.approvals.queries.detail import request_detail
from opsconsole.files.exports import ExportKind, ExportOptions, write_wanted


def write_form(
    session: Session,
    actor: Actor,
    kind: ExportKind,
    options: ExportOptions,
    path: Path,
    *,
    request_id: int,
    now: datetime,
) -> int:
    """Writes the form of a request, for whoever may look at it; how many pages. NotPermitted for everybody else."""
    line = request_detail(session, actor, request_id, now).line
    # The number that is written is that of the request which may be looked at, whatever was asked for.
    return write_wanted(path, kind, session, replace(options, number=line.number))
