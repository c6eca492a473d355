"""What the counter asks with every scan: who stands there, what was scanned, what is left of the unit's quota."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.budgets.queries import BudgetLeft, has_budgets, left_for
from opsconsole.budgets.rules import BudgetKey
from opsconsole.dates import Month
from opsconsole.errors import Named
from opsconsole.org.model import Assignment, Employee, Position, Unit
from opsconsole.org.pinyin import folded
from opsconsole.org.queries import FoundKind, search
from opsconsole.org.tenures import running_on
from opsconsole.stockroom.queries.custody import CustodyLine, custody
from opsconsole.stockroom.queries.items import ItemLine, categories, find_items, item_lines, scanned
from opsconsole.stockroom.service.quotas import QuotaLeft, quotas_left
from opsconsole.stockroom.spent import charged_units

MOST_PEOPLE = 8
MOST_ITEMS = 2_000


@dataclass(frozen=True, slots=True)
class AtCounter:
    """Somebody at the counter: their unit on the day (None for who has left), what is left of its quotas in the
    month, and what they have in custody."""

    id: int
    badge: str
    name: str
    unit_id: int | None
    unit: Named
    quotas: tuple[QuotaLeft, ...] = ()
    custody: tuple[CustodyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a text finds at the counter, the closest first: people only where one is wanted."""

    people: tuple[AtCounter, ...]
    items: tuple[ItemLine, ...]


def look(session: Session, typed: str, day: date, *, people: bool) -> Found:
    """What a text finds while it is typed. Nothing typed finds every item, what is low first, and nobody."""
    persons: tuple[AtCounter, ...] = ()
    if people and typed.strip():
        hits = search(session, typed, day, MOST_PEOPLE, frozenset({FoundKind.PERSON}))
        persons = tuple(AtCounter(hit.id, hit.code, hit.name_zh, None, Named(hit.unit_zh, hit.unit_en)) for hit in hits)
    items = find_items(session, typed, MOST_ITEMS)
    if not typed.strip():
        items.sort(key=lambda item: not item.is_low)
    return Found(persons, tuple(items))


def resolve(session: Session, typed: str, day: date, *, people: bool) -> AtCounter | ItemLine | None:
    """What Enter behind a text means: a badge, a barcode or a code as a whole; else the closest that it finds, a
    person first where one is wanted. None where it finds nothing."""
    text = typed.strip()
    if not text:
        return None
    badge = session.execute(
        select(Employee.id).where(Employee.badge.in_((text, folded(text).upper(), folded(text))))
    ).scalar()
    if badge is not None:
        return at_counter(session, badge, day)
    item = scanned(session, text)
    if item is not None:
        return item
    found = look(session, text, day, people=people)
    if found.people:
        return at_counter(session, found.people[0].id, day)
    return found.items[0] if found.items else None


def at_counter(session: Session, employee_id: int, day: date) -> AtCounter:
    """Somebody as the counter sees them on a day."""
    row = session.execute(
        select(Employee.id, Employee.badge, Employee.name, Unit.id.label("unit_id"), Unit.name_zh, Unit.name_en)
        .outerjoin(Assignment, (Assignment.employee_id == Employee.id) & running_on(day))
        .outerjoin(Position, Position.id == Assignment.position_id)
        .outerjoin(Unit, Unit.id == Position.unit_id)
        .where(Employee.id == employee_id)
    ).one()
    return AtCounter(
        row.id,
        row.badge,
        row.name,
        row.unit_id,
        Named(row.name_zh or "", row.name_en or ""),
        tuple(quotas_left(session, row.unit_id, Month.of(day))) if row.unit_id is not None else (),
        tuple(custody(session, employee_id)),
    )


def budgets_of_unit(session: Session, unit_id: int, day: date, *, drawing: bool) -> list[BudgetLeft]:
    """The budgets that count for what a unit buys on a day, or draws from the common stock if it is charged for that;
    each with the categories of items that it covers (EXP-7)."""
    month = Month.of(day)
    if not has_budgets(session, month) or (drawing and not charged_units(session, (unit_id,))):
        return []
    return left_for(session, {BudgetKey(unit_id, category, month): 0 for category in categories(session)})


def items_again(session: Session, item_ids: tuple[int, ...]) -> dict[int, ItemLine]:
    """Items of a basket as they stand now."""
    return {line.id: line for line in item_lines(session, item_ids)}
