"""F5: the queue of claims, entering them, and the cash desk."""

from opsconsole.console.reimbursement.queue import ClaimsScreen

__all__ = ["ClaimsScreen"]
