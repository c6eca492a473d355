"""Setting budgets, and refusing what goes over one without a reason (EXP-7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.budgets.model import Budget
from opsconsole.budgets.queries import BudgetLeft, Wants, left_for
from opsconsole.dates import Month
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.money import LARGEST_FEN, format_yuan
from opsconsole.org.model import Unit

LONGEST_CATEGORY = 64
MOST_MONTHS = 24


class OverBudget(Refusal):
    """Money goes over a budget; with a reason it passes (EXP-7)."""


def set_budget(
    session: Session, actor: Actor, unit_id: int, category: str, first: Month, last: Month, fen: int | None
) -> dict[str, int]:
    """Sets what a unit may spend on a category in each month from `first` to `last`; `fen` None lifts it. What was set
    before is replaced, on the record."""
    require(session, actor, Permission.BUDGETS_KEEP)
    if fen is not None and not 0 <= fen <= LARGEST_FEN:
        raise Refusal(N_("A budget is not below zero"), clause="EXP-7")
    months = months_between(first, last)
    if not 0 < len(months) <= MOST_MONTHS:
        raise Refusal(N_("A budget is set for 1 to {most} months at once"), clause="EXP-7", most=MOST_MONTHS)
    name = category.strip()
    if len(name) > LONGEST_CATEGORY or unsafe_character(name) is not None:
        raise Refusal(N_("A text has 1 to {most} characters and no control characters"), most=LONGEST_CATEGORY)
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise Refusal(N_("There is no such unit"))
    changed = keep(session, {(unit_id, name, str(month)): fen for month in months})
    if changed:
        audit.record(
            session, f"budget {unit.code}", category=name, first=str(first), last=str(last), fen=fen, months=changed
        )
    return {"months": changed}


def months_between(first: Month, last: Month) -> list[Month]:
    """The months from one to another, both included."""
    found: list[Month] = []
    month = first
    while month <= last and len(found) <= MOST_MONTHS:
        found.append(month)
        month = month.next
    return found


def keep(session: Session, amounts: Mapping[tuple[int, str, str], int | None]) -> int:
    """Writes amounts by unit, category and month; how many were other before."""
    months = {month for _unit, _category, month in amounts}
    held = {
        (row.unit_id, row.category, row.month): row
        for row in session.scalars(select(Budget).where(Budget.month.in_(months)))
    }
    changed = 0
    for key, fen in amounts.items():
        row = held.get(key)
        if (row.fen if row is not None else None) == fen:
            continue
        changed += 1
        if row is not None:
            row.fen = fen
        else:
            unit_id, category, month = key
            session.add(Budget(unit_id=unit_id, category=category, month=month, fen=fen))
    session.flush()
    return changed


def check_budget(session: Session, wants: Wants, reason: str, number: str) -> None:
    """Raises OverBudget where what has just been written goes over a budget and no reason was given (EXP-7)."""
    if reason.strip():
        return
    over = first_over(left_for(session, wants))
    if over is not None:
        raise OverBudget(
            N_("{number} goes over the budget of {unit} ({category}, {month}) by {over}; say why to go on"),
            clause="EXP-7",
            number=number,
            unit=over.unit,
            category=over.shown_category,
            month=str(over.key.month),
            over=format_yuan(-over.figures.left_fen),
        )


def first_over(lines: Iterable[BudgetLeft]) -> BudgetLeft | None:
    """The first budget that something more is wanted of and that is gone over."""
    return next((one for one in lines if one.wanted_fen > 0 and one.figures.left_fen < 0), None)
