"""A page about a month that is one grid below a few words, drawn anew when anything changes; `[ ]` walk the months."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.widgets.grid import Grid
from opsconsole.dates import Month
from opsconsole.i18n import N_


class MonthPage(Page):
    """A subclass says what is read (`refresh_data`), and how it is shown (`draw`): nothing before it is read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("left_square_bracket,ctrl+left", "month(-1)", N_("Month before"), id="month.previous"),
        key("right_square_bracket,ctrl+right", "month(1)", N_("Next month"), id="month.next"),
    ]

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area)
        self.month = month

    @property
    def grid(self) -> Grid:
        return self.query_one(Grid)

    def draw(self) -> None:
        """Shows what was read, in the language in force and for this width."""
        raise NotImplementedError

    def on_resize(self) -> None:
        self.draw()

    def retranslate(self) -> None:
        super().retranslate()
        self.draw()

    def action_month(self, step: int) -> None:
        self.go_to_month(self.month.next if step > 0 else self.month.previous)

    def go_to_month(self, month: Month) -> None:
        """Reads another month."""
        self.month = month
        self.refresh_header()
        self.refresh_data()
