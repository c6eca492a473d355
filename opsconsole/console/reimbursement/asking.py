"""Asking for a loan (借款, EXP-1)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from opsconsole.console.base import AreaScreen
from opsconsole.console.widgets.form import DayField, Form, MoneyField, TextField
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.reimbursement.service.loans import LoanAsked, ask_for_loan


def ask_loan(screen: AreaScreen) -> None:
    """Opens the form over a screen."""
    fields = (
        MoneyField("amount_fen", N_("Amount"), required=True),
        TextField("purpose", N_("Purpose"), required=True, max_length=500),
        DayField("due", N_("To be settled by"), required=True, hint=N_("5, 0905, t, +3")),
    )
    screen.open_form(Form(Message(N_("Loan")), fields, draft_key="loan:new", save=partial(_send, screen)))


def _send(screen: AreaScreen, values: Mapping[str, Any], form: Form) -> None:
    desk = screen.app.desk
    assert desk is not None
    screen.perform(
        ask_for_loan,
        desk.actor.employee_id,
        LoanAsked(values["amount_fen"], values["purpose"], values["due"]),
        screen.app.clock(),
        form=form,
        said=lambda done: Message(N_("{number} was submitted"), number=done["number"]),
    )
