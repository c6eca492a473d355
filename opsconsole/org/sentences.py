"""What is wrong with an organisation, in sentences that a form, a file and `check` share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.org.rules import Post, Tenure

STORED = Message(N_("in the database"))
"""Where the other one stands, unless it stands in the same file."""


def refusal(message: Message) -> Refusal:
    """A sentence that ends a verb."""
    return Refusal(message.msgid, clause=message.clause, **message.facts)


def span(from_day: date, to_day: date | None) -> Message:
    """The days of an assignment in words."""
    if to_day is None:
        return Message(N_("from {from_day} on"), from_day=str(from_day))
    return Message(N_("from {from_day} to {to_day}"), from_day=str(from_day), to_day=str(to_day))


def double_assignment(other: Tenure, where: Message) -> Message:
    """A person would hold two positions at a time (ORG-3)."""
    return Message(
        N_("{badge} holds {position} {span} ({where}); one assignment has to end before the other begins"),
        clause="ORG-3",
        badge=other.badge,
        position=other.position,
        span=span(other.from_day, other.to_day),
        where=where,
    )


def double_holder(other: Tenure, where: Message) -> Message:
    """A unit would have two heads, or the company two general managers (ORG-4)."""
    return Message(
        N_("One person at a time holds {position}: {badge} does {span} ({where})"),
        clause="ORG-4",
        badge=other.badge,
        position=other.position,
        span=span(other.from_day, other.to_day),
        where=where,
    )


def shared_clock_number(other: Tenure, where: Message) -> Message:
    """A punch would be two people's (ORG-3)."""
    return Message(
        N_("Clock number {clock_id} is the one of {badge} {span} ({where}); each person needs a number of their own"),
        clause="ORG-3",
        clock_id=other.clock_id,
        badge=other.badge,
        span=span(other.from_day, other.to_day),
        where=where,
    )


def unit_loop(codes: Sequence[str]) -> Message:
    """Units would stand under each other (ORG-1)."""
    return Message(N_("The units would stand in a circle: {codes}"), clause="ORG-1", codes=_circle(codes))


def reporting_loop(codes: Sequence[str]) -> Message:
    """Positions would report to each other (ORG-2)."""
    return Message(N_("The reporting lines would form a circle: {codes}"), clause="ORG-2", codes=_circle(codes))


def _circle(codes: Sequence[str]) -> str:
    return " > ".join([*codes, codes[0]])


def second_head(first: Post) -> Message:
    """A unit would have two positions of rank head (ORG-4)."""
    return Message(
        N_("Unit {unit} has a head already, position {position}; a unit has one"),
        clause="ORG-4",
        unit=first.unit,
        position=first.code,
    )


def second_general_manager(first: Post) -> Message:
    """The company would have two positions of rank gm (ORG-4)."""
    return Message(
        N_("Position {position} is the general manager's already; the company has one"),
        clause="ORG-4",
        position=first.code,
    )


def unknown_unit(code: str) -> Message:
    """A code that is no unit's."""
    return Message(N_("There is no unit {unit}"), clause="ORG-1", unit=code)


def unknown_position(code: str) -> Message:
    """A code that is no position's."""
    return Message(N_("There is no position {position}"), clause="ORG-2", position=code)


def unknown_badge(badge: str) -> Message:
    """A badge that is nobody's."""
    return Message(N_("Nobody has badge {badge}"), clause="ORG-3", badge=badge)


def backwards(from_day: date, to_day: date | None) -> Message:
    """An assignment would end before it begins (ORG-3)."""
    return Message(
        N_("The last day, {to_day}, is before the first, {from_day}"),
        clause="ORG-3",
        from_day=str(from_day),
        to_day=str(to_day),
    )
