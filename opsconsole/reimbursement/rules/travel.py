"""The rows of a travel claim beside its legs (差旅费报销单): local transport, lodging, meals, everything else."""

from __future__ import annotations

from enum import StrEnum

from opsconsole.reimbursement.rules.values import ClaimedLine


class TravelRow(StrEnum):
    """Where a line of a journey stands on its form."""

    LEG = "leg"
    LOCAL = "local"
    LODGING = "lodging"
    MEALS = "meals"
    OTHER = "other"


WORDS = {
    TravelRow.LOCAL: ("市内", "出租", "打车", "网约车", "地铁", "公交", "停车", "taxi", "local", "metro", "bus"),
    TravelRow.LODGING: ("住宿", "酒店", "宾馆", "lodging", "hotel"),
    TravelRow.MEALS: ("伙食", "餐", "补助", "补贴", "meal", "allowance"),
}
"""What categories are called that belong to a row; the first that is part of the category decides."""


def row_of(line: ClaimedLine) -> TravelRow:
    """The row of a line: a leg where it says from where to where, else by its category."""
    if line.from_place and line.to_place:
        return TravelRow.LEG
    category = line.category.casefold()
    for row, words in WORDS.items():
        if any(word in category for word in words):
            return row
    return TravelRow.OTHER
