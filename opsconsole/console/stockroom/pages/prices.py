"""What an item costs at each supplier: last and average paid, beside what is offered now (EXP-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.console.keys import key
from opsconsole.console.naming import known_or_new, said
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import DayField, Form, IntField, MoneyField, PickField, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.money import format_each
from opsconsole.stockroom.files.prices import PRICES
from opsconsole.stockroom.queries.items import ItemLine
from opsconsole.stockroom.queries.prices import (
    SupplierPrices,
    average_paid,
    best_offer,
    last_paid,
    prices_of,
    suppliers,
)
from opsconsole.stockroom.rules.prices import Price, percent_over
from opsconsole.stockroom.service.offers import OfferData, enter_offer
from opsconsole.stockroom.service.posting import LARGEST_QUANTITY

PRICE, DAY, TIMES, SHARE = 10, 10, 6, 7
GAPS, NARROWEST, ROOMY = 10, 8, 100


class PricesPage(GridPage):
    """A line for each supplier, whom it was bought from last first."""

    AUTO_FOCUS = "#prices"
    NEEDS: ClassVar[Mapping[str, str]] = {"new": Permission.ITEMS_EDIT}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "new", N_("Offer"), N_("Enters what a supplier asks"), id="prices.new"),
        key("ctrl+e,f9", "export", N_("Export"), N_("Writes the prices to a file"), id="prices.export"),
    ]
    DEFAULT_CSS = """
    PricesPage #prices-told { padding: 0 1; }
    PricesPage #prices { border-bottom: solid $panel; }
    PricesPage #price-here { padding: 0 1; }
    """

    def __init__(self, area: str, item: ItemLine) -> None:
        super().__init__(area)
        self.item = item
        self._prices: Sequence[SupplierPrices] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="prices-told")
        yield Grid(id="prices")
        yield Lines(most=2, id="price-here")

    def context(self) -> str:
        return _("Prices of {item}").format(item=f"{self.item.code} {said(self.item.named)}")

    def refresh_data(self) -> None:
        self.fetch(prices_of, [self.item.id], then=self._show)

    def _show(self, found: Mapping[int, Sequence[SupplierPrices]]) -> None:
        self._prices = found[self.item.id]
        self.draw()

    def draw(self) -> None:
        if self._prices is None:
            return
        self.grid.empty = _("It was never bought or offered. Ctrl+N enters an offer.")
        roomy = self.size.width >= ROOMY
        rest = max(self.size.width - 3 * PRICE - 2 * DAY - roomy * TIMES - SHARE - GAPS, NARROWEST)
        columns = [
            Column("supplier", _("Supplier"), width=rest),
            *([Column("times", _("Bought"), width=TIMES, align=Align.RIGHT)] if roomy else []),
            Column("last", _("Last price"), width=PRICE, align=Align.RIGHT),
            Column("on", _("Last bought"), width=DAY),
            Column("average", _("Average"), width=PRICE, align=Align.RIGHT),
            Column("offer", _("Offer"), width=PRICE, align=Align.RIGHT),
            Column("against", _("To last"), width=SHARE, align=Align.RIGHT),
            Column("until", _("Holds until"), width=DAY),
        ]
        today = self.app.clock().date()
        last = last_paid(self._prices)
        rows = (_row(one, last[1] if last is not None else None, today, roomy=roomy) for one in self._prices)
        self.grid.show(ListSource(rows), columns=(columns, (), ()))
        told = [Line(_("Per {unit}").format(unit=self.item.unit), "muted")]
        mean, best = average_paid(self._prices), best_offer(self._prices, today)
        words = []
        if mean is not None:
            words.append(_("average of all suppliers {price}").format(price=_each(mean)))
        if best is not None:
            told_best = _("lowest offer {price} of {supplier}")
            words.append(told_best.format(price=_each(best[1].price), supplier=best[0]))
        if words:
            told = [Line("  ".join([_("Per {unit}").format(unit=self.item.unit), *words]), "strong")]
        self.query_one("#prices-told", Lines).show(told)
        self._draw_here()

    def _draw_here(self) -> None:
        here = next((one for one in self._prices or () if one.supplier == self.grid.cursor_id), None)
        shown = []
        if here is not None and here.offer is not None:
            offer = here.offer
            words = _("Offered on {day}: {quantity} {unit}").format(
                day=offer.price.day, quantity=offer.price.quantity, unit=self.item.unit
            )
            shown.append(Line(f"{words}  {offer.note}".rstrip(), "muted"))
        self.query_one("#price-here", Lines).show(shown)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self._draw_here()

    def action_export(self) -> None:
        code = self.item.code
        print_kind(self, PRICES, ExportOptions(item=code), f"prices-{code}.xlsx", hint=N_(".xlsx or .csv"))

    def action_new(self) -> None:
        fields = (
            PickField("supplier", N_("Supplier"), required=True, source=self._suppliers),
            MoneyField("amount_fen", N_("Amount"), required=True, hint=N_("What all of them cost, in yuan")),
            IntField("quantity", N_("Quantity"), required=True, least=1, most=LARGEST_QUANTITY),
            DayField("day", N_("Date"), required=True),
            DayField("until", N_("Holds until"), hint=N_("Empty: not said")),
            TextField("note", N_("Note"), max_length=500),
        )
        values = {"quantity": 1, "day": self.app.clock().date()}
        title = Message(N_("What a supplier asks for {item}"), item=self.item.named)
        self.open_form(Form(title, fields, draft_key=f"offer:{self.item.id}", values=values, save=self._save))

    def _suppliers(self, text: str) -> list[Choice]:
        return known_or_new((Choice(name, name) for name in self.app.read(suppliers)), text)

    def _save(self, values: Mapping[str, Any], form: Form) -> None:
        data = OfferData(
            self.item.id,
            values["supplier"],
            values["day"],
            values["quantity"],
            values["amount_fen"],
            values["until"],
            values["note"] or "",
        )
        said_so = Message(N_("The offer of {supplier} is kept"), supplier=data.supplier)
        self.perform(enter_offer, data, self.app.clock(), form=form, said=said_so)


def _each(price: Price | None) -> str:
    return "" if price is None else format_each(price.amount_fen, price.quantity)


def _row(one: SupplierPrices, last: Price | None, today: date, *, roomy: bool) -> GridRow:
    """A supplier; its offer stands against what was paid last, to whomever."""
    offer = one.offer
    holds = offer is not None and offer.holds_on(today)
    over = percent_over(offer.price, last) if offer is not None and last is not None else None
    look = "" if over is None else "bad" if over > 0 else "good" if over < 0 else ""
    until = "" if offer is None else str(offer.until) if offer.until is not None else _("not said")
    return GridRow(
        one.supplier,
        [
            one.supplier or _("supplier not noted"),
            *([str(one.times) if one.times else ""] if roomy else []),
            _each(one.last),
            str(one.last.day) if one.last is not None else "",
            _each(one.average),
            Cell(_each(offer.price if offer is not None else None), "" if holds else "muted"),
            Cell("" if over is None else f"{over:+d}%", look if holds else "muted"),
            until if holds or offer is None else Cell(until, "warn"),
        ],
    )
