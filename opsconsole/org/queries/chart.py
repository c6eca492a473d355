"""The reporting tree: every position under the one it reports to, with who holds it on a day (ORG-2)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.org.model import Position
from opsconsole.org.queries.details import PositionLine, position_lines


@dataclass(frozen=True, slots=True)
class ReportingNode:
    """A position and the positions that report to it."""

    position: PositionLine
    reporting: tuple[ReportingNode, ...]


def reporting_tree(session: Session, day: date) -> list[ReportingNode]:
    """The positions that report to none, with all below them, as held on a day; by code."""
    upwards = {row.id: row.reports_to_id for row in session.execute(select(Position.id, Position.reports_to_id))}
    below: dict[int | None, list[PositionLine]] = defaultdict(list)
    for line in position_lines(session, day):
        below[upwards[line.id]].append(line)

    def node(line: PositionLine) -> ReportingNode:
        return ReportingNode(line, tuple(node(under) for under in below[line.id]))

    return [node(line) for line in below[None]]
