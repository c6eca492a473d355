"""F4, the stockroom: the counter, and pages for the ledger, custody, counts, forms and months."""

from opsconsole.console.stockroom.screen import StockroomScreen

__all__ = ["StockroomScreen"]
