"""The grid itself: cursor, scrolling, marks, and reading pages as they come into sight."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import Align, fit
from opsconsole.console.widgets.grid import events as told
from opsconsole.console.widgets.grid.drawing import GUTTER, Column, GridRow, Plan, draw_row
from opsconsole.console.widgets.grid.pages import PAGE_ROWS, PageSource, PageStore, RowId
from opsconsole.i18n import N_

WAITING = "..."
LINES_KEPT = 512

Columns = tuple[Sequence[Column], Sequence[Column], Sequence[Column]]
"""Columns at the left, in the middle and at the right."""


class Grid(ScrollView, can_focus=True):
    """See the package's docstring for its use.

    Looks of cells are component classes `grid--NAME`; a subclass may add its own to
    `COMPONENT_CLASSES` and give them colours in its stylesheet. A look never stands alone: the cell's
    text says the same in a word or a sign.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grid--heading",
        "grid--heading-here",
        "grid--cursor-row",
        "grid--cursor",
        "grid--marked",
        "grid--divider",
        "grid--good",
        "grid--warn",
        "grid--bad",
        "grid--info",
        "grid--muted",
        "grid--strong",
        "grid--rest",
    }

    BINDINGS: ClassVar[list[BindingType]] = [
        key("up", "move(-1, 0)", N_("One row up"), id="grid.up", show=False),
        key("down", "move(1, 0)", N_("One row down"), id="grid.down", show=False),
        key("left", "move(0, -1)", N_("One column to the left"), id="grid.left", show=False),
        key("right", "move(0, 1)", N_("One column to the right"), id="grid.right", show=False),
        key("pageup", "page(-1)", N_("One page up"), id="grid.page_up", show=False),
        key("pagedown", "page(1)", N_("One page down"), id="grid.page_down", show=False),
        key("home", "edge_column(0)", N_("To the first column"), id="grid.home", show=False),
        key("end", "edge_column(-1)", N_("To the last column"), id="grid.end", show=False),
        key("ctrl+home", "edge_row(0)", N_("To the first row"), id="grid.top", show=False),
        key("ctrl+end", "edge_row(-1)", N_("To the last row"), id="grid.bottom", show=False),
        key("enter", "open", N_("Open"), N_("Opens what the cursor is on"), id="grid.open"),
        key("space", "mark", N_("Marks this row, or takes the mark away"), id="grid.mark", show=False),
        key("ctrl+a", "mark_all", N_("Marks every row, or none"), id="grid.mark_all", show=False),
    ]

    CursorMoved = told.CursorMoved
    Opened = told.Opened
    Marked = told.Marked
    Loaded = told.Loaded
    Failed = told.Failed

    def __init__(self, *, empty: str = "", id: str | None = None, classes: str | None = None) -> None:
        """`empty` is said, translated, where there are no rows."""
        super().__init__(id=id, classes=classes)
        self.empty = empty
        self.marked: set[RowId] = set()
        self.cursor_row = 0
        self.cursor_column = 0
        self._plan = Plan((), (), ())
        self._store = PageStore()
        self._source: PageSource | None = None
        self._lines: LRUCache[int, Strip] = LRUCache(LINES_KEPT)
        self._looks: dict[str, Style] = {}
        self._pulling = False
        self._wanted: dict[str, Any] = {}

    # What it shows

    def set_columns(self, left: Sequence[Column], middle: Sequence[Column] = (), right: Sequence[Column] = ()) -> None:
        """Sets the columns; the cursor stays on its column where that is still there, by key."""
        here = self.cursor_key
        self._plan = Plan(tuple(left), tuple(middle), tuple(right), self._plan.width, self._plan.first)
        keys = [column.key for column in self._plan.columns]
        self.cursor_column = keys.index(here) if here in keys else min(len(left), max(len(keys) - 1, 0))
        self._plan.bring_in(self.cursor_column)
        self._measure()
        self._redraw()

    def show(self, source: PageSource, *, cursor: RowId | None = None, columns: Columns | None = None) -> None:
        """Shows the rows of `source`, the cursor on `cursor`, else on the row it was on.

        New `columns` take the place of the old ones together with the rows.
        """
        self._source = source
        self.run_worker(self._load(cursor, columns), exclusive=True, group="grid-load", exit_on_error=False)

    def reload(self) -> None:
        """Reads ids and rows in sight again; cursor and marks stay with their rows."""
        if self._source is not None:
            self.show(self._source)

    def reload_row(self, row_id: RowId) -> None:
        """Reads one row again."""
        if self._source is not None:
            self.run_worker(self._load_row(row_id), group="grid-row", exit_on_error=False)

    def put_row(self, row: GridRow) -> None:
        """Takes a row that was read already."""
        index = self._store.replace(row)
        if index is not None:
            self._lines.discard(index)
            self._refresh_row(index)
            if index == self.cursor_row:
                self._tell_cursor()

    @property
    def row_count(self) -> int:
        return len(self._store)

    @property
    def row_ids(self) -> Sequence[RowId]:
        """The id of every row, in order."""
        return self._store.ids

    @property
    def cursor_id(self) -> RowId | None:
        """The id of the row under the cursor, or None where there is none."""
        return self._store.ids[self.cursor_row] if self.cursor_row < len(self._store) else None

    @property
    def cursor_key(self) -> str:
        """The key of the column under the cursor."""
        columns = self._plan.columns
        return columns[self.cursor_column].key if self.cursor_column < len(columns) else ""

    def row_here(self) -> GridRow | None:
        """The row under the cursor, or None while it has not come."""
        return self._store.row(self.cursor_row) if self.cursor_row < len(self._store) else None

    def row(self, row_id: RowId) -> GridRow | None:
        """The row of an id, or None while it has not come."""
        index = self._store.index_of(row_id)
        return None if index is None else self._store.row(index)

    def move_to(self, row_id: RowId | None = None, column: str = "") -> bool:
        """Puts the cursor on a row and a column; False when the row is not here."""
        index = self.cursor_row if row_id is None else self._store.index_of(row_id)
        if index is None:
            return False
        keys = [each.key for each in self._plan.columns]
        self._go(index, keys.index(column) if column in keys else self.cursor_column)
        return True

    def place(self) -> dict[str, object]:
        """Where the cursor is and what is marked, to be given back to `restore`."""
        return {"row": self.cursor_id, "column": self.cursor_key, "marked": set(self.marked)}

    def restore(self, place: Mapping[str, Any]) -> None:
        """Goes back to a `place` once rows are there: called before `show`."""
        self._wanted = dict(place)
        self.marked = set(place.get("marked", ()))

    # Reading

    async def _load(self, cursor: RowId | None, columns: Columns | None) -> None:
        source = self._source
        assert source is not None
        wanted = self._wanted.pop("row", None) if cursor is None else cursor
        try:
            store = PageStore(await asyncio.to_thread(source.ids))
            row = self._row_in(store, wanted)
            top = max(row - self._page_rows, 0)
            for page in store.missing(top, row + self._page_rows):
                store.keep(page, await asyncio.to_thread(source.rows, store.ids_of(page)))
        except Exception as error:  # noqa: BLE001 - the screen tells it, as a refusal or as a defect
            self.post_message(self.Failed(self, error))
            return
        # A key may have moved the cursor while the rows came: it stays where the hand left it.
        row = self._row_in(store, wanted)
        self._store = store
        self.cursor_row = row
        if columns is not None:
            self.set_columns(*columns)
        self._to_column(self._wanted.pop("column", ""))
        self.marked.intersection_update(store.ids)
        self._measure()
        self._redraw()
        self._scroll_to_cursor()
        self.post_message(self.Loaded(self, len(store)))
        self._tell_cursor()

    def _row_in(self, store: PageStore, wanted: RowId | None) -> int:
        """The row for the cursor in `store`: of `wanted`, else of what it is on, else as near as there are rows."""
        keep = self.cursor_id if wanted is None else wanted
        index = store.index_of(keep) if keep is not None else None
        return min(self.cursor_row, max(len(store) - 1, 0)) if index is None else index

    def _to_column(self, key: str) -> None:
        keys = [column.key for column in self._plan.columns]
        if key in keys:
            self.cursor_column = keys.index(key)
            self._plan.bring_in(self.cursor_column)

    async def _load_row(self, row_id: RowId) -> None:
        assert self._source is not None
        try:
            rows = await asyncio.to_thread(self._source.rows, [row_id])
        except Exception as error:  # noqa: BLE001 - the screen tells it, as a refusal or as a defect
            self.post_message(self.Failed(self, error))
            return
        for row in rows:
            self.put_row(row)

    def _pull(self) -> None:
        """Reads the pages in sight that are missing, one worker at a time."""
        if not self._pulling and self._source is not None and self._missing():
            self._pulling = True
            self.run_worker(self._pull_pages(), group="grid-pages", exit_on_error=False)

    def _missing(self) -> list[int]:
        """Pages to read: those in sight first, then those a page up and a page down."""
        top, page = self.scroll_offset.y, self._page_rows
        return self._store.missing(top, top + page) or self._store.missing(top - page, top + 2 * page)

    async def _pull_pages(self) -> None:
        try:
            while missing := self._missing():
                store, source = self._store, self._source
                assert source is not None
                rows = await asyncio.to_thread(source.rows, store.ids_of(missing[0]))
                store.keep(missing[0], rows)
                if store is self._store:
                    first = missing[0] * PAGE_ROWS
                    self._refresh_rows(first, first + PAGE_ROWS)
                    if first <= self.cursor_row < first + PAGE_ROWS:
                        self._tell_cursor()
        except Exception as error:  # noqa: BLE001 - the screen tells it, as a refusal or as a defect
            self.post_message(self.Failed(self, error))
        finally:
            self._pulling = False

    # Moving

    def action_move(self, rows: int, columns: int) -> None:
        self._go(self.cursor_row + rows, self.cursor_column + columns)

    def action_page(self, pages: int) -> None:
        step = max(self._page_rows - 1, 1) * pages
        if self._go(self.cursor_row + step, self.cursor_column, tell=False):
            self.scroll_to(y=self.scroll_offset.y + step, animate=False)
            self._scroll_to_cursor()
        self._tell_cursor()

    def action_edge_column(self, which: int) -> None:
        self._go(self.cursor_row, 0 if which == 0 else len(self._plan.columns) - 1)

    def action_edge_row(self, which: int) -> None:
        self._go(0 if which == 0 else len(self._store) - 1, self.cursor_column)

    def action_open(self) -> None:
        if self.cursor_id is not None:
            self.post_message(self.Opened(self, self.cursor_id, self.cursor_key))

    def action_mark(self) -> None:
        if self.cursor_id is None:
            return
        self.marked ^= {self.cursor_id}
        self._refresh_row(self.cursor_row)
        self.post_message(self.Marked(self))
        self._go(self.cursor_row + 1, self.cursor_column)

    def action_mark_all(self) -> None:
        everything = set(self._store.ids)
        self.marked = set() if self.marked == everything else everything
        self.refresh_marks()

    def refresh_marks(self) -> None:
        """Draws every mark anew and tells that they have changed."""
        self._redraw()
        self.post_message(self.Marked(self))

    def _go(self, row: int, column: int, *, tell: bool = True) -> bool:
        """Moves the cursor as far as there are rows and columns; whether it moved."""
        row = max(0, min(row, len(self._store) - 1))
        column = max(0, min(column, len(self._plan.columns) - 1))
        if (row, column) == (self.cursor_row, self.cursor_column):
            return False
        old = self.cursor_row
        moved_sideways = column != self.cursor_column
        self.cursor_row, self.cursor_column = row, column
        if self._plan.bring_in(column):
            self._redraw()
        else:
            self._refresh_row(old)
            self._refresh_row(row)
            if moved_sideways:
                self.refresh(Region(0, 0, self.size.width, self._heading_lines))
        self._scroll_to_cursor()
        if tell:
            self._tell_cursor()
        return True

    def _tell_cursor(self) -> None:
        if self.cursor_id is not None:
            self.post_message(self.CursorMoved(self, self.cursor_id, self.cursor_key))

    def _scroll_to_cursor(self) -> None:
        top, page = self.scroll_offset.y, self._page_rows
        if self.cursor_row < top:
            self.scroll_to(y=self.cursor_row, animate=False)
        elif self.cursor_row >= top + page:
            self.scroll_to(y=self.cursor_row - page + 1, animate=False)
        self._pull()

    # Drawing

    @property
    def _heading_lines(self) -> int:
        return 2 if any(column.subtitle for column in self._plan.columns) else 1

    @property
    def _page_rows(self) -> int:
        """How many rows are in sight."""
        return max(self.scrollable_content_region.height - self._heading_lines, 1)

    def _measure(self) -> None:
        self.virtual_size = Size(0, len(self._store) + self._heading_lines)

    def _redraw(self) -> None:
        self._lines.clear()
        self.refresh()

    def _refresh_row(self, index: int) -> None:
        self._refresh_rows(index, index + 1)

    def _refresh_rows(self, first: int, last: int) -> None:
        """Draws rows `first` up to `last` anew, as far as they are in sight."""
        top = self.scroll_offset.y
        first, last = max(first, top), min(last, top + self._page_rows)
        for index in range(first, last):
            self._lines.discard(index)
        if last > first:
            self.refresh(Region(0, first - top + self._heading_lines, self.size.width, last - first))

    def on_resize(self, event: events.Resize) -> None:
        self._plan.resize(self.scrollable_content_region.width)
        self._plan.bring_in(self.cursor_column)
        self._redraw()
        self._scroll_to_cursor()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._pull()

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self._refresh_row(self.cursor_row)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()
        self._lines.clear()

    def _look(self, name: str) -> Style:
        style = self._looks.get(name)
        if style is None:
            style = self.get_component_rich_style(f"grid--{name}", partial=True, default=Style.null())
            self._looks[name] = style
        return style

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if width != self._plan.width:
            self._plan.resize(width)
            self._lines.clear()
        if y < self._heading_lines:
            return self._heading(y)
        index = y - self._heading_lines + self.scroll_offset.y
        if index >= len(self._store):
            return self._blank_line(index)
        if index == self.cursor_row:
            return self._row_line(index)
        line = self._lines.get(index)
        if line is None:
            line = self._row_line(index)
            if self._store.row(index) is not None:
                self._lines[index] = line
        return line

    def _blank_line(self, index: int) -> Strip:
        width = self._plan.width
        words = self.empty if index == 0 and self._source is not None else ""
        base = self.rich_style
        return Strip([Segment(fit(words, width, Align.CENTER), base + self._look("muted"))], width)

    def _heading(self, line: int) -> Strip:
        base = self.rich_style + self._look("heading")
        titles = [column.title if line == 0 else column.subtitle for column in self._plan.columns]
        more = ("<" if self._plan.more_left else "") + (">" if self._plan.more_right else "")
        here = base + self._look("heading-here")
        sign = more if line == self._heading_lines - 1 else ""
        return draw_row(self._plan, titles, base, self._look, sign=sign, at=self.cursor_column, on=here, heading=True)

    def _row_line(self, index: int) -> Strip:
        row = self._store.row(index)
        cells: Sequence = row.cells if row else [WAITING]
        base = self.rich_style
        if row and row.style:
            base += self._look(row.style)
        marked = self._store.ids[index] in self.marked
        if marked:
            base += self._look("marked")
        here = index == self.cursor_row
        if here:
            base += self._look("cursor-row")
        sign = "*" if marked else ">" if here else ""
        on = self.rich_style + self._look("cursor" if self.has_focus else "cursor-row")
        at = self.cursor_column if here else -1
        return draw_row(self._plan, cells, base, self._look, sign=sign.ljust(GUTTER), at=at, on=on)
