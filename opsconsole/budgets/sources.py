"""Where money comes from that counts against budgets; `assembly` fills the list once, before the first verb."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Protocol

from sqlalchemy.orm import Session

from opsconsole.budgets.rules import Draw
from opsconsole.dates import Month


class Source(Protocol):
    """`source(session, unit_ids, month)`: what units drew in a month, in any order."""

    def __call__(self, session: Session, unit_ids: Collection[int], month: Month) -> Iterable[Draw]: ...


SOURCES: list[Source] = []

Categories = Callable[[Session], Iterable[str]]
CATEGORIES: list[Categories] = []
"""What each business calls its money: offered where a budget is set."""


def draws(session: Session, unit_ids: Collection[int], month: Month) -> Iterator[Draw]:
    """Everything that units drew in a month."""
    for source in SOURCES:
        yield from source(session, unit_ids, month)


def categories(session: Session) -> list[str]:
    """Every category in use, sorted."""
    return sorted({name for source in CATEGORIES for name in source(session) if name})
