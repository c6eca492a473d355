"""What attendance imports and exports."""

from opsconsole.attendance.files.arrangements import DUTY, EVENTS, FINDINGS, LEAVE, OUTINGS
from opsconsole.attendance.files.calendar import CALENDAR, SHIFTS
from opsconsole.attendance.files.exports import ADJUSTMENTS, ATTENDANCE, ATTENDANCE_DAYS

IMPORTS = (CALENDAR, SHIFTS, LEAVE, OUTINGS, DUTY, FINDINGS, EVENTS)

EXPORTS = (ATTENDANCE_DAYS, ATTENDANCE, ADJUSTMENTS)

__all__ = ["EXPORTS", "IMPORTS"]
