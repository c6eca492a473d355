"""The policy of a month: every figure with its clause, changed, tried out against the month, and kept with a date."""

from opsconsole.console.attendance.policy.page import PolicyPage

__all__ = ["PolicyPage"]
