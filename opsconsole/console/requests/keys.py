"""The keys of deciding, in the order in which the key line shows them for as long as there is room."""

from __future__ import annotations

from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.i18n import N_

DECIDE: list[BindingType] = [
    key("ctrl+y", "approve", N_("Approve"), N_("Says yes to what is marked, else to this request"), id="decide.yes"),
    key("ctrl+r", "return", N_("Return"), N_("Gives it back for change, with a reason"), id="decide.return"),
    key("ctrl+d", "reject", N_("Reject"), N_("Says no, with a reason"), id="decide.no"),
    key(
        "ctrl+x",
        "approve_with",
        N_("Approve with reason"),
        N_("Says yes, with a reason"),
        id="decide.yes_with",
        show=False,
    ),
]
