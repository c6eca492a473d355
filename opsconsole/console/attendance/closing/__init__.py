"""A month on its way to being closed: confirmed unit by unit, closed, reopened; and what closed months left to it."""

from opsconsole.console.attendance.closing.adjustments import AdjustmentsPage
from opsconsole.console.attendance.closing.review import ReviewPage

__all__ = ["AdjustmentsPage", "ReviewPage"]
