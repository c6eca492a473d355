"""What is approved and waits for the cashier: paid one by one, or what is marked together, under one PIN (EXP-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from opsconsole.access.permissions import Permission
from opsconsole.access.sitting import Sitting
from opsconsole.cashbook.queries import AccountLine, ToPay, to_pay
from opsconsole.cashbook.service import pay
from opsconsole.console.desk import Tone
from opsconsole.console.keys import key
from opsconsole.console.page import GridPage
from opsconsole.console.reimbursement.accounts import choose_account
from opsconsole.console.sitting import ShownList, in_sitting, sitting_of
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, Grid, GridRow, ListSource
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _, text_of
from opsconsole.money import format_yuan

NUMBER, WHO, BADGE, AMOUNT, AGE = 13, 10, 8, 14, 6
GAPS, NARROWEST = 9, 10
MOST_NAMED = 3


class PayPage(GridPage):
    """Number, who, how much goes out; what a loan takes first."""

    AUTO_FOCUS = "#to-pay"
    NEEDS: ClassVar[Mapping[str, str]] = {"pay": Permission.CASH_KEEP}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("ctrl+y", "pay", N_("Pay"), N_("Pays what is marked, else what the cursor is on"), id="pay.pay"),
    ]
    DEFAULT_CSS = """
    PayPage #pay-status { padding: 0 1; }
    """

    def __init__(self, area: str) -> None:
        super().__init__(area)
        self._lines: Sequence[ToPay] | None = None
        self._stays: dict[int, Message] = {}
        self._under_way = False

    def body(self) -> ComposeResult:
        yield Lines(most=1, wraps=False, id="pay-status")
        yield Grid(id="to-pay")

    def context(self) -> str:
        return _("To be paid")

    def refresh_data(self) -> None:
        assert self.app.desk is not None
        self.fetch(to_pay, self.app.desk.actor, then=self._show)

    def _show(self, lines: Sequence[ToPay]) -> None:
        self._lines = lines
        self.draw()

    def draw(self) -> None:
        if self._lines is None:
            return
        self.grid.empty = _("Nothing waits to be paid.")
        rest = max(self.size.width - NUMBER - WHO - BADGE - AMOUNT - AGE - GAPS, NARROWEST)
        columns = [
            Column("number", _("Claim no."), width=NUMBER),
            Column("who", _("Who"), width=WHO),
            Column("badge", _("Badge"), width=BADGE),
            Column("paid", _("To be paid out"), width=AMOUNT, align=Align.RIGHT),
            Column("age", _("Waited"), width=AGE, align=Align.RIGHT),
            Column("told", _("Note"), width=rest),
        ]
        now = self.app.clock()
        rows = (_row(line, now, self._stays.get(line.id)) for line in self._lines)
        self.grid.show(ListSource(rows), columns=(columns, (), ()))
        self._draw_status()
        self.refresh_bindings()

    def _draw_status(self) -> None:
        lines = self._lines or ()
        marked = [line for line in lines if line.id in self.grid.marked]
        told = _("To be paid: {count} ({sum})")
        words = [told.format(count=len(lines), sum=format_yuan(sum(line.paid_fen for line in lines)))]
        if marked:
            told = _("Marked: {count} ({sum})")
            words.append(told.format(count=len(marked), sum=format_yuan(sum(line.paid_fen for line in marked))))
        self.query_one("#pay-status", Lines).show([Line("  ".join(words))])

    def on_grid_marked(self, _marked: Grid.Marked) -> None:
        self._draw_status()

    def targets(self) -> list[ToPay]:
        """What is marked, else what the cursor is on."""
        lines = self._lines or ()
        marked = [line for line in lines if line.id in self.grid.marked]
        return marked or [line for line in lines if line.id == self.grid.cursor_id]

    def action_pay(self) -> None:
        if self._under_way:
            self.say(Message(N_("The payment before is still being written.")))
            return
        lines = self.targets()
        if lines:
            choose_account(self, partial(self._from_account, lines))

    def _from_account(self, lines: Sequence[ToPay], account: AccountLine) -> None:
        total = sum(line.paid_fen for line in lines)
        act = Message(
            N_("Pay {count} out of {account}, which holds {balance}"),
            count=len(lines),
            account=account.name,
            balance=format_yuan(account.balance_fen),
        )
        numbers = " ".join(line.number for line in lines[:MOST_NAMED])
        beyond = len(lines) - MOST_NAMED
        words = N_("{numbers} and {count} more") if beyond > 0 else "{numbers}"
        what = Message(words, numbers=numbers, count=beyond)
        items = tuple(line.item for line in lines)
        in_sitting(self, ShownList(act, what, items, total), items, partial(self._send, lines, account))

    def _send(self, lines: Sequence[ToPay], account: AccountLine, sitting: Sitting) -> None:
        self._stays = {}
        self._under_way = True
        self._send_next(lines, account, sitting, [], 0)

    def _send_next(
        self, lines: Sequence[ToPay], account: AccountLine, sitting: Sitting, paid: list[str], place: int
    ) -> None:
        """Sends the next once the one before is through; the lock leaves the rest as it is (SEC-5)."""
        if not self.is_whole or (place < len(lines) and sitting_of(self) is not sitting):
            self._under_way = False
            return
        if place == len(lines):
            self._all_over(paid, len(lines))
            return
        line, now = lines[place], self.app.clock()
        job = self.perform(
            pay,
            *(line.id, line.version, account.id, now.date(), sitting, now, line.paid_fen),
            label=Message(N_("Paying {number}"), number=line.number),
            then=partial(self._paid, paid, line),
            refused=partial(self._stayed, line),
        )
        job.on_over = partial(self._send_next, lines, account, sitting, paid, place + 1)

    def _paid(self, paid: list[str], line: ToPay, done: Mapping[str, Any]) -> None:
        paid.append(done["voucher"] or line.number)

    def _stayed(self, line: ToPay, refusal: Refusal) -> None:
        self._stays[line.id] = refusal.message

    def _all_over(self, paid: Sequence[str], count: int) -> None:
        self._under_way = False
        self.grid.marked.clear()
        if self._stays and count > 1:
            words = Message(
                N_("{paid} paid; {stayed} stay, each with its reason"), paid=len(paid), stayed=count - len(paid)
            )
            self.say(words)
        elif paid and count == 1:
            self.say(Message(N_("Paid by {number}"), number=paid[0]), Tone.DONE)
        elif paid:
            words = N_("{count} paid, from {first} to {last}")
            self.say(Message(words, count=len(paid), first=paid[0], last=paid[-1]), Tone.DONE)
        self.refresh_data()


def _row(line: ToPay, now: datetime, stays: Message | None) -> GridRow:
    days = (now - line.submitted_at).days
    told = Cell(_("Loan") if line.is_loan else "")
    if line.offset_fen:
        told = Cell(_("{fen} settle a loan").format(fen=format_yuan(line.offset_fen)), "info")
    if stays is not None:
        told = Cell(text_of(stays), "bad")
    age = _("{count} d").format(count=days) if days else _("today")
    return GridRow(line.id, [line.number, line.name, line.badge, format_yuan(line.paid_fen), age, told])
