"""What a reader gathers on its way through a file."""

from __future__ import annotations

from dataclasses import dataclass, field

from opsconsole.attendance.punch_files.values import Layout, Punch, Reject
from opsconsole.errors import Message
from opsconsole.files.text import shown

_LONGEST_RAW = 300


@dataclass(slots=True)
class Gathering:
    """Punches, rejects, what was ignored, and notes, as one reader found them."""

    layout: Layout
    sheet: str = ""
    punches: list[Punch] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    ignored: int = 0
    notes: list[Message] = field(default_factory=list)

    def reject(self, line: int, reason: Message, raw: str) -> None:
        """Sets a line, or a cell of it, apart."""
        self.rejects.append(Reject(line, reason, shown(raw.rstrip("\r"), _LONGEST_RAW)))
