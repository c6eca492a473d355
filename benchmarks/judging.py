"""A month of 10,000 people: judging in memory against a tight loop, and from database to database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from benchmarks import companies, raw
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole import audit
from opsconsole.attendance import punches
from opsconsole.attendance.judge import Judge
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.model import AttendanceMonth, MonthRow
from opsconsole.attendance.punch_files.times import day_start_s
from opsconsole.attendance.rules.judge_day import judge_plain_day
from opsconsole.attendance.sources import MonthSources, load_month
from opsconsole.db import Database

GOAL_IN_MEMORY, GOAL_STORED = 3.0, 2.0
_A_DAY = 3
_EPOCH = date(1970, 1, 1)


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Both sides judge the same punches of the same people."""
    people = scale.judged_people
    database = companies.company(folder / "ours", people)
    punches.take_file(database, companies.MACHINE, companies.read(companies.attlog(people, _A_DAY)), now=companies.NOW)
    found = sorted((number, day_start_s(day) + second) for number, day, second in companies.punches(people, _A_DAY))
    workdays = [(day - _EPOCH).days for day in companies.workdays()]
    what = f"judge a month, {people:,} people, {len(found):,} punches"

    sources = database.read(load_month, companies.MARCH)
    ours_s, loop_s = medians(
        lambda: taken(lambda: _judge(sources, found)),
        lambda: taken(lambda: raw.judge(found, workdays)),
        repeats=scale.repeats,
    )
    yield Line(f"{what}: in memory", ours_s, "tight loop", loop_s, GOAL_IN_MEMORY)

    connection = raw.connect(folder / "bare.sqlite3")
    raw.make_punches(connection)
    raw.store(connection, [(number, at_s, 1, 1) for number, at_s in found])
    stored_s, bare_s = medians(
        lambda: _ours_stored(database),
        lambda: _bare_stored(connection, workdays),
        repeats=scale.repeats,
    )
    connection.close()
    database.close()
    yield Line(f"{what}: stored", stored_s, "raw read, judge, write", bare_s, GOAL_STORED)


def _judge(sources: MonthSources, found: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """Everybody's month from punches in memory: gathered by day as the sources are, judged, added up, priced."""
    judge_plain_day.cache_clear()
    first_s = day_start_s(companies.MARCH.first)
    for person in sources.people.values():
        person.punches.clear()
    for number, at_s in found:
        minute = (at_s - first_s) // 60
        day = (minute - 240) // 1440
        held = sources.people[number].punches
        before = held.get(day)
        time = minute - day * 1440
        held[day] = (time,) if before is None else (before[0], time)
    judge = Judge(sources, companies.MARCH.last)
    return [judge.row(person, None, None) for person in sources.people.values()]


def _ours_stored(database: Database) -> float:
    database.run(forget_month, companies.MACHINE)
    return taken(lambda: database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW))


def _bare_stored(connection: sqlite3.Connection, workdays: list[int]) -> float:
    raw.make_rows(connection)
    return taken(lambda: raw.judge_stored(connection, workdays))


def forget_month(session: Session, actor: Any) -> None:
    """Makes the month one that nobody has opened yet."""
    judge_plain_day.cache_clear()
    month = str(companies.MARCH)
    session.execute(delete(MonthRow).where(MonthRow.month == month))
    session.execute(delete(AttendanceMonth).where(AttendanceMonth.month == month))
    audit.record(session, f"attendance {month}", forgotten=True)
