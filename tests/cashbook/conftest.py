"""The cash desk of a company that claims."""

from __future__ import annotations

from tests.reimbursement.conftest import any_purse, purse

__all__ = ["any_purse", "purse"]
