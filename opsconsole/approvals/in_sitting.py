"""Deciding at the keys: a PIN first, for exactly the list shown (SEC-5).

The console decides through these verbs alone; `deciding` itself is closed to it (a contract of the import linter).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.sitting import Item, Sitting, require_sitting
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.rules.states import Verdict

REQUEST = "request"
"""What a request is called in a sitting's list."""


def item_of(request_id: int, version: int) -> Item:
    """A request in a sitting's list, as it was shown."""
    return (REQUEST, request_id, version)


def decide_in_sitting(
    session: Session,
    actor: Actor,
    sitting: Sitting,
    request_id: int,
    version: int,
    verdict: Verdict,
    now: datetime,
    reason: str = "",
) -> dict[str, Any]:
    """As `deciding.decide`, for a request that the sitting covers in this version; else Refusal."""
    require_sitting(sitting, actor, item_of(request_id, version), now)
    return decide(session, actor, request_id, version, verdict, now, reason)
