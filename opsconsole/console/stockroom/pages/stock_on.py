"""Stock and value at the end of any day of the past, by the dates of the vouchers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.naming import said
from opsconsole.console.org.asof import AskDay, month_end
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_each, format_yuan
from opsconsole.stockroom.files.exports import STOCK
from opsconsole.stockroom.queries.balances import stock_list
from opsconsole.stockroom.queries.items import ItemLine
from opsconsole.stockroom.rules.values import Stock

CODE, CATEGORY, QUANTITY, PRICE, VALUE = 10, 10, 10, 10, 13
GAPS, NARROWEST = 9, 16


class StockOnPage(GridPage):
    """What was on hand of each item, and what it was worth."""

    AUTO_FOCUS = "#stock-on"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+d", "day", N_("Date"), N_("Shows another day"), id="stock_on.day"),
        key("left_square_bracket,ctrl+left", "month(-1)", N_("Month end before"), id="stock_on.previous"),
        key("right_square_bracket,ctrl+right", "month(1)", N_("Next month end"), id="stock_on.next"),
        key("ctrl+e,f9", "export", N_("Export"), N_("Writes the list to a file"), id="stock_on.export"),
    ]
    DEFAULT_CSS = """
    StockOnPage #stock-told { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._day: date | None = None
        self._lines: Sequence[tuple[ItemLine, Stock]] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=1, id="stock-told")
        yield Grid(id="stock-on")

    @property
    def day(self) -> date:
        """The day that is shown."""
        return self._day or self.app.clock().date()

    def context(self) -> str:
        return _("Stock on {day}").format(day=self.day)

    def refresh_data(self) -> None:
        self.fetch(stock_list, self.day, then=self._show)

    def _show(self, lines: Sequence[tuple[ItemLine, Stock]]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        value = format_yuan(sum(stock.amount_fen for _item, stock in self._lines))
        held = sum(stock.quantity > 0 for _item, stock in self._lines)
        words = _("{held} items on hand, worth {value}").format(held=held, value=value)
        self.query_one("#stock-told", Lines).show([Line(words, "strong")])
        self.grid.empty = _("The stockroom has no items yet.")
        rest = max(self.size.width - CODE - CATEGORY - QUANTITY - PRICE - VALUE - GAPS, NARROWEST)
        columns = [
            Column("code", pgettext("item", "Code"), width=CODE),
            Column("item", _("Item"), width=rest),
            Column("category", _("Category"), width=CATEGORY),
            Column("quantity", _("Quantity"), width=QUANTITY, align=Align.RIGHT),
            Column("price", _("Price"), width=PRICE, align=Align.RIGHT),
            Column("value", _("Value"), width=VALUE, align=Align.RIGHT),
        ]
        rows = [
            GridRow(
                item.id,
                [
                    item.code,
                    said(item.named),
                    item.category,
                    f"{stock.quantity} {item.unit}",
                    format_each(stock.amount_fen, stock.quantity),
                    format_yuan(stock.amount_fen) if stock.quantity else "",
                ],
            )
            for item, stock in self._lines
        ]
        self.grid.show(ListSource(rows), columns=(columns, (), ()))

    def _go(self, day: date) -> None:
        self._day = min(day, self.app.clock().date())
        self.refresh_header()
        self.refresh_data()

    def action_day(self) -> None:
        self.ask(AskDay(), self._go)

    def action_month(self, step: int) -> None:
        self._go(month_end(self.day, step))

    def action_export(self) -> None:
        print_kind(self, STOCK, ExportOptions(on=self.day), f"stock-{self.day}.xlsx", hint=N_(".xlsx or .csv"))
