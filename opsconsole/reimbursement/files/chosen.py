"""Writing the form of a claim that somebody at a screen may see: their own, or one that they watch."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.errors import NotPermitted
from opsconsole.files.exports import ExportKind, ExportOptions, write_wanted
from opsconsole.i18n import N_
from opsconsole.reimbursement.queries.claims import claim_id_of
from opsconsole.reimbursement.service.claims import asked_by


def write_claim(session: Session, actor: Actor, kind: ExportKind, options: ExportOptions, path: Path) -> int:
    """Writes a claim's form; how many pages or rows. Raises NotPermitted for a claim that is not the actor's to see."""
    request_id = claim_id_of(session, options.number or "")
    own = request_id is not None and asked_by(session, request_id) == actor.employee_id
    if not own and not may(actor, Permission.CLAIMS_VIEW):
        raise NotPermitted(N_("The form of a claim is for who claims, and for finance"), clause="SEC-5")
    return write_wanted(path, kind, session, options)
