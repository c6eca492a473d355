"""The stockroom's months: the next one is closed, the last one reopened (SUP-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.access.sitting import Sitting
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.sitting import ShownList, in_sitting
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_yuan
from opsconsole.stockroom.queries.months import StockMonthLine, stock_months
from opsconsole.stockroom.service.months import close_month, month_item, reopen_month

MONTH, STATE, VOUCHERS, VALUE, CHANGED = 9, 10, 9, 16, 24
GAPS, NARROWEST = 9, 10


class MonthsPage(GridPage):
    """Every month with a voucher, the newest first."""

    AUTO_FOCUS = "#stock-months"
    NEEDS: ClassVar[Mapping[str, str]] = {"close": Permission.MONTH_CLOSE, "reopen": Permission.MONTH_REOPEN}
    BINDINGS: ClassVar[list[BindingType]] = [
        key(
            "ctrl+s",
            "close",
            N_("Close"),
            N_("Closes the month that is next: it takes no voucher any more"),
            id="stock_months.close",
        ),
        key(
            "ctrl+r",
            "reopen",
            N_("Reopen"),
            N_("Opens the last closed month again, with a reason"),
            id="stock_months.reopen",
        ),
    ]

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._lines: Sequence[StockMonthLine] | None = None
        self._next: Month | None = None

    def body(self) -> ComposeResult:
        yield Grid(id="stock-months")

    def context(self) -> str:
        return _("Months of the stockroom")

    def refresh_data(self) -> None:
        self.fetch(stock_months, then=self._show)

    def _show(self, found: tuple[Sequence[StockMonthLine], Month | None]) -> None:
        self._lines, self._next = found
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        self.grid.empty = _("Nothing was posted yet.")
        rest = max(self.size.width - MONTH - STATE - VOUCHERS - VALUE - CHANGED - GAPS, NARROWEST)
        columns = [
            Column("month", _("Month"), width=MONTH),
            Column("state", _("State"), width=STATE),
            Column("vouchers", _("Vouchers"), width=VOUCHERS, align=Align.RIGHT),
            Column("value", _("Value at its end"), width=VALUE, align=Align.RIGHT),
            Column("changed", _("Closed or reopened"), width=CHANGED),
            Column("reason", _("Reason"), width=rest),
        ]
        self.grid.show(ListSource(self._row(line) for line in self._lines), columns=(columns, (), ()))
        self.refresh_bindings()

    def _row(self, line: StockMonthLine) -> GridRow:
        look = "good" if line.closed else "warn" if line.month == self._next else ""
        state = Cell(pgettext("month", "closed") if line.closed else pgettext("month", "open"), look)
        changed = f"{line.changed_at:%Y-%m-%d %H:%M} {line.changed_by}" if line.changed_at is not None else ""
        value = format_yuan(line.value_fen) if line.value_fen is not None else ""
        return GridRow(str(line.month), [str(line.month), state, str(line.vouchers), value, changed, line.reason])

    @property
    def _last_closed(self) -> Month | None:
        return next((line.month for line in self._lines or () if line.closed), None)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and action == "close":
            return True if self._next is not None else None
        if allowed and action == "reopen":
            return True if self._last_closed is not None else None
        return allowed

    def action_close(self) -> None:
        month = self._next
        if month is None:
            return
        question = Message(N_("Close {month} of the stockroom? It takes no voucher any more."), month=str(month))
        said = Message(N_("{month} of the stockroom is closed"), month=str(month))

        def answered(yes: bool) -> None:
            if yes:
                self.perform(close_month, month, self.app.clock(), said=said)

        self.ask(Confirm(question), answered)

    def action_reopen(self) -> None:
        month = self._last_closed
        if month is not None:
            fields = (TextField("reason", N_("Reason"), required=True, max_length=500),)
            title = Message(N_("Reopen {month} of the stockroom"), month=str(month))
            save = partial(self._asked, month)
            self.open_form(Form(title, fields, draft_key=f"stock-reopen:{month}", save=save))

    def _asked(self, month: Month, values: Mapping[str, Any], form: Form) -> None:
        item = month_item(month)
        title = Message(N_("Reopen {month} of the stockroom"), month=str(month))
        shown = ShownList(title, Message(N_("One month")), (item,))
        said = Message(N_("{month} of the stockroom is open again"), month=str(month))

        def reopen(sitting: Sitting) -> None:
            self.perform(reopen_month, month, values["reason"], sitting, self.app.clock(), form=form, said=said)

        in_sitting(self, shown, (item,), reopen)
