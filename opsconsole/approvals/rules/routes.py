"""Which steps a request takes, and at which of them it stands (ATT-4, EXP-2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from opsconsole.approvals.rules.posts import Company, Post, PostKind, Resolution, resolve
from opsconsole.errors import Refusal
from opsconsole.i18n import N_

POSITION_PREFIX = "position:"


class Measure(StrEnum):
    """What the limit of a route counts for a kind of request."""

    NONE = ""
    HALF_DAYS = "half_days"
    FEN = "fen"


@dataclass(frozen=True, slots=True)
class Route:
    """A line of the table of routes. The first line that fits a request gives its steps.

    `ranks` and `traits` empty fit everybody and everything; `up_to` is in the kind's own measure (half days, fen).
    A step is the name of a post (head, deputy, gm, office, finance) or `position:CODE`.
    """

    kind: str
    steps: tuple[str, ...]
    ranks: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    up_to: int | None = None

    def fits(self, kind: str, rank: str, traits: Collection[str], amount: int | None) -> bool:
        """Whether a request by somebody of `rank` takes this line."""
        return (
            self.kind == kind
            and (not self.ranks or rank in self.ranks)
            and (not self.traits or not set(self.traits).isdisjoint(traits))
            and (self.up_to is None or (amount is not None and amount <= self.up_to))
        )

    @property
    def catches_all(self) -> bool:
        return not self.ranks and not self.traits and self.up_to is None


def route_of(routes: Iterable[Route], kind: str, rank: str, traits: Collection[str], amount: int | None) -> Route:
    """The line that a request takes; Refusal where none fits."""
    for route in routes:
        if route.fits(kind, rank, traits, amount):
            return route
    raise Refusal(N_("The table of routes has no line for this request; the office can add one"))


def check_routes(
    routes: Sequence[Route], kinds: Collection[str], ranks: Collection[str], with_own: Collection[str] = ()
) -> None:
    """Refuses a table with an unknown kind, rank or post, a line without steps, or a kind that not everybody can ask.
    Those of `with_own` have routes that they came with, and need no line.

    Whether a position of a code exists is the caller's question.
    """
    posts = {kind.value for kind in PostKind} - {PostKind.POSITION}
    for line, route in enumerate(routes, 1):
        wrong = [
            *([route.kind] if route.kind not in kinds else []),
            *(rank for rank in route.ranks if rank not in ranks),
            *(step for step in route.steps if step not in posts and not step.startswith(POSITION_PREFIX)),
        ]
        if wrong:
            raise Refusal(N_('Line {line} of the routes names "{word}", which is not known'), line=line, word=wrong[0])
        if not route.steps:
            raise Refusal(N_("Line {line} of the routes has no step"), line=line)
        if route.up_to is not None and route.up_to < 0:
            raise Refusal(N_("Line {line} of the routes has a limit below zero"), line=line)
    for kind in sorted(kinds):
        lines = [route for route in routes if route.kind == kind]
        if not lines and kind in with_own:
            continue
        before = list(takewhile(lambda route: not route.catches_all, lines))
        if len(before) == len(lines):
            raise Refusal(N_('The routes of "{kind}" need a last line that fits everybody'), kind=kind)
        if len(before) + 1 < len(lines):
            raise Refusal(N_('A line of "{kind}" stands below the one that fits everybody'), kind=kind)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a waiting request stands: the step reached, who may decide it, and the steps that fall away before it."""

    ordinal: int
    resolution: Resolution
    fallen: tuple[int, ...]
    last: bool
    """Whether a yes at this step is the final one."""


def where_it_stands(
    company: Company, steps: Sequence[tuple[int, Post]], requester_id: int, decided: Collection[int] = ()
) -> Standing:
    """Looks up the step that open `steps` (number and post, in order) have reached.

    Where one person would hold two steps the earlier falls away; where several may decide the earlier, the one who
    holds the later leaves it to the others (EXP-2).
    """
    found = [(ordinal, resolve(company, post, requester_id, decided)) for ordinal, post in steps]
    fallen: list[int] = []
    for place, (ordinal, resolution) in enumerate(found):
        later = {next(iter(one.people)) for _, one in found[place + 1 :] if len(one.people) == 1}
        left = tuple(one for one in resolution.deciders if one.acting_id not in later)
        if resolution.deciders and not left:
            fallen.append(ordinal)
            continue
        kept = Resolution(left, resolution.level, resolution.passed)
        return Standing(ordinal, kept, tuple(fallen), place == len(found) - 1)
    raise AssertionError("the last open step never falls away")
