"""The walk from one half that waits for a verdict to the next, in the order of the sheet (rule 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.attendance.model import MonthRow
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.queries.grid import visible_rows
from opsconsole.attendance.rules.values import UNSETTLED, HalfName
from opsconsole.attendance.sources import MOST_IN_ONE_QUERY
from opsconsole.dates import Month

FIRST_PART = 50
"""The next one is mostly near, so few rows are read at first."""


@dataclass(frozen=True, slots=True)
class HalfPlace:
    """One half day of one person."""

    employee_id: int
    day: date
    half: HalfName


def next_unsettled(
    session: Session,
    actor: Any,
    month: Month,
    employee_ids: Sequence[int],
    here: HalfPlace | None = None,
    *,
    backwards: bool = False,
) -> HalfPlace | None:
    """The first half that nobody has settled, in these rows in their order; None where all are settled.

    With `here`, the first row counts only behind it (before it where the walk goes `backwards`); named once more
    at the end it counts whole.
    """
    seen = visible_rows(session, actor, month)
    begin = 0
    for part in _parts(employee_ids):
        waiting = _waiting(session, seen, part)
        for number, employee_id in enumerate(part, start=begin):
            if employee_id not in waiting:
                continue
            places = _unsettled(month, employee_id, waiting[employee_id])
            if number == 0 and here is not None:
                places = [place for place in places if _lies_ahead(place, here, backwards)]
            if places:
                return places[-1 if backwards else 0]
        begin += len(part)
    return None


def _parts(employee_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield employee_ids[:FIRST_PART]
    for start in range(FIRST_PART, len(employee_ids), MOST_IN_ONE_QUERY):
        yield employee_ids[start : start + MOST_IN_ONE_QUERY]


def _waiting(session: Session, seen: Sequence[Any], employee_ids: Sequence[int]) -> dict[int, str]:
    rows = session.execute(
        select(MonthRow.employee_id, MonthRow.days).where(
            *seen, MonthRow.employee_id.in_(employee_ids), MonthRow.unsettled > 0
        )
    )
    return dict(rows.all())


def _unsettled(month: Month, employee_id: int, packed: str) -> list[HalfPlace]:
    return [
        HalfPlace(employee_id, month.first + timedelta(days=index), name)
        for index, judged in enumerate(unpack_month(packed))
        if judged is not None
        for name, half in zip(HalfName, judged.halves, strict=True)
        if half.result in UNSETTLED
    ]


def _lies_ahead(place: HalfPlace, here: HalfPlace, backwards: bool) -> bool:
    mine, its = (here.day, here.half is HalfName.PM), (place.day, place.half is HalfName.PM)
    return its < mine if backwards else its > mine
