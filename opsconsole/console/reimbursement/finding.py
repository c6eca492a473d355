"""What the palette finds of finance: its lists by name, claims that a person may see by number, name, badge, purpose or
invoice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from opsconsole.access.actor import Actor
from opsconsole.console.reimbursement.lists import lists_found
from opsconsole.console.widgets.picker import Choice
from opsconsole.i18n import _
from opsconsole.money import format_yuan
from opsconsole.reimbursement.queries.claims import find_claims
from opsconsole.reimbursement.words import CLAIM_NAMES

MOST = 20


def find_in_palette(session: Any, actor: Actor, text: str, now: datetime) -> Sequence[Choice]:
    """Lists of finance that a text names, then claims that it finds, the newest first."""
    if not text.strip():
        return []
    return [
        *lists_found(actor, text),
        *_claims(session, actor, text, now),
    ]


def _claims(session: Any, actor: Actor, text: str, now: datetime) -> list[Choice]:
    return [
        Choice(str(row.id), f"{row.number} {row.name}", f"{_(CLAIM_NAMES[row.kind])}  {format_yuan(row.claimed_fen)}")
        for row in find_claims(session, actor, now, text, MOST)
    ]
