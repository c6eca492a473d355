"""Posts and ways in words."""

from __future__ import annotations

from opsconsole.approvals.rules.posts import PostKind, Why
from opsconsole.i18n import N_

POST_NAMES = {
    PostKind.HEAD: N_("head of {unit}"),
    PostKind.DEPUTY: N_("deputy in charge of {unit}"),
    PostKind.GENERAL_MANAGER: N_("general manager"),
    PostKind.OFFICE: N_("the office"),
    PostKind.FINANCE: N_("finance review"),
    PostKind.POSITION: N_("holder of {position}"),
}
STEP_NAMES = {
    PostKind.HEAD: N_("head of the unit"),
    PostKind.DEPUTY: N_("deputy in charge"),
    PostKind.GENERAL_MANAGER: N_("general manager"),
    PostKind.OFFICE: N_("the office"),
    PostKind.FINANCE: N_("finance review"),
}
"""Posts as a table of routes names them, whoever's unit it will be."""
WHY_NAMES = {
    Why.VACANT: N_("{post}: nobody holds it, so it goes one position up"),
    Why.OWN: N_("{post}: nobody decides their own request, so it goes one position up"),
    Why.STAND_IN_OWN: N_("{post}: the stand-in asks themself, so it goes one position up"),
    Why.DECIDED_BEFORE: N_("{post}: decided an earlier step already, so it goes one position up"),
}
NOBODY_YET = N_("nobody yet")
