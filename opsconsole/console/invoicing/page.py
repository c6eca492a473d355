"""The register of a month: input invoices of claims and stock-ins, output invoices, each with its tax (EXP-8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.console.keys import key
from opsconsole.console.page import MonthPage
from opsconsole.console.printing import print_kind
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import DayField, Form, MoneyField, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _
from opsconsole.invoices import InvoiceNumber, ScannedInvoice, is_scan, parse_invoice, parse_scan
from opsconsole.invoicing.files import REGISTERS
from opsconsole.invoicing.queries import InvoiceLine, register_of, totals
from opsconsole.invoicing.rules import Side
from opsconsole.invoicing.service import InvoiceData, register_invoice
from opsconsole.invoicing.words import SIDE_NAMES
from opsconsole.money import format_yuan

DAY, INVOICE, MONEY, TAX = 5, 21, 12, 11
GAPS, NARROWEST = 9, 8


class RegisterPage(MonthPage):
    """A line for each invoice; F8 turns from the input side to the output side, Enter adds what is missing."""

    AUTO_FOCUS = "#register"
    NEEDS: ClassVar[Mapping[str, str]] = {"new": Permission.INVOICES_KEEP}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f8", "turn", N_("Input, output"), N_("The other side of the register"), id="register.turn"),
        key("ctrl+n", "new", N_("Register"), N_("Registers an invoice; its QR code may be scanned"), id="register.new"),
        key("f9", "print", N_("Print"), N_("Writes the list of the month"), id="register.print"),
        key(
            "ctrl+o,n",
            "next_missing",
            N_("Tax missing"),
            N_("To the next whose tax nobody has said"),
            id="register.missing",
        ),
    ]
    DEFAULT_CSS = """
    RegisterPage #register-told { padding: 0 1; }
    RegisterPage #register { border-bottom: solid $panel; }
    RegisterPage #register-here { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._side = Side.IN
        self._lines: Sequence[InvoiceLine] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="register-told")
        yield Grid(id="register")
        yield Lines(most=2, id="register-here")

    def context(self) -> str:
        return _(SIDE_NAMES[self._side])

    def refresh_data(self) -> None:
        desk = self.app.desk
        if desk is not None:
            self.fetch(register_of, desk.actor, self._side, self.month, then=self._show)

    def _show(self, lines: Sequence[InvoiceLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        incoming = self._side is Side.IN
        words = (
            _("No input invoice of {month}. Claims and stock-ins bring them; Ctrl+N registers another.")
            if incoming
            else _("No output invoice of {month}. Ctrl+N registers one; opsconsole import invoices reads a list.")
        )
        self.grid.empty = words.format(month=self.month)
        rest = max(self.size.width - DAY - INVOICE - 2 * MONEY - TAX - GAPS, NARROWEST)
        columns = [
            Column("day", _("Date"), width=DAY),
            Column("invoice", _("Invoice"), width=INVOICE),
            Column("party", _("Supplier") if incoming else _("Customer"), width=rest),
            Column("net", _("Without tax"), width=MONEY, align=Align.RIGHT),
            Column("tax", _("Tax"), width=TAX, align=Align.RIGHT),
            Column("amount", _("With tax"), width=MONEY, align=Align.RIGHT),
        ]
        self.grid.show(ListSource(map(_row, self._lines)), columns=(columns, (), ()))
        sums = totals(self._lines)
        told = _("{month}: {count} invoices, without tax {net}, tax {tax}, with tax {fen}").format(
            month=self.month,
            count=sums.count,
            net=format_yuan(sums.net_fen),
            tax=format_yuan(sums.tax_fen),
            fen=format_yuan(sums.fen),
        )
        shown = [Line(told, "strong")]
        if sums.missing:
            missing = _("The tax of {count} is missing: they are in no sum but the last").format(count=sums.missing)
            shown.append(Line(missing, "warn"))
        self.query_one("#register-told", Lines).show(shown)
        self._draw_here()
        self.refresh_header()
        self.refresh_bindings()

    def _draw_here(self) -> None:
        here, shown = self.here, []
        if here is not None:
            named = _("Named by {papers}").format(papers=" ".join(here.papers)) if here.papers else ""
            words = [named, here.note, _("registered by finance") if here.registered else ""]
            shown.append(Line("  ".join(word for word in words if word), "muted"))
            if not here.is_number:
                shown.append(Line(_("{text} is no number of an invoice").format(text=here.number), "warn"))
        self.query_one("#register-here", Lines).show(shown)

    @property
    def here(self) -> InvoiceLine | None:
        """The invoice under the cursor."""
        return next((line for line in self._lines or () if line.number == self.grid.cursor_id), None)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self._draw_here()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and self.is_mounted and action == "next_missing":
            return True if any(line.tax_fen is None for line in self._lines or ()) else None
        return allowed

    # Keys

    def action_turn(self) -> None:
        self._side = Side.OUT if self._side is Side.IN else Side.IN
        self._lines = None
        self.refresh_data()

    def action_next_missing(self) -> None:
        lines = list(self._lines or ())
        at = next((place for place, line in enumerate(lines) if line.number == self.grid.cursor_id), -1)
        for line in lines[at + 1 :] + lines[: at + 1]:
            if line.tax_fen is None:
                self.grid.move_to(line.number)
                return

    def action_print(self) -> None:
        name = f"{self._side}-invoices-{self.month}.pdf"
        print_kind(self, REGISTERS[self._side], ExportOptions(month=self.month), name)

    def on_grid_opened(self, _opened: Grid.Opened) -> None:
        here = self.here
        if here is not None and here.is_number and self.app.may(Permission.INVOICES_KEEP):
            self._ask(here)

    def action_new(self) -> None:
        self._ask(None)

    def _ask(self, line: InvoiceLine | None) -> None:
        hint = N_("Its number, or the text of its QR code")
        fields = (
            TextField("invoice", N_("Invoice"), required=True, max_length=300, hint=hint),
            TextField(
                "party", N_("Supplier") if self._side is Side.IN else N_("Customer"), required=True, max_length=200
            ),
            MoneyField("fen", N_("With tax"), hint=N_("Below zero for a red invoice")),
            MoneyField("tax_fen", N_("Tax"), required=True),
            DayField("day", N_("Date"), hint=N_("The date of the invoice")),
            TextField("note", N_("Note"), max_length=500),
        )
        values: dict[str, Any] = {}
        if line is not None:
            values = {name: getattr(line, name) for name in ("party", "fen", "tax_fen", "day", "note")}
            values["invoice"] = line.number
        draft = f"invoice:{self._side}:{line.number if line is not None else 'new'}"
        title = Message(SIDE_NAMES[self._side])
        save = partial(self._save, self._side)
        self.open_form(Form(title, fields, draft_key=draft, values=values, save=save))

    def _save(self, side: Side, values: Mapping[str, Any], form: Form) -> None:
        try:
            number, scanned = _read(values["invoice"])
            data = InvoiceData(
                number,
                _said(values["day"], scanned.day if scanned is not None else None, N_("Date")),
                values["party"],
                _said(values["fen"], _with_tax(scanned, values["tax_fen"]), N_("With tax")),
                values["tax_fen"],
                values["note"] or "",
            )
        except Refusal as refusal:
            form.refuse(refusal.message)
            return
        said = Message(N_("Invoice {invoice} is registered"), invoice=str(number))
        self.perform(register_invoice, side, data, self.app.clock(), form=form, said=said)


def _read(text: str) -> tuple[InvoiceNumber, ScannedInvoice | None]:
    if not is_scan(text):
        return parse_invoice(text), None
    scanned = parse_scan(text)
    return scanned.number, scanned


def _with_tax(scanned: ScannedInvoice | None, tax_fen: int) -> int | None:
    """What a scanned invoice comes to with its tax: the code of an older one says it without."""
    if scanned is None or scanned.amount_fen is None:
        return None
    return scanned.amount_fen if scanned.with_tax else scanned.amount_fen + tax_fen


def _said(typed: Any, scanned: Any, what: str) -> Any:
    """What was typed, else what the code says; Refusal where neither does."""
    value = typed if typed is not None else scanned
    if value is None:
        raise Refusal(N_('"{field}" is missing'), field=Message(what))
    return value


def _row(line: InvoiceLine) -> GridRow:
    tax = Cell(_("missing"), "warn") if line.tax_fen is None else format_yuan(line.tax_fen)
    net = "" if line.net_fen is None else format_yuan(line.net_fen)
    look = "bad" if line.fen < 0 else ""
    return GridRow(
        line.number,
        [
            f"{line.day:%m-%d}",
            Cell(line.number, "" if line.is_number else "warn"),
            line.party,
            net,
            tax,
            Cell(format_yuan(line.fen), look),
        ],
    )
