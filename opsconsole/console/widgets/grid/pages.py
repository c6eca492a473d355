"""Rows by pages: what is in sight is read, what was seen lately is kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol

from opsconsole.console.widgets.grid.drawing import GridRow

RowId = Hashable
PAGE_ROWS = 64
PAGES_KEPT = 24


class PageSource(Protocol):
    """Where a grid's rows come from. Both are called off the event loop, and may be slow."""

    def ids(self) -> Sequence[RowId]:
        """The id of every row, in the order shown."""

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        """The rows of these ids; one that is gone meanwhile may be left out."""


class ListSource:
    """A source over rows at hand."""

    def __init__(self, rows: Iterable[GridRow]) -> None:
        self._rows = {row.id: row for row in rows}

    def ids(self) -> Sequence[RowId]:
        return list(self._rows)

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        return [self._rows[row_id] for row_id in ids if row_id in self._rows]


class PageStore:
    """The pages of a grid that were read and are still kept, the least lately seen given up first."""

    def __init__(self, ids: Sequence[RowId] = ()) -> None:
        self.ids = ids
        self._index: dict[RowId, int] = {row_id: index for index, row_id in enumerate(ids)}
        self._pages: OrderedDict[int, dict[RowId, GridRow]] = OrderedDict()

    def __len__(self) -> int:
        return len(self.ids)

    def index_of(self, row_id: RowId) -> int | None:
        """The place of a row, or None when it is not here."""
        return self._index.get(row_id)

    def row(self, index: int) -> GridRow | None:
        """The row at a place, or None while its page has not come."""
        page = self._pages.get(index // PAGE_ROWS)
        if page is None:
            return None
        self._pages.move_to_end(index // PAGE_ROWS)
        return page.get(self.ids[index])

    def missing(self, first: int, last: int) -> list[int]:
        """The pages that rows `first` to `last` need and that have not come."""
        if not self.ids:
            return []
        last = min(last, len(self.ids) - 1)
        return [page for page in range(max(first, 0) // PAGE_ROWS, last // PAGE_ROWS + 1) if page not in self._pages]

    def ids_of(self, page: int) -> Sequence[RowId]:
        return self.ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]

    def keep(self, page: int, rows: Iterable[GridRow]) -> None:
        """Keeps a page that was read."""
        self._pages[page] = {row.id: row for row in rows}
        self._pages.move_to_end(page)
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def replace(self, row: GridRow) -> int | None:
        """Puts a row in the place of its older self; its index, or None when its page is not kept."""
        index = self._index.get(row.id)
        if index is None or index // PAGE_ROWS not in self._pages:
            return None
        self._pages[index // PAGE_ROWS][row.id] = row
        return index
