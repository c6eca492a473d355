"""The form that sends the sheet of a day, with what it will say beside what was counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from opsconsole.cashbook.queries import AccountLine, DayFigures, day_figures
from opsconsole.cashbook.service import send_day
from opsconsole.console.widgets.form import DayField, Form, MoneyField, TextField
from opsconsole.console.widgets.prose import Line
from opsconsole.errors import Message
from opsconsole.i18n import N_, _
from opsconsole.money import format_yuan

if TYPE_CHECKING:
    from opsconsole.console.reimbursement.book import BookPage


class DayForm:
    """What F8 of the cash book asks of the account that it shows."""

    def __init__(self, page: BookPage) -> None:
        self._page = page

    def ask(self) -> None:
        """Asks which day, and what was counted."""
        account = self._page.account
        if account is None:
            return
        fields = (
            DayField("day", N_("Date"), required=True),
            MoneyField("counted_fen", N_("Cash counted")),
            TextField("note", N_("Note"), max_length=500, hint=N_("Why, where it is not what the book says")),
        )
        title = Message(N_("The sheet of a day of {account}"), account=account.name)
        begin = {"day": self._page.app.clock().date()}
        save, look = partial(self._send_day, account), partial(self._look_day, account)
        self._page.open_form(Form(title, fields, draft_key=f"day:{account.id}", values=begin, save=save, look=look))

    def _look_day(self, account: AccountLine, values: Mapping[str, Any], form: Form) -> None:
        """Shows what the sheet of the day that is typed will say."""
        day, desk = values["day"], self._page.app.desk
        if day is None or desk is None:
            form.tell([])
        else:
            told = partial(self._tell_day, form, day, values["counted_fen"])
            self._page.fetch(day_figures, desk.actor, account.id, day, then=told)

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
        args = (account.id, values["day"], values["counted_fen"], values["note"] or "", self._page.app.clock())
        self._page.perform(send_day, *args, form=form, said=said)
