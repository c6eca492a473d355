"""Who decides a step: its post's holder, their stand-in, or whoever is one position up (ATT-4, EXP-2).

Everything is asked of one day's `Company`, so that the same question has one answer for a verb, a screen and a check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class PostKind(StrEnum):
    """What a step of a route names."""

    HEAD = "head"
    DEPUTY = "deputy"
    GENERAL_MANAGER = "gm"
    OFFICE = "office"
    FINANCE = "finance"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class Post:
    """A post: the head or deputy in charge of a unit, the general manager, a role, or a position."""

    kind: PostKind
    unit_id: int | None = None
    position_id: int | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """Who holds what on one day. Mappings leave out what does not exist; a vacant position has no holders."""

    parents: Mapping[int, int | None] = field(default_factory=dict)
    heads: Mapping[int, int] = field(default_factory=dict)
    """Position of a unit's head by unit."""
    in_charge: Mapping[int, int | None] = field(default_factory=dict)
    """Employee named as deputy in charge by unit; None where whoever is named is not employed."""
    general_manager: int | None = None
    """Position of the general manager."""
    reports_to: Mapping[int, int | None] = field(default_factory=dict)
    holders: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    position_of: Mapping[int, int] = field(default_factory=dict)
    roles: Mapping[PostKind, tuple[int, ...]] = field(default_factory=dict)
    stand_ins: Mapping[int, int] = field(default_factory=dict)
    most_stand_ins: int = 3


class Why(StrEnum):
    """Why a step went one position up."""

    VACANT = "vacant"
    OWN = "own"
    STAND_IN_OWN = "stand_in_own"
    DECIDED_BEFORE = "decided_before"


@dataclass(frozen=True, slots=True)
class Level:
    """One rung: a position (None where the post names a person, a role or nothing) and who holds it."""

    post: Post
    position_id: int | None
    holders: tuple[int, ...]
    shared: bool = False
    """Whether any of the holders may act for all, as clerks of one role do."""


@dataclass(frozen=True, slots=True)
class Decider:
    """Who may decide, and for whom where they stand in (both names are kept)."""

    acting_id: int
    holder_id: int
    chain: tuple[int, ...] = ()
    """Everybody between the holder and who acts, the holder first; empty where nobody stands in."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who may decide a step; nobody yet where there is none, with every rung that was passed and why."""

    deciders: tuple[Decider, ...]
    level: Level | None
    passed: tuple[tuple[Level, Why], ...] = ()

    @property
    def nobody(self) -> bool:
        return not self.deciders

    @property
    def people(self) -> frozenset[int]:
        return frozenset(one.acting_id for one in self.deciders)

    def concerns(self, employee_id: int | None) -> bool:
        """Whether a person may decide, or somebody decides in their place."""
        return any(employee_id in (one.acting_id, one.holder_id) for one in self.deciders)

    def decider(self, employee_id: int | None) -> Decider | None:
        """As whom a person may decide, None where they may not."""
        return next((one for one in self.deciders if one.acting_id == employee_id), None)


def resolve(company: Company, post: Post, requester_id: int, decided: Collection[int] = ()) -> Resolution:
    """Who may decide: the holder or their stand-in, else whoever is further up; nobody decides their own request,
    nor a second step of one request (`decided`)."""
    passed: list[tuple[Level, Why]] = []
    for level in ladder(company, post):
        if not level.holders:
            passed.append((level, Why.VACANT))
        elif requester_id in level.holders and not level.shared:
            passed.append((level, Why.OWN))
        else:
            deciders, why = _deciders(company, level, requester_id, decided)
            if deciders:
                return Resolution(deciders, level, tuple(passed))
            passed.append((level, why))
    return Resolution((), None, tuple(passed))


def _deciders(
    company: Company, level: Level, requester_id: int, decided: Collection[int]
) -> tuple[tuple[Decider, ...], Why]:
    found: dict[int, Decider] = {}
    why = Why.OWN
    for holder in level.holders:
        if holder == requester_id:
            continue
        chain = standing_in(company, holder)
        acting = chain[-1]
        if acting == requester_id:
            why = Why.STAND_IN_OWN
        elif acting in decided or holder in decided:
            why = Why.DECIDED_BEFORE
        elif acting not in found or acting == holder:
            found[acting] = Decider(acting, holder, tuple(chain[:-1]))
    return tuple(found.values()), why


def standing_in(company: Company, holder: int) -> list[int]:
    """The holder and everybody who stands in, one for the other; who acts is the last. Never a loop."""
    chain = [holder]
    while len(chain) <= company.most_stand_ins:
        after = company.stand_ins.get(chain[-1])
        if after is None or after in chain:
            break
        chain.append(after)
    return chain


def ladder(company: Company, post: Post) -> Iterator[Level]:
    """A post and everything above it, up to the very top; no position twice."""
    seen: set[int] = set()
    for level in _rungs(company, post):
        if level.position_id is not None:
            if level.position_id in seen:
                continue
            seen.add(level.position_id)
        yield level


def _rungs(company: Company, post: Post) -> Iterator[Level]:
    match post.kind:
        case PostKind.HEAD:
            position = company.heads.get(post.unit_id) if post.unit_id is not None else None
            yield Level(post, position, company.holders.get(position, ()) if position is not None else ())
            if position is None or company.reports_to.get(position) is None:
                yield from _rungs(company, Post(PostKind.DEPUTY, post.unit_id))
            else:
                yield from _above(company, position)
        case PostKind.DEPUTY:
            deputy = _deputy(company, post.unit_id)
            position = company.position_of.get(deputy) if deputy is not None else None
            yield Level(post, None, (deputy,) if deputy is not None else ())
            if position is not None:
                yield from _above(company, position)
            yield from _top(company)
        case PostKind.GENERAL_MANAGER:
            yield from _top(company)
        case PostKind.POSITION:
            assert post.position_id is not None
            yield Level(post, post.position_id, company.holders.get(post.position_id, ()))
            yield from _above(company, post.position_id)
        case PostKind.OFFICE | PostKind.FINANCE:
            yield Level(post, None, company.roles.get(post.kind, ()), shared=True)
            yield from _top(company)


def _top(company: Company) -> Iterator[Level]:
    position = company.general_manager
    if position is None:
        yield Level(Post(PostKind.GENERAL_MANAGER), None, ())
        return
    yield Level(Post(PostKind.GENERAL_MANAGER), position, company.holders.get(position, ()))
    yield from _reporting(company, position)


def _above(company: Company, position: int) -> Iterator[Level]:
    """The positions that one reports to, and the general manager where the line does not lead there."""
    levels = list(_reporting(company, position))
    yield from levels
    reached = {position, *(level.position_id for level in levels)}
    if company.general_manager is not None and company.general_manager not in reached:
        yield from _top(company)


def _reporting(company: Company, position: int) -> Iterator[Level]:
    seen = {position}
    at = company.reports_to.get(position)
    while at is not None and at not in seen:
        seen.add(at)
        yield Level(Post(PostKind.POSITION, position_id=at), at, company.holders.get(at, ()))
        at = company.reports_to.get(at)


def _deputy(company: Company, unit_id: int | None) -> int | None:
    """The deputy in charge of a unit, or of the nearest one above it that names one (ORG-4)."""
    seen: set[int] = set()
    at = unit_id
    while at is not None and at not in seen:
        if at in company.in_charge:
            return company.in_charge[at]
        seen.add(at)
        at = company.parents.get(at)
    return None
