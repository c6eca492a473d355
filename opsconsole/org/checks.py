"""The organisation's invariants, for `opsconsole check`. None repairs anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.audit.checks import Check
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org import rules, sentences
from opsconsole.org.model import Position, Unit
from opsconsole.org.tenures import load_posts, load_tenures, single_posts


def units_form_a_tree(session: Session, now: datetime) -> list[Message]:
    """No unit stands under itself (ORG-1)."""
    rows = session.execute(select(Unit.id, Unit.code, Unit.parent_id)).all()
    codes = {row.id: row.code for row in rows}
    found = rules.loops({row.id: row.parent_id for row in rows})
    return [sentences.unit_loop([codes[member] for member in loop]) for loop in found]


def reporting_lines_end(session: Session, now: datetime) -> list[Message]:
    """No position reports to itself (ORG-2)."""
    rows = session.execute(select(Position.id, Position.code, Position.reports_to_id)).all()
    codes = {row.id: row.code for row in rows}
    found = rules.loops({row.id: row.reports_to_id for row in rows})
    return [sentences.reporting_loop([codes[member] for member in loop]) for loop in found]


def one_position_at_a_time(session: Session, now: datetime) -> list[Message]:
    """Nobody holds two positions on one day (ORG-3)."""
    pairs = rules.double_assignments(load_tenures(session))
    return [sentences.double_assignment(other, sentences.STORED) for other, _ in pairs]


def one_head_one_general_manager(session: Session, now: datetime) -> list[Message]:
    """A unit has one head at a time, the company one general manager (ORG-4)."""
    posts = load_posts(session)
    pairs = rules.double_holders(load_tenures(session), single_posts(posts))
    return [
        *(sentences.second_head(first) for first, _ in rules.second_heads(posts)),
        *(sentences.second_general_manager(first) for first, _ in rules.second_general_managers(posts)),
        *(sentences.double_holder(other, sentences.STORED) for other, _ in pairs),
    ]


def clock_numbers_are_one_persons(session: Session, now: datetime) -> list[Message]:
    """No clock number is two people's on one day (ORG-3)."""
    pairs = rules.shared_clock_numbers(load_tenures(session))
    return [sentences.shared_clock_number(other, sentences.STORED) for other, _ in pairs]


CHECKS = (
    Check(N_("Units form a tree (ORG-1)"), units_form_a_tree),
    Check(N_("Reporting lines form no circle (ORG-2)"), reporting_lines_end),
    Check(N_("Nobody holds two positions at a time (ORG-3)"), one_position_at_a_time),
    Check(N_("One head a unit, one general manager (ORG-4)"), one_head_one_general_manager),
    Check(N_("Clock numbers are one person's at a time (ORG-3)"), clock_numbers_are_one_persons),
)
