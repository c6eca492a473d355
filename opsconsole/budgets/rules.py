"""Which budget money counts against, and what is left of it (EXP-7). Plain values alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from opsconsole.dates import Month

REST = ""
"""The category of the budget for everything that has no budget of its own in its unit and month."""


class DrawKind(StrEnum):
    """How money stands against a budget: promised by an approved form, or spent."""

    COMMITTED = "committed"
    SPENT = "spent"


class BudgetKey(NamedTuple):
    """What a budget is for."""

    unit_id: int
    category: str
    month: Month


@dataclass(frozen=True, slots=True)
class Draw:
    """Money of a unit that counts against a budget: of which category and day, how much (fen; below zero for what came
    back), and the paper that it stands on."""

    kind: DrawKind
    unit_id: int
    category: str
    day: date
    fen: int
    paper: str


@dataclass(frozen=True, slots=True)
class Figures:
    """A budget with what is committed and spent of it, in fen."""

    budget_fen: int
    committed_fen: int = 0
    spent_fen: int = 0

    @property
    def left_fen(self) -> int:
        """What is left; below zero where it was gone over."""
        return self.budget_fen - self.committed_fen - self.spent_fen

    def with_draw(self, draw: Draw) -> Figures:
        """The figures once more has been drawn."""
        if draw.kind is DrawKind.COMMITTED:
            return Figures(self.budget_fen, self.committed_fen + draw.fen, self.spent_fen)
        return Figures(self.budget_fen, self.committed_fen, self.spent_fen + draw.fen)


class Budgets:
    """The budgets of some months, and how the units stand to each other: `parents` by unit, None at the top."""

    def __init__(self, amounts: Mapping[BudgetKey, int], parents: Mapping[int, int | None]) -> None:
        self._amounts = amounts
        self._parents = parents

    def key_of(self, unit_id: int, category: str, month: Month) -> BudgetKey | None:
        """The one budget that money counts against: of its category in its unit, else the unit's for everything else,
        else the same of the unit above, and so on upwards. None where there is none (EXP-7)."""
        unit: int | None = unit_id
        while unit is not None:
            for name in (category, REST):
                key = BudgetKey(unit, name, month)
                if key in self._amounts:
                    return key
            unit = self._parents.get(unit)
        return None

    def units_under(self, unit_ids: Iterable[int]) -> frozenset[int]:
        """Those units and everything beneath them: all whose money may count against their budgets."""
        wanted = set(unit_ids)
        return frozenset(unit for unit in self._parents if wanted & self._upwards(unit))

    def _upwards(self, unit_id: int) -> set[int]:
        found: set[int] = set()
        unit: int | None = unit_id
        while unit is not None and unit not in found:
            found.add(unit)
            unit = self._parents.get(unit)
        return found

    def figures(self, draws: Iterable[Draw]) -> dict[BudgetKey, Figures]:
        """Every budget with what is drawn of it; each fen counts against one."""
        found = {key: Figures(fen) for key, fen in self._amounts.items()}
        for draw in draws:
            key = self.key_of(draw.unit_id, draw.category, Month.of(draw.day))
            if key is not None:
                found[key] = found[key].with_draw(draw)
        return found
