"""Everything that the stockroom keeps beside the counter, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from opsconsole.access.permissions import Permission
from opsconsole.console.page import Page
from opsconsole.console.printing import print_kind
from opsconsole.console.stockroom.item_form import ItemForm
from opsconsole.console.stockroom.pages.consumption import ConsumptionPage
from opsconsole.console.stockroom.pages.counting import CountPage
from opsconsole.console.stockroom.pages.custody import CustodyPage
from opsconsole.console.stockroom.pages.forms import FormsPage
from opsconsole.console.stockroom.pages.ledger import LedgerPage
from opsconsole.console.stockroom.pages.months import MonthsPage
from opsconsole.console.stockroom.pages.prices import PricesPage
from opsconsole.console.stockroom.pages.quotas import QuotasPage
from opsconsole.console.stockroom.pages.stock_on import StockOnPage
from opsconsole.console.stockroom.pages.vouchers import VouchersPage
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_
from opsconsole.stockroom.files.papers import STOCK_LABELS
from opsconsole.stockroom.queries.items import ItemLine, barcodes_of

if TYPE_CHECKING:
    from opsconsole.console.stockroom.screen import StockroomScreen


class Pages:
    """What Ctrl+R offers on the counter."""

    def __init__(self, screen: StockroomScreen) -> None:
        self._screen = screen

    def offer(self) -> None:
        """Lets the person choose among the pages that they may open."""
        offer(self._screen, Message(N_("Lists of the stockroom")), self._entries())

    def _entries(self) -> list[Entry]:
        screen = self._screen
        may, item = screen.app.may, screen.item_here
        entries: list[Entry] = []
        if item is not None and may(Permission.STOCK_VIEW):
            ledger = Message(N_("Ledger of {item}"), item=item.named)
            entries.append(Entry(ledger, partial(self._push, LedgerPage, item)))
            prices = Message(N_("Prices of {item}"), item=item.named)
            entries.append(Entry(prices, partial(self._push, PricesPage, item)))
        if item is not None and may(Permission.ITEMS_EDIT):
            entries.append(Entry(Message(N_("Change {item}"), item=item.named), partial(self._change, item)))
        if may(Permission.STOCK_VIEW):
            entries.append(Entry(Message(N_("Vouchers, and reversing them")), partial(self._push, VouchersPage)))
        entries.append(Entry(Message(N_("Custody: who holds what")), partial(self._push, CustodyPage, screen)))
        if may(Permission.STOCK_VIEW):
            entries.append(Entry(Message(N_("Stocktake")), partial(self._push, CountPage)))
        entries.append(Entry(Message(N_("Funds-use forms")), partial(self._push, FormsPage, screen)))
        entries.append(Entry(Message(N_("Consumption by month, unit, category")), partial(self._push, ConsumptionPage)))
        if may(Permission.STOCK_VIEW):
            entries += [
                Entry(Message(N_("Stock and value on a day")), partial(self._push, StockOnPage)),
                Entry(Message(N_("Months, and closing them")), partial(self._push, MonthsPage)),
                Entry(Message(N_("Quotas of units")), partial(self._push, QuotasPage)),
                Entry(Message(N_("Labels with QR codes")), self._labels),
            ]
        return entries

    def _push(self, page: Callable[..., Page], *args: Any) -> None:
        self._screen.app.push_screen(page(self._screen.area, *args))

    def open(self, kind: str, key: str) -> None:
        """Opens what the palette found, or what the desk says waits here."""
        if kind == "voucher":
            self._push(VouchersPage, key)
        elif kind == "forms":
            self._push(FormsPage, self._screen, key)
        elif kind == "months":
            self._push(MonthsPage)

    def _change(self, item: ItemLine) -> None:
        def read(codes: dict[int, tuple[str, ...]]) -> None:
            ItemForm(self._screen).open(item, codes.get(item.id, ()))

        self._screen.fetch(barcodes_of, then=read)

    def _labels(self) -> None:
        print_kind(self._screen, STOCK_LABELS, ExportOptions(), "labels.pdf")


def pages(screen: StockroomScreen) -> Pages:
    """The pages of a counter."""
    return Pages(screen)
