"""What the stockroom imports and exports."""

from opsconsole.stockroom.files.exports import LEDGER, STOCK
from opsconsole.stockroom.files.items import ITEMS
from opsconsole.stockroom.files.opening import OPENING_STOCK
from opsconsole.stockroom.files.papers import PAPERS
from opsconsole.stockroom.files.prices import PRICE_OFFERS, PRICES
from opsconsole.stockroom.files.vouchers import STOCK_VOUCHERS

IMPORTS = (ITEMS, OPENING_STOCK, STOCK_VOUCHERS, PRICE_OFFERS)

EXPORTS = (STOCK, LEDGER, PRICES, *PAPERS)

__all__ = ["EXPORTS", "IMPORTS"]
