"""What units used up: by month, unit or category, with a bar for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.console.keys import key
from opsconsole.console.naming import said
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Named
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan
from opsconsole.stockroom.files.papers import CONSUMPTION
from opsconsole.stockroom.queries.consumption import Consumed, consumption, summed

VIEWS = (("unit", N_("Unit")), ("category", N_("Category")), ("month", N_("Month")))
MONTHS = 12
NAME, AMOUNT, SHARE = 20, 13, 6
GAPS, SHORTEST = 8, 8


class ConsumptionPage(GridPage):
    """A year up to a month; F8 turns it, `[ ]` move it."""

    AUTO_FOCUS = "#consumed"
    NEEDS: ClassVar[Mapping[str, str]] = {"export": Permission.STOCK_VIEW}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f8", "turn", N_("By unit, category, month"), N_("By unit, category or month"), id="consumed.turn"),
        key("left_square_bracket,ctrl+left", "month(-1)", N_("Month before"), id="consumed.previous"),
        key("right_square_bracket,ctrl+right", "month(1)", N_("Next month"), id="consumed.next"),
        key("ctrl+t", "span", N_("Year, month"), N_("A year up to the month, or the month alone"), id="consumed.span"),
        key("ctrl+e,f9", "export", N_("Export"), N_("Writes the figures to a file"), id="consumed.export"),
    ]
    DEFAULT_CSS = """
    ConsumptionPage #consumed-told { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._view = 0
        self._last: Month | None = None
        self._year = True
        self._lines: Sequence[Consumed] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=1, id="consumed-told")
        yield Grid(id="consumed")

    def context(self) -> str:
        return _("Consumption")

    @property
    def last(self) -> Month:
        return self._last or Month.of(self.app.clock().date())

    @property
    def first(self) -> Month:
        if not self._year:
            return self.last
        months = self.last.year * MONTHS + self.last.number - MONTHS
        return Month(months // MONTHS, months % MONTHS + 1)

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(consumption, desk.actor, self.first, self.last, then=self._show)

    def _show(self, lines: Sequence[Consumed]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        by, title = VIEWS[self._view]
        sums = summed(self._lines, by)
        total = sum(fen for _name, fen in sums)
        span = str(self.last) if not self._year else f"{self.first} - {self.last}"
        words = _("{span}: used up {total}").format(span=span, total=format_yuan(total))
        self.query_one("#consumed-told", Lines).show([Line(words, "strong")])
        self.grid.empty = _("Nothing was used up in these months.")
        bar = max(self.size.width - NAME - AMOUNT - SHARE - GAPS, SHORTEST)
        columns = [
            Column("name", _(title), width=NAME),
            Column("amount", _("Amount"), width=AMOUNT, align=Align.RIGHT),
            Column("share", _("Share"), width=SHARE, align=Align.RIGHT),
            Column("bar", "", width=bar),
        ]
        most = max((fen for _name, fen in sums), default=0)
        rows = [
            GridRow(
                str(name),
                [
                    said(name) if isinstance(name, Named) else str(name) or _("no category"),
                    format_yuan(fen),
                    f"{fen * 100 // total}%" if total > 0 else "",
                    Cell("#" * max(bar * fen // most, 1) if fen > 0 and most else "", "info"),
                ],
            )
            for name, fen in sums
        ]
        self.grid.show(ListSource(rows), columns=(columns, (), ()))

    def action_turn(self) -> None:
        self._view = (self._view + 1) % len(VIEWS)
        self.draw()

    def action_month(self, step: int) -> None:
        self._last = self.last.next if step > 0 else self.last.previous
        self.refresh_data()

    def action_span(self) -> None:
        self._year = not self._year
        self.refresh_data()

    def action_export(self) -> None:
        first: date = self.first.first
        print_kind(
            self,
            CONSUMPTION,
            ExportOptions(from_day=first, to_day=self.last.last),
            f"consumption-{self.last}.xlsx",
            hint=N_(".xlsx or .csv"),
        )
