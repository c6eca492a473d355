"""What is asked of the database when the month sheet of 10,000 people opens, beside that of 200.

The goal is that of the sheet on the screen (`sheet_on_screen`), of which this is a part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import companies
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole.attendance import punches, queries
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.queries import GridFilter
from opsconsole.db import Database

_A_DAY = 3
_PAGE = 40


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Each part by itself, then all of them."""
    few, many = _judged(folder / "few", scale.few_people), _judged(folder / "many", scale.many_people)
    for what, part in (("head", _head), ("order of rows", _order), ("first page", _page), ("all", _all)):
        calls: list[Callable[[], float]] = [lambda c=c, p=part: taken(lambda: p(c)) for c in (many, few)]
        many_s, few_s = medians(*calls, repeats=max(scale.repeats * 3, 1))
        name = f"open the sheet of {scale.many_people:,} people: {what}"
        yield Line(name, many_s, f"{scale.few_people:,} people", few_s)
    few.close()
    many.close()


def _judged(folder: Path, people: int) -> Database:
    database = companies.company(folder, people)
    data = companies.read(companies.attlog(people, _A_DAY))
    punches.take_file(database, companies.MACHINE, data, now=companies.NOW)
    database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW)
    return database


def _head(database: Database) -> None:
    database.read(queries.month_head, companies.MACHINE, companies.MARCH, companies.NOW)


def _order(database: Database) -> list[int]:
    return database.read(queries.row_ids, companies.MACHINE, companies.MARCH, GridFilter())


def _page(database: Database) -> None:
    database.read(queries.rows, companies.MACHINE, companies.MARCH, range(1, _PAGE + 1))


def _all(database: Database) -> None:
    _head(database)
    ids = _order(database)
    database.read(queries.rows, companies.MACHINE, companies.MARCH, ids[:_PAGE])
