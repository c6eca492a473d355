"""What is left of a budget, in a line, wherever money is entered (EXP-7)."""

from __future__ import annotations

from opsconsole.budgets.queries import BudgetLeft
from opsconsole.console.naming import said
from opsconsole.console.widgets.prose import Line
from opsconsole.errors import Message
from opsconsole.i18n import _, text_of
from opsconsole.money import format_yuan


def budget_line(one: BudgetLeft, wanted_fen: int) -> Line:
    """What is left once so much more is drawn; below zero it stands out."""
    after = one.figures.left_fen - wanted_fen
    words = _("Budget left ({unit} {category}): {left}").format(
        unit=said(one.unit),
        category=category_words(one.shown_category),
        left=format_yuan(after),
    )
    return Line(words, "bad" if after < 0 else "muted")


def category_words(shown: Message | str) -> str:
    """A budget's category in the language in force."""
    return shown if isinstance(shown, str) else text_of(shown)
