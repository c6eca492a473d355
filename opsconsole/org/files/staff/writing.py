"""Writing what the rows of `staff` change, in an order that the database's own guards let pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from opsconsole.dates import ONE_DAY
from opsconsole.org.files.staff.plan import Key, Plan, Said
from opsconsole.org.model import Assignment, Employee
from opsconsole.org.pinyin import search_text, sort_key
from opsconsole.org.service.people import fill
from opsconsole.org.values import PersonData

AT_ONCE = 500


def write(session: Session, plan: Plan) -> dict[int, date]:
    """Writes people and assignments; the first day touched of each employee."""
    _change_people(session, plan)
    ids = _add_people(session, plan)
    changed = {key: said for key, said in plan.said.items() if _differs(plan, key, said)}
    _change_assignments(session, plan, changed)
    new = {key: said for key, said in plan.said.items() if key not in plan.company.assignments}
    _insert(session, Assignment.__table__, (_row(plan, ids, key, said) for key, said in new.items()))
    return _earliest(plan, ids, changed | new)


def _differs(plan: Plan, key: Key, said: Said) -> bool:
    held = plan.company.assignments.get(key)
    return held is not None and held != said


def _change_people(session: Session, plan: Plan) -> None:
    badge_of = {plan.company.employee_ids[badge]: badge for badge in plan.people if plan.person_changes(badge)}
    for employee in _rows(session, Employee, badge_of):
        person = plan.people[badge_of[employee.id]]
        fill(employee, PersonData(employee.badge, person.name, person.work_since))
    session.flush()


def _add_people(session: Session, plan: Plan) -> dict[str, int]:
    """Adds those who are not known yet; every employee's id by badge."""
    new = {badge: person for badge, person in plan.people.items() if badge not in plan.company.people}
    if not new:
        return plan.company.employee_ids
    values = (
        {
            "badge": badge,
            "name": person.name,
            "work_since": person.work_since,
            "sort_key": sort_key(person.name),
            "search": search_text(badge, person.name),
        }
        for badge, person in new.items()
    )
    _insert(session, Employee.__table__, values)
    return {row.badge: row.id for row in session.execute(select(Employee.badge, Employee.id))}


def _change_assignments(session: Session, plan: Plan, changed: dict[Key, Said]) -> None:
    key_of = {plan.company.assignment_ids[key]: key for key in changed}
    for assignment in _rows(session, Assignment, key_of):
        said = changed[key_of[assignment.id]]
        assignment.position_id = plan.company.positions[said.position]
        assignment.to_day = said.to_day
        assignment.basic_wage_fen, assignment.bonus_fen = said.basic_wage_fen, said.bonus_fen
        assignment.clock_id = said.clock_id
    # First days never move, so changed rows do not get into each other's way; new ones come after them.
    session.flush()


def _row(plan: Plan, ids: dict[str, int], key: Key, said: Said) -> dict[str, Any]:
    return {
        "employee_id": ids[key[0]],
        "position_id": plan.company.positions[said.position],
        "from_day": key[1],
        "to_day": said.to_day,
        "basic_wage_fen": said.basic_wage_fen,
        "bonus_fen": said.bonus_fen,
        "clock_id": said.clock_id,
    }


def _earliest(plan: Plan, ids: dict[str, int], touched: dict[Key, Said]) -> dict[int, date]:
    earliest: dict[int, date] = {}
    for key, said in touched.items():
        employee_id, day = ids[key[0]], _first_day_touched(key[1], plan.company.assignments.get(key), said)
        earliest[employee_id] = min(day, earliest.get(employee_id, day))
    return earliest


def _first_day_touched(from_day: date, held: Said | None, said: Said) -> date:
    """Where only the last day moves, nothing before the earlier of the two is touched."""
    if held is None or held._replace(to_day=said.to_day) != said:
        return from_day
    return min(day for day in (held.to_day, said.to_day) if day is not None) + ONE_DAY


def _insert(session: Session, table: Any, values: Iterable[dict[str, Any]]) -> None:
    rows = list(values)
    if rows:
        session.execute(insert(table), rows)


def _rows(session: Session, model: Any, ids: Iterable[int]) -> Iterator[Any]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), AT_ONCE):
        yield from session.scalars(select(model).where(model.id.in_(wanted[start : start + AT_ONCE])))
