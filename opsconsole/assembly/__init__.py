"""The one list of what each business offers, and the program that a console or a command works with."""

from opsconsole.assembly.offers import CHECKS, EXPORTS, IMPORTS
from opsconsole.assembly.opening import open_database
from opsconsole.assembly.program import Program, open_program

__all__ = ["CHECKS", "EXPORTS", "IMPORTS", "Program", "open_database", "open_program"]
