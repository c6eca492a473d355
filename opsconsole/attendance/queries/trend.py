"""How attendance goes, month by month and unit by unit, of the people whom the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.attendance.model import MonthRow
from opsconsole.attendance.queries.grid import visible_rows
from opsconsole.dates import Month
from opsconsole.errors import Named
from opsconsole.org.model import Unit

MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A month or a unit: how many people, whole days required, and what of them was present, late, early, absent."""

    key: str
    name: Named
    people: int
    required_days: int
    present_halves: int
    late_times: int
    early_times: int
    absence_halves: int

    @property
    def rate_permille(self) -> int | None:
        """Days present of days required, in thousandths, half up; None where none was required."""
        if not self.required_days:
            return None
        return (self.present_halves * 1000 + self.required_days) // (2 * self.required_days)


_SUMS = (
    func.count(),
    func.sum(MonthRow.required_days),
    func.sum(MonthRow.present_halves),
    func.sum(MonthRow.late_times),
    func.sum(MonthRow.early_times),
    func.sum(MonthRow.absence_halves),
)


def by_month(session: Session, actor: Any, month: Month, unit_id: int | None) -> list[TrendLine]:
    """The judged months up to `month`, the oldest first, 24 at most; of one unit or of all."""
    texts = session.scalars(
        select(MonthRow.month)
        .where(MonthRow.month <= str(month))
        .group_by(MonthRow.month)
        .order_by(MonthRow.month.desc())
        .limit(MOST_MONTHS)
    ).all()
    lines = []
    for text in reversed(texts):
        chosen = visible_rows(session, actor, Month.parse(text))
        if unit_id is not None:
            chosen.append(MonthRow.unit_id == unit_id)
        sums = session.execute(select(*_SUMS).where(*chosen)).one()
        if sums[0]:
            lines.append(TrendLine(text, Named(text, text), *_whole(sums)))
    return lines


def by_unit(session: Session, actor: Any, month: Month) -> list[TrendLine]:
    """The units of a month, by code."""
    query = (
        select(Unit.code, Unit.name_zh, Unit.name_en, *_SUMS)
        .join(MonthRow, MonthRow.unit_id == Unit.id)
        .where(*visible_rows(session, actor, month))
        .group_by(Unit.code, Unit.name_zh, Unit.name_en)
        .order_by(Unit.code)
    )
    return [TrendLine(code, Named(zh, en or zh), *_whole(sums)) for code, zh, en, *sums in session.execute(query)]


def _whole(sums: Iterable[Any]) -> list[int]:
    return [int(one or 0) for one in sums]
