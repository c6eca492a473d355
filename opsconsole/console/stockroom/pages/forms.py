"""Funds-use forms with what is left of each line (SUP-1 to SUP-3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.approvals.rules.states import STATE_NAMES, State
from opsconsole.console.keys import key
from opsconsole.console.naming import said
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan
from opsconsole.stockroom.files.papers import FUNDS_FORM
from opsconsole.stockroom.queries.forms import FormDetail, FormLine, form_detail, forms

if TYPE_CHECKING:
    from opsconsole.console.stockroom.screen import StockroomScreen

NUMBER, DAY, UNIT, STATE, AMOUNT = 12, 10, 12, 10, 12
GAPS, NARROWEST = 9, 14
TOLD = 8


class FormsPage(GridPage):
    """The forms that the person may see; the lines of the one under the cursor below, with what is left of them."""

    AUTO_FOCUS = "#forms"
    NEEDS: ClassVar[Mapping[str, str]] = {"take_in": Permission.STOCK_KEEP, "change": Permission.FUNDS_DRAFT}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+u", "take_in", N_("Stock-in"), N_("Takes goods in against this form"), id="forms.take_in"),
        key(
            "ctrl+o", "change", N_("Change"), N_("Changes this returned form, to be handed in again"), id="forms.change"
        ),
        key("f9", "print", N_("Print"), N_("Writes this form as PDF"), id="forms.print"),
    ]
    DEFAULT_CSS = """
    FormsPage #forms { border-bottom: solid $panel; }
    FormsPage #form-told { padding: 0 1; }
    """

    def __init__(self, area: str, counter: StockroomScreen, number: str = "") -> None:
        super().__init__(area)
        self._counter = counter
        self._number = number
        self._lines: Sequence[FormLine] | None = None
        self._detail: FormDetail | None = None

    def body(self) -> ComposeResult:
        yield Grid(id="forms")
        yield Lines(most=TOLD, id="form-told")

    def context(self) -> str:
        return _("Funds-use forms")

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(forms, desk.actor, self.app.clock(), then=self._show)

    def _show(self, lines: Sequence[FormLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        self.grid.empty = _("No form was filled in yet. F8 on the counter begins one, Ctrl+L one for what is low.")
        rest = max(self.size.width - NUMBER - DAY - UNIT - STATE - AMOUNT - GAPS, NARROWEST)
        columns = [
            Column("number", _("Number"), width=NUMBER),
            Column("day", _("Date"), width=DAY),
            Column("unit", _("Unit"), width=UNIT),
            Column("state", _("State"), width=STATE),
            Column("amount", _("Amount"), width=AMOUNT, align=Align.RIGHT),
            Column("purpose", _("Purpose"), width=rest),
        ]
        rows = [
            GridRow(
                line.id,
                [
                    line.number,
                    f"{line.submitted_at:%Y-%m-%d}",
                    said(line.unit),
                    _(STATE_NAMES[line.state]),
                    format_yuan(line.amount_fen),
                    line.purpose,
                ],
            )
            for line in self._lines
        ]
        wanted = next((line.id for line in self._lines if line.number == self._number), None)
        self._number = ""
        self.grid.show(ListSource(rows), cursor=wanted, columns=(columns, (), ()))
        self._show_detail()

    def _show_detail(self) -> None:
        if self._detail is None:
            return
        lines = []
        for item, left in self._detail.lines:
            words = _("{item}: {quantity} {unit}, {amount}; left {left} {unit}, {left_amount}").format(
                item=f"{left.line}. {item.code} {said(item.named)}",
                quantity=left.quantity,
                unit=item.unit,
                amount=format_yuan(left.amount_fen),
                left=left.left,
                left_amount=format_yuan(left.left_fen),
            )
            lines.append(Line(words, "" if left.left else "muted"))
        self.query_one("#form-told", Lines).show(lines)

    def on_grid_cursor_moved(self, moved: Grid.CursorMoved) -> None:
        if isinstance(moved.row_id, int):
            self.fetch(form_detail, moved.row_id, then=self._detail_read, group="form")

    def _detail_read(self, detail: FormDetail) -> None:
        self._detail = detail
        self._show_detail()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and action == "take_in":
            return True if self._detail is not None and self._detail.is_open else None
        if allowed and action == "change":
            return True if self._may_change else None
        if allowed and action == "print":
            return True if self._detail is not None else None
        return allowed

    @property
    def _may_change(self) -> bool:
        desk, detail = self.app.desk, self._detail
        if desk is None or detail is None or detail.head.state is not State.RETURNED:
            return False
        return detail.head.requester_id == desk.actor.employee_id or self.app.may(Permission.REQUESTS_ENTER)

    def action_change(self) -> None:
        if self._detail is not None:
            detail = self._detail
            self.dismiss(None)
            self._counter.begin_change(detail)

    def action_take_in(self) -> None:
        if self._detail is not None:
            detail = self._detail
            self.dismiss(None)
            self._counter.begin_on(detail)

    def action_print(self) -> None:
        if self._detail is not None:
            number = self._detail.head.number
            print_kind(self, FUNDS_FORM, ExportOptions(number=number), f"{number}.pdf")
