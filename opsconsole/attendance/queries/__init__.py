"""What is read of attendance, as values shaped for one view."""

from opsconsole.attendance.model import MonthState
from opsconsole.attendance.queries.clock_data import ClockData, UnassignedIdent, clock_data, unassigned_idents
from opsconsole.attendance.queries.grid import DayHead, GridFilter, GridRow, MonthHead, month_head, row_ids, rows
from opsconsole.attendance.queries.lists import (
    CalendarEntry,
    UnitInMonth,
    YearCalendar,
    find_people,
    units_in_month,
    year_calendar,
)
from opsconsole.attendance.queries.months import (
    AdjustmentSeen,
    MonthReview,
    MonthToConfirm,
    UnitReviewLine,
    adjustments_into,
    month_review,
    months_to_confirm,
)
from opsconsole.attendance.queries.waiting import MonthWaiting, month_in_hand, months_waiting
from opsconsole.attendance.queries.walk import HalfPlace, next_unsettled
from opsconsole.attendance.queries.why import (
    DayExplained,
    HalfExplained,
    PunchSeen,
    Total,
    TotalExplained,
    explain_day,
    explain_total,
)

__all__ = [
    "AdjustmentSeen",
    "CalendarEntry",
    "ClockData",
    "DayExplained",
    "DayHead",
    "GridFilter",
    "GridRow",
    "HalfExplained",
    "HalfPlace",
    "MonthHead",
    "MonthReview",
    "MonthState",
    "MonthToConfirm",
    "MonthWaiting",
    "PunchSeen",
    "Total",
    "TotalExplained",
    "UnassignedIdent",
    "UnitInMonth",
    "UnitReviewLine",
    "YearCalendar",
    "adjustments_into",
    "clock_data",
    "explain_day",
    "explain_total",
    "find_people",
    "month_head",
    "month_in_hand",
    "month_review",
    "months_to_confirm",
    "months_waiting",
    "next_unsettled",
    "row_ids",
    "rows",
    "unassigned_idents",
    "units_in_month",
    "year_calendar",
]
