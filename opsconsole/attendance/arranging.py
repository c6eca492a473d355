"""The duty roster and events, kept by hand: the same rows that their files bring (ATT-3, ATT-9)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.model import Duty, Event, EventAttendee
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.org.model import Assignment, Employee, Position
from opsconsole.org.queries import units_below
from opsconsole.org.tenures import running_on

LONGEST_CODE = 64
LONGEST_TITLE = 400
LONGEST_SPAN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A line of the roster."""

    id: int
    employee_id: int
    badge: str
    name: str
    start: datetime
    finish: datetime


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with how many are expected, came, and are excused."""

    id: int
    code: str
    title: str
    start: datetime
    finish: datetime
    expected: int
    arrived: int
    excused: int


@dataclass(frozen=True, slots=True)
class AttendeeLine:
    """Who is expected at an event, and when they came and went."""

    employee_id: int
    badge: str
    name: str
    arrived: datetime | None
    departed: datetime | None
    excused: bool


def plan_duty(session: Session, actor: Any, employee_id: int, start: datetime, finish: datetime) -> dict[str, int]:
    """Puts somebody on the roster. Raises Refusal for a span that meets another duty of theirs, or days on which they
    are not employed (ATT-3)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    employee = employed_on(session, employee_id, start.date(), "ATT-3")
    _check_span(start, finish, "ATT-3")
    met = select(Duty.start).where(Duty.employee_id == employee_id, Duty.start < finish, Duty.finish > start)
    if session.execute(met).first() is not None:
        raise Refusal(N_("{name} has another duty in these hours"), clause="ATT-3", name=employee.name)
    row = Duty(employee_id=employee_id, start=start, finish=finish)
    session.add(row)
    session.flush()
    _judge(session, [employee_id], start, finish)
    audit.record(session, f"duty {employee.badge}", start=str(start), finish=str(finish))
    return {"duty": row.id}


def cancel_duty(session: Session, actor: Any, duty_id: int) -> None:
    """Takes a line off the roster."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    row = session.get(Duty, duty_id)
    if row is None:
        raise Refusal(N_("This duty is not on the roster"), clause="ATT-3")
    employee = session.get_one(Employee, row.employee_id)
    session.delete(row)
    session.flush()
    _judge(session, [row.employee_id], row.start, row.finish)
    audit.record(session, f"duty {employee.badge}", cancelled=str(row.start))


def plan_event(
    session: Session,
    actor: Any,
    code: str,
    title: str,
    start: datetime,
    finish: datetime,
    employee_ids: Collection[int],
) -> dict[str, int]:
    """Announces an event with who is expected; Refusal for a code that is taken (ATT-9)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    check_text(code, LONGEST_CODE)
    check_text(title, LONGEST_TITLE)
    _check_span(start, finish, "ATT-9")
    if session.execute(select(Event.id).where(Event.code == code)).first() is not None:
        raise Refusal(N_("There is an event {code} already"), clause="ATT-9", code=code)
    event = Event(code=code, title=title, start=start, finish=finish)
    session.add(event)
    session.flush()
    _expect(session, event, employee_ids)
    audit.record(session, f"event {code}", title=title, start=str(start), finish=str(finish))
    return {"event": event.id}


def expect_more(session: Session, actor: Any, event_id: int, employee_ids: Collection[int]) -> None:
    """Adds people who are expected at an event; who is expected already stays as they are (ATT-9)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    event = _event(session, event_id)
    held = session.scalars(select(EventAttendee.employee_id).where(EventAttendee.event_id == event_id))
    more = set(employee_ids) - set(held)
    if more:
        _expect(session, event, more)
        audit.record(session, f"event {event.code}", expected=sorted(more))


def expect_unit(session: Session, actor: Any, event_id: int, unit_id: int) -> dict[str, int]:
    """Expects everybody of a unit and of the units below it at an event; gives how many came to the list (ATT-9)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    event = _event(session, event_id)
    held = set(session.scalars(select(EventAttendee.employee_id).where(EventAttendee.event_id == event_id)))
    day = event.start.date()
    members = (
        select(Assignment.employee_id)
        .join(Position, Position.id == Assignment.position_id)
        .where(Position.unit_id.in_(units_below(session, [unit_id])), running_on(day))
    )
    more = set(session.scalars(members)) - held
    if more:
        _expect(session, event, more)
        audit.record(session, f"event {event.code}", expected=sorted(more))
    return {"added": len(more)}


