"""F3 Attendance: the month sheet, why each cell is what it is, verdicts, imports and lists."""

from opsconsole.console.attendance.screen import AttendanceScreen

__all__ = ["AttendanceScreen"]
