"""What is left of the budgets that a claim draws on while it is being entered (EXP-7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from opsconsole.approvals.company import asker
from opsconsole.budgets.queries import BudgetLeft, left_for
from opsconsole.reimbursement.rules.values import ClaimedLine
from opsconsole.reimbursement.spent import wants_of_lines


def budgets_left(session: Session, employee_id: int, lines: Sequence[ClaimedLine], day: date) -> list[BudgetLeft]:
    """The budgets that lines of an employee's claim would draw on if it were handed in on a day."""
    return left_for(session, wants_of_lines(asker(session, employee_id, day).unit_id, lines)) if lines else []
