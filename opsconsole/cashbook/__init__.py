"""The cash desk: accounts, receipts and payments with their vouchers, the daily balance sheet (EXP-5)."""
