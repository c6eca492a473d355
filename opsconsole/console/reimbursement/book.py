"""The cash book of an account: its vouchers, receipts and payments, red entries, the sheet of the day (EXP-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.access.sitting import Sitting
from opsconsole.cashbook.files import DAY_SHEET
from opsconsole.cashbook.queries import AccountLine, JournalLine, accounts, journal
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service import number_item, number_of, record_look, reverse
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.reimbursement.accounts import ask_account, choose_account, may_keep
from opsconsole.console.reimbursement.day_form import DayForm
from opsconsole.console.reimbursement.money_forms import MoneyForms
from opsconsole.console.sitting import ShownList, in_sitting
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import DayField, Form, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_yuan

MOST = 1_000
NUMBER, DAY, MONEY = 11, 10, 13
GAPS, NARROWEST = 9, 12


class BookPage(GridPage):
    """Number, date, what came in, what went out, the balance after it, whom and what for."""

    AUTO_FOCUS = "#vouchers"
    NEEDS: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("new", "reverse", "send"), Permission.CASH_KEEP),
        "number": Permission.ACCOUNT_NUMBERS,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+n", "new", N_("New"), N_("A receipt, a payment, an account"), id="book.new"),
        key("ctrl+x", "reverse", N_("Reverse"), N_("Reverses this voucher by a red entry"), id="book.reverse"),
        key("f8", "send", N_("Send the day"), N_("Sends the sheet of a day to the general manager"), id="book.send"),
        key("f9", "print", N_("Print"), N_("Writes the sheet of a day as PDF"), id="book.print"),
        key("ctrl+d", "number", N_("Number"), N_("Shows the account's number in full"), id="book.number"),
        key("ctrl+t", "account", N_("Account"), N_("Shows another account"), id="book.account"),
    ]
    DEFAULT_CSS = """
    BookPage #book-head, BookPage #book-told { padding: 0 1; }
    BookPage #vouchers { border-bottom: solid $panel; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._accounts: Sequence[AccountLine] | None = None
        self._account_id: int | None = None
        self._lines: Sequence[JournalLine] = ()

    def body(self) -> ComposeResult:
        yield Lines(most=2, id="book-head")
        yield Grid(id="vouchers")
        yield Lines(most=3, id="book-told")

    def context(self) -> str:
        return _("Cash book")

    @property
    def account(self) -> AccountLine | None:
        """The account that is shown: the one chosen, else the first."""
        found = self._accounts or ()
        return next((one for one in found if one.id == self._account_id), found[0] if found else None)

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        self.fetch(accounts, self.app.desk.actor, then=self._accounts_read)

    def _accounts_read(self, found: Sequence[AccountLine]) -> None:
        self._accounts = found
        account, desk = self.account, self.app.desk
        if account is None or desk is None:
            self._lines = ()
            self.draw()
        else:
            self.fetch(journal, desk.actor, account.id, MOST, then=self._show)

    def _show(self, lines: Sequence[JournalLine]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._accounts is None:
            return
        account = self.account
        keeps = may_keep(self)
        if account is None:
            told = _("There is no account yet. Ctrl+N opens one.") if keeps else _("There is no account yet.")
            self.grid.empty = told
        else:
            self.grid.empty = _("No voucher yet.")
        rest = max(self.size.width - NUMBER - DAY - 3 * MONEY - GAPS, NARROWEST)
        columns = [
            Column("number", _("Voucher"), width=NUMBER),
            Column("day", _("Date"), width=DAY),
            Column("in", _("In"), width=MONEY, align=Align.RIGHT),
            Column("out", _("Out"), width=MONEY, align=Align.RIGHT),
            Column("balance", pgettext("account", "Balance"), width=MONEY, align=Align.RIGHT),
            Column("party", _("Party"), width=rest),
        ]
        self.grid.show(ListSource(map(_row, self._lines)), columns=(columns, (), ()))
        self._draw_head(account)
        self._draw_here()
        self.refresh_bindings()

    def _draw_head(self, account: AccountLine | None) -> None:
        words = []
        if account is not None:
            holds = _("holds {balance}").format(balance=format_yuan(account.balance_fen))
            words = [account.code, account.name, account.masked, holds]
            if account.sent is not None:
                words.append(_("sheets sent to {day}").format(day=account.sent))
        self.query_one("#book-head", Lines).show([Line("  ".join(word for word in words if word), "strong")])

    def _draw_here(self) -> None:
        here = self.here
        words = []
        if here is not None:
            words = [here.cause, here.note if here.note != here.cause else "", here.region, here.sales_note]
            if here.reverses:
                words.append(_("red entry of {number}").format(number=here.reverses))
            if here.reversed_by:
                words.append(_("reversed by {number}").format(number=here.reversed_by))
        self.query_one("#book-told", Lines).show([Line("  ".join(word for word in words if word), "muted")])

    @property
    def here(self) -> JournalLine | None:
        """The voucher under the cursor."""
        return next((line for line in self._lines if line.id == self.grid.cursor_id), None)

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        self._draw_here()
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        allowed = super().check_action(action, parameters)
        if allowed and self.is_mounted and action == "reverse":
            here = self.here
            return True if here is not None and not here.reverses and not here.reversed_by else None
        if allowed and self.is_mounted and action in ("send", "account", "print", "number") and self.account is None:
            return None
        return allowed

    # Accounts

    def action_account(self) -> None:
        choose_account(self, self._account_chosen)

    def _account_chosen(self, account: AccountLine) -> None:
        self._account_id = account.id
        self.refresh_data()

    def action_number(self) -> None:
        """Shows the number in full, in the message line, once the PIN is given."""
        account = self.account
        if account is None:
            return
        item = number_item(account.id)
        what = Message(N_("The number of {account} in full"), account=account.name)
        shown = ShownList(what, Message(N_("The look is on the record")), (item,), 0)
        in_sitting(self, shown, (item,), partial(self._read_number, account))

    def _read_number(self, account: AccountLine, sitting: Sitting) -> None:
        desk, now = self.app.desk, self.app.clock()
        assert desk is not None

        def told(number: str) -> None:
            self.say(Message(N_("{account}: {number}"), account=account.code, number=number or "-"))

        def recorded(_done: Any) -> None:
            self.fetch(number_of, desk.actor, account.id, sitting, now, then=told, group="number")

        self.perform(record_look, account.id, sitting, now, then=recorded)

    # Receipts and payments

    def action_new(self) -> None:
        forms = MoneyForms(self)
        entries = [Entry(Message(N_("New account of the cash desk")), partial(ask_account, self))]
        if self.account is not None:
            entries = [
                Entry(Message(N_("Receipt")), forms.ask_receipt),
                Entry(Message(N_("Payment without a claim")), partial(forms.ask_money, Direction.OUT, ())),
                Entry(Message(N_("Take back that a loan covered a claim")), forms.ask_settlement),
                *entries,
            ]
        offer(self, Message(N_("What is it?")), entries)

    # Red entries

    def action_reverse(self) -> None:
        here = self.here
        if here is None:
            return
        fields = (
            TextField("note", N_("Reason"), required=True, max_length=500),
            DayField("day", N_("Date"), required=True),
        )
        title = Message(N_("Reverse {number} of {day}"), number=here.number, day=str(here.day))
        begin = {"day": self.app.clock().date()}
        save = partial(self._send_reversal, here.id)
        self.open_form(Form(title, fields, draft_key=f"red:{here.id}", values=begin, save=save))

    def _send_reversal(self, voucher_id: int, values: Mapping[str, Any], form: Form) -> None:
        self.perform(
            reverse,
            voucher_id,
            values["day"],
            values["note"],
            self.app.clock(),
            form=form,
            said=lambda done: Message(N_("Reversed by {number}"), number=done["voucher"]),
        )

    # The sheet of the day

    def action_send(self) -> None:
        DayForm(self).ask()

    def action_print(self) -> None:
        """Writes the sheet of the day of the voucher under the cursor, else of today."""
        account = self.account
        if account is not None:
            day = self.here.day if self.here is not None else self.app.clock().date()
            options = ExportOptions(number=account.code, on=day)
            print_kind(self, DAY_SHEET, options, f"{account.code}-{day}.pdf")


def _row(line: JournalLine) -> GridRow:
    came = format_yuan(line.amount_fen) if line.direction is Direction.IN else ""
    went = format_yuan(line.amount_fen) if line.direction is Direction.OUT else ""
    look = "bad" if line.reverses else "muted" if line.reversed_by else ""
    party = " ".join(word for word in (line.party, line.cause) if word)
    return GridRow(
        line.id,
        [
            Cell(line.number, look),
            str(line.day),
            Cell(came, look),
            Cell(went, look),
            format_yuan(line.balance_fen),
            party,
        ],
    )
