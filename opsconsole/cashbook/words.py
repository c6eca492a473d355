"""What the cash desk calls things, in words for people."""

from __future__ import annotations

from opsconsole.cashbook.rules.goods import Match
from opsconsole.i18n import N_

MATCH_NAMES = {
    Match.COVERED: N_("on its note"),
    Match.OVER: N_("above its note"),
    Match.NO_NOTE: N_("no note named"),
    Match.UNKNOWN: N_("note unknown"),
    Match.UNCHECKED: N_("note not checked"),
    Match.OTHER_REGION: N_("note of another region"),
}
