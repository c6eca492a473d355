"""What suppliers ask for items (询价, EXP-8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.money import LARGEST_FEN
from opsconsole.stockroom.model import PriceOffer
from opsconsole.stockroom.service.posting import LARGEST_QUANTITY, items_named

LONGEST_SUPPLIER = 200
LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class OfferData:
    """An offer: so much (fen) for so many base units of an item, until when it holds (None: not said)."""

    item_id: int
    supplier: str
    day: date
    quantity: int
    amount_fen: int
    until: date | None = None
    note: str = ""


def enter_offer(session: Session, actor: Actor, data: OfferData, now: datetime) -> bool:
    """Keeps an offer; the same one again changes nothing. Whether it was new.

    Raises Refusal for one without a supplier, over nothing, or that ends before it begins.
    """
    require(session, actor, Permission.ITEMS_EDIT)
    item = items_named(session, [data.item_id])[data.item_id]
    supplier, note = data.supplier.strip(), data.note.strip()
    if not supplier:
        raise Refusal(N_("An offer says whose it is"), clause="EXP-8")
    for text, most in ((supplier, LONGEST_SUPPLIER), (note, LONGEST_NOTE)):
        if len(text) > most or unsafe_character(text) is not None:
            raise Refusal(N_("A text has 1 to {most} characters and no control characters"), most=most)
    if not 0 < data.quantity <= LARGEST_QUANTITY or not 0 < data.amount_fen <= LARGEST_FEN:
        raise Refusal(N_("{item} needs a quantity and an amount above zero"), clause="EXP-8", item=item.named)
    if data.until is not None and data.until < data.day:
        raise Refusal(N_("An offer ends no day before it was made"), clause="EXP-8")
    columns = {
        "item_id": data.item_id,
        "supplier": supplier,
        "day": data.day,
        "quantity": data.quantity,
        "amount_fen": data.amount_fen,
        "until": data.until,
        "note": note,
    }
    known = session.scalars(select(PriceOffer.id).filter_by(**columns).limit(1)).first()
    if known is not None:
        return False
    session.add(PriceOffer(entered_at=now, entered_by_id=actor.employee_id, **columns))
    session.flush()
    audit.record(session, f"offer {item.code}", supplier=supplier, quantity=data.quantity, amount_fen=data.amount_fen)
    return True
