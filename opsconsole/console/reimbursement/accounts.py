"""Choosing an account of the cash desk, and opening one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from opsconsole.access.permissions import Permission
from opsconsole.cashbook.queries import AccountLine, accounts
from opsconsole.cashbook.rules import AccountKind
from opsconsole.cashbook.service import AccountData, open_account
from opsconsole.console.base import AreaScreen
from opsconsole.console.widgets.form import ChoiceField, DayField, Form, MoneyField, TextField
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.money import format_yuan

KIND_NAMES = {AccountKind.CASH: N_("Cash"), AccountKind.BANK: N_("Bank")}


def choose_account(screen: AreaScreen, then: Callable[[AccountLine], None]) -> None:
    """Lets the person choose an account; one alone is taken at once."""
    desk = screen.app.desk
    assert desk is not None
    screen.fetch(accounts, desk.actor, then=partial(_offer, screen, then))


def _offer(screen: AreaScreen, then: Callable[[AccountLine], None], found: Sequence[AccountLine]) -> None:
    if not found:
        screen.say(Message(N_("There is no account yet. The cashier opens one in the cash book with Ctrl+N.")))
    elif len(found) == 1:
        then(found[0])
    else:
        entries = [
            Entry(Message(N_("{code} {name}"), code=one.code, name=one.name), partial(then, one), _hint(one))
            for one in found
        ]
        offer(screen, Message(N_("Which account?")), entries)


def _hint(one: AccountLine) -> str:
    return f"{one.masked}  {format_yuan(one.balance_fen)}".strip()


def ask_account(screen: AreaScreen) -> None:
    """Opens the form of a new account."""
    fields = (
        TextField("code", N_("Account code"), required=True, max_length=32),
        TextField("name", N_("Account name"), required=True, max_length=200),
        ChoiceField("kind", N_("Kind"), options=[(kind.value, Message(name)) for kind, name in KIND_NAMES.items()]),
        TextField("number", N_("Account number"), max_length=40),
        DayField("opened", N_("Opened on"), required=True),
        MoneyField("opening_fen", N_("Opening balance"), required=True),
    )
    begin = {"kind": AccountKind.CASH.value, "opened": screen.app.clock().date()}
    title = Message(N_("New account of the cash desk"))
    save = partial(_save, screen)
    screen.open_form(Form(title, fields, draft_key="account:new", values=begin, save=save))


def _save(screen: AreaScreen, values: Mapping[str, Any], form: Form) -> None:
    data = AccountData(
        values["code"],
        values["name"],
        AccountKind(values["kind"]),
        values["number"] or "",
        values["opened"],
        values["opening_fen"],
    )
    said = Message(N_("Account {code} is open"), code=data.code)
    screen.perform(open_account, data, form=form, said=said)


def may_keep(screen: AreaScreen) -> bool:
    """Whether the person at the keys keeps the cash book."""
    return screen.app.may(Permission.CASH_KEEP)
