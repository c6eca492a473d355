"""The explanations behind the halves of a sheet, also of one that is closed (rule 6, ATT-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.attendance.model import Explanation
from opsconsole.attendance.rules.values import HalfName, JudgedHalf
from opsconsole.dates import Month


@dataclass(frozen=True, slots=True)
class VerdictGiven:
    """Why a half counts as present after all: as what it was judged first, the reason, the note, and by whom."""

    judged_first: str
    reason: str
    note: str
    given_by: str


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts of a month by person, day, half and reason; of a reason given twice, the first that stands."""

    found: Mapping[tuple[int, date, HalfName, str], VerdictGiven]

    def of(self, employee_id: int, day: date, name: HalfName, half: JudgedHalf) -> VerdictGiven | None:
        """The verdict that a half on the sheet follows from. One that was given or taken back after the month was
        closed is none of its own: it stands in an adjustment."""
        return self.found.get((employee_id, day, name, half.explained)) if half.explained is not None else None


def verdicts(session: Session, month: Month) -> Verdicts:
    """Every verdict that was given on a month, those taken back included."""
    query = (
        select(Explanation)
        .where(Explanation.day.between(month.first, month.last))
        .order_by(Explanation.withdrawn.desc(), Explanation.id.desc())
    )
    found: dict[tuple[int, date, HalfName, str], VerdictGiven] = {}
    for row in session.execute(query).scalars():
        given = VerdictGiven(row.judged_first, row.reason, row.note, row.given_by)
        found[row.employee_id, row.day, row.half, row.reason] = given
    return Verdicts(found)
