"""The stockroom: items, the ledger of what comes in and goes out, custody, stocktaking (SUP)."""
