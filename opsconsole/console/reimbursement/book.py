"""The cash book of an account: its vouchers, receipts and payments, red entries, the sheet of the day (EXP-5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.access.sitting import Sitting
from opsconsole.cashbook.files import DAY_SHEET
from opsconsole.cashbook.queries import (
    AccountLine,
    DayFigures,
    JournalLine,
    accounts,
    day_figures,
    journal,
    settlements,
)
from opsconsole.cashbook.queries.goods import open_notes
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service import (
    Money,
    number_item,
    number_of,
    receive,
    record_look,
    reverse,
    send_day,
    spend,
    spendable,
    take_back_settlement,
)
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.printing import print_kind
from opsconsole.console.reimbursement.accounts import ask_account, choose_account, may_keep
from opsconsole.console.sitting import ShownList, in_sitting
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.form import ChoiceField, DayField, Field, Form, MoneyField, PickField, TextField
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.picker import Choice
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_yuan
from opsconsole.reimbursement.queries.queue import OpenLoan, open_loans

MOST = 1_000
MOST_FOUND = 20
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
        """Shows the number in full once the PIN is given; it stands in the message line"""
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
        entries = [Entry(Message(N_("New account of the cash desk")), partial(ask_account, self))]
        if self.account is not None:
            entries = [
                Entry(Message(N_("Receipt")), self._ask_receipt),
                Entry(Message(N_("Payment without a claim")), partial(self._ask_money, Direction.OUT, ())),
                Entry(Message(N_("Take back that a loan covered a claim")), self._ask_settlement),
                *entries,
            ]
        offer(self, Message(N_("What is it?")), entries)

    def _ask_receipt(self) -> None:
        self.fetch(open_loans, then=partial(self._ask_money, Direction.IN))

    def _ask_settlement(self) -> None:
        assert self.app.desk is not None
        self.fetch(settlements, self.app.desk.actor, then=self._ask_which)

    def _ask_which(self, found: Sequence[tuple[int, str, str, int]]) -> None:
        if not found:
            self.say(Message(N_("No claim was covered by a loan alone.")))
            return
        options = [(str(one[0]), f"{one[1]} {one[2]} {format_yuan(one[3])}") for one in found]
        fields = (
            ChoiceField("request", N_("Claim"), required=True, options=options),
            TextField("note", N_("Reason"), required=True, max_length=500),
        )
        title = Message(N_("The loan is open again by as much"))
        begin = {"request": options[0][0]}
        self.open_form(Form(title, fields, draft_key="cash:settlement", values=begin, save=self._take_back))

    def _take_back(self, values: Mapping[str, Any], form: Form) -> None:
        self.perform(
            take_back_settlement,
            int(values["request"]),
            values["note"],
            self.app.clock(),
            form=form,
            said=lambda done: Message(N_("{number} waits for the cashier again"), number=done["number"]),
        )

    def _ask_money(self, direction: Direction, loans: Sequence[OpenLoan]) -> None:
        account = self.account
        assert account is not None
        comes = direction is Direction.IN
        fields: list[Field] = [
            MoneyField("amount_fen", N_("Amount"), required=True),
            TextField("party", N_("Received from") if comes else N_("Paid to"), required=True, max_length=200),
            TextField("note", N_("Note"), required=not comes, max_length=500),
            DayField("day", N_("Date"), required=True),
        ]
        if comes:
            fields += [
                TextField("region", N_("Region"), max_length=64, hint=N_("For goods; empty: the note's")),
                PickField("sales_note", N_("Sales note"), source=self._notes, hint=N_("For goods: type its number")),
            ]
        if comes and loans:
            options = [("", Message(N_("none"))), *((str(one.id), _loan_words(one)) for one in loans)]
            fields.append(ChoiceField("loan", N_("Brings back"), options=options))
        title = Message(N_("Receipt into {account}") if comes else N_("Payment out of {account}"), account=account.name)
        begin = {"day": self.app.clock().date()}
        save = partial(self._send_money, direction, account.id)
        self.open_form(Form(title, fields, draft_key=f"cash:{direction}", values=begin, save=save))

    def _notes(self, text: str) -> list[Choice]:
        """The notes on which something is still to come; any other number as it is typed."""
        found = [
            Choice(one.number, one.number, f"{one.region} {one.customer} {format_yuan(one.open_fen)}")
            for one in self.app.read(open_notes, text, MOST_FOUND)
        ]
        typed = text.strip()
        if typed and typed not in {one.key for one in found}:
            found.append(Choice(typed, typed))
        return found

    def _send_money(self, direction: Direction, account_id: int, values: Mapping[str, Any], form: Form) -> None:
        loan = values.get("loan")
        money = Money(
            account_id,
            values["day"],
            values["amount_fen"],
            values["party"],
            values["note"] or "",
            values.get("region") or "",
            values.get("sales_note") or "",
            int(loan) if loan else None,
        )
        if direction is Direction.IN:
            self._write(receive, form, money)
            return
        act = Message(N_("Pay {party}: {note}"), party=money.party, note=money.note)
        shown = ShownList(act, Message(N_("Payment without a claim")), (spendable(money),), money.amount_fen)
        in_sitting(self, shown, shown.items, partial(self._write, spend, form, money))

    def _write(self, verb: Callable[..., Any], form: Form, *args: Any) -> None:
        self.perform(
            verb,
            *args,
            self.app.clock(),
            form=form,
            said=lambda done: Message(N_("{number} is written"), number=done["voucher"]),
        )

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
        account = self.account
        if account is None:
            return
        fields = (
            DayField("day", N_("Date"), required=True),
            MoneyField("counted_fen", N_("Counted")),
            TextField("note", N_("Note"), max_length=500, hint=N_("Why, where it is not what the book says")),
        )
        title = Message(N_("The sheet of a day of {account}"), account=account.name)
        begin = {"day": self.app.clock().date()}
        save, look = partial(self._send_day, account), partial(self._look_day, account)
        self.open_form(Form(title, fields, draft_key=f"day:{account.id}", values=begin, save=save, look=look))

    def _look_day(self, account: AccountLine, values: Mapping[str, Any], form: Form) -> None:
        """Shows what the sheet of the day that is typed will say."""
        day, desk = values["day"], self.app.desk
        if day is None or desk is None:
            form.tell([])
        else:
            told = partial(self._tell_day, form, day, values["counted_fen"])
            self.fetch(day_figures, desk.actor, account.id, day, then=told)

    def _tell_day(self, form: Form, day: date, counted_fen: int | None, figures: DayFigures) -> None:
        words = _("{day}: {opening} + {came} - {went} = {closing}").format(
            day=day,
            opening=format_yuan(figures.opening_fen),
            came=format_yuan(figures.in_fen),
            went=format_yuan(figures.out_fen),
            closing=format_yuan(figures.closing_fen),
        )
        lines = [Line(words, "strong")]
        if counted_fen is not None and counted_fen != figures.closing_fen:
            over = format_yuan(counted_fen - figures.closing_fen)
            lines.append(Line(_("Counted less the book: {fen}").format(fen=over), "warn"))
        form.tell(lines)

    def _send_day(self, account: AccountLine, values: Mapping[str, Any], form: Form) -> None:
        said = Message(N_("The sheet of {day} is sent"), day=str(values["day"]))
        args = (account.id, values["day"], values["counted_fen"], values["note"] or "", self.app.clock())
        self.perform(send_day, *args, form=form, said=said)

    def action_print(self) -> None:
        """Writes the sheet of the day of the voucher under the cursor, else of today."""
        account = self.account
        if account is not None:
            day = self.here.day if self.here is not None else self.app.clock().date()
            options = ExportOptions(number=account.code, on=day)
            print_kind(self, DAY_SHEET, options, f"{account.code}-{day}.pdf")


def _loan_words(one: OpenLoan) -> str:
    return f"{one.number} {one.name} {format_yuan(one.left_fen)}"


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
