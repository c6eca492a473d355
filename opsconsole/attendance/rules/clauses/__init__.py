"""Why a half, a month's money and a tier are what they are: clauses and sentences for the why-pane."""

from opsconsole.attendance.rules.clauses.halves import clause_of, explain_half, sentence
from opsconsole.attendance.rules.clauses.money import explain_deduction

__all__ = ["clause_of", "explain_deduction", "explain_half", "sentence"]
