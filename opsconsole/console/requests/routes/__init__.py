"""The table of routes: shown, changed line by line and saved with a date; and who would decide for whom."""

from opsconsole.console.requests.routes.page import RoutesPage

__all__ = ["RoutesPage"]
