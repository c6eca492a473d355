"""Hiring, moving, paying and letting go of people, every step dated (ORG-3, ORG-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.org import hooks, rules, sentences
from opsconsole.org.model import Assignment, Employee, Position
from opsconsole.org.pinyin import search_text, sort_key
from opsconsole.org.rules import Tenure
from opsconsole.org.service import entries
from opsconsole.org.service.positions import find_position
from opsconsole.org.tenures import SINGLE_RANKS, load_tenures
from opsconsole.org.values import PersonData, Terms


def hire(
    session: Session,
    actor: Actor,
    person: PersonData,
    from_day: date,
    to_day: date | None,
    terms: Terms,
    now: datetime,
) -> int:
    """Takes a person on in a position from a day (to a last day, or without end); the employee's id.

    Raises Refusal for a badge in use, and for what ORG-4 or a clock number in use forbids.
    """
    require(session, actor, Permission.ORG_EDIT)
    person = _checked_person(person)
    if _by_badge(session, person.badge) is not None:
        raise Refusal(
            N_("Badge {badge} is in use; a badge is never given to somebody else"), clause="ORG-3", badge=person.badge
        )
    employee = Employee(badge=person.badge)
    fill(employee, person)
    session.add(employee)
    session.flush()
    _open(session, employee, from_day, to_day, terms)
    return _done(session, actor, employee, from_day, now, hired=str(from_day))


def rehire(
    session: Session, actor: Actor, badge: str, from_day: date, to_day: date | None, terms: Terms, now: datetime
) -> None:
    """Takes somebody who left back from a day on, under their old badge."""
    require(session, actor, Permission.ORG_EDIT)
    employee = find_employee(session, badge)
    _open(session, employee, from_day, to_day, terms)
    _done(session, actor, employee, from_day, now, hired=str(from_day))


def transfer(
    session: Session, actor: Actor, badge: str, from_day: date, to_day: date | None, terms: Terms, now: datetime
) -> None:
    """Moves a person to another position (or to other pay) from a day on; the running assignment ends the day before.

    Raises Refusal where none runs on that day, while something is in custody (ORG-6), and as `hire`.
    """
    require(session, actor, Permission.ORG_EDIT)
    employee = find_employee(session, badge)
    running = next((one for one in _assignments(session, employee.id) if _runs_on(one, from_day)), None)
    if running is None:
        raise Refusal(
            N_("{badge} holds no position on {day} to be transferred from"),
            clause="ORG-3",
            badge=badge,
            day=str(from_day),
        )
    if running.from_day == from_day:
        raise Refusal(
            N_("{badge} begins in this position on {day}; correct that assignment, or transfer on a later day"),
            clause="ORG-3",
            badge=badge,
            day=str(from_day),
        )
    if find_position(session, terms.position).id != running.position_id:
        hooks.check_released(session, employee.id, badge)
    running.to_day = from_day - ONE_DAY
    session.flush()
    _open(session, employee, from_day, to_day, terms)
    _done(session, actor, employee, from_day, now, transferred=str(from_day))


def cancel_transfer(session: Session, actor: Actor, badge: str, from_day: date, now: datetime) -> None:
    """Takes back a transfer entered by mistake: the assignment before it runs on as it would have.

    Only the last assignment can be taken back, and only if it follows another one without a gap.
    """
    require(session, actor, Permission.ORG_EDIT)
    employee = find_employee(session, badge)
    *_, before, last = [None, None, *_assignments(session, employee.id)]
    if (
        last is None
        or before is None
        or last.from_day != from_day
        or before.to_day is None
        or before.to_day + ONE_DAY != from_day
    ):
        raise Refusal(N_("{badge} has no transfer on {day} that can be taken back"), badge=badge, day=str(from_day))
    to_day = last.to_day
    session.delete(last)
    session.flush()
    before.to_day = to_day
    session.flush()
    _check_conflicts(session, _tenure(session, employee, before))
    _done(session, actor, employee, from_day, now, transfer_cancelled=str(from_day))


def change_assignment(
    session: Session, actor: Actor, badge: str, from_day: date, was: Terms, terms: Terms, now: datetime
) -> None:
    """Corrects what the assignment that begins on `from_day` gives, for all of its days.

    Raises Stale where it is no longer as the form was opened with, Refusal as `hire`.
    """
    require(session, actor, Permission.ORG_EDIT)
    employee = find_employee(session, badge)
    assignment = next((one for one in _assignments(session, employee.id) if one.from_day == from_day), None)
    if assignment is None or assignment_terms(session, assignment) != was:
        raise Stale(N_("The assignment of {badge} was changed meanwhile; look at it again"), badge=badge)
    terms = _checked_terms(terms)
    if terms == was:
        return
    _apply_terms(session, assignment, terms)
    session.flush()
    _check_conflicts(session, _tenure(session, employee, assignment))
    _done(session, actor, employee, from_day, now, corrected=str(from_day))


def depart(session: Session, actor: Actor, badge: str, last_day: date | None, now: datetime) -> None:
    """Ends a person's last assignment with its last day; None takes a departure back.

    Raises Refusal while something is in custody (ORG-6) or where the assignment begins later.
    """
    require(session, actor, Permission.ORG_EDIT)
    employee = find_employee(session, badge)
    assignments = _assignments(session, employee.id)
    if not assignments:
        raise Refusal(N_("{badge} holds no position"), clause="ORG-3", badge=badge)
    last = assignments[-1]
    if last_day is not None and last_day < last.from_day:
        raise Refusal(
            N_("The last assignment of {badge} begins on {day}; the last day cannot be before that"),
            clause="ORG-3",
            badge=badge,
            day=str(last.from_day),
        )
    if last.to_day == last_day:
        return
    if last_day is not None:
        hooks.check_released(session, employee.id, badge)
    touched = min(day for day in (last.to_day, last_day) if day is not None) + ONE_DAY
    last.to_day = last_day
    session.flush()
    _check_conflicts(session, _tenure(session, employee, last))
    _done(session, actor, employee, touched, now, last_day=str(last_day) if last_day else None)


def correct_employee(session: Session, actor: Actor, was: PersonData, person: PersonData, now: datetime) -> None:
    """Corrects a person's name or first day of work; the badge stays. Raises Stale as `change_assignment`."""
    require(session, actor, Permission.ORG_EDIT)
    person = _checked_person(replace(person, badge=was.badge))
    employee = find_employee(session, was.badge)
    if person_data(employee) != was:
        raise Stale(N_("{badge} was changed meanwhile; look at it again"), badge=was.badge)
    if person == was:
        return
    fill(employee, person)
    session.flush()
    audit.record(session, f"employee {employee.badge}")


