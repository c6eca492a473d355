"""What is left of budgets: of those that a paper draws on, of all of a month, and what each is made of (EXP-7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.access.visibility import led_units
from opsconsole.approvals.kinds import Fact
from opsconsole.budgets.model import Budget
from opsconsole.budgets.rules import REST, BudgetKey, Budgets, Draw, Figures
from opsconsole.budgets.sources import draws
from opsconsole.dates import Month
from opsconsole.errors import Message, Named, NotPermitted
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.org.model import Unit

Wants = Mapping[BudgetKey, int]
"""Money by unit, category and month, in fen: what a paper draws."""

EVERYTHING_ELSE = N_("everything else")


@dataclass(frozen=True, slots=True)
class BudgetLeft:
    """A budget that counts for a paper, what it stands at, and how much the paper draws of it."""

    key: BudgetKey
    unit_code: str
    unit: Named
    figures: Figures
    wanted_fen: int = 0
    categories: frozenset[str] = frozenset()
    """Those of the paper's categories that it covers."""

    @property
    def shown_category(self) -> Message | str:
        """Its category in words."""
        return self.key.category or Message(EVERYTHING_ELSE)


def left_for(session: Session, wants: Wants) -> list[BudgetLeft]:
    """The budgets that a paper draws on, each once, as they stand; what no budget covers is left out."""
    months = {key.month for key in wants}
    budgets = _budgets(session, months)
    drawn: dict[BudgetKey, int] = defaultdict(int)
    covered: dict[BudgetKey, set[str]] = defaultdict(set)
    for want, fen in wants.items():
        key = budgets.key_of(*want)
        if key is not None:
            drawn[key] += fen
            covered[key].add(want.category)
    if not drawn:
        return []
    names = _names(session)
    found = []
    for month in sorted(months):
        keys = [key for key in drawn if key.month == month]
        if not keys:
            continue
        units = budgets.units_under(key.unit_id for key in keys)
        figures = budgets.figures(draws(session, units, month))
        found += [
            BudgetLeft(key, *names[key.unit_id], figures[key], drawn[key], frozenset(covered[key])) for key in keys
        ]
    return sorted(found, key=lambda one: (one.key.month, one.unit_code, one.key.category))


def budget_facts(session: Session, wants: Wants, *, counted: bool) -> Iterator[Fact]:
    """What whoever decides is told of budgets. `counted`: the paper is among what was drawn already; else what it
    would leave is told as well."""
    lines = left_for(session, wants)
    if not lines:
        yield Fact(Message(N_("Budget left")), Message(N_("No budget is entered")))
    for one in lines:
        left = one.figures.left_fen
        after = left if counted else left - one.wanted_fen
        words = (
            N_("{unit} {category} {month}: {left} of {budget}")
            if counted
            else N_("{unit} {category} {month}: {left} of {budget}, after this {after}")
        )
        told = Message(
            words,
            unit=one.unit,
            category=one.shown_category,
            month=str(one.key.month),
            left=format_yuan(left),
            budget=format_yuan(one.figures.budget_fen),
            after=format_yuan(after),
        )
        yield Fact(Message(N_("Budget left")), told, warns=after < 0)


def budget_lines(session: Session, actor: Actor, month: Month) -> list[BudgetLeft]:
    """Every budget of a month that the actor may see, by unit and category: all for who watches money, those of their
    units for heads and deputies."""
    budgets, names = _budgets(session, {month}), _names(session)
    seen = _seen_units(session, actor, month)
    figures = budgets.figures(draws(session, frozenset(names), month))
    found = [
        BudgetLeft(key, *names[key.unit_id], one) for key, one in figures.items() if seen is None or key.unit_id in seen
    ]
    return sorted(found, key=lambda one: (one.unit_code, one.key.category))


def draws_of(session: Session, actor: Actor, key: BudgetKey) -> list[Draw]:
    """What a budget's figures are made of, by day; NotPermitted for a budget that is not the actor's to see."""
    seen = _seen_units(session, actor, key.month)
    if seen is not None and key.unit_id not in seen:
        raise NotPermitted(N_("The budgets of other units are for finance"), clause="EXP-7")
    budgets = _budgets(session, {key.month})
    found = [
        draw
        for draw in draws(session, budgets.units_under({key.unit_id}), key.month, by_paper=True)
        if budgets.key_of(draw.unit_id, draw.category, key.month) == key
    ]
    return sorted(found, key=lambda draw: (draw.day, draw.paper, draw.category))


def has_budgets(session: Session, month: Month) -> bool:
    """Whether anything is budgeted in a month."""
    return session.connection().execute(_ANY, {"month": str(month)}).first() is not None


# Asked with every issue at the counter: a plain statement, for a queue waits.
_ANY = select(Budget.id).where(Budget.month == bindparam("month"), Budget.fen.is_not(None)).limit(1)


def _seen_units(session: Session, actor: Actor, month: Month) -> frozenset[int] | None:
    return None if may(actor, Permission.BUDGETS_VIEW) else led_units(session, actor, month.last)


def _budgets(session: Session, months: Collection[Month]) -> Budgets:
    rows = session.scalars(
        select(Budget).where(Budget.month.in_([str(month) for month in months]), Budget.fen.is_not(None))
    ).all()
    amounts = {
        BudgetKey(row.unit_id, row.category or REST, Month.parse(row.month)): row.fen
        for row in rows
        if row.fen is not None
    }
    parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all()) if amounts else {}
    return Budgets(amounts, parents)


def _names(session: Session) -> dict[int, tuple[str, Named]]:
    return {
        row.id: (row.code, Named(row.name_zh, row.name_en))
        for row in session.execute(select(Unit.id, Unit.code, Unit.name_zh, Unit.name_en))
    }
