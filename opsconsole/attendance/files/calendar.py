"""Imports of the work calendar and of shifts (ATT-1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.files.taking import employees_by_badge, named, only_once, refuse, upsert
from opsconsole.attendance.following import people_below
from opsconsole.attendance.model import CalendarDay, CalendarYear, Origin, ShiftRow, ShiftScope
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.rules.shifts import check_shift
from opsconsole.attendance.rules.values import DayKind
from opsconsole.errors import Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.org.model import Unit

DAY_KINDS = {DayKind.WORKDAY: N_("workday"), DayKind.HOLIDAY: N_("holiday")}
_TIMES = ("am_start", "am_end", "pm_start", "pm_end")


def _day_kind(cell: str) -> DayKind:
    kind = parse.choice(DayKind, DAY_KINDS)(cell)
    if kind not in DAY_KINDS:
        raise Refusal(N_('"{text}" is neither workday nor holiday'), text=cell)
    return kind


def take_calendar(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Keeps the office's own days; they stand over the published calendar, and the days are judged again."""
    require(session, actor, Permission.CALENDAR_EDIT)
    refuse(only_once(rows, lambda row: row.values["date"], "date"))
    held = {one.day: one for one in session.execute(select(CalendarDay)).scalars()}
    years = set(session.execute(select(CalendarYear.year)).scalars())
    counts, touched = Counts(), Touched()
    for row in _distinct(rows, lambda row: row.values["date"]):
        day: date = row.values["date"]
        values = {"kind": row.values["kind"], "name": row.values.get("name", ""), "origin": Origin.OFFICE}
        known = held.get(day)
        if known is not None and (known.kind, known.name) == (values["kind"], values["name"]):
            counts.unchanged += 1
            continue
        if upsert(known, lambda d=day, v=values: CalendarDay(day=d, **v), values, session, counts):
            touched.all_from(day, day)
        if day.year not in years:
            years.add(day.year)
            session.add(CalendarYear(year=day.year, origin=Origin.OFFICE))
    if counts.anything:
        audit.record(session, "calendar", days=named(str(row.values["date"]) for row in rows), **counts.as_result())
        rejudge(session, touched)
    return counts


def _distinct(rows: Sequence[FileRow], key: Any) -> list[FileRow]:
    return list({key(row): row for row in rows}.values())


def _scope(cell: str) -> tuple[ShiftScope, str]:
    text = parse.half_width(cell)
    head, _, code = text.partition(":")
    head = head.strip().lower()
    if head == ShiftScope.COMPANY and not code:
        return ShiftScope.COMPANY, ""
    if head in (ShiftScope.UNIT, ShiftScope.STAFF) and code.strip():
        return ShiftScope(head), parse.code(code.strip())
    raise Refusal(N_('"{text}" is not company, unit:CODE or staff:BADGE'), text=cell)


def take_shifts(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Keeps shifts of the company, of units and of people from a day on; four empty times end an override."""
    require(session, actor, Permission.CALENDAR_EDIT)
    units = dict(session.execute(select(Unit.code, Unit.id)).all())
    people = employees_by_badge(session)
    problems = only_once(rows, _shift_key, "scope")
    for row in rows:
        problems += _shift_problems(row, units, people)
    refuse(problems)
    held = {(one.scope_key, one.from_day): one for one in session.execute(select(ShiftRow)).scalars()}
    counts, touched = Counts(), Touched()
    for row in _distinct(rows, _shift_key):
        scope, code = row.values["scope"]
        key = _shift_key(row)
        values = {name: row.values.get(name) for name in _TIMES}
        values["punches"] = row.values.get("punches") or 2
        fixed = {
            "scope": scope,
            "scope_key": key[0],
            "from_day": key[1],
            "unit_id": units.get(code) if scope is ShiftScope.UNIT else None,
            "employee_id": people.get(code) if scope is ShiftScope.STAFF else None,
        }
        if upsert(held.get(key), lambda f=fixed, v=values: ShiftRow(**f, **v), values, session, counts):
            _touch(session, touched, scope, fixed["unit_id"], fixed["employee_id"], key[1])
    if counts.anything:
        audit.record(session, "shifts", scopes=named(_shift_key(row)[0] for row in rows), **counts.as_result())
        rejudge(session, touched)
    return counts


def _shift_key(row: FileRow) -> tuple[str, date]:
    scope, code = row.values["scope"]
    return (f"{scope.value}:{code}" if code else scope.value), row.values["from"]


def _shift_problems(row: FileRow, units: dict[str, int], people: dict[str, int]) -> list[Problem]:
    problems: list[Problem] = []
    scope, code = row.values["scope"]
    if scope is ShiftScope.UNIT and code not in units:
        problems.append(row.problem("scope", N_('There is no unit "{code}"; import the units first'), code=code))
    if scope is ShiftScope.STAFF and code not in people:
        problems.append(row.problem("scope", N_('Nobody has the badge "{badge}"; import the staff first'), badge=code))
    times: list[Any] = [row.values.get(name) for name in _TIMES]
    empty = [name for name, time in zip(_TIMES, times, strict=True) if time is None]
    if empty and len(empty) < len(_TIMES):
        problems.append(row.problem(empty[0], N_("Give all four times, or none to end an override"), clause="ATT-1"))
    elif not empty:
        try:
            check_shift(*times, row.values.get("punches") or 2)
        except Refusal as refusal:
            problems.append(Problem(row.file, row.line, "am_start", refusal.message))
    return problems


def _touch(
    session: Session, touched: Touched, scope: ShiftScope, unit_id: int | None, employee_id: int | None, day: date
) -> None:
    if scope is ShiftScope.STAFF and employee_id is not None:
        touched.person(employee_id, day)
    elif scope is ShiftScope.UNIT and unit_id is not None:
        for one in people_below(session, [unit_id]):
            touched.person(one, day)
    else:
        touched.all_from(day)


CALENDAR = ImportKind(
    name="calendar",
    title=N_("Work calendar"),
    permission=Permission.CALENDAR_EDIT,
    take=take_calendar,
    columns=(
        Column("date", N_("Date"), N_("The day that is not what its weekday says"), "2026-02-14", parse=parse.day),
        Column("kind", N_("Kind of day"), N_("workday or holiday"), "workday", parse=_day_kind),
        Column(
            "name",
            N_("Name of the day"),
            N_("The holiday's name, or empty"),
            "春节",
            required=False,
            optional_column=True,
            parse=parse.text(max_length=200),
            empty="",
        ),
    ),
)

SHIFTS = ImportKind(
    name="shifts",
    title=N_("Shifts"),
    permission=Permission.CALENDAR_EDIT,
    take=take_shifts,
    columns=(
        Column("scope", N_("For whom"), N_("company, unit:CODE or staff:BADGE"), "unit:OPS", parse=_scope),
        Column("from", N_("From"), N_("First day"), "2026-01-01", parse=parse.day),
        *(
            Column(
                key,
                heading,
                N_("HH:MM; all four times empty end an override"),
                sample,
                required=False,
                parse=parse.clock,
            )
            for key, heading, sample in (
                ("am_start", N_("Morning starts"), "09:00"),
                ("am_end", N_("Morning ends"), "12:00"),
                ("pm_start", N_("Afternoon starts"), "13:30"),
                ("pm_end", N_("Afternoon ends"), "18:00"),
            )
        ),
        Column(
            "punches",
            N_("Punches a day"),
            N_("2 or 4"),
            "2",
            required=False,
            optional_column=True,
            parse=parse.whole_number(2, 4),
        ),
    ),
)
