"""What is left of somebody's leave in a year, and every entry of the ledger that moved it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.attendance.requests.model import EntryReason
from opsconsole.attendance.requests.queries import BalanceEntry, balance_entries
from opsconsole.attendance.rules.names import LEAVE_NAMES
from opsconsole.console.keys import key
from opsconsole.console.page import Page
from opsconsole.console.requests.previews import days_words
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.i18n import N_, _

REASONS = {
    EntryReason.GRANTED: N_("granted for the year"),
    EntryReason.USED: N_("used"),
    EntryReason.GIVEN_BACK: N_("given back"),
    EntryReason.CORRECTED: N_("corrected"),
}
AT, KIND, DAYS, WHY, NUMBER, NOTE = 16, 16, 8, 20, 14, 30


class BalancesPage(Page):
    """The ledger of a year; `[` and `]` go to the year before and after."""

    AUTO_FOCUS = "#entries"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("left_square_bracket,ctrl+left", "year(-1)", N_("Year before"), id="balances.previous"),
        key("right_square_bracket,ctrl+right", "year(1)", N_("Next year"), id="balances.next"),
    ]

    def __init__(self, area: str, employee_id: int) -> None:
        super().__init__(area)
        self._employee_id = employee_id
        self._year = 0
        self._entries: Sequence[BalanceEntry] = ()

    def body(self) -> ComposeResult:
        yield Grid(id="entries")

    def context(self) -> str:
        return _("Leave of {year}").format(year=self._year)

    def refresh_data(self) -> None:
        self._year = self._year or self.app.clock().year
        self.refresh_header()
        self.fetch(balance_entries, self._employee_id, self._year, then=self._show)

    def _show(self, entries: Sequence[BalanceEntry]) -> None:
        self._entries = entries
        self._draw()

    def _draw(self) -> None:
        grid = self.query_one(Grid)
        grid.empty = _("Nothing moved in this year yet: what it grants is entered when the first leave is approved.")
        columns = [
            Column("at", _("At"), width=AT),
            Column("kind", _("Kind of leave"), width=KIND),
            Column("days", _("Days"), width=DAYS, align=Align.RIGHT),
            Column("why", _("Why"), width=WHY),
            Column("number", _("Number"), width=NUMBER),
            Column("note", _("Note"), width=NOTE),
        ]
        rows = [_row(place, entry) for place, entry in enumerate(self._entries)]
        grid.show(ListSource(rows), columns=(columns, (), ()))

    def retranslate(self) -> None:
        super().retranslate()
        self._draw()

    def action_year(self, step: int) -> None:
        self._year += step
        self.refresh_data()


def _row(place: int, entry: BalanceEntry) -> GridRow:
    sign = "-" if entry.halves < 0 else "+"
    days = Cell(sign + days_words(abs(entry.halves)), "warn" if entry.halves < 0 else "good")
    cells = [
        f"{entry.at:%Y-%m-%d %H:%M}",
        _(LEAVE_NAMES[entry.kind]),
        days,
        _(REASONS[entry.reason]),
        entry.number,
        entry.note,
    ]
    return GridRow(place, cells)
