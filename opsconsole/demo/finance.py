"""What finance keeps in the demo beside claims: budgets, sales notes, output invoices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.budgets.service import set_budget
from opsconsole.cashbook.service.goods import NoteData, check_notes, enter_note
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.demo.quarter import Quarter
from opsconsole.invoices import parse_invoice
from opsconsole.invoicing.rules import Side
from opsconsole.invoicing.service import InvoiceData, register_invoice
from opsconsole.org.model import Unit

_TERMINAL = "demo"
REVIEWER = "CW-02"
_BUDGETS = (
    ("YY", "交通费", 100_000),
    ("YY", "招待费", 50_000),
    ("YY", "", 500_000),
    ("QD", "住宿费", 80_000),
    ("QD", "", 300_000),
    ("BG", "", 400_000),
)
"""Unit, category and what it may spend a month, in fen."""


_NOTES = (
    ("XS-018", "华南", "华南经销商", 1_280_000, True),
    ("XS-019", "华南", "佛山直营店", 460_000, True),
    ("XS-020", "华北", "华北经销商", 2_350_000, False),
)
"""Sales notes of a few days ago: number, region, customer, amount in fen, and whether finance has checked it."""

_OUTPUT = (
    ("26427000000411200018", "华南经销商", 1_280_000, 147_257),
    ("26427000000411200019", "佛山直营店", 460_000, 52_920),
)
"""Output invoices of the month: number, customer, with tax and the tax of it in fen."""


class Finance:
    """Finance at work before anybody claims."""

    def __init__(self, database: Database, quarter: Quarter, ids: dict[str, int], now: datetime) -> None:
        self._database = database
        self._now = now
        person = quarter.holders[REVIEWER][0]
        roles = frozenset({Role.FINANCE_REVIEWER})
        self._actor = Actor(ids[person.badge], person.badge, person.name, roles, _TERMINAL)

    def all(self) -> None:
        """Everything that finance enters."""
        units = self._database.read(_unit_ids)
        year = self._now.year
        for unit, category, fen in _BUDGETS:
            self._run(set_budget, units[unit], category, Month(year, 1), Month(year, 12), fen)
        day = self._now.date() - timedelta(days=2)
        for number, region, customer, fen, checked in _NOTES:
            note = self._run(enter_note, NoteData(number, day, region, customer, fen))["note"]
            if checked:
                self._run(check_notes, [note], self._now)
        for number, customer, fen, tax_fen in _OUTPUT:
            data = InvoiceData(parse_invoice(number), day, customer, fen, tax_fen)
            self._run(register_invoice, Side.OUT, data, self._now)

    def _run(self, verb: Callable[..., Any], *args: Any) -> Any:
        return self._database.run(verb, self._actor, *args)


def _unit_ids(session: Session) -> dict[str, int]:
    return {row.code: row.id for row in session.execute(select(Unit.code, Unit.id))}