def find_employee(session: Session, badge: str) -> Employee:
    """The employee of a badge; raises Refusal."""
    employee = _by_badge(session, badge)
    if employee is None:
        raise sentences.refusal(sentences.unknown_badge(badge))
    return employee


def person_data(employee: Employee) -> PersonData:
    """A person as a form shows them."""
    return PersonData(employee.badge, employee.name, employee.work_since)


def assignment_terms(session: Session, assignment: Assignment) -> Terms:
    """What an assignment gives, as a form shows it."""
    position = session.get_one(Position, assignment.position_id)
    return Terms(position.code, assignment.basic_wage_fen, assignment.bonus_fen, assignment.clock_id)


def fill(employee: Employee, person: PersonData) -> None:
    """Everything of a person, and how they are found and sorted."""
    employee.name, employee.work_since = person.name, person.work_since
    employee.sort_key = sort_key(person.name)
    employee.search = search_text(person.badge, person.name)


def _by_badge(session: Session, badge: str) -> Employee | None:
    return session.execute(select(Employee).where(Employee.badge == badge)).scalar_one_or_none()


def _assignments(session: Session, employee_id: int) -> list[Assignment]:
    query = select(Assignment).where(Assignment.employee_id == employee_id).order_by(Assignment.from_day)
    return list(session.scalars(query))


def _runs_on(assignment: Assignment, day: date) -> bool:
    return assignment.from_day <= day and (assignment.to_day is None or day <= assignment.to_day)


def _checked_person(person: PersonData) -> PersonData:
    return replace(
        person, badge=entries.code(N_("Badge"), person.badge), name=entries.required(N_("Name"), person.name)
    )


def _checked_terms(terms: Terms) -> Terms:
    if terms.basic_wage_fen < 0 or terms.bonus_fen < 0:
        raise Refusal(N_("Wage and bonus are never less than 0"), clause="ORG-3")
    clock_id = entries.optional_code(N_("Clock number"), terms.clock_id)
    return replace(terms, clock_id=rules.normal_clock_id(clock_id))


def _open(session: Session, employee: Employee, from_day: date, to_day: date | None, terms: Terms) -> None:
    if to_day is not None and to_day < from_day:
        raise sentences.refusal(sentences.backwards(from_day, to_day))
    terms = _checked_terms(terms)
    assignment = Assignment(employee_id=employee.id, from_day=from_day, to_day=to_day)
    _apply_terms(session, assignment, terms)
    tenure = Tenure(employee.badge, terms.position, from_day, to_day, terms.clock_id)
    _check_conflicts(session, tenure, stored=False)
    session.add(assignment)


def _apply_terms(session: Session, assignment: Assignment, terms: Terms) -> None:
    assignment.position_id = find_position(session, terms.position).id
    assignment.basic_wage_fen, assignment.bonus_fen = terms.basic_wage_fen, terms.bonus_fen
    assignment.clock_id = terms.clock_id


def _tenure(session: Session, employee: Employee, assignment: Assignment) -> Tenure:
    position = session.get_one(Position, assignment.position_id)
    return Tenure(employee.badge, position.code, assignment.from_day, assignment.to_day, assignment.clock_id)


def _check_conflicts(session: Session, tenure: Tenure, *, stored: bool = True) -> None:
    """Raises Refusal where a tenure, stored or about to be, stands against another one."""
    near = load_tenures(
        session,
        or_(
            Employee.badge == tenure.badge,
            (Assignment.clock_id == tenure.clock_id) & (Assignment.clock_id != ""),
            (Position.code == tenure.position) & Position.rank.in_(SINGLE_RANKS),
        ),
    )
    others = [other for other in near if not stored or (other.badge, other.from_day) != (tenure.badge, tenure.from_day)]
    single = set(
        session.scalars(select(Position.code).where(Position.code == tenure.position, Position.rank.in_(SINGLE_RANKS)))
    )
    for find, sentence in (
        (rules.double_assignments, sentences.double_assignment),
        (lambda tenures: rules.double_holders(tenures, single), sentences.double_holder),
        (rules.shared_clock_numbers, sentences.shared_clock_number),
    ):
        for pair in find([*others, tenure]):
            if tenure in pair:
                other = pair[0] if pair[1] == tenure else pair[1]
                raise sentences.refusal(sentence(other, sentences.STORED))


def _done(
    session: Session, actor: Actor, employee: Employee, earliest: date, now: datetime, **detail: str | None
) -> int:
    hooks.tell_assignments_changed(session, actor, {employee.id: earliest}, now)
    audit.record(session, f"employee {employee.badge}", **detail)
    return employee.id
