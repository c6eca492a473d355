"""Clock data as it arrives: every layout into punches, bad lines set apart. Knows no employee and no database."""

from opsconsole.attendance.punch_files.idents import normal_ident
from opsconsole.attendance.punch_files.read import read_punch_file
from opsconsole.attendance.punch_files.times import moment_of, seconds_of
from opsconsole.attendance.punch_files.values import (
    LAYOUT_LABELS,
    DateOrder,
    IdentKind,
    Layout,
    Preview,
    Punch,
    PunchFile,
    Reject,
)

__all__ = [
    "LAYOUT_LABELS",
    "DateOrder",
    "IdentKind",
    "Layout",
    "Preview",
    "Punch",
    "PunchFile",
    "Reject",
    "moment_of",
    "normal_ident",
    "read_punch_file",
    "seconds_of",
]
