"""What the palette finds of requests: by number and by who asked, only those that one may look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from opsconsole.approvals.queries import find_requests
from opsconsole.approvals.rules.states import STATE_NAMES
from opsconsole.console.widgets.picker import Choice
from opsconsole.i18n import _, text_of


def find_in_palette(session: Any, actor: Any, text: str, now: datetime) -> Sequence[Choice]:
    """A query: the requests that a text finds, each to be opened over the desk."""
    return [
        Choice(
            f"request:{line.id}",
            f"{line.number} {line.requester.name}",
            f"{_(STATE_NAMES[line.state])}  {text_of(line.title)} {text_of(line.asked)}",
        )
        for line in find_requests(session, actor, text, now)
    ]
