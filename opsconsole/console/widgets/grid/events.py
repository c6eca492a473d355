"""What a grid tells the screen it is on; handled as `on_grid_cursor_moved` and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from opsconsole.console.widgets.grid.pages import RowId

if TYPE_CHECKING:
    from opsconsole.console.widgets.grid.widget import Grid


@dataclass
class CursorMoved(Message, namespace="grid"):
    """The cursor stands on another cell, or on the same cell of reloaded rows."""

    grid: Grid
    row_id: RowId
    column: str

    @property
    def control(self) -> Grid:
        return self.grid


@dataclass
class Opened(Message, namespace="grid"):
    """Enter was pressed on a cell."""

    grid: Grid
    row_id: RowId
    column: str

    @property
    def control(self) -> Grid:
        return self.grid


@dataclass
class Marked(Message, namespace="grid"):
    """The set of marked rows changed."""

    grid: Grid

    @property
    def control(self) -> Grid:
        return self.grid


@dataclass
class Loaded(Message, namespace="grid"):
    """Ids and the rows in sight are there."""

    grid: Grid
    count: int

    @property
    def control(self) -> Grid:
        return self.grid


@dataclass
class Failed(Message, namespace="grid"):
    """The source raised; `AreaScreen` tells the person."""

    grid: Grid
    error: Exception

    @property
    def control(self) -> Grid:
        return self.grid
