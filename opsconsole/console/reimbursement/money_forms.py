"""The forms of the cash desk: receipts, payments without a claim, a settlement taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from opsconsole.cashbook.queries import settlements
from opsconsole.cashbook.queries.goods import open_notes
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service import Money, receive, spend, spendable, take_back_settlement
from opsconsole.console.naming import known_or_new
from opsconsole.console.sitting import ShownList, in_sitting
from opsconsole.console.widgets.form import ChoiceField, DayField, Field, Form, MoneyField, PickField, TextField
from opsconsole.console.widgets.picker import Choice
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.reimbursement.queries.queue import OpenLoan, open_loans

if TYPE_CHECKING:
    from opsconsole.console.reimbursement.book import BookPage

MOST_FOUND = 20


class MoneyForms:
    """What Ctrl+N of the cash book asks, and writes into the account that it shows."""

    def __init__(self, page: BookPage) -> None:
        self._page = page

    def ask_receipt(self) -> None:
        """Money that comes in; which loans are open is read first."""
        self._page.fetch(open_loans, then=partial(self.ask_money, Direction.IN))

    def ask_settlement(self) -> None:
        """Takes back that a loan covered a claim whole."""
        assert self._page.app.desk is not None
        self._page.fetch(settlements, self._page.app.desk.actor, then=self._ask_which)

    def _ask_which(self, found: Sequence[tuple[int, str, str, int]]) -> None:
        if not found:
            self._page.say(Message(N_("No claim was covered by a loan alone.")))
            return
        options = [(str(one[0]), f"{one[1]} {one[2]} {format_yuan(one[3])}") for one in found]
        fields = (
            ChoiceField("request", N_("Claim"), required=True, options=options),
            TextField("note", N_("Reason"), required=True, max_length=500),
        )
        title = Message(N_("The loan is open again by as much"))
        begin = {"request": options[0][0]}
        self._page.open_form(Form(title, fields, draft_key="cash:settlement", values=begin, save=self._take_back))

    def _take_back(self, values: Mapping[str, Any], form: Form) -> None:
        self._page.perform(
            take_back_settlement,
            int(values["request"]),
            values["note"],
            self._page.app.clock(),
            form=form,
            said=lambda done: Message(N_("{number} waits for the cashier again"), number=done["number"]),
        )

    def ask_money(self, direction: Direction, loans: Sequence[OpenLoan]) -> None:
        """A receipt, or a payment that no claim is behind."""
        account = self._page.account
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
        begin = {"day": self._page.app.clock().date()}
        save = partial(self._send_money, direction, account.id)
        self._page.open_form(Form(title, fields, draft_key=f"cash:{direction}", values=begin, save=save))

    def _notes(self, text: str) -> list[Choice]:
        """The notes on which something is still to come; any other number as it is typed."""
        found = [
            Choice(one.number, one.number, f"{one.region} {one.customer} {format_yuan(one.open_fen)}")
            for one in self._page.app.read(open_notes, text, MOST_FOUND)
        ]
        return known_or_new(found, text)

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
        in_sitting(self._page, shown, shown.items, partial(self._write, spend, form, money))

    def _write(self, verb: Callable[..., Any], form: Form, *args: Any) -> None:
        self._page.perform(
            verb,
            *args,
            self._page.app.clock(),
            form=form,
            said=lambda done: Message(N_("{number} is written"), number=done["voucher"]),
        )


def _loan_words(one: OpenLoan) -> str:
    return f"{one.number} {one.name} {format_yuan(one.left_fen)}"
