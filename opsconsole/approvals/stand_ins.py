"""Stand-ins: who decides in a person's place, from a day to a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may_act, require
from opsconsole.approvals.company import approvals_policy
from opsconsole.approvals.model import StandIn
from opsconsole.approvals.service import employee
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Assignment
from opsconsole.org.tenures import running_on


def appoint_stand_in(
    session: Session, actor: Actor, employee_id: int, stand_in_id: int, from_day: date, to_day: date, now: datetime
) -> dict[str, int]:
    """Names who decides in an employee's place on these days: the employee themself, or the office for them.

    Raises Refusal for days that are over, a second stand-in on a day, somebody who is not employed, and a chain that
    comes back or is longer than the policy allows.
    """
    _check_may(session, actor, employee_id)
    who, other = employee(session, employee_id), employee(session, stand_in_id)
    if employee_id == stand_in_id:
        raise Refusal(N_("Nobody stands in for themself"))
    if to_day < from_day or to_day < now.date():
        raise Refusal(N_("These days are over, or end before they begin"))
    if not _employed(session, stand_in_id, from_day):
        raise Refusal(N_("{name} is not employed on {day}"), clause="ORG-3", name=other.name, day=str(from_day))
    running = _running(session, from_day, to_day)
    if any(row.employee_id == employee_id for row in running):
        raise Refusal(N_("{name} has a stand-in on some of these days already; end that first"), name=who.name)
    _check_chain(session, running, employee_id, stand_in_id, from_day)
    row = StandIn(employee_id=employee_id, stand_in_id=stand_in_id, from_day=from_day, to_day=to_day)
    session.add(row)
    session.flush()
    audit.record(session, f"stand-in {who.badge}", stand_in=other.badge, from_day=str(from_day), to_day=str(to_day))
    return {"stand_in": row.id}


def end_stand_in(session: Session, actor: Actor, stand_in_row_id: int, now: datetime) -> None:
    """Ends a stand-in: today the person decides for themself again. One that has not begun never counts."""
    row = session.get(StandIn, stand_in_row_id)
    if row is None or row.ended or row.to_day < now.date():
        raise Refusal(N_("This stand-in is over already"))
    _check_may(session, actor, row.employee_id)
    yesterday = now.date() - ONE_DAY
    if row.from_day > yesterday:
        row.ended = True
    else:
        row.to_day = yesterday
    audit.record(session, f"stand-in {employee(session, row.employee_id).badge}", ended=str(now.date()))


def _check_may(session: Session, actor: Actor, employee_id: int) -> None:
    if actor.employee_id == employee_id:
        may_act(session, actor)
    else:
        require(session, actor, Permission.REQUESTS_ENTER)


def _employed(session: Session, employee_id: int, day: date) -> bool:
    found = session.execute(select(Assignment.id).where(Assignment.employee_id == employee_id, running_on(day)))
    return found.first() is not None


def _running(session: Session, from_day: date, to_day: date) -> list[StandIn]:
    """Every stand-in that counts on some of these days."""
    return list(
        session.scalars(
            select(StandIn).where(StandIn.from_day <= to_day, StandIn.to_day >= from_day, StandIn.ended.is_(False))
        )
    )


def _check_chain(session: Session, running: list[StandIn], employee_id: int, stand_in_id: int, day: date) -> None:
    onward: dict[int, set[int]] = {}
    backward: dict[int, set[int]] = {}
    for row in running:
        onward.setdefault(row.employee_id, set()).add(row.stand_in_id)
        backward.setdefault(row.stand_in_id, set()).add(row.employee_id)
    after = _longest(onward, stand_in_id, {employee_id})
    before = _longest(backward, employee_id, {stand_in_id})
    if after is None or before is None:
        raise Refusal(N_("They stand in for each other already; somebody has to decide in the end"))
    most = approvals_policy(session, day).most_stand_ins
    if before + 1 + after > most:
        raise Refusal(N_("At most {most} people may stand in one for the other"), most=most)


def _longest(links: dict[int, set[int]], start: int, met: set[int]) -> int | None:
    """The longest way along `links` from a person; None where it comes back to somebody met on the way."""
    longest = 0
    for after in links.get(start, ()):
        if after in met or after == start:
            return None
        onward = _longest(links, after, {*met, start})
        if onward is None:
            return None
        longest = max(longest, onward + 1)
    return longest
