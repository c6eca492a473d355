"""The stockroom's forms on paper, fields in the order of the office: vouchers, the ledger of an item, the funds-use
form, count sheet and stocktake, labels, custody, consumption."""

from opsconsole.stockroom.files.papers.counts import STOCK_COUNT
from opsconsole.stockroom.files.papers.funds import FUNDS_FORM
from opsconsole.stockroom.files.papers.lists import CONSUMPTION, CUSTODY, STOCK_LABELS
from opsconsole.stockroom.files.papers.slips import ITEM_LEDGER, STOCK_VOUCHER, ledger_cells, summary_of, voucher_paper

PAPERS = (STOCK_VOUCHER, ITEM_LEDGER, FUNDS_FORM, STOCK_COUNT, STOCK_LABELS, CUSTODY, CONSUMPTION)

__all__ = [
    "CONSUMPTION",
    "CUSTODY",
    "FUNDS_FORM",
    "ITEM_LEDGER",
    "PAPERS",
    "STOCK_COUNT",
    "STOCK_LABELS",
    "STOCK_VOUCHER",
    "ledger_cells",
    "summary_of",
    "voucher_paper",
]
