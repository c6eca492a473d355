"""Columns that many files have, said once."""

from __future__ import annotations

from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.i18n import N_

LONGEST_NOTE = 500

NOTE = Column(
    "note",
    N_("Note"),
    N_("Anything else"),
    "",
    required=False,
    optional_column=True,
    empty="",
    parse=parse.text(max_length=LONGEST_NOTE),
)
"""Whatever else is to be said of a row."""
