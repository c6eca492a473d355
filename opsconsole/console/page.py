"""A page: a screen of its own over an area, gone with Esc, the area as it was beneath it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.binding import BindingType

from opsconsole.console.base import AreaScreen
from opsconsole.console.keys import key
from opsconsole.console.widgets.grid import Grid
from opsconsole.dates import Month
from opsconsole.i18n import N_


class Page(AreaScreen):
    """Everything that an area's screen has, opened by `app.push_screen` over the area `area`.

    Where a person was on it is the area's to keep: it asks the page for its `place` and opens it there again.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,ctrl+b", "back", N_("Back"), N_("Goes back, or stops what is running"), id="page.back"),
    ]

    def __init__(self, area: str) -> None:
        super().__init__()
        self.area = area

    def restore(self, place: Mapping[str, Any]) -> None:
        """Nothing: the place that was kept is that of the area beneath."""

    def back(self) -> None:
        self.dismiss(None)

    def open_found(self, found: str) -> None:
        """What the palette found is the area's to open."""
        beneath = self.app.screen_stack[0]
        self.dismiss(None)
        if isinstance(beneath, AreaScreen):
            beneath.call_after_refresh(beneath.open_found, found)


class GridPage(Page):
    """A page that is one grid below a few words, drawn anew when anything changes.

    A subclass says what is read (`refresh_data`), and how it is shown (`draw`): nothing before it is read.
    """

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


class MonthPage(GridPage):
    """One grid about a month, this one unless another is named; `[ ]` go to the months before and after it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("left_square_bracket,ctrl+left", "month(-1)", N_("Month before"), id="month.previous"),
        key("right_square_bracket,ctrl+right", "month(1)", N_("Next month"), id="month.next"),
    ]

    def __init__(self, area: str, month: Month | None = None) -> None:
        super().__init__(area)
        self._month = month

    @property
    def month(self) -> Month:
        """The month that is shown."""
        return self._month or Month.of(self.app.clock().date())

    @month.setter
    def month(self, month: Month) -> None:
        self._month = month

    def action_month(self, step: int) -> None:
        self.go_to_month(self.month.next if step > 0 else self.month.previous)

    def go_to_month(self, month: Month) -> None:
        """Reads another month."""
        self.month = month
        self.refresh_header()
        self.refresh_data()
