"""The company that claims and buys, with its invoices."""

from tests.reimbursement.conftest import any_purse, purse

__all__ = ["any_purse", "purse"]
