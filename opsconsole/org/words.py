"""What layers, kinds, ranks and columns are called on screens and in templates."""

from __future__ import annotations

from opsconsole.i18n import N_
from opsconsole.org.model import Layer, Rank, UnitKind

LAYERS: dict[Layer, str] = {
    Layer.DECISION: N_("Decision layer"),
    Layer.MANAGEMENT: N_("Management layer"),
    Layer.EXECUTION: N_("Execution layer"),
    Layer.OPERATION: N_("Operation layer"),
}

UNIT_KINDS: dict[UnitKind, str] = {
    UnitKind.BUSINESS: N_("Business unit"),
    UnitKind.FUNCTIONAL: N_("Functional unit"),
    UnitKind.BRANCH: N_("Branch"),
}

RANKS: dict[Rank, str] = {
    Rank.STAFF: N_("Staff"),
    Rank.HEAD: N_("Head of unit"),
    Rank.DEPUTY_GM: N_("Deputy general manager"),
    Rank.GENERAL_MANAGER: N_("General manager"),
}
