"""The register of invoices on the screen (EXP-8)."""

from opsconsole.console.invoicing.page import RegisterPage

__all__ = ["RegisterPage"]
