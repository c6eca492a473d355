"""What the lists of a month have in common: a line each, one new, one taken away, the month before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.page import MonthPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.grid import Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.queries import FoundKind, search

MOST_FOUND = 50
NARROWEST = 16
GAPS = 6
"""Gutter, gaps and scroll bar beside the columns."""


class MonthListPage(MonthPage):
    """A list of a month. A subclass says what is read (`QUERY`), how it is shown, and what new and away mean."""

    AUTO_FOCUS = "#kept"
    QUERY: ClassVar[Callable[..., Sequence[Any]]]
    TITLE_WORDS: ClassVar[str]
    EMPTY: ClassVar[str]
    NEEDS: ClassVar[Mapping[str, str]] = {"new": "attendance.import", "away": "attendance.import"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "new", N_("New"), N_("Enters a new line"), id="kept.new"),
        key("ctrl+d,delete", "away", N_("Take away"), N_("Takes this line away, after a question"), id="kept.away"),
    ]

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area, month)
        self._lines: dict[int, Any] = {}

    def body(self) -> ComposeResult:
        yield Grid(id="kept")

    def context(self) -> str:
        return f"{_(self.TITLE_WORDS)} {self.month}"

    @property
    def here(self) -> Any:
        """The line under the cursor; None where there is none."""
        found = self.grid.cursor_id
        return self._lines.get(found) if isinstance(found, int) else None

    def refresh_data(self) -> None:
        self.fetch(type(self).QUERY, self.month.first, self.month.last, then=self._show)

    def _show(self, lines: Sequence[Any]) -> None:
        self._lines = {line.id: line for line in lines}
        self.draw()

    def draw(self) -> None:
        self.grid.empty = _(self.EMPTY)
        self.grid.show(
            ListSource(GridRow(line.id, self.cells(line)) for line in self._lines.values()),
            columns=(self.columns(self.size.width), (), ()),
        )
        self.refresh_bindings()

    def columns(self, width: int) -> list[Column]:
        """The columns in so many cells."""
        raise NotImplementedError

    def cells(self, line: Any) -> Sequence[Any]:
        """What stands in the columns for a line."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "away" and self.is_mounted and self.here is None:
            return None
        return super().check_action(action, parameters)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self.refresh_bindings()

    def people(self, text: str) -> list[Choice]:
        """Employees by badge, name or pinyin, as they are at the end of the month."""
        on = min(self.month.last, self.app.clock().date())
        found = self.app.read(search, text, on, MOST_FOUND, frozenset({FoundKind.PERSON}))
        return [Choice(str(one.id), f"{one.name_zh} {one.code}") for one in found]

    def day_to_begin(self) -> date:
        """The day a form begins with: today, or the first of a month that is not this one."""
        today = self.app.clock().date()
        return today if Month.of(today) == self.month else self.month.first

    def take_away(self, question: Message, verb: Callable[..., Any], *args: Any, said: Message) -> None:
        """Asks, and then does it."""

        def answered(yes: bool) -> None:
            if yes:
                self.perform(verb, *args, said=said)

        self.ask(Confirm(question), answered)


def moment(day: date, minutes: int) -> datetime:
    """A time of day; 24:30 is half past midnight of the day after."""
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def minutes_of(at: datetime, day: date) -> int:
    """The minutes of a moment from the midnight that begins `day`."""
    return int((at - datetime.combine(day, time())) / timedelta(minutes=1))


def span_words(start: datetime, finish: datetime) -> str:
    """From when to when: the day is said again only where it is another."""
    last = f"{finish:%H:%M}" if finish.date() == start.date() else f"{finish:%m-%d %H:%M}"
    return f"{start:%H:%M}-{last}"
