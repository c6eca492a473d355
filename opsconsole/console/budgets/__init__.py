"""Budgets on the screen (EXP-7)."""

from opsconsole.console.budgets.page import BudgetsPage

__all__ = ["BudgetsPage"]
