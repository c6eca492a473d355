"""States, weekdays and consequences in words, as message ids: for screens and paper alike."""

from __future__ import annotations

from opsconsole.attendance.model import MonthState
from opsconsole.attendance.rules.values import Consequence
from opsconsole.i18n import N_

STATE_NAMES = {
    MonthState.OPEN: N_("not closed"),
    MonthState.REVIEWED: N_("reviewed"),
    MonthState.CLOSED: N_("closed"),
}
WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
CONSEQUENCE_NAMES = {Consequence.PROBATION: N_("probation"), Consequence.DISMISSAL: N_("dismissal proposed")}
