"""Registering invoices (EXP-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.invoices import InvoiceNumber
from opsconsole.invoicing.model import RegisteredInvoice
from opsconsole.invoicing.rules import Side, check_figures

LONGEST_PARTY = 200
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class InvoiceData:
    """What an invoice says: `party` is the supplier or customer; what it comes to is with its tax, both in fen."""

    number: InvoiceNumber
    day: date
    party: str
    fen: int
    tax_fen: int
    note: str = ""


def register_invoice(session: Session, actor: Actor, side: Side, data: InvoiceData, now: datetime) -> dict[str, Any]:
    """Keeps an invoice in the register; the same number again with other content changes it, on the record.

    Raises Refusal for one without a party, over nothing, or with a tax that is no part of it.
    """
    require(session, actor, Permission.INVOICES_KEEP)
    check_data(data)
    held = session.scalars(
        select(RegisteredInvoice).where(RegisteredInvoice.side == side, RegisteredInvoice.key == data.number.key)
    ).one_or_none()
    columns = {
        "day": data.day,
        "party": data.party.strip(),
        "fen": data.fen,
        "tax_fen": data.tax_fen,
        "note": data.note.strip(),
    }
    told = {"side": side.value, "fen": data.fen, "tax_fen": data.tax_fen, "day": str(data.day)}
    if held is not None:
        before = {name: getattr(held, name) for name in columns}
        if before == columns:
            return {"number": str(data.number), "change": ""}
        for name, value in columns.items():
            setattr(held, name, value)
        changed = {f"was_{name}": str(value) for name, value in before.items() if value != columns[name]}
        audit.record(session, f"invoice {data.number}", **told, **changed)
        session.flush()
        return {"number": str(data.number), "change": "changed"}
    session.add(
        RegisteredInvoice(
            side=side,
            key=data.number.key,
            code=data.number.code,
            number=data.number.number,
            entered_at=now,
            entered_by_id=actor.employee_id,
            **columns,
        )
    )
    session.flush()
    audit.record(session, f"invoice {data.number}", **told)
    return {"number": str(data.number), "change": "new"}


def check_data(data: InvoiceData) -> None:
    """Raises Refusal for an invoice that the register cannot keep."""
    check_figures(data.fen, data.tax_fen)
    if not data.party.strip():
        raise Refusal(N_("An invoice says whose it is"), clause="EXP-8")
    for text, most in ((data.party, LONGEST_PARTY), (data.note, LONGEST_NOTE)):
        if len(text) > most or unsafe_character(text) is not None:
            raise Refusal(N_("A text has 1 to {most} characters and no control characters"), most=most)
