"""How much leave a year gives, by years of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HALVES_A_DAY = 2


@dataclass(frozen=True, slots=True)
class AnnualTier:
    """From so many whole years of work in life, so many days of annual leave a year."""

    from_years: int
    days: int


def years_of_work(work_since: date, day: date) -> int:
    """Whole years of work on a day."""
    years = day.year - work_since.year
    return years - ((day.month, day.day) < (work_since.month, work_since.day))


def annual_halves(tiers: Sequence[AnnualTier], work_since: date | None, day: date) -> int:
    """Half days of annual leave that a year gives, as of a day of it; none while the first day of work is unknown."""
    if work_since is None:
        return 0
    years = years_of_work(work_since, day)
    reached = [tier.days for tier in tiers if years >= tier.from_years]
    return max(reached, default=0) * HALVES_A_DAY
