"""What is stored of all people, and what the rows of a call make of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.files.imports import FileRow
from opsconsole.org.model import Assignment, Employee, Position
from opsconsole.org.tenures import load_posts, single_posts

Key = tuple[str, date]
"""Badge and first day: what a row is known by."""


class Said(NamedTuple):
    """Everything of an assignment but its key."""

    position: str
    to_day: date | None
    basic_wage_fen: int
    bonus_fen: int
    clock_id: str


class Person(NamedTuple):
    """What is kept of a person beside their badge."""

    name: str
    work_since: date | None


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody and every assignment before the call: as many queries for one row as for ten thousand."""

    positions: dict[str, int]
    single: frozenset[str]
    employee_ids: dict[str, int]
    people: dict[str, Person]
    assignment_ids: dict[Key, int]
    assignments: dict[Key, Said]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of a call beside what is stored; a person's rows are in the order of the file."""

    company: Company
    rows: dict[Key, FileRow]
    said: dict[Key, Said]
    rows_of: dict[str, list[FileRow]]
    people: dict[str, Person]

    def person_changes(self, badge: str) -> bool:
        """Whether the call changes somebody's name or first day of work."""
        return badge in self.company.people and self.people[badge] != self.company.people[badge]


def load_company(session: Session) -> Company:
    """Everything that rows of `staff` are compared with."""
    positions = {row.code: row.id for row in session.execute(select(Position.code, Position.id))}
    employee_ids: dict[str, int] = {}
    people: dict[str, Person] = {}
    for row in session.execute(select(Employee.id, Employee.badge, Employee.name, Employee.work_since)):
        employee_ids[row.badge] = row.id
        people[row.badge] = Person(row.name, row.work_since)
    assignment_ids: dict[Key, int] = {}
    assignments: dict[Key, Said] = {}
    query = (
        select(
            Assignment.id,
            Employee.badge,
            Assignment.from_day,
            Position.code,
            Assignment.to_day,
            Assignment.basic_wage_fen,
            Assignment.bonus_fen,
            Assignment.clock_id,
        )
        .join(Employee, Employee.id == Assignment.employee_id)
        .join(Position, Position.id == Assignment.position_id)
    )
    for row in session.execute(query):
        key = (row.badge, row.from_day)
        assignment_ids[key] = row.id
        assignments[key] = Said(row.code, row.to_day, row.basic_wage_fen, row.bonus_fen, row.clock_id)
    return Company(positions, single_posts(load_posts(session)), employee_ids, people, assignment_ids, assignments)


def merge(company: Company, rows: Sequence[FileRow]) -> Plan:
    """What the rows say, each with what a column that the file does not have keeps from before."""
    by_key: dict[Key, FileRow] = {}
    said: dict[Key, Said] = {}
    rows_of: dict[str, list[FileRow]] = defaultdict(list)
    for row in rows:
        values = row.values
        key = (values["badge"], values["from"])
        held = company.assignments.get(key)
        by_key[key] = row
        rows_of[key[0]].append(row)
        said[key] = Said(
            position=values["position"],
            to_day=values.get("to", held.to_day if held else None),
            basic_wage_fen=values["basic_wage"],
            bonus_fen=values["bonus"],
            clock_id=values.get("clock_id", held.clock_id if held else ""),
        )
    people = {badge: _person(company.people.get(badge), own) for badge, own in rows_of.items()}
    return Plan(company, by_key, said, dict(rows_of), people)


def _person(held: Person | None, rows: Sequence[FileRow]) -> Person:
    """A person as their rows tell them; a first day of work that no row tells is kept."""
    told = (day for row in rows if (day := row.values.get("work_since")) is not None)
    return Person(rows[0].values["name"], next(told, held.work_since if held else None))
