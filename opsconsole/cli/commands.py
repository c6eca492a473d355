"""Every command, in the order of the help: importing a module adds what it holds."""

from opsconsole.cli.root import root

from opsconsole.cli import demo  # isort: skip
from opsconsole.cli import screens  # isort: skip
from opsconsole.cli import exchange  # isort: skip
from opsconsole.cli import upkeep  # isort: skip
from opsconsole.cli import accounts  # isort: skip

__all__ = ["accounts", "demo", "exchange", "root", "screens", "upkeep"]
