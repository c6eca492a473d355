"""What reading a punch file gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from opsconsole.attendance.punch_files.times import moment_of
from opsconsole.errors import Message
from opsconsole.i18n import N_


class Layout(StrEnum):
    """The layouts that are recognised, by their content alone."""

    ATTLOG = "attlog"
    ATTLOG_PUSH = "attlog-push"
    GLG = "glg"
    STANDARD_REPORT = "standard-report"
    DINGTALK_RAW = "dingtalk-raw"
    DINGTALK_TIMES = "dingtalk-times"
    DINGTALK_DAILY = "dingtalk-daily"
    WECOM_DAILY = "wecom-daily"
    ZKTIME = "zktime"
    HEADINGS = "headings"


LAYOUT_LABELS: dict[Layout, str] = {
    Layout.ATTLOG: N_("attlog of a clock machine"),
    Layout.ATTLOG_PUSH: N_("attlog of a clock machine, push form"),
    Layout.GLG: N_("GLG/AGL log of a clock machine"),
    Layout.STANDARD_REPORT: N_("standard report of a clock machine"),
    Layout.DINGTALK_RAW: N_("DingTalk, original records"),
    Layout.DINGTALK_TIMES: N_("DingTalk, punch times"),
    Layout.DINGTALK_DAILY: N_("DingTalk, daily statistics"),
    Layout.WECOM_DAILY: N_("WeCom, daily report"),
    Layout.ZKTIME: N_("ZKTime, clock in and out"),
    Layout.HEADINGS: N_("table with headings"),
}


class IdentKind(StrEnum):
    """What the number on a punch may be: a clock number, a badge, or either (a column headed 工号)."""

    CLOCK = "clock"
    BADGE = "badge"
    EITHER = "either"


class DateOrder(StrEnum):
    """How a date with its year at the end is read: `02/03/2026` is 3 February or 2 March."""

    MONTH_FIRST = "mdy"
    DAY_FIRST = "dmy"


Punch = tuple[IdentKind, str, int, int]
"""Kind of number, number (all digits: without leading zeros), wall-clock seconds (see `times`), line. A plain
tuple, for there may be 300,000."""

Progress = Callable[[int, int], None]
"""Called now and then with lines done and lines in all."""


class Reject(NamedTuple):
    """A line, or one cell of a line, that could not be read: why, and how it stood (fit to be shown)."""

    line: int
    reason: Message
    raw: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file brings, before anything is stored."""

    punches: int
    idents: int
    first: datetime | None
    last: datetime | None
    rejects: int
    ignored: int


@dataclass(frozen=True, slots=True)
class PunchFile:
    """A punch file that was read. `ignored` counts door events and empty cells: neither punches nor faults.

    `sheet` is the sheet of a workbook that lines are counted in, else empty. Exact repeats are still
    among the punches.
    """

    layout: Layout
    encoding: str
    sha256: str
    sheet: str
    punches: list[Punch]
    rejects: list[Reject]
    ignored: int
    notes: tuple[Message, ...]

    @property
    def layout_label(self) -> Message:
        """The layout in words."""
        return Message(LAYOUT_LABELS[self.layout])

    def preview(self) -> Preview:
        """Counts, and the first and last moment."""
        moments = [punch[2] for punch in self.punches]
        return Preview(
            punches=len(self.punches),
            idents=len({punch[:2] for punch in self.punches}),
            first=moment_of(min(moments)) if moments else None,
            last=moment_of(max(moments)) if moments else None,
            rejects=len(self.rejects),
            ignored=self.ignored,
        )
