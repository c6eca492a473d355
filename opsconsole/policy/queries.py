"""Which version of policy holds on a day (ATT-14)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.policy.model import PolicyVersion
from opsconsole.policy.service import load

Figures = TypeVar("Figures")


@dataclass(frozen=True, slots=True)
class Timeline(Generic[Figures]):
    """Every version of one domain, oldest first; before the first one the company's founding figures hold."""

    founding: Figures
    versions: tuple[tuple[date, Figures], ...]

    def on(self, day: date) -> Figures:
        """The version that holds on a day."""
        place = bisect_right(self.versions, day, key=lambda version: version[0])
        return self.versions[place - 1][1] if place else self.founding

    def since(self, day: date) -> date | None:
        """The day from which the version of `day` holds; None for the founding figures."""
        place = bisect_right(self.versions, day, key=lambda version: version[0])
        return self.versions[place - 1][0] if place else None


def timeline(session: Session, domain: str, founding: Figures) -> Timeline[Figures]:
    """All versions of a domain, with its founding figures before them."""
    rows = session.execute(
        select(PolicyVersion.effective_from, PolicyVersion.figures)
        .where(PolicyVersion.domain == domain)
        .order_by(PolicyVersion.effective_from)
    )
    return Timeline(founding, tuple((row.effective_from, load(type(founding), row.figures)) for row in rows))
