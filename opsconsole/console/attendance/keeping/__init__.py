"""What the office keeps by hand for a month: the duty roster, events with who is expected, findings."""

from opsconsole.console.attendance.keeping.duty import DutyPage
from opsconsole.console.attendance.keeping.events import EventsPage
from opsconsole.console.attendance.keeping.findings import FindingsPage

__all__ = ["DutyPage", "EventsPage", "FindingsPage"]
