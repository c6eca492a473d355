"""What every file becomes before a business looks at it: rows of text, each with its line in the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Row(NamedTuple):
    """One row: its line as the user sees it in the file (from 1), and its cells as text, stripped.

    Numbers, dates and times of a workbook are text too: `12`, `2026-03-05`, `2026-03-05 08:58:01`, `08:58`.
    """

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and the rows under them."""

    line: int
    headings: list[str]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, or the one table of a text file; rows that are blank throughout are left out."""

    name: str
    rows: list[Row]

    def table(self) -> Table | None:
        """The first row taken as headings; None for an empty sheet."""
        if not self.rows:
            return None
        return Table(self.rows[0].line, self.rows[0].cells, self.rows[1:])
