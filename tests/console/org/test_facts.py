"""What the right side says, without a screen."""

from __future__ import annotations

from datetime import date

from opsconsole.console.org.facts import MOST_PEOPLE, facts
from opsconsole.org.queries import Holding, PersonRef, PositionDetail, UnitRef
from opsconsole.org.values import PositionData


def test_of_thousands_in_one_position_the_first_are_listed_and_the_others_counted():
    holdings = tuple(
        Holding(PersonRef(number, f"E{number:05d}", "王小明"), date(2025, 1, 1), None) for number in range(5_000)
    )
    position = PositionData("P", "U", "员工", "Staff", 5_000)
    detail = PositionDetail(position, UnitRef(1, "U", "部", "Unit"), (), (), holdings, (), ())
    lines = [line.text for line in facts(detail, ())]
    assert sum("E0" in line for line in lines) == MOST_PEOPLE
    assert f"{5_000 - MOST_PEOPLE} people more" in lines
