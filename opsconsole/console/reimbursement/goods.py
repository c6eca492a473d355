"""Payments for goods of a day by region, reconciled with the sales notes that finance checks (EXP-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.cashbook.files import GOODS
from opsconsole.cashbook.queries.goods import DayGoods, GoodsLine, RegionDay, day_goods, open_days
from opsconsole.cashbook.rules.goods import Match
from opsconsole.cashbook.service.goods import reconcile
from opsconsole.cashbook.words import MATCH_NAMES
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.reimbursement.notes import NotesPage
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import DayField, Form, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan

REGION, MONEY, VOUCHER, NOTE, STANDS = 14, 13, 11, 12, 22
GAPS, NARROWEST, ROOMY = 8, 8, 100


class GoodsPage(GridPage):
    """A line for each region; the payments of the one here stand beneath."""

    AUTO_FOCUS = "#regions"
    NEEDS: ClassVar[Mapping[str, str]] = {"reconcile": Permission.SALES_CHECK}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f8", "reconcile", N_("Reconcile"), N_("This region's payments of the day are in order"), id="goods.done"),
        key("left_square_bracket,ctrl+left", "day(-1)", N_("Day before"), id="goods.previous"),
        key("right_square_bracket,ctrl+right", "day(1)", N_("Next day"), id="goods.next"),
        key("ctrl+d", "pick", N_("Day"), N_("Goes to a day that is typed"), id="goods.day"),
        key(
            "ctrl+o,n", "next_open", N_("Next open"), N_("Goes to the next day that is not reconciled"), id="goods.open"
        ),
        key("ctrl+t", "notes", N_("Sales notes"), N_("The sales notes of the month"), id="goods.notes"),
        key("ctrl+e,f9", "export", N_("Export"), N_("Writes the payments of the month to a file"), id="goods.export"),
        key("tab", "other_pane", N_("To the payments and back"), id="goods.pane", show=False),
    ]
    DEFAULT_CSS = """
    GoodsPage #goods-told { padding: 0 1; }
    GoodsPage #regions { height: 1fr; }
    GoodsPage #payments { height: 50%; border-top: solid $panel; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._day: date | None = None
        self._goods: DayGoods | None = None
        self._open: Sequence[date] = ()

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="goods-told")
        yield Grid(id="regions")
        yield Grid(id="payments")

    @property
    def grid(self) -> Grid:
        return self.query_one("#regions", Grid)

    def context(self) -> str:
        return _("Payments for goods")

    @property
    def day(self) -> date:
        return self._day or self.app.clock().date()

    # Reading

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(open_days, then=self._open_read, group="open")
            self.fetch(day_goods, desk.actor, self.day, then=self._show)

    def _open_read(self, days: Sequence[date]) -> None:
        self._open = days
        if self._day is None and days:
            # The first look is at what is still to be done.
            self._go(days[0])
        else:
            self._draw_told()

    def _go(self, day: date) -> None:
        self._day = day
        self.refresh_data()

    def _show(self, goods: DayGoods) -> None:
        self._goods = goods
        self.draw()

    @property
    def here(self) -> RegionDay | None:
        """The region under the cursor."""
        found = self._goods.regions if self._goods is not None else ()
        return next((one for one in found if one.region == self.grid.cursor_id), None)

    def on_grid_cursor_moved(self, moved: Grid.CursorMoved) -> None:
        if moved.grid is self.grid:
            self._draw_payments()
            self._draw_told()
            self.refresh_bindings()

    # Showing

    def draw(self) -> None:
        if self._goods is None:
            return
        self.grid.empty = _("Nothing came in for goods on {day}.").format(day=self.day)
        rest = max(self.size.width - REGION - 3 * MONEY - GAPS, NARROWEST)
        columns = [
            Column("region", _("Region"), width=REGION),
            Column("received", _("Received"), width=MONEY, align=Align.RIGHT),
            Column("covered", _("Covered"), width=MONEY, align=Align.RIGHT),
            Column("difference", _("Difference"), width=MONEY, align=Align.RIGHT),
            Column("state", _("Reconciled"), width=rest),
        ]
        self.grid.show(ListSource(map(_region_row, self._goods.regions)), columns=(columns, (), ()))
        self._draw_payments()
        self._draw_told()
        self.refresh_bindings()

    def _draw_told(self) -> None:
        regions = self._goods.regions if self._goods is not None else ()
        words = _("{day}: received {received}").format(
            day=self.day, received=format_yuan(sum(one.received_fen for one in regions))
        )
        if self._open:
            words += "  " + _("Days not reconciled: {count}, the first {day}").format(
                count=len(self._open), day=self._open[0]
            )
        told = [Line(words, "strong")]
        here = self.here
        if here is not None and here.note:
            told.append(Line(_("Why it differs: {note}").format(note=here.note), "muted"))
        self.query_one("#goods-told", Lines).show(told)

    def _draw_payments(self) -> None:
        grid, here = self.query_one("#payments", Grid), self.here
        grid.display = here is not None
        roomy = self.size.width >= ROOMY
        rest = max(self.size.width - VOUCHER - (1 + roomy) * MONEY - NOTE - STANDS - GAPS, NARROWEST)
        columns = [
            Column("voucher", _("Voucher"), width=VOUCHER),
            Column("party", _("Party"), width=rest),
            Column("note", _("Sales note"), width=NOTE),
            Column("received", _("Received"), width=MONEY, align=Align.RIGHT),
            *([Column("covered", _("Covered"), width=MONEY, align=Align.RIGHT)] if roomy else []),
            Column("stands", _("Stands as"), width=STANDS),
        ]
        lines = self._goods.lines if self._goods is not None else ()
        rows = (_payment_row(line, roomy=roomy) for line in lines if here is not None and line.region == here.region)
        grid.show(ListSource(rows), columns=(columns, (), ()))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and self.is_mounted and action == "reconcile":
            return True if self.here is not None and self.here.is_open else None
        if allowed and action == "next_open" and not self._open:
            return None
        return allowed

    def action_day(self, step: int) -> None:
        self._go(self.day + timedelta(days=step))

    def action_next_open(self) -> None:
        later = [day for day in self._open if day > self.day]
        self._go((later or list(self._open))[0])

    def action_pick(self) -> None:
        def go(values: Mapping[str, Any], form: Form) -> None:
            assert self.app.desk is not None
            form.saved(self.app.desk)
            self._go(values["day"])

        fields = (DayField("day", N_("Date"), required=True),)
        self.open_form(Form(Message(N_("Which day?")), fields, draft_key="goods:day", save=go))

    def action_notes(self) -> None:
        self.app.push_screen(NotesPage(self.area, Month.of(self.day)))

    def action_other_pane(self) -> None:
        payments = self.query_one("#payments", Grid)
        (payments if self.grid.has_focus and payments.display else self.grid).focus()

    def action_export(self) -> None:
        month = Month.of(self.day)
        print_kind(self, GOODS, ExportOptions(month=month), f"goods-{month}.xlsx", hint=N_(".xlsx or .csv"))

    def action_reconcile(self) -> None:
        here = self.here
        if here is None or not here.is_open:
            return
        if here.received_fen == here.covered_fen:
            self._reconcile(here, "", None)
            return
        fields = (TextField("note", N_("Why it differs"), required=True, max_length=500),)
        title = Message(
            N_("{region} {day}: received {received}, notes cover {covered}"),
            region=here.region or Message(N_("no region")),
            day=str(self.day),
            received=format_yuan(here.received_fen),
            covered=format_yuan(here.covered_fen),
        )
        save = partial(self._reconcile_typed, here)
        self.open_form(Form(title, fields, draft_key=f"goods:{self.day}:{here.region}", save=save))

    def _reconcile_typed(self, here: RegionDay, values: Mapping[str, Any], form: Form) -> None:
        self._reconcile(here, values["note"], form)

    def _reconcile(self, here: RegionDay, note: str, form: Form | None) -> None:
        args = (self.day, here.region, here.received_fen, here.covered_fen, note, self.app.clock())
        said = Message(N_("{region} is reconciled"), region=here.region or Message(N_("no region")))
        self.perform(reconcile, *args, form=form, said=said)


def _region_row(one: RegionDay) -> GridRow:
    difference = one.received_fen - one.covered_fen
    if one.reconciled_at is None:
        state = Cell(_("not reconciled"), "warn")
    elif one.changed_since:
        state = Cell(_("changed since {at:%m-%d %H:%M}").format(at=one.reconciled_at), "bad")
    else:
        state = Cell(f"{one.reconciled_at:%m-%d %H:%M} {one.reconciled_by}".rstrip(), "good")
    return GridRow(
        one.region,
        [
            one.region or _("no region"),
            format_yuan(one.received_fen),
            format_yuan(one.covered_fen),
            Cell(format_yuan(difference), "warn") if difference else format_yuan(0),
            state,
        ],
    )


def _payment_row(line: GoodsLine, *, roomy: bool) -> GridRow:
    return GridRow(
        line.voucher_id,
        [
            line.number,
            line.party,
            line.sales_note,
            format_yuan(line.fen),
            *([format_yuan(line.covered_fen)] if roomy else []),
            Cell(_(MATCH_NAMES[line.match]), "good" if line.match is Match.COVERED else "warn"),
        ],
    )
