"""The cash desk's verbs: accounts, what is paid and received, the sheet of the day (EXP-5)."""

from opsconsole.cashbook.service.accounts import AccountData, number_item, number_of, open_account, record_look
from opsconsole.cashbook.service.days import figures_of, last_sent, see_days, send_day
from opsconsole.cashbook.service.posting import SERIES, Money
from opsconsole.cashbook.service.vouchers import (
    pay,
    payable,
    receive,
    reverse,
    spend,
    spendable,
    take_back_settlement,
)

__all__ = [
    "SERIES",
    "AccountData",
    "Money",
    "figures_of",
    "last_sent",
    "number_item",
    "number_of",
    "open_account",
    "pay",
    "payable",
    "record_look",
    "receive",
    "reverse",
    "see_days",
    "send_day",
    "spend",
    "spendable",
    "take_back_settlement",
]
