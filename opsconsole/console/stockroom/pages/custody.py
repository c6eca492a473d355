"""Custody: who holds what since when, at which cost (SUP-7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.stockroom.basket import Mode
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _, language, pgettext
from opsconsole.money import format_yuan
from opsconsole.stockroom.files.papers import CUSTODY
from opsconsole.stockroom.queries.custody import CustodyLine, custody

if TYPE_CHECKING:
    from opsconsole.console.stockroom.screen import StockroomScreen

BADGE, NAME, CODE, QUANTITY, COST, SINCE = 9, 10, 9, 8, 11, 10
GAPS, NARROWEST = 10, 14


class CustodyPage(GridPage):
    """Everybody's for who keeps the stockroom, one's own for everybody else."""

    AUTO_FOCUS = "#custody"
    NEEDS: ClassVar[Mapping[str, str]] = {"act": Permission.STOCK_KEEP, "print": Permission.STOCK_VIEW}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+t", "act('handover')", N_("Hand over"), N_("Hands this over to somebody"), id="custody.hand_over"),
        key("ctrl+u", "act('return')", N_("Brought back"), N_("Takes this back into stock"), id="custody.back"),
        key("ctrl+x", "act('loss')", N_("Lost"), N_("Writes this down as lost, to be paid for"), id="custody.lost"),
        key("f9,ctrl+e", "print", N_("Print"), N_("Writes the list, a page for each person"), id="custody.print"),
    ]
    DEFAULT_CSS = """
    CustodyPage #custody-told { padding: 0 1; }
    """

    def __init__(self, area: str, counter: StockroomScreen) -> None:
        super().__init__(area)
        self._counter = counter
        self._lines: Sequence[CustodyLine] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=1, id="custody-told")
        yield Grid(id="custody")

    def context(self) -> str:
        return _("Custody") if self.app.may(Permission.STOCK_VIEW) else _("What you hold in custody")

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            own = None if self.app.may(Permission.STOCK_VIEW) else desk.actor.employee_id or 0
            self.fetch(custody, own, then=self._show)

    def _show(self, lines: Sequence[CustodyLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        people = len({line.employee_id for line in self._lines})
        cost = format_yuan(sum(line.stock.amount_fen for line in self._lines))
        words = _("{people} people hold things that cost {cost}").format(people=people, cost=cost)
        self.query_one("#custody-told", Lines).show([Line(words, "strong")] if self._lines else [])
        self.grid.empty = _("Nobody holds anything in custody.")
        if not self.app.may(Permission.STOCK_VIEW):
            self.grid.empty = _("You hold nothing in custody.")
        rest = max(self.size.width - BADGE - NAME - CODE - QUANTITY - COST - SINCE - GAPS, NARROWEST)
        columns = [
            Column("badge", _("Badge"), width=BADGE),
            Column("name", _("Name"), width=NAME),
            Column("code", pgettext("item", "Code"), width=CODE),
            Column("item", _("Item"), width=rest),
            Column("quantity", _("Quantity"), width=QUANTITY, align=Align.RIGHT),
            Column("cost", _("Cost"), width=COST, align=Align.RIGHT),
            Column("since", _("Since"), width=SINCE),
        ]
        rows = [
            GridRow(
                (line.employee_id, line.item_id),
                [
                    line.badge,
                    line.person,
                    line.item,
                    f"{line.name_zh if language() == 'zh' else line.name_en} {line.spec}".strip(),
                    f"{line.stock.quantity} {line.unit}",
                    format_yuan(line.stock.amount_fen),
                    str(line.since),
                ],
            )
            for line in self._lines
        ]
        self.grid.show(ListSource(rows), columns=(columns, (), ()))

    def action_act(self, mode: str) -> None:
        """Begins the voucher at the counter, with the person and the thing in it."""
        here = self.grid.cursor_id
        line = next((one for one in self._lines or () if (one.employee_id, one.item_id) == here), None)
        if line is not None:
            self.dismiss(None)
            self._counter.begin_with(Mode(mode), line.employee_id, line.item_id)

    def action_print(self) -> None:
        print_kind(self, CUSTODY, ExportOptions(), "custody.pdf")
