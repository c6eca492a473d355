"""The rules of the organisation over plain values (ORG-1 to ORG-4)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tenure:
    """Somebody in a position from a day to a day, both included; `to_day` None has no end (ORG-3)."""

    badge: str
    position: str
    from_day: date
    to_day: date | None
    clock_id: str = ""

    def covers(self, day: date) -> bool:
        """Whether the tenure runs on a day."""
        return self.from_day <= day and (self.to_day is None or day <= self.to_day)


@dataclass(frozen=True, slots=True)
class Post:
    """A position as ORG-4 looks at it: its unit, and whether it heads the unit or the whole company."""

    code: str
    unit: str
    heads_unit: bool
    heads_company: bool

    @property
    def single(self) -> bool:
        """Whether one person at a time holds it (ORG-4)."""
        return self.heads_unit or self.heads_company


Pair = tuple[Tenure, Tenure]


def normal_clock_id(text: str) -> str:
    """A clock number as it is compared: all digits are equal without their leading zeros."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return (plain.lstrip("0") or "0") if plain.isascii() and plain.isdigit() else plain


def loops(upwards: Mapping[Key, Key | None]) -> list[tuple[Key, ...]]:
    """Every loop of a tree or of reporting lines, each member pointing at the one after it (ORG-1, ORG-2)."""
    found: list[tuple[Key, ...]] = []
    settled: set[Key] = set()
    for start in upwards:
        path: dict[Key, None] = {}
        here: Key | None = start
        while here is not None and here not in settled and here not in path:
            path[here] = None
            here = upwards.get(here)
        if here is not None and here in path:
            members = list(path)
            found.append(tuple(members[members.index(here) :]))
        settled.update(path)
    return found


def overlapping(tenures: Iterable[Tenure]) -> list[Pair]:
    """Each tenure that begins before an earlier one has ended, with that earlier one."""
    pairs: list[Pair] = []
    longest: Tenure | None = None
    for tenure in sorted(tenures, key=attrgetter("from_day", "badge", "position")):
        if longest is not None and longest.covers(tenure.from_day):
            pairs.append((longest, tenure))
        if longest is None or _ends_later(tenure, longest):
            longest = tenure
    return pairs


def _ends_later(tenure: Tenure, other: Tenure) -> bool:
    if other.to_day is None:
        return False
    return tenure.to_day is None or tenure.to_day > other.to_day


def double_assignments(tenures: Iterable[Tenure]) -> list[Pair]:
    """Assignments of one person that overlap (ORG-3)."""
    return [pair for group in _grouped(tenures, "badge") for pair in overlapping(group)]


def double_holders(tenures: Iterable[Tenure], single: Collection[str]) -> list[Pair]:
    """Two people at a time in a position of `single`: a unit's head, the general manager (ORG-4)."""
    held = (tenure for tenure in tenures if tenure.position in single)
    return [pair for group in _grouped(held, "position") for pair in overlapping(group) if _two_people(pair)]


def shared_clock_numbers(tenures: Iterable[Tenure]) -> list[Pair]:
    """Two people with one clock number at a time: a punch must be one person's."""
    clocked = (tenure for tenure in tenures if tenure.clock_id)
    return [pair for group in _grouped(clocked, "clock_id") for pair in overlapping(group) if _two_people(pair)]


def _two_people(pair: Pair) -> bool:
    return pair[0].badge != pair[1].badge


def _grouped(tenures: Iterable[Tenure], field: str) -> list[list[Tenure]]:
    groups: dict[str, list[Tenure]] = defaultdict(list)
    for tenure in tenures:
        groups[getattr(tenure, field)].append(tenure)
    return [group for group in groups.values() if len(group) > 1]


def second_heads(posts: Iterable[Post]) -> list[tuple[Post, Post]]:
    """Each post that heads a unit which another one heads already, with that other one (ORG-4)."""
    return _seconds((post.unit, post) for post in posts if post.heads_unit)


def second_general_managers(posts: Iterable[Post]) -> list[tuple[Post, Post]]:
    """Each post of a general manager beyond the first, with the first (ORG-4)."""
    return _seconds(("", post) for post in posts if post.heads_company)


def _seconds(posts: Iterable[tuple[str, Post]]) -> list[tuple[Post, Post]]:
    first: dict[str, Post] = {}
    pairs: list[tuple[Post, Post]] = []
    for key, post in posts:
        if first.setdefault(key, post) is not post:
            pairs.append((first[key], post))
    return pairs


def vacancies(headcount: int, filled: int) -> int:
    """Places of a position that nobody holds (ORG-2)."""
    return max(0, headcount - filled)


def overrun(headcount: int, filled: int) -> int:
    """People beyond a position's headcount: shown, not refused (ORG-2)."""
    return max(0, filled - headcount)
