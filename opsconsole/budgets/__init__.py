"""Budgets by unit, category and month: what is committed, spent and left of each (EXP-7)."""
