"""What can be asked for in attendance: leave, outings, explanations."""

from opsconsole.attendance.requests.explanations import EXPLANATION
from opsconsole.attendance.requests.leave import LEAVE
from opsconsole.attendance.requests.outings import OUTING

REQUEST_KINDS = (LEAVE, OUTING, EXPLANATION)

__all__ = ["REQUEST_KINDS"]
