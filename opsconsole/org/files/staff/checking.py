"""Whether the rows of `staff` can be taken, all of them together with what is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from opsconsole.dates import ONE_DAY
from opsconsole.errors import Message
from opsconsole.files.imports import FileRow
from opsconsole.i18n import N_
from opsconsole.org import hooks, rules, sentences
from opsconsole.org.files.rows import Problems, place
from opsconsole.org.files.staff.plan import Key, Plan
from opsconsole.org.rules import Pair, Tenure


def check(session: Session, plan: Plan, problems: Problems) -> None:
    """Finds every problem of the rows (ORG-3, ORG-4, ORG-6)."""
    _check_rows(plan, problems)
    _check_people(plan, problems)
    tenures = [
        Tenure(badge, said.position, from_day, said.to_day, said.clock_id)
        for (badge, from_day), said in (plan.company.assignments | plan.said).items()
    ]
    _tell_pairs(plan, problems, "from", rules.double_assignments(tenures), sentences.double_assignment)
    holders = rules.double_holders(tenures, plan.company.single)
    _tell_pairs(plan, problems, "position", holders, sentences.double_holder)
    _tell_pairs(plan, problems, "clock_id", rules.shared_clock_numbers(tenures), sentences.shared_clock_number)
    _check_released(session, plan, problems)


def _check_rows(plan: Plan, problems: Problems) -> None:
    """Looks at each row by itself."""
    for key, said in plan.said.items():
        row = plan.rows[key]
        if said.position not in plan.company.positions:
            problems.add(row, "position", sentences.unknown_position(said.position))
        if said.to_day is not None and said.to_day < key[1]:
            problems.add(row, "to", sentences.backwards(key[1], said.to_day))


def _check_people(plan: Plan, problems: Problems) -> None:
    """One badge is one person: the same name, and one first day of work, on all of their rows."""
    for badge, rows in plan.rows_of.items():
        person = plan.people[badge]
        telling: FileRow | None = None
        for row in rows:
            if row.values["name"] != person.name:
                message = Message(
                    N_("{badge} is {name} in {place}; a badge is one person's"),
                    clause="ORG-3",
                    badge=badge,
                    name=person.name,
                    place=place(rows[0], row),
                )
                problems.add(row, "name", message)
            day = row.values.get("work_since")
            if day is None:
                continue
            telling = telling or row
            if day != person.work_since:
                message = Message(
                    N_("{badge} has worked since {day} according to {place}; only one can be right"),
                    badge=badge,
                    day=str(person.work_since),
                    place=place(telling, row),
                )
                problems.add(row, "work_since", message)


def _tell_pairs(
    plan: Plan, problems: Problems, column: str, pairs: Sequence[Pair], sentence: Callable[[Tenure, Message], Message]
) -> None:
    """Tells each conflict at the row that came last, naming where the other one stands."""
    order = {key: number for number, key in enumerate(plan.rows)}
    for pair in pairs:
        told, other = sorted(pair, key=lambda tenure: order.get(_key(tenure), -1), reverse=True)
        row, other_row = plan.rows.get(_key(told)), plan.rows.get(_key(other))
        if row is not None:
            where = place(other_row, row) if other_row is not None else sentences.STORED
            problems.add(row, column, sentence(other, where))


def _key(tenure: Tenure) -> Key:
    return tenure.badge, tenure.from_day


def _check_released(session: Session, plan: Plan, problems: Problems) -> None:
    """Nobody leaves a position while they still hold something (ORG-6)."""
    for (badge, from_day), said in plan.said.items():
        held = plan.company.assignments.get((badge, from_day))
        if held is None or said.to_day is None or (held.to_day is not None and held.to_day <= said.to_day):
            continue
        following = plan.said.get((badge, said.to_day + ONE_DAY))
        if following is not None and following.position == said.position:
            continue
        for sentence in hooks.held_back(session, plan.company.employee_ids[badge]):
            row = plan.rows[badge, from_day]
            message = Message(hooks.HELD_BACK, clause="ORG-6", badge=badge, what=sentence)
            problems.add(row, "to", message)
