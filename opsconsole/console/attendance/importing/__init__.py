"""Importing on the screen: a file is chosen, read, looked at, and only then taken in."""

from opsconsole.console.attendance.importing.page import ImportPage

__all__ = ["ImportPage"]
