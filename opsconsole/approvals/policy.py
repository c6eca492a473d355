"""The table of routes, as policy that holds from a day on (ATT-4, ATT-10)."""

from __future__ import annotations

from dataclasses import dataclass

from opsconsole.approvals.rules.routes import Route

DOMAIN = "approvals"

_CERTIFICATE = "certificate"
_BY_OFFICE = ("gm",)
_TO_GENERAL_MANAGER = ("deputy_gm", "head")
ONE_DAY_HALVES = 2
THREE_DAYS_HALVES = 6


@dataclass(frozen=True, slots=True)
class ApprovalsPolicy:
    """Who decides what. The founding table is the company's own rules; leave is measured in half days."""

    routes: tuple[Route, ...] = (
        Route("leave", ("office",), ranks=_BY_OFFICE),
        Route("leave", ("gm",), ranks=_TO_GENERAL_MANAGER),
        Route("leave", ("gm",), traits=(_CERTIFICATE,)),
        Route("leave", ("head",), up_to=ONE_DAY_HALVES),
        Route("leave", ("deputy",), up_to=THREE_DAYS_HALVES),
        Route("leave", ("gm",)),
        Route("outing", ("office",), ranks=_BY_OFFICE),
        Route("outing", ("head",)),
        Route("explanation", ("office",), ranks=_BY_OFFICE),
        Route("explanation", ("head",)),
    )
    most_stand_ins: int = 3
    """How many people may stand in one for the other."""
