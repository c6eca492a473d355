"""What the register calls things, in words for people."""

from __future__ import annotations

from opsconsole.i18n import N_
from opsconsole.invoicing.rules import Side

SIDE_NAMES = {Side.IN: N_("Input invoices"), Side.OUT: N_("Output invoices")}
