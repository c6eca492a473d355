"""A small list (up to some 500 rows): columns, one cursor row, kept by id when the list is read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.message import Message as Event
from textual.widgets import DataTable

from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import Align, cut
from opsconsole.i18n import N_, _

LONGEST = 500


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its translated heading, its width in cells (None: as wide as it needs) and its side."""

    title: str
    width: int | None = None
    align: Align = Align.LEFT


class Listing(DataTable[Text], can_focus=True):
    """`show(columns, rows)` with rows of (id, texts). Enter opens the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "select_cursor", N_("Open"), N_("Opens what the cursor is on"), id="list.open"),
    ]

    @dataclass
    class Opened(Event):
        """Enter was pressed on a row."""

        listing: Listing
        row_id: str

        @property
        def control(self) -> Listing:
            return self.listing

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes, cursor_type="row", zebra_stripes=False)

    @property
    def row_here(self) -> str | None:
        """The id of the row under the cursor."""
        if not self.row_count:
            return None
        return self.coordinate_to_cell_key(self.cursor_coordinate).row_key.value

    def show(self, columns: Sequence[ListColumn], rows: Iterable[tuple[str, Sequence[str]]]) -> None:
        """Shows these rows, the cursor on the row it was on, else on the same line."""
        here, line = self.row_here, self.cursor_row
        self.clear(columns=True)
        for column in columns:
            self.add_column(Text(column.title, justify=column.align.value), width=column.width)
        every = list(rows)
        for row_id, texts in every[:LONGEST]:
            self.add_row(
                *(
                    Text(cut(text, column.width or 60), justify=column.align.value)
                    for text, column in zip(texts, columns, strict=False)
                ),
                key=row_id,
            )
        if len(every) > LONGEST:
            left_out = _("... and {count} more").format(count=len(every) - LONGEST)
            self.add_row(Text(left_out), *[Text("")] * (len(columns) - 1))
        if not self.row_count:
            return
        ids = [key.value for key in self.rows]
        self.move_cursor(row=ids.index(here) if here is not None and here in ids else min(line, len(ids) - 1))

    def move_to(self, row_id: str) -> bool:
        """Puts the cursor on a row; False when it is not here."""
        ids = [key.value for key in self.rows]
        if row_id not in ids:
            return False
        self.move_cursor(row=ids.index(row_id))
        return True

    def on_data_table_row_selected(self, selected: DataTable.RowSelected) -> None:
        selected.stop()
        if selected.row_key.value is not None:
            self.post_message(self.Opened(self, selected.row_key.value))
