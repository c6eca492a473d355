"""Assignments and positions as the rules look at them, read in one query each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from opsconsole.org.model import Assignment, Employee, Position, Rank, Unit
from opsconsole.org.rules import Post, Tenure

SINGLE_RANKS = (Rank.HEAD, Rank.GENERAL_MANAGER)
"""Ranks whose positions one person at a time holds (ORG-4)."""


def running_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """The condition of assignments that run on a day, or on the one that a statement is given."""
    return and_(Assignment.from_day <= day, or_(Assignment.to_day.is_(None), Assignment.to_day >= day))


def load_tenures(session: Session, *conditions: ColumnElement[bool]) -> list[Tenure]:
    """The assignments that fulfil the conditions."""
    rows = session.execute(
        select(Employee.badge, Position.code, Assignment.from_day, Assignment.to_day, Assignment.clock_id)
        .select_from(Assignment)
        .join(Employee, Employee.id == Assignment.employee_id)
        .join(Position, Position.id == Assignment.position_id)
        .where(*conditions)
        .order_by(Assignment.id)
    )
    return [Tenure(*row) for row in rows]


def load_posts(session: Session) -> list[Post]:
    """Every position that heads a unit or the company."""
    rows = session.execute(
        select(Position.code, Unit.code, Position.rank)
        .join(Unit, Unit.id == Position.unit_id)
        .where(Position.rank.in_(SINGLE_RANKS))
        .order_by(Position.id)
    )
    return [post_of(*row) for row in rows]


def post_of(code: str, unit: str, rank: Rank) -> Post:
    """A position as ORG-4 looks at it."""
    return Post(code, unit, rank is Rank.HEAD, rank is Rank.GENERAL_MANAGER)


def single_posts(posts: Iterable[Post]) -> frozenset[str]:
    """The codes of those that one person at a time holds."""
    return frozenset(post.code for post in posts if post.single)
