"""Everything that finance keeps beside the claims, each on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.console.attendance.importing.page import ImportPage
from opsconsole.console.base import AreaScreen
from opsconsole.console.budgets import BudgetsPage
from opsconsole.console.invoicing import RegisterPage
from opsconsole.console.page import Page
from opsconsole.console.reimbursement.goods import GoodsPage
from opsconsole.console.reimbursement.loans import LoansPage
from opsconsole.console.reimbursement.notes import NotesPage
from opsconsole.console.reimbursement.sheets import SheetsPage
from opsconsole.console.widgets.menu import Entry, offer
from opsconsole.console.widgets.picker import Choice
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.org.pinyin import folded, words_of


class _List(NamedTuple):
    """What a list is called, the page that shows it, and who may open it ('' everybody: it shows what is theirs)."""

    title: str
    page: Callable[[str], Page]
    permission: str = ""


LISTS: dict[str, _List] = {
    "budgets": _List(N_("Budgets: committed, spent, left"), BudgetsPage),
    "loans": _List(N_("Loans open, by person"), LoansPage),
    "invoices": _List(N_("Register of invoices, with tax"), RegisterPage, Permission.INVOICES_VIEW),
    "goods": _List(N_("Payments for goods, reconciled by region"), GoodsPage, Permission.CASH_VIEW),
    "sheets": _List(N_("Sheets of days: what every account held"), SheetsPage, Permission.CASH_VIEW),
    "notes": _List(N_("Sales notes"), NotesPage, Permission.CASH_VIEW),
    "import": _List(N_("Import budgets, sales notes, invoices"), ImportPage, Permission.SALES_NOTES),
}
"""By the name that the to-do desk and the palette open them with."""


def offer_lists(screen: AreaScreen) -> None:
    """Lets the person choose among the lists that they may open."""
    entries = [
        Entry(Message(one.title), partial(_push, screen, one.page)) for one in LISTS.values() if _may(screen, one)
    ]
    offer(screen, Message(N_("Lists of finance")), entries)


def lists_found(actor: Actor, text: str) -> Iterator[Choice]:
    """The lists that a text finds by their names, of those that the actor may open: for the palette."""
    words = words_of(text)
    for name, one in LISTS.items():
        allowed = not one.permission or may(actor, Permission(one.permission))
        if allowed and words and all(word in folded(_(one.title)) for word in words):
            yield Choice(name, _(one.title), _("Claims"))


def open_list(screen: AreaScreen, name: str) -> bool:
    """Opens a list by its name; False where nothing is called that."""
    found = LISTS.get(name)
    if found is None:
        return False
    if _may(screen, found):
        _push(screen, found.page)
    return True


def _may(screen: AreaScreen, one: _List) -> bool:
    return not one.permission or screen.app.may(one.permission)


def _push(screen: AreaScreen, page: Callable[[str], Page]) -> None:
    screen.app.push_screen(page(screen.area))
