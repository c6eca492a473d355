"""The vouchers, the newest first: looked into, reversed, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.naming import said
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.stockroom.drawing import quantity_words
from opsconsole.console.stockroom.reversing import Reversing
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.find_bar import FindBar
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan
from opsconsole.stockroom.files.papers import STOCK_VOUCHER
from opsconsole.stockroom.queries.vouchers import VoucherDetail, VoucherLine, voucher_detail, vouchers
from opsconsole.stockroom.words import KIND_NAMES

MOST = 1_000
NUMBER, DAY, KIND, AMOUNT = 12, 10, 20, 12
GAPS, NARROWEST = 8, 20
TOLD = 7


class VouchersPage(GridPage):
    """Number, date, what it is, for whom, at which amount; the lines of the one under the cursor below."""

    AUTO_FOCUS = "#vouchers"
    NEEDS: ClassVar[Mapping[str, str]] = {"reverse": "stock.keep"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+f,slash", "find", N_("Find"), N_("Finds by number, person, invoice or note"), id="vouchers.find"),
        key("ctrl+x", "reverse", N_("Reverse"), N_("Reverses this voucher, with a reason"), id="vouchers.reverse"),
        key("f9", "print", N_("Print"), N_("Writes the slip of this voucher as PDF"), id="vouchers.print"),
    ]
    DEFAULT_CSS = """
    VouchersPage #vouchers { border-bottom: solid $panel; }
    VouchersPage #voucher-told { padding: 0 1; }
    """

    def __init__(self, area: str, typed: str = "") -> None:
        super().__init__(area)
        self._typed = typed
        self._lines: Sequence[VoucherLine] | None = None
        self._detail: VoucherDetail | None = None

    def body(self) -> ComposeResult:
        yield FindBar(N_("Find: number, person, invoice or note"))
        yield Grid(id="vouchers")
        yield Lines(most=TOLD, id="voucher-told")

    def context(self) -> str:
        return _("Vouchers")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(FindBar).fill(self._typed)

    def refresh_data(self) -> None:
        self.fetch(vouchers, MOST, None, self._typed, then=self._show)

    def _show(self, lines: Sequence[VoucherLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        self.grid.empty = _("No voucher is called that.") if self._typed else _("Nothing was posted yet.")
        rest = max(self.size.width - NUMBER - DAY - KIND - AMOUNT - GAPS, NARROWEST)
        columns = [
            Column("number", _("Voucher"), width=NUMBER),
            Column("day", _("Date"), width=DAY),
            Column("kind", _("Kind"), width=KIND),
            Column("amount", _("Amount"), width=AMOUNT, align=Align.RIGHT),
            Column("whom", _("For"), width=rest),
        ]
        self.grid.show(ListSource(_row(line) for line in self._lines), columns=(columns, (), ()))
        self._show_detail()

    def _show_detail(self) -> None:
        detail = self._detail
        if detail is None:
            return
        head = detail.head
        words = [f"{head.posted_at:%Y-%m-%d %H:%M} {head.posted_by or _('the machine')}"]
        words += [text for text in (head.form, head.invoice, head.supplier, head.note) if text]
        if head.over_quota:
            words.append(_("over quota: {reason}").format(reason=head.over_quota))
        if head.incomplete:
            words.append(_("incomplete: it pays nothing"))
        lines = [Line("  ".join(words), "muted")]
        for line in detail.lines:
            quantity = quantity_words(line.item, line.quantity)
            told = f"{line.item.code} {said(line.item.named)}  {quantity}  {format_yuan(line.amount_fen)}"
            lines.append(Line(told))
        self.query_one("#voucher-told", Lines).show(lines)

    @property
    def here(self) -> VoucherLine | None:
        """The voucher under the cursor."""
        return next((line for line in self._lines or () if line.id == self.grid.cursor_id), None)

    def on_grid_cursor_moved(self, moved: Grid.CursorMoved) -> None:
        if isinstance(moved.row_id, int):
            self.fetch(voucher_detail, moved.row_id, then=self._detail_read, group="voucher")
        self.refresh_bindings()

    def _detail_read(self, detail: VoucherDetail) -> None:
        self._detail = detail
        self._show_detail()

    def on_find_bar_changed(self, changed: FindBar.Changed) -> None:
        self._typed = changed.text
        self.refresh_data()

    def on_find_bar_left(self, _left: FindBar.Left) -> None:
        self.grid.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and self.is_mounted and action in ("reverse", "print"):
            return True if self.here is not None else None
        return allowed

    def action_find(self) -> None:
        self.query_one(FindBar).open()

    def action_reverse(self) -> None:
        if self.here is not None:
            Reversing(self).ask(self.here.id, self.here.number, self.here.day)

    def action_print(self) -> None:
        if self.here is not None:
            number = self.here.number
            print_kind(self, STOCK_VOUCHER, ExportOptions(number=number), f"{number}.pdf")


def _row(line: VoucherLine) -> GridRow:
    kind = _(KIND_NAMES[line.kind])
    look = ""
    if line.reversed_by:
        kind, look = _("Reversed: {what}").format(what=kind), "muted"
    elif line.reverses:
        kind, look = f"{kind} {line.reverses}", "bad"
    elif line.incomplete:
        look = "warn"
    whom = f"{said(line.unit)} {line.person} {line.badge}".strip()
    if line.receiver:
        whom = f"{whom} > {line.receiver} {line.receiver_badge}"
    return GridRow(
        line.id, [line.number, str(line.day), Cell(kind, look), format_yuan(line.amount_fen), whom or line.supplier]
    )
