"""One unit, position or person with everything that its pane shows (ORG-1 to ORG-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from opsconsole.errors import Message
from opsconsole.org import hooks, rules
from opsconsole.org.model import Assignment, Employee, Position, Rank, Unit
from opsconsole.org.queries.posts import PersonRef, deputy_in_charge, head_of
from opsconsole.org.service.people import find_employee
from opsconsole.org.service.positions import find_position, position_data
from opsconsole.org.service.units import find_unit, unit_data
from opsconsole.org.tenures import running_on
from opsconsole.org.values import PositionData, Terms, UnitData


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit as others name it."""

    id: int
    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A person in a position from a day to a day."""

    person: PersonRef
    from_day: date
    to_day: date | None


@dataclass(frozen=True, slots=True)
class PositionLine:
    """A position in a list, with who holds it on the day."""

    id: int
    code: str
    title_zh: str
    title_en: str
    rank: Rank
    unit: UnitRef
    headcount: int
    holders: tuple[Holding, ...]

    @property
    def vacancies(self) -> int:
        """Places that nobody holds."""
        return rules.vacancies(self.headcount, len(self.holders))

    @property
    def overrun(self) -> int:
        """People beyond the headcount."""
        return rules.overrun(self.headcount, len(self.holders))


@dataclass(frozen=True, slots=True)
class UnitDetail:
    """A unit on a day: where it stands from the top down, who leads it, its positions, the units under it."""

    data: UnitData
    path: tuple[UnitRef, ...]
    head: PersonRef | None
    in_charge: PersonRef | None
    positions: tuple[PositionLine, ...]
    children: tuple[UnitRef, ...]


@dataclass(frozen=True, slots=True)
class PositionDetail:
    """A position on a day. `superiors` runs from the one it reports to up to the top; `before` is latest first."""

    data: PositionData
    unit: UnitRef
    superiors: tuple[PositionLine, ...]
    reporting: tuple[PositionLine, ...]
    now: tuple[Holding, ...]
    before: tuple[Holding, ...]
    coming: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """One assignment of a person; pay is None for who may not see it."""

    position: str
    title_zh: str
    title_en: str
    rank: Rank
    unit: UnitRef
    from_day: date
    to_day: date | None
    clock_id: str
    basic_wage_fen: int | None
    bonus_fen: int | None

    def terms(self) -> Terms:
        """As the form for correcting it shows it; only where pay may be seen."""
        assert self.basic_wage_fen is not None
        assert self.bonus_fen is not None
        return Terms(self.position, self.basic_wage_fen, self.bonus_fen, self.clock_id)


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A person: all assignments, latest first, the one that runs on the day, and whom they report to then.

    `held_back` says what keeps them from leaving (ORG-6).
    """

    person: PersonRef
    work_since: date | None
    assignments: tuple[AssignmentLine, ...]
    running: AssignmentLine | None
    superiors: tuple[PositionLine, ...]
    held_back: tuple[Message, ...]


def unit_detail(session: Session, code: str, day: date) -> UnitDetail:
    """A unit as it was on a day; raises Refusal for an unknown code."""
    unit = find_unit(session, code)
    refs, parents = _units(session)
    path = [refs[unit.id]]
    above = unit.parent_id
    while above is not None:
        path.insert(0, refs[above])
        above = parents[above]
    children = sorted((refs[child] for child, parent in parents.items() if parent == unit.id), key=_code)
    return UnitDetail(
        data=unit_data(session, unit),
        path=tuple(path),
        head=head_of(session, unit.id, day),
        in_charge=deputy_in_charge(session, unit.id, day),
        positions=tuple(position_lines(session, day, Position.unit_id == unit.id)),
        children=tuple(children),
    )


def position_detail(session: Session, code: str, day: date) -> PositionDetail:
    """A position as it was on a day; raises Refusal for an unknown code."""
    position = find_position(session, code)
    holdings = [holding for _, holding in _holdings(session, Assignment.position_id == position.id)]
    return PositionDetail(
        data=position_data(session, position),
        unit=_units(session)[0][position.unit_id],
        superiors=_superiors(session, position.id, day),
        reporting=tuple(position_lines(session, day, Position.reports_to_id == position.id)),
        now=tuple(one for one in holdings if one.from_day <= day and not _over(one, day)),
        before=tuple(sorted((one for one in holdings if _over(one, day)), key=_last_day, reverse=True)),
        coming=tuple(one for one in holdings if one.from_day > day),
    )


