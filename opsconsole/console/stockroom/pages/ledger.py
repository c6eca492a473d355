"""The three-column ledger of an item (三栏账), read page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.naming import said
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.stockroom.drawing import quantity_words
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

DATE, VOUCHER, SUMMARY = 10, 11, 20
QUANTITY, PRICE, AMOUNT = 6, 9, 10
WIDE_FROM = 130
WIDE = (
    "summary",
    *(f"{group}.{figure}" for group in ("in", "out", "left") for figure in ("quantity", "price", "amount")),
)
NARROW = (
    "summary",
    "in.quantity",
    "out.quantity",
    "left.quantity",
    "left.amount",
    *(f"{group}.{figure}" for group in ("in", "out") for figure in ("price", "amount")),
    "left.price",
)
"""All columns of the ledger in the order of the form, and in the order in which a narrow terminal shows them."""


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
        left = [
            Column("date", _("Date"), width=DATE),
            Column("voucher", _("Voucher"), width=VOUCHER),
        ]
        middle = _columns(self.size.width)
        cursor = self._ids[-1] if at_end and self._ids else None
        self.grid.show(_Source(self), cursor=cursor, columns=(left, middle, ()))

    def rows(self, ids: Sequence[RowId]) -> Sequence[GridRow]:
        """Lines of the ledger as rows; called off the event loop."""
        order = _order(self.size.width)
        return [_row(line, order) for line in self.app.read(ledger_lines, list(ids))]

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


def _order(width: int) -> Sequence[str]:
    """The columns beside date and voucher in so many cells: in a narrow place what counts first, the rest behind it."""
    return WIDE if width >= WIDE_FROM else NARROW


def _columns(width: int) -> list[Column]:
    groups = {"in": _("Received"), "out": _("Issued"), "left": pgettext("ledger", "Left")}
    figures = {
        "quantity": (pgettext("column", "Qty"), QUANTITY),
        "price": (pgettext("column", "Price"), PRICE),
        "amount": (pgettext("column", "Amount"), AMOUNT),
    }
    columns = []
    for name in _order(width):
        if name == "summary":
            columns.append(Column(name, _("Summary"), width=max(SUMMARY, width - WIDE_FROM + SUMMARY)))
            continue
        group, _dot, figure = name.partition(".")
        title, cells = figures[figure]
        columns.append(Column(name, groups[group], title, width=cells, align=Align.RIGHT))
    return columns


def _row(line: LedgerLine, order: Sequence[str]) -> GridRow:
    day, voucher, summary, *figures = ledger_cells(line)
    cells: dict[str, str | Cell] = dict(zip(WIDE[1:], figures, strict=True))
    cells["summary"] = summary
    if line.reversed_by:
        cells["summary"] = Cell(_("Reversed: {what}").format(what=summary), "muted")
    elif line.reverses:
        cells["summary"] = Cell(summary, "bad")
    return GridRow(line.seq, [day, voucher, *(cells[name] for name in order)])
