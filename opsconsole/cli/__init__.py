"""The command `opsconsole`: each command is a few lines over a verb or a query (interfaces: exit status 0, 1, 2)."""

from opsconsole.cli.entry import main

__all__ = ["main"]
