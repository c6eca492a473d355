"""Sales notes, and reconciling payments for goods with them by region and day (EXP-5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.cashbook.model import GoodsReconciled, SalesNote
from opsconsole.cashbook.queries.goods import day_goods
from opsconsole.cashbook.service.accounts import LONGEST_NOTE, check_texts
from opsconsole.errors import Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.money import LARGEST_FEN, format_yuan

LONGEST_NUMBER = 64
LONGEST_PARTY = 200


@dataclass(frozen=True, slots=True)
class NoteData:
    """What a sales note says (销售单)."""

    number: str
    day: date
    region: str
    customer: str
    amount_fen: int
    note: str = ""


def enter_note(session: Session, actor: Actor, data: NoteData) -> dict[str, Any]:
    """Keeps a sales note; the same number again changes it while finance has not checked it.

    Raises Refusal for one without number, region or amount, and for another content of a checked one.
    """
    require(session, actor, Permission.SALES_NOTES)
    check_note(data)
    held = session.scalars(select(SalesNote).where(SalesNote.number == data.number.strip())).one_or_none()
    columns = _columns(data)
    if held is not None:
        if all(getattr(held, name) == value for name, value in columns.items()):
            return {"note": held.id, "number": held.number, "change": ""}
        refuse_checked(held)
        for name, value in columns.items():
            setattr(held, name, value)
        audit.record(session, f"sales note {held.number}", changed=True, amount_fen=data.amount_fen)
        session.flush()
        return {"note": held.id, "number": held.number, "change": "changed"}
    note = SalesNote(**columns)
    session.add(note)
    session.flush()
    audit.record(session, f"sales note {note.number}", region=note.region, amount_fen=note.amount_fen)
    return {"note": note.id, "number": note.number, "change": "new"}


def refuse_checked(note: SalesNote) -> None:
    """Raises Refusal for a note that finance has checked: it stands."""
    if note.checked_at is not None:
        raise Refusal(
            N_("Sales note {number} was checked by finance; enter a note below zero to correct it"),
            clause="EXP-5",
            number=note.number,
        )


def check_note(data: NoteData) -> None:
    """Raises Refusal for a note that lacks something, or says what is not to be kept."""
    check_texts(data.number, data.region, most=LONGEST_NUMBER)
    check_texts(data.customer, most=LONGEST_PARTY)
    check_texts(data.note, most=LONGEST_NOTE)
    if not data.number.strip() or not data.region.strip():
        raise Refusal(N_("A sales note has a number and a region"), clause="EXP-5")
    if data.amount_fen == 0 or abs(data.amount_fen) > LARGEST_FEN:
        raise Refusal(N_("A sales note needs an amount other than zero"), clause="EXP-5")


def check_notes(session: Session, actor: Actor, note_ids: Collection[int], now: datetime) -> dict[str, int]:
    """Finance has checked these notes: they stand, and cover payments from now on."""
    require(session, actor, Permission.SALES_CHECK)
    checked = []
    for note in session.scalars(select(SalesNote).where(SalesNote.id.in_(note_ids)).order_by(SalesNote.number)):
        if note.checked_at is None:
            note.checked_at, note.checked_by_id = now, actor.employee_id
            checked.append(note.number)
    if checked:
        audit.record(session, "sales notes checked", numbers=checked)
        session.flush()
    return {"checked": len(checked)}


def reconcile(
    session: Session,
    actor: Actor,
    day: date,
    region: str,
    received_fen: int,
    covered_fen: int,
    note: str,
    now: datetime,
) -> dict[str, Any]:
    """Finance has reconciled the payments for goods of a region on a day, as they were shown: received and covered by
    checked notes, in fen. Where they differ the note says why.

    Raises Stale where they are others by now, Refusal for a difference without a reason.
    """
    require(session, actor, Permission.SALES_CHECK)
    check_texts(note, most=LONGEST_NOTE)
    found = next((one for one in day_goods(session, actor, day).regions if one.region == region), None)
    if found is None:
        raise Refusal(
            N_("No payment for goods came from {region} on {day}"), clause="EXP-5", region=region, day=str(day)
        )
    if (found.received_fen, found.covered_fen) != (received_fen, covered_fen):
        raise Stale(N_("The payments of {region} have changed meanwhile; look at them again"), region=region)
    if received_fen != covered_fen and not note.strip():
        raise Refusal(
            N_("Received are {received}, checked notes cover {covered}; say why"),
            clause="EXP-5",
            received=format_yuan(received_fen),
            covered=format_yuan(covered_fen),
        )
    session.add(
        GoodsReconciled(
            day=day,
            region=region,
            noted_fen=covered_fen,
            received_fen=received_fen,
            note=note.strip(),
            at=now,
            by_id=actor.employee_id,
        )
    )
    audit.record(
        session, f"goods {region} {day}", received_fen=received_fen, covered_fen=covered_fen, note=note.strip()
    )
    return {"region": region, "day": str(day)}


def _columns(data: NoteData) -> dict[str, Any]:
    return {
        "number": data.number.strip(),
        "day": data.day,
        "region": data.region.strip(),
        "customer": data.customer.strip(),
        "amount_fen": data.amount_fen,
        "note": data.note.strip(),
    }
