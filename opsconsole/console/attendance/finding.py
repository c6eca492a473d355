"""What the palette finds of attendance: people, by any of their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opsconsole.attendance import queries
from opsconsole.console.widgets.picker import Choice
from opsconsole.i18n import _, language


def find_people(session: Any, actor: Any, text: str) -> Sequence[Choice]:
    """A query: the people whom a text finds in the newest month, each to be opened there."""
    month, found = queries.find_people(session, actor, text)
    return [_choice(str(month), row) for row in found]


def _choice(month: str, row: queries.GridRow) -> Choice:
    unit = row.unit_name_zh if language() == "zh" else row.unit_name_en
    label = _("{badge} {name}: attendance of {month}").format(badge=row.badge, name=row.name, month=month)
    return Choice(f"{month} {row.employee_id}", label, unit)
