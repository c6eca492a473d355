"""Reversing a voucher from any list (红字冲销, SUP-8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from opsconsole.console.base import AreaScreen
from opsconsole.console.widgets.form import DayField, Form, TextField
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.stockroom.service.vouchers import reverse


class Reversing:
    """Asks for date and reason over a screen, and reverses."""

    def __init__(self, screen: AreaScreen) -> None:
        self._screen = screen

    def ask(self, voucher_id: int, number: str, day: date) -> None:
        """Opens the form; the date is today's unless another is typed."""
        fields = (
            TextField("note", N_("Reason"), required=True, max_length=500),
            DayField("day", N_("Date"), required=True, hint=N_("Not before that of the voucher")),
        )
        title = Message(N_("Reverse {number} of {day}"), number=number, day=str(day))
        begin = {"day": self._screen.app.clock().date()}
        save = partial(self._save, voucher_id)
        self._screen.open_form(Form(title, fields, draft_key=f"reverse:{voucher_id}", values=begin, save=save))

    def _save(self, voucher_id: int, values: Mapping[str, Any], form: Form) -> None:
        self._screen.perform(
            reverse,
            voucher_id,
            values["day"],
            values["note"],
            self._screen.app.clock(),
            form=form,
            said=lambda done: Message(N_("Reversed by {number}"), number=done["number"]),
        )
