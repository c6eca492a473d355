"""What the exports of a month have in common: which month, and that it is judged as far as it can be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from opsconsole.attendance.judging import ensure_judged, needs_judging
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.errors import Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_

MONTH_ONLY = frozenset({"month"})


def bring_up_to_date(database: Database, actor: Any, options: ExportOptions, now: datetime) -> None:
    """Judges the month as far as its days are over, where that has not been done."""
    month = month_of(options)
    if database.read_only_because is None and database.read(needs_judging, month, now):
        database.run(ensure_judged, actor, month, now)


def month_of(options: ExportOptions) -> Month:
    """The month that was asked for; Refusal where none was."""
    if options.month is None:
        raise Refusal(N_("Say which month, such as 2026-03"))
    return options.month
