"""Loans of which something is open, person by person (EXP-1)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from textual.app import ComposeResult

from opsconsole.console.page import GridPage
from opsconsole.console.requests.detail_page import RequestPage
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.i18n import _
from opsconsole.money import format_yuan
from opsconsole.reimbursement.queries.loans import LoanDetail, open_loan_details

NUMBER, WHO, BADGE, MONEY, DAY = 12, 8, 8, 12, 10
GAPS, NARROWEST = 9, 8


class LoansPage(GridPage):
    """A line for each loan; Enter opens its story."""

    AUTO_FOCUS = "#loans"
    DEFAULT_CSS = """
    LoansPage #loans-told { padding: 0 1; }
    LoansPage #loans { border-bottom: solid $panel; }
    LoansPage #loan-here { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._loans: Sequence[LoanDetail] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=1, id="loans-told")
        yield Grid(id="loans")
        yield Lines(most=2, id="loan-here")

    def context(self) -> str:
        return _("Loans open")

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(open_loan_details, desk.actor, then=self._show)

    def _show(self, loans: Sequence[LoanDetail]) -> None:
        self._loans = loans
        self.draw()

    def draw(self) -> None:
        if self._loans is None:
            return
        self.grid.empty = _("No loan is open.")
        rest = max(self.size.width - NUMBER - WHO - BADGE - 2 * MONEY - DAY - GAPS, NARROWEST)
        columns = [
            Column("number", _("Loan"), width=NUMBER),
            Column("who", _("Borrower"), width=WHO),
            Column("badge", _("Badge"), width=BADGE),
            Column("purpose", _("Purpose"), width=rest),
            Column("amount", _("Amount"), width=MONEY, align=Align.RIGHT),
            Column("open", _("Still open"), width=MONEY, align=Align.RIGHT),
            Column("due", _("To be settled by"), width=DAY),
        ]
        today = self.app.clock().date()
        rows = (
            GridRow(
                one.id,
                [
                    one.number,
                    one.name,
                    one.badge,
                    one.purpose,
                    format_yuan(one.amount_fen),
                    format_yuan(one.open_fen),
                    Cell(str(one.due), "bad" if one.due < today else ""),
                ],
            )
            for one in self._loans
        )
        self.grid.show(ListSource(rows), columns=(columns, (), ()))
        told = _("{count} loans of {people} people, open {sum}; overdue {overdue}").format(
            count=len(self._loans),
            people=len({one.badge for one in self._loans}),
            sum=format_yuan(sum(one.open_fen for one in self._loans)),
            overdue=sum(one.due < today for one in self._loans),
        )
        self.query_one("#loans-told", Lines).show([Line(told, "strong")])
        self._draw_here()

    def _draw_here(self) -> None:
        """What the person of the loan here has open in all."""
        here = next((one for one in self._loans or () if one.id == self.grid.cursor_id), None)
        shown = []
        if here is not None:
            sums = {badge: list(group) for badge, group in groupby(self._loans or (), key=lambda one: one.badge)}
            words = _("{name} {badge}: {count} loans, open {sum}").format(
                name=here.name,
                badge=here.badge,
                count=len(sums[here.badge]),
                sum=format_yuan(sum(one.open_fen for one in sums[here.badge])),
            )
            shown.append(Line(words, "muted"))
        self.query_one("#loan-here", Lines).show(shown)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self._draw_here()

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        here = self.grid.cursor_id
        if isinstance(here, int):
            self.app.push_screen(RequestPage(self.area, (here,)))