def note_attendance(
    session: Session,
    actor: Any,
    event_id: int,
    employee_id: int,
    arrived: datetime | None,
    departed: datetime | None,
    excused: bool,
) -> None:
    """Notes when somebody came to an event and went, or that they were excused beforehand (ATT-9)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    event = _event(session, event_id)
    row = session.get(EventAttendee, (event_id, employee_id))
    if row is None:
        raise Refusal(N_("Not expected at {code}; add them first"), clause="ATT-9", code=event.code)
    if departed is not None and arrived is None:
        raise Refusal(N_("Who left must have arrived; give the time of arrival"), clause="ATT-9")
    if departed is not None and arrived is not None and departed < arrived:
        raise Refusal(N_("The end has to be after the start"), clause="ATT-9")
    row.arrived, row.departed, row.excused = arrived, departed, excused
    session.flush()
    _judge(session, [employee_id], event.start, event.finish)
    badge = session.get_one(Employee, employee_id).badge
    audit.record(session, f"event {event.code} {badge}", arrived=str(arrived), departed=str(departed), excused=excused)


def cancel_event(session: Session, actor: Any, event_id: int) -> None:
    """Calls an event off: nobody was expected."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    event = _event(session, event_id)
    rows = session.scalars(select(EventAttendee).where(EventAttendee.event_id == event_id)).all()
    for row in rows:
        session.delete(row)
    session.flush()
    session.delete(event)
    session.flush()
    _judge(session, [row.employee_id for row in rows], event.start, event.finish)
    audit.record(session, f"event {event.code}", cancelled=str(event.start))


def roster(session: Session, first: date, last: date) -> tuple[DutyLine, ...]:
    """The duties that start from a day to a day, both included, in order."""
    rows = session.execute(
        select(Duty.id, Employee.id, Employee.badge, Employee.name, Duty.start, Duty.finish)
        .join(Employee, Employee.id == Duty.employee_id)
        .where(Duty.start >= _midnight(first), Duty.start < _midnight(last + ONE_DAY))
        .order_by(Duty.start, Employee.badge)
    )
    return tuple(DutyLine(*row) for row in rows)


def events(session: Session, first: date, last: date) -> tuple[EventLine, ...]:
    """The events that start from a day to a day, both included, in order."""
    found = session.scalars(
        select(Event)
        .where(Event.start >= _midnight(first), Event.start < _midnight(last + ONE_DAY))
        .order_by(Event.start, Event.code)
    ).all()
    people = session.scalars(select(EventAttendee).where(EventAttendee.event_id.in_([event.id for event in found])))
    by_event: dict[int, list[EventAttendee]] = {event.id: [] for event in found}
    for row in people:
        by_event[row.event_id].append(row)
    return tuple(
        EventLine(
            event.id,
            event.code,
            event.title,
            event.start,
            event.finish,
            len(by_event[event.id]),
            sum(row.arrived is not None for row in by_event[event.id]),
            sum(row.excused for row in by_event[event.id]),
        )
        for event in found
    )


def attendees(session: Session, event_id: int) -> tuple[AttendeeLine, ...]:
    """Who is expected at an event, by name."""
    rows = session.execute(
        select(
            Employee.id,
            Employee.badge,
            Employee.name,
            EventAttendee.arrived,
            EventAttendee.departed,
            EventAttendee.excused,
        )
        .join(Employee, Employee.id == EventAttendee.employee_id)
        .where(EventAttendee.event_id == event_id)
        .order_by(Employee.sort_key, Employee.badge)
    )
    return tuple(AttendeeLine(*row) for row in rows)


def _expect(session: Session, event: Event, employee_ids: Collection[int]) -> None:
    for employee_id in sorted(set(employee_ids)):
        employed_on(session, employee_id, event.start.date(), "ATT-9")
        session.add(EventAttendee(event_id=event.id, employee_id=employee_id))
    session.flush()
    _judge(session, employee_ids, event.start, event.finish)


def _event(session: Session, event_id: int) -> Event:
    event = session.get(Event, event_id)
    if event is None:
        raise Refusal(N_("There is no such event"), clause="ATT-9")
    return event


def employed_on(session: Session, employee_id: int, day: date, clause: str) -> Employee:
    """Who has the id; Refusal where they are not employed on the day."""
    employee = session.execute(
        select(Employee)
        .join(Assignment, Assignment.employee_id == Employee.id)
        .where(Employee.id == employee_id, running_on(day))
    ).scalar_one_or_none()
    if employee is None:
        raise Refusal(N_("Nobody was employed under this badge on {day}"), clause=clause, day=str(day))
    return employee


def _check_span(start: datetime, finish: datetime, clause: str) -> None:
    if finish <= start:
        raise Refusal(N_("The end has to be after the start"), clause=clause)
    if finish - start > LONGEST_SPAN:
        raise Refusal(N_("It lasts at most {days} days"), clause=clause, days=LONGEST_SPAN.days)


def check_text(text: str, most: int) -> None:
    """Raises Refusal for a text that is empty, too long, or holds control characters."""
    if not text.strip() or len(text) > most or unsafe_character(text) is not None:
        raise Refusal(N_("A text has 1 to {most} characters and no control characters"), most=most)


def _judge(session: Session, employee_ids: Collection[int], start: datetime, finish: datetime) -> None:
    touched = Touched()
    for employee_id in employee_ids:
        touched.person(employee_id, start.date() - ONE_DAY, finish.date())
    rejudge(session, touched)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)
