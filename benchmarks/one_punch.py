"""One late punch: it judges its own day alone, and costs the same in a small company and in a large one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks import companies
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole.attendance import punches
from opsconsole.attendance.judging import ensure_judged
from opsconsole.db import Database

GOAL = 1.5
_A_DAY = 2
_TIMES = 5
"""Punches in one turn: a single one is too short to be measured."""


class _Company:
    """A company with a judged month, and one late punch after another."""

    def __init__(self, folder: Path, people: int) -> None:
        self.database: Database = companies.company(folder, people)
        data = companies.attlog(people, _A_DAY)
        punches.take_file(self.database, companies.MACHINE, companies.read(data), now=companies.NOW)
        self.database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW)
        self._person = 0
        self.days: set[int] = set()

    def late_punches(self) -> float:
        """The seconds of one late punch, the file read before."""
        files = []
        for _ in range(_TIMES):
            self._person += 1
            line = b"%d\t2026-03-%02d 12:34:56\t1\t0\t1\t0\n" % (self._person % 5 + 1, self._person // 5 + 2)
            files.append(companies.read(line))
        return taken(lambda: [self._take(file) for file in files]) / _TIMES

    def _take(self, file: punches.ReadFile) -> None:
        done = punches.take_file(self.database, companies.MACHINE, file, now=companies.NOW)
        self.days.add(done.days_judged)


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """The same few people clock late in both."""
    few, many = _Company(folder / "few", scale.few_people), _Company(folder / "many", scale.many_people)
    many_s, few_s = medians(many.late_punches, few.late_punches, repeats=scale.repeats)
    for company in (few, many):
        company.database.close()
    judged = " and ".join(map(str, sorted(few.days | many.days)))
    yield Line(
        f"one late punch, {scale.many_people:,} people",
        many_s,
        f"{scale.few_people:,} people",
        few_s,
        GOAL,
        f"days judged each: {judged}",
    )
