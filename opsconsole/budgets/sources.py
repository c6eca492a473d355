"""Where money comes from that counts against budgets; `assembly` fills the list once, before the first verb."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Protocol

from sqlalchemy.orm import Session

from opsconsole.budgets.rules import Draw
from opsconsole.dates import Month


class Source(Protocol):
    """`source(session, unit_ids, month, by_paper=...)`: what units drew in a month, in any order; with `by_paper` for
    each paper, else summed as it comes fastest, the day being any of the month."""

    def __call__(
        self, session: Session, unit_ids: Collection[int], month: Month, *, by_paper: bool
    ) -> Iterable[Draw]: ...


SOURCES: list[Source] = []

Categories = Callable[[Session], Iterable[str]]
CATEGORIES: list[Categories] = []
"""What each business calls its money: offered where a budget is set."""


def draws(session: Session, unit_ids: Collection[int], month: Month, *, by_paper: bool = False) -> Iterator[Draw]:
    """Everything that units drew in a month, paper by paper or summed."""
    for source in SOURCES:
        yield from source(session, unit_ids, month, by_paper=by_paper)


def categories(session: Session) -> list[str]:
    """Every category in use, sorted."""
    return sorted({name for source in CATEGORIES for name in source(session) if name})
