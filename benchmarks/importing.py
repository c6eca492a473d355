"""A clock file of 300,000 punches: parse, check, store, judge, against a bare parse and executemany."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import companies, raw
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole.attendance import punches
from opsconsole.attendance.judging import ensure_judged

GOAL = 4.0
_A_DAY = 2


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Each turn begins with an empty company of its own; making that is not counted."""
    people = scale.punches // (_A_DAY * len(companies.workdays())) + 1
    data = companies.attlog(people, _A_DAY, scale.punches)
    turn = iter(range(1_000))

    def ours(judged: bool) -> float:
        database = companies.company(folder / f"ours{next(turn)}", people)
        if judged:
            database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW)

        def take() -> None:
            punches.take_file(database, companies.MACHINE, companies.read(data), now=companies.NOW)

        seconds = taken(take)
        database.close()
        return seconds

    def bare() -> float:
        connection = raw.connect(folder / f"bare{next(turn)}.sqlite3")
        raw.make_punches(connection)
        seconds = taken(lambda: raw.store(connection, raw.parse(data)))
        connection.close()
        return seconds

    stored_s, judged_s, bare_s = medians(lambda: ours(False), lambda: ours(True), bare, repeats=min(3, scale.repeats))
    what = f"import {scale.punches:,} punches"
    yield Line(f"{what}: parse, check, store", stored_s, "bare parse + insert", bare_s, GOAL)
    yield Line(f"{what}: parse, check, store, judge", judged_s, "bare parse + insert", bare_s, GOAL)
