"""What attendance imports and exports."""

from opsconsole.attendance.files.arrangements import DUTY, EVENTS, FINDINGS, LEAVE, OUTINGS
from opsconsole.attendance.files.calendar import CALENDAR, SHIFTS
from opsconsole.attendance.files.exports import ADJUSTMENTS, ATTENDANCE, ATTENDANCE_DAYS
from opsconsole.attendance.files.filled import MONTH_SHEET
from opsconsole.attendance.files.handover import ATTENDANCE_EXCEPTIONS, PAYROLL
from opsconsole.attendance.files.person_sheet import ATTENDANCE_PERSON

IMPORTS = (CALENDAR, SHIFTS, LEAVE, OUTINGS, DUTY, FINDINGS, EVENTS, MONTH_SHEET)

EXPORTS = (ATTENDANCE_DAYS, ATTENDANCE, ATTENDANCE_PERSON, ATTENDANCE_EXCEPTIONS, PAYROLL, ADJUSTMENTS)

__all__ = ["EXPORTS", "IMPORTS"]