def person_detail(session: Session, badge: str, day: date, *, with_pay: bool = False) -> PersonDetail:
    """A person with all their assignments; raises Refusal for an unknown badge.

    Pay is read only where `with_pay` says that whoever asks may see it.
    """
    employee = find_employee(session, badge)
    refs, _ = _units(session)
    rows = session.execute(
        select(Assignment, Position)
        .join(Position, Position.id == Assignment.position_id)
        .where(Assignment.employee_id == employee.id)
        .order_by(Assignment.from_day.desc())
    ).all()
    lines = [_assignment_line(assignment, position, refs, with_pay=with_pay) for assignment, position in rows]
    running = next((place for place, line in enumerate(lines) if _covers(line, day)), None)
    return PersonDetail(
        person=PersonRef(employee.id, employee.badge, employee.name),
        work_since=employee.work_since,
        assignments=tuple(lines),
        running=lines[running] if running is not None else None,
        superiors=_superiors(session, rows[running][1].id, day) if running is not None else (),
        held_back=tuple(hooks.held_back(session, employee.id)),
    )


def _assignment_line(
    assignment: Assignment, position: Position, units: dict[int, UnitRef], *, with_pay: bool
) -> AssignmentLine:
    return AssignmentLine(
        position=position.code,
        title_zh=position.title_zh,
        title_en=position.title_en,
        rank=position.rank,
        unit=units[position.unit_id],
        from_day=assignment.from_day,
        to_day=assignment.to_day,
        clock_id=assignment.clock_id,
        basic_wage_fen=assignment.basic_wage_fen if with_pay else None,
        bonus_fen=assignment.bonus_fen if with_pay else None,
    )


def _code(ref: UnitRef) -> str:
    return ref.code


def _last_day(holding: Holding) -> date:
    return holding.to_day or date.max


def _over(holding: Holding, day: date) -> bool:
    return holding.to_day is not None and holding.to_day < day


def _covers(line: AssignmentLine, day: date) -> bool:
    return line.from_day <= day and (line.to_day is None or day <= line.to_day)


def _units(session: Session) -> tuple[dict[int, UnitRef], dict[int, int | None]]:
    """Every unit by its id, and the id of the one above it."""
    rows = session.execute(select(Unit.id, Unit.code, Unit.name_zh, Unit.name_en, Unit.parent_id)).all()
    return {row.id: UnitRef(*row[:4]) for row in rows}, {row.id: row.parent_id for row in rows}


def _holdings(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[int, Holding]]:
    """Who holds positions, each with the position's id, by first day."""
    rows = session.execute(
        select(
            Assignment.position_id,
            Employee.id,
            Employee.badge,
            Employee.name,
            Assignment.from_day,
            Assignment.to_day,
            Employee.sort_key,
        )
        .join(Employee, Employee.id == Assignment.employee_id)
        .where(*conditions)
    ).all()
    ordered = sorted(rows, key=lambda row: (row.from_day, row.sort_key, row.badge))
    return [(row.position_id, Holding(PersonRef(*row[1:4]), row.from_day, row.to_day)) for row in ordered]


def position_lines(session: Session, day: date, *conditions: ColumnElement[bool]) -> list[PositionLine]:
    """Positions with who holds them on the day, by code."""
    positions = session.scalars(select(Position).where(*conditions)).all()
    units, _ = _units(session)
    holders: dict[int, list[Holding]] = {position.id: [] for position in positions}
    for position_id, holding in _holdings(session, running_on(day), Assignment.position_id.in_(holders)):
        holders[position_id].append(holding)
    return [
        PositionLine(
            id=position.id,
            code=position.code,
            title_zh=position.title_zh,
            title_en=position.title_en,
            rank=position.rank,
            unit=units[position.unit_id],
            headcount=position.headcount,
            holders=tuple(holders[position.id]),
        )
        for position in sorted(positions, key=lambda position: position.code)
    ]


def _superiors(session: Session, position_id: int, day: date) -> tuple[PositionLine, ...]:
    """The positions above one, the nearest first (ORG-2)."""
    upwards = {row.id: row.reports_to_id for row in session.execute(select(Position.id, Position.reports_to_id))}
    chain: list[int] = []
    above = upwards[position_id]
    while above is not None:
        chain.append(above)
        above = upwards[above]
    lines = {line.id: line for line in position_lines(session, day, Position.id.in_(chain))}
    return tuple(lines[superior] for superior in chain)
