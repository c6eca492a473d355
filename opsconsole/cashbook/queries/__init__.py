"""What the screens and files of the cash desk read."""

from opsconsole.cashbook.queries.book import (
    AccountLine,
    DayFigures,
    JournalLine,
    ToPay,
    accounts,
    day_figures,
    journal,
    settlements,
    to_pay,
)

__all__ = [
    "AccountLine",
    "DayFigures",
    "JournalLine",
    "ToPay",
    "accounts",
    "day_figures",
    "journal",
    "settlements",
    "to_pay",
]
