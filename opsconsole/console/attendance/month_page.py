"""A page about a month; `[ ]` walk the months."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.dates import Month
from opsconsole.i18n import N_


class MonthPage(GridPage):
    """One grid about a month, and the months before and after it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("left_square_bracket,ctrl+left", "month(-1)", N_("Month before"), id="month.previous"),
        key("right_square_bracket,ctrl+right", "month(1)", N_("Next month"), id="month.next"),
    ]

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area)
        self.month = month

    def action_month(self, step: int) -> None:
        self.go_to_month(self.month.next if step > 0 else self.month.previous)

    def go_to_month(self, month: Month) -> None:
        """Reads another month."""
        self.month = month
        self.refresh_header()
        self.refresh_data()
