"""How attendance goes: months of the company or a unit, or the units of a month, drawn as bars."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.attendance import queries
from opsconsole.attendance.queries.trend import TrendLine, by_month, by_unit
from opsconsole.attendance.rules.names import as_days
from opsconsole.console.keys import key
from opsconsole.console.page import MonthPage
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, language, pgettext, text_of

NAME, PEOPLE, RATE, NUMBER = 16, 5, 6, 5
GAPS = 14
SHORTEST, LONGEST = 6, 24
BARS = 3
LOW_PERMILLE = 950
ALL_UNITS = ""


class TrendPage(MonthPage):
    """Attendance rate, lateness and absence, with a bar for each."""

    AUTO_FOCUS = "#trend"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f8", "turn", N_("Months, units"), N_("The months of a unit, or the units of a month"), id="trend.turn"),
        key("ctrl+t", "unit", N_("Unit"), N_("The months of one unit, or of all"), id="trend.unit"),
    ]
    DEFAULT_CSS = """
    TrendPage #trend-told { padding: 0 1; }
    """

    def __init__(self, area: str, month: Month) -> None:
        super().__init__(area, month)
        self._by_unit = False
        self._unit: Choice | None = None
        self._lines: Sequence[TrendLine] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=1, id="trend-told")
        yield Grid(id="trend")

    def context(self) -> str:
        return _("Trend up to {month}").format(month=self.month)

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is None:
            return
        if self._by_unit:
            self.fetch(by_unit, desk.actor, self.month, then=self._show, group="trend")
        else:
            unit_id = int(self._unit.key) if self._unit is not None else None
            self.fetch(by_month, desk.actor, self.month, unit_id, then=self._show, group="trend")

    def _show(self, lines: Sequence[TrendLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        lines = self._lines
        if lines is None:
            return
        if self._by_unit:
            told = _("The units in {month}").format(month=self.month)
        else:
            told = _("Months of {unit}").format(unit=self._unit.label if self._unit else _("the whole company"))
        self.query_one("#trend-told", Lines).show([Line(told, "strong")])
        self.grid.empty = _("No month is judged yet.")
        room = self.size.width - NAME - PEOPLE - RATE - 2 * NUMBER - GAPS
        bar = max(SHORTEST, min(room // BARS, LONGEST))
        columns = [
            Column("name", _("Unit") if self._by_unit else _("Month"), width=NAME),
            Column("people", pgettext("column", "Staff"), width=PEOPLE, align=Align.RIGHT),
            Column("rate", _("Rate"), width=RATE, align=Align.RIGHT),
            Column("rate_bar", _("Present of due"), width=bar),
            Column("late", pgettext("column", "Late"), width=NUMBER, align=Align.RIGHT),
            Column("late_bar", _("Late and early"), width=bar),
            Column("absence", pgettext("column", "Abs"), width=NUMBER, align=Align.RIGHT),
            Column("absence_bar", _("Days absent"), width=bar),
        ]
        most_late = max((line.late_times + line.early_times for line in lines), default=0)
        most_absent = max((line.absence_halves for line in lines), default=0)
        draw = partial(_row, bar=bar, most_late=most_late, most_absent=most_absent)
        self.grid.show(ListSource([draw(line) for line in lines]), columns=(columns, (), ()))

    def action_turn(self) -> None:
        self._by_unit = not self._by_unit
        self.refresh_data()

    def action_unit(self) -> None:
        assert self.app.desk is not None
        actor, month = self.app.desk.actor, self.month

        def find(text: str) -> Sequence[Choice]:
            units = self.app.read(queries.units_in_month, actor, month, text)
            everybody = [] if text else [Choice(ALL_UNITS, _("All units"))]
            named = ((unit, unit.name_zh if language() == "zh" else unit.name_en) for unit in units)
            return everybody + [Choice(str(unit.unit_id), f"{unit.code} {name}") for unit, name in named]

        self.ask(Picker(Message(N_("Months of one unit")), find), self._unit_chosen)

    def _unit_chosen(self, choice: Choice) -> None:
        self._unit = choice if choice.key != ALL_UNITS else None
        self._by_unit = False
        self.refresh_data()


def _row(line: TrendLine, *, bar: int, most_late: int, most_absent: int) -> GridRow:
    rate = line.rate_permille
    told = "" if rate is None else f"{rate // 10}.{rate % 10}%"
    look = "bad" if rate is not None and rate < LOW_PERMILLE else "good"
    late = line.late_times + line.early_times
    return GridRow(
        line.key,
        [
            text_of(line.name),
            str(line.people),
            Cell(told, look),
            Cell(_bar(min(rate or 0, 1000), 1000, bar), look),
            str(late) if late else "",
            Cell(_bar(late, most_late, bar), "warn"),
            as_days(line.absence_halves) if line.absence_halves else "",
            Cell(_bar(line.absence_halves, most_absent, bar), "bad"),
        ],
    )


def _bar(value: int, most: int, cells: int) -> str:
    """A bar of at most so many cells; whatever is not nothing has one."""
    return "#" * max(cells * value // most, 1) if value and most else ""
