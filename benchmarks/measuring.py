"""What a benchmark tells, and how time is taken: medians, each side as often as the other, in turns."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """How large everything is. The goals are set for `FULL`; `SMOKE` only proves that it runs."""

    punches: int
    """In the file that is imported."""
    judged_people: int
    """In the month that is judged, with three punches a workday each."""
    few_people: int
    many_people: int
    repeats: int
    starts: int
    movements: int
    """In the stockroom's ledger."""
    claims: int
    """That are over, behind those that wait."""


FULL = Scale(
    punches=300_000,
    judged_people=10_000,
    few_people=200,
    many_people=10_000,
    repeats=5,
    starts=7,
    movements=1_000_000,
    claims=10_000,
)
SMOKE = Scale(
    punches=600, judged_people=20, few_people=5, many_people=15, repeats=1, starts=1, movements=400, claims=60
)


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison. Without `ours_s` it could not be made, and `note` says why."""

    what: str
    ours_s: float | None = None
    other: str = ""
    other_s: float | None = None
    goal: float | None = None
    note: str = ""
    unit: str = "s"
    """Of both sides: seconds, or megabytes."""

    @property
    def ratio(self) -> float | None:
        """How many times as long ours takes."""
        if self.ours_s is None or not self.other_s:
            return None
        return self.ours_s / self.other_s

    def __str__(self) -> str:
        if self.ours_s is None or self.other_s is None:
            return f"{self.what:<58} left out: {self.note}"
        ratio = self.ratio or 0.0
        verdict = "" if self.goal is None else "met" if ratio <= self.goal else "MISSED"
        goal = "" if self.goal is None else f"goal {self.goal:>4.1f}x  {verdict}"
        sides = f"{_short(self.ours_s, self.unit)}  {self.other} {_short(self.other_s, self.unit)}"
        return f"{self.what:<58} {sides:<36} {ratio:>6.2f}x  {goal}  {self.note}".rstrip()


def _short(seconds: float, unit: str) -> str:
    if unit != "s":
        return f"{seconds:.0f} {unit}"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def taken(call: Callable[[], object]) -> float:
    """The seconds that a call takes. What was made before it is no garbage to look through, as in a console's life."""
    gc.collect()
    gc.freeze()
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def medians(*calls: Callable[[], float], repeats: int) -> list[float]:
    """The median of each call's own measure; they take turns, so that a busy moment meets all of them."""
    found: list[list[float]] = [[] for _ in calls]
    for _ in range(repeats):
        for place, call in enumerate(calls):
            found[place].append(call())
    return [statistics.median(each) for each in found]
