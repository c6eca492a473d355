"""Entering a claim: scan the invoices one after the other, say what each was for, Ctrl+S."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Label

from opsconsole.budgets.queries import BudgetLeft
from opsconsole.capitals import capitals
from opsconsole.console.base import AreaScreen
from opsconsole.console.budget_words import budget_line
from opsconsole.console.desk import Tone
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.reimbursement.draft import ClaimDraft, InvoiceRead, packed, read_scan
from opsconsole.console.requests.files import LONGEST_PATH, read_attachment
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import ChoiceField, DayField, Field, Form, IntField, MoneyField, TextField
from opsconsole.console.widgets.grid import Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.console.widgets.scanbox import ScanBox
from opsconsole.errors import Message, Refusal
from opsconsole.files.einvoice import read_einvoice
from opsconsole.i18n import N_, _, text_of
from opsconsole.money import format_yuan
from opsconsole.org.queries import company_names
from opsconsole.reimbursement.queries.budgets import budgets_left
from opsconsole.reimbursement.queries.queue import OpenLoan, open_loans
from opsconsole.reimbursement.rules.invoices import warnings
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.drafts import change_draft, hand_in_draft, keep_draft
from opsconsole.reimbursement.service.taken_in import found_in
from opsconsole.reimbursement.words import CLAIM_NAMES

CATEGORY, DAY, AMOUNT, INVOICE = 12, 10, 12, 22
GAPS, NARROWEST = 8, 10
TOLD = 8
MOST_PAPERS = 999


class ClaimPage(GridPage):
    """The lines of a claim; the cursor is always in the scan box. What was typed is kept with every change."""

    AUTO_FOCUS = "#scan"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+s", "save", N_("Hand in"), N_("Hands the claim in; its route begins"), id="claim.save"),
        key("ctrl+n", "new", N_("Line"), N_("A line without an invoice"), id="claim.line"),
        key("ctrl+t", "file", N_("From file"), N_("Reads a digital invoice (XML); it is kept"), id="claim.file"),
        key("ctrl+o", "head", N_("Form head"), N_("Purpose, date, stock-in, loan, journey"), id="claim.head"),
        key("f8", "drop", N_("Take out"), N_("Takes the line here out of the claim"), id="claim.drop"),
        key("up", "step(-1)", N_("One line up"), id="claim.up", show=False),
        key("down", "step(1)", N_("One line down"), id="claim.down", show=False),
        key("pageup", "turn(-1)", N_("One page up"), id="claim.page_up", show=False),
        key("pagedown", "turn(1)", N_("One page down"), id="claim.page_down", show=False),
    ]
    DEFAULT_CSS = """
    ClaimPage #scan-line { height: 1; background: $surface; padding: 0 1; }
    ClaimPage #scan-line Label { width: auto; color: $muted; }
    ClaimPage #scan { width: 1fr; }
    ClaimPage #lines { border-bottom: solid $panel; }
    ClaimPage #claim-head, ClaimPage #claim-told { padding: 0 1; }
    """

    def __init__(self, area: str, draft: ClaimDraft) -> None:
        super().__init__(area)
        self.draft = draft
        self._names: Sequence[str] = ()
        self._budgets: Sequence[BudgetLeft] = ()
        self._budgets_for: Sequence[ClaimedLine] | None = None

    def body(self) -> ComposeResult:
        yield Lines(most=3, id="claim-head")
        with Horizontal(id="scan-line"):
            yield Label("> ")
            yield ScanBox(id="scan", compact=True)
        yield Grid(id="lines")
        yield Lines(most=TOLD, id="claim-told")

    def context(self) -> str:
        changes = self.draft.changes
        return changes[2] if changes is not None else _("New claim")

    def on_mount(self) -> None:
        super().on_mount()
        self.grid.can_focus = False
        self.draw()

    def refresh_data(self) -> None:
        self.fetch(company_names, then=self._named)

    def _named(self, names: Mapping[str, str]) -> None:
        self._names = [name for name in names.values() if name]
        self.draw()

    def draw(self) -> None:
        draft = self.draft
        self.query_one(ScanBox).placeholder = _("Invoice: scan its QR code or type its number; Enter opens the line")
        rest = max(self.size.width - CATEGORY - DAY - AMOUNT - INVOICE - GAPS, NARROWEST)
        columns = [
            Column("category", _("Expense type"), width=CATEGORY),
            Column("day", _("Date"), width=DAY),
            Column("amount", _("Amount"), width=AMOUNT, align=Align.RIGHT),
            Column("invoice", _("Invoice"), width=INVOICE),
            Column("purpose", _("Purpose"), width=rest),
        ]
        self.grid.empty = _("No line yet. Scan an invoice, or Ctrl+N for a line without one.")
        rows = (_row(place, line) for place, line in enumerate(draft.lines))
        self.grid.show(ListSource(rows), columns=(columns, (), ()))
        self._read_budgets()
        self._draw_words()

    def _draw_words(self) -> None:
        draft = self.draft
        head = [_(CLAIM_NAMES[draft.kind]), str(draft.day), draft.purpose]
        if draft.kind is ClaimKind.PURCHASE:
            head.append(_("Stock-in: {number}").format(number=draft.stock_in[1] if draft.stock_in else _("missing")))
        if draft.kind is ClaimKind.LOAN:
            head.append(_("Loan: {number}").format(number=draft.loan[1] if draft.loan else _("missing")))
        if draft.from_day is not None:
            head.append(f"{draft.from_day} - {draft.to_day or draft.from_day}")
        self.query_one("#claim-head", Lines).show([Line("  ".join(words for words in head if words), "strong")])
        total = draft.asked.total_fen
        sums = _("{count} lines, {sum}  {capitals}")
        words = sums.format(count=len(draft.lines), sum=format_yuan(total), capitals=capitals(total) if total else "")
        told = [Line(words, "strong")]
        for one in warnings(draft.lines, self._names, draft.day.year) if self._names else ():
            told.append(Line(_("Line {line}: {what}").format(line=one.line, what=text_of(one.message)), "warn"))
        told += [budget_line(one, one.wanted_fen) for one in self._budgets]
        self.query_one("#claim-told", Lines).show(told)

    def _read_budgets(self) -> None:
        """Reads what is left of the budgets that the lines draw on, as they are now (EXP-7)."""
        lines, desk = tuple(self.draft.lines), self.app.desk
        if lines == self._budgets_for or desk is None or desk.actor.employee_id is None:
            return
        self._budgets_for = lines
        if self.draft.kind is not ClaimKind.PURCHASE:
            day = self.app.clock().date()
            self.fetch(budgets_left, desk.actor.employee_id, lines, day, then=self._budgets_read, group="budgets")

    def _budgets_read(self, found: Sequence[BudgetLeft]) -> None:
        self._budgets = found
        self._draw_words()

    # Scanning

    @property
    def at(self) -> int | None:
        """The place of the line under the cursor."""
        here = self.grid.cursor_id
        return here if isinstance(here, int) and here < len(self.draft.lines) else None

    def on_scan_box_scanned(self, scanned: ScanBox.Scanned) -> None:
        self.quiet()
        if not scanned.text:
            if self.at is not None:
                self._ask_line(self.at)
            return
        try:
            found = read_scan(scanned.text)
            self._refuse_again(found, None)
        except Refusal as refusal:
            self.refuse(refusal)
            return
        self._ask_line(None, found)

    def _refuse_again(self, found: InvoiceRead, but: int | None) -> None:
        for place, line in enumerate(self.draft.lines):
            if place != but and line.invoice == found.number:
                raise Refusal(
                    N_("Invoice {invoice} is on line {line} already"),
                    clause="EXP-4",
                    invoice=str(found.number),
                    line=place + 1,
                )

    # Digital invoices

    def action_file(self) -> None:
        """Asks for the file of a digital invoice."""
        hint = N_("The .xml of a digital invoice")
        fields = (TextField("path", N_("File"), required=True, max_length=LONGEST_PATH, hint=hint),)
        title = Message(N_("Read a digital invoice"))
        self.open_form(Form(title, fields, draft_key="claim:file", save=self._read_file))

    def _read_file(self, values: Mapping[str, Any], form: Form) -> None:
        path = Path(values["path"]).expanduser()

        def read() -> tuple[str, bytes, InvoiceRead] | Refusal:
            try:
                name, content = read_attachment(path)
                said = read_einvoice(content)
                found = InvoiceRead(said.number, said.total_fen, said.day, said.seller, said.buyer, said.tax_fen)
                self._refuse_again(found, None)
            except Refusal as refusal:
                return refusal
            return name, content, found

        def taken(answer: tuple[str, bytes, InvoiceRead] | Refusal) -> None:
            if isinstance(answer, Refusal):
                form.refuse(answer.message)
                return
            name, content, found = answer
            self.draft.files[str(found.number)] = name, content
            assert self.app.desk is not None
            form.saved(self.app.desk)
            self._ask_line(None, found)

        self.look_up(read, then=taken, group="invoice")

    # Lines

    def action_new(self) -> None:
        self._ask_line(None)

    def action_drop(self) -> None:
        if self.at is not None:
            del self.draft.lines[self.at]
            self._changed()

    def _changed(self) -> None:
        """What was typed is shown, and kept."""
        self.draw()
        draft, now = self.draft, self.app.clock()
        was, draft.kept_at = draft.kept_at, now
        self.perform(keep_draft, packed(draft), was, now, then=lambda _done: None)

    def action_step(self, step: int) -> None:
        self.grid.action_move(step, 0)

    def action_turn(self, pages: int) -> None:
        self.grid.action_page(pages)

    def _ask_line(self, place: int | None, found: InvoiceRead | None = None) -> None:
        line = self.draft.lines[place] if place is not None else None
        fields: list[Field] = [
            TextField("category", N_("Expense type"), required=True, max_length=64),
            MoneyField("amount_fen", N_("Amount"), required=True, hint=N_("With tax, in yuan")),
            DayField("day", N_("Date"), required=True),
            TextField("purpose", N_("Purpose"), max_length=500),
            TextField("invoice", N_("Invoice"), max_length=300, hint=N_("Its number, or the text of its QR code")),
        ]
        if self.draft.kind is ClaimKind.TRAVEL:
            fields += [
                TextField("from_place", N_("From place"), max_length=64),
                TextField("to_place", N_("To place"), max_length=64),
                TextField("transport", N_("Transport"), max_length=64),
            ]
        begin: dict[str, Any] = {"day": self.draft.day}
        if line is not None:
            begin = {name: getattr(line, name) for name in ("category", "day", "amount_fen", "purpose")}
            begin |= {name: getattr(line, name) for name in ("from_place", "to_place", "transport")}
            begin["invoice"] = str(line.invoice) if line.invoice is not None else ""
        elif found is not None:
            last = self.draft.lines[-1].category if self.draft.lines else ""
            begin = {"category": last, "invoice": str(found.number), "day": found.day or self.draft.day}
            begin["amount_fen"] = found.fen
        what = N_("Line {line}")
        number = place + 1 if place is not None else len(self.draft.lines) + 1
        # What was typed for one invoice must not come back over another's amount.
        form_key = f"claim:line:{place}:{begin.get('invoice')}:{begin.get('amount_fen')}"
        save = partial(self._line_typed, place, found)
        self.open_form(Form(Message(what, line=number), fields, draft_key=form_key, values=begin, save=save))

    def _line_typed(self, place: int | None, found: InvoiceRead | None, values: Mapping[str, Any], form: Form) -> None:
        before = self.draft.lines[place] if place is not None else None
        try:
            typed = read_scan(values["invoice"]) if values["invoice"] else None
            if typed is not None:
                self._refuse_again(typed, place)
        except Refusal as refusal:
            form.refuse(refusal.message)
            return
        source = found if found is not None and typed is not None and typed.number == found.number else typed
        line = ClaimedLine(
            values["category"],
            values["day"],
            values["amount_fen"],
            values["purpose"] or "",
            source.number if source is not None else None,
            source.fen if source is not None else None,
            source.day if source is not None else None,
            source.seller if source is not None else "",
            source.buyer if source is not None else "",
            source.tax_fen if source is not None else None,
            from_place=values.get("from_place") or "",
            to_place=values.get("to_place") or "",
            transport=values.get("transport") or "",
        )
        if before is not None and before.invoice == line.invoice and line.invoice_fen is None:
            line = replace(
                line,
                invoice_fen=before.invoice_fen,
                invoice_day=before.invoice_day,
                seller=before.seller,
                buyer=before.buyer,
                tax_fen=before.tax_fen,
            )
        if place is None:
            self.draft.lines.append(line)
        else:
            self.draft.lines[place] = line
        assert self.app.desk is not None
        form.saved(self.app.desk)
        self._changed()

    # The head

    def action_head(self) -> None:
        desk = self.app.desk
        if self.draft.kind is ClaimKind.LOAN and desk is not None:
            self.fetch(open_loans, desk.actor.employee_id, then=self._ask_head)
        else:
            self._ask_head(())

    def _ask_head(self, loans: Sequence[OpenLoan]) -> None:
        draft = self.draft
        fields: list[Field] = [
            TextField("purpose", N_("Purpose"), max_length=500),
            DayField("day", N_("Date"), required=True),
            IntField("papers", N_("Papers attached"), most=MOST_PAPERS),
        ]
        begin: dict[str, Any] = {"purpose": draft.purpose, "day": draft.day, "papers": draft.papers}
        if draft.kind is ClaimKind.PURCHASE:
            fields.insert(0, TextField("stock_in", N_("Stock-in"), max_length=64, hint=N_("Its number")))
            begin["stock_in"] = draft.stock_in[1] if draft.stock_in is not None else ""
        if draft.kind is ClaimKind.LOAN:
            if not loans:
                self.say(Message(N_("You have no loan that is open.")))
                return
            options = [(str(one.id), f"{one.number} {format_yuan(one.left_fen)}") for one in loans]
            fields.insert(0, ChoiceField("loan", N_("Loan"), required=True, options=options))
            begin["loan"] = str(draft.loan[0]) if draft.loan is not None else options[0][0]
        if draft.kind is ClaimKind.TRAVEL:
            fields += [DayField("from_day", N_("From")), DayField("to_day", N_("To"))]
            begin |= {"from_day": draft.from_day, "to_day": draft.to_day}
        title = Message(CLAIM_NAMES[draft.kind])
        save = partial(self._head_typed, {str(one.id): one.number for one in loans})
        self.open_form(
            Form(title, fields, draft_key=f"claim:head:{draft.kind}:{draft.changes}", values=begin, save=save)
        )

    def _head_typed(self, loans: Mapping[str, str], values: Mapping[str, Any], form: Form) -> None:
        def taken(stock_in: tuple[int, str] | None) -> None:
            draft = self.draft
            draft.purpose, draft.day, draft.papers = values["purpose"] or "", values["day"], values["papers"] or 0
            draft.from_day, draft.to_day = values.get("from_day"), values.get("to_day")
            draft.stock_in = stock_in
            if values.get("loan"):
                draft.loan = int(values["loan"]), loans[values["loan"]]
            assert self.app.desk is not None
            form.saved(self.app.desk)
            self._changed()

        number = values.get("stock_in")
        if not number:
            taken(None)
            return
        self.fetch(
            found_in,
            number,
            then=lambda found: taken((found.id, found.number)),
            refused=lambda refusal: form.refuse(refusal.message),
        )

    # Handing in

    def action_save(self) -> None:
        draft, now = self.draft, self.app.clock()
        if draft.changes is not None:
            args = (*draft.changes[:2], draft.asked, draft.kept_at, now, draft.kept)
            self.perform(change_draft, *args, then=self._handed_in)
        else:
            self.perform(hand_in_draft, draft.asked, draft.kept_at, now, draft.kept, then=self._handed_in)

    def _handed_in(self, done: Mapping[str, Any]) -> None:
        self.draft.lines.clear()
        self.draft.files.clear()
        self.draft.kept_at = None
        beneath = self.app.screen_stack[0]
        self.dismiss(None)
        if isinstance(beneath, AreaScreen):
            beneath.say(Message(N_("{number} was submitted"), number=done["number"]), Tone.DONE)


def _row(place: int, line: ClaimedLine) -> GridRow:
    invoice = str(line.invoice) if line.invoice is not None else ""
    return GridRow(place, [line.category, str(line.day), format_yuan(line.amount_fen), invoice, line.purpose])
