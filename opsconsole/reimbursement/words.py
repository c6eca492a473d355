"""What reimbursement calls things, in words for people."""

from __future__ import annotations

from opsconsole.i18n import N_
from opsconsole.reimbursement.rules.values import ClaimKind

CLAIM_NAMES = {
    ClaimKind.DAILY: N_("Daily expenses"),
    ClaimKind.TRAVEL: N_("Travel"),
    ClaimKind.PURCHASE: N_("Purchase claim"),
    ClaimKind.LOAN: N_("Against a loan"),
}
