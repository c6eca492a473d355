"""The three-column ledger of an item (三栏账), read page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.stockroom.drawing import quantity_words, said
from opsconsole.console.stockroom.printing import print_kind
from opsconsole.console.stockroom.reversing import Reversing
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, RowId
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_yuan
from opsconsole.stockroom.files.papers import ITEM_LEDGER, ledger_cells
from opsconsole.stockroom.queries.items import ItemLine, item_lines
from opsconsole.stockroom.queries.ledger import LedgerLine, ledger_ids, ledger_lines

DATE, VOUCHER, SUMMARY = 10, 11, 16
QUANTITY, PRICE, AMOUNT = 6, 9, 11


class LedgerPage(GridPage):
    """Received, issued, left of one item, each as quantity, price and amount; the newest at the end."""

    AUTO_FOCUS = "#ledger"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+x", "reverse", N_("Reverse"), N_("Reverses the voucher of this line"), id="ledger.reverse"),
        key("f9,ctrl+e", "print", N_("Print"), N_("Writes the ledger as PDF or workbook"), id="ledger.print"),
    ]
    NEEDS: ClassVar[Mapping[str, str]] = {"reverse": "stock.keep"}
    DEFAULT_CSS = """
    LedgerPage #ledger-told { padding: 0 1; }
    """

    def __init__(self, area: str, item: ItemLine) -> None:
        super().__init__(area)
        self.item = item
        self._ids: list[int] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=1, id="ledger-told")
        yield Grid(id="ledger")

    def context(self) -> str:
        return _("Ledger of {item}").format(item=f"{self.item.code} {said(self.item.named)}")

    def refresh_data(self) -> None:
        self.fetch(item_lines, [self.item.id], then=self._item_read, group="item")
        self.fetch(ledger_ids, self.item.id, then=self._show)

    def _item_read(self, items: Sequence[ItemLine]) -> None:
        self.item = items[0]
        stock = self.item.stock
        words = _("On hand {quantity}, worth {amount}; minimum {minimum}").format(
            quantity=quantity_words(self.item, stock.quantity),
            amount=format_yuan(stock.amount_fen),
            minimum=self.item.minimum,
        )
        self.query_one("#ledger-told", Lines).show([Line(words, "warn" if self.item.is_low else "strong")])

    def _show(self, ids: list[int]) -> None:
        first = self._ids is None
        self._ids = ids
        self.draw(at_end=first)

    def draw(self, *, at_end: bool = False) -> None:
        if self._ids is None:
            return
        self.grid.empty = _("Nothing was ever moved of this item.")
        groups = (("in", _("Received")), ("out", _("Issued")), ("left", _("Left")))
        left = [
            Column("date", _("Date"), width=DATE),
            Column("voucher", _("Voucher"), width=VOUCHER),
        ]
        middle = [Column("summary", _("Summary"), width=max(SUMMARY, self.size.width - 113))]
        for name, title in groups:
            middle += [
                Column(f"{name}_quantity", title, pgettext("column", "Qty"), width=QUANTITY, align=Align.RIGHT),
                Column(f"{name}_price", "", pgettext("column", "Price"), width=PRICE, align=Align.RIGHT, glued=True),
                Column(f"{name}_amount", "", pgettext("column", "Amount"), width=AMOUNT, align=Align.RIGHT, glued=True),
            ]
        cursor = self._ids[-1] if at_end and self._ids else None
        self.grid.show(_Source(self), cursor=cursor, columns=(left, middle, ()))

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        """Lines of the ledger as rows; called off the event loop."""
        return [_row(line) for line in self.app.read(ledger_lines, list(ids))]

    @property
    def ids(self) -> list[int]:
        return self._ids or []

    def action_reverse(self) -> None:
        here = self.grid.cursor_id
        if here is not None:
            self.fetch(ledger_lines, [here], then=self._reverse)

    def _reverse(self, lines: Sequence[LedgerLine]) -> None:
        Reversing(self).ask(lines[0].voucher_id, lines[0].voucher, lines[0].day)

    def action_print(self) -> None:
        code = self.item.code
        print_kind(self, ITEM_LEDGER, ExportOptions(item=code), f"ledger-{code}.pdf")


class _Source:
    """The lines of a ledger, by the numbers of their movements."""

    def __init__(self, page: LedgerPage) -> None:
        self._page = page

    def ids(self) -> Sequence[RowId]:
        return self._page.ids

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        return self._page.rows(ids)


def _row(line: LedgerLine) -> GridRow:
    cells: list[Any] = list(ledger_cells(line))
    if line.reversed_by:
        cells[2] = Cell(_("{what}, reversed").format(what=cells[2]), "muted")
    elif line.reverses:
        cells[2] = Cell(cells[2], "bad")
    return GridRow(line.seq, cells)
