"""Items: entered, changed, given barcodes (SUP-10)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.org.pinyin import search_text
from opsconsole.stockroom.model import Item, ItemBarcode, StockBalance, StockMovement
from opsconsole.stockroom.rules.values import PlaceKind

LARGEST_PACK = 1_000_000
LARGEST_MINIMUM = 10**9
LONGEST = {"code": 64, "name_zh": 200, "name_en": 200, "spec": 200, "category": 64, "unit": 16, "pack_unit": 16}


@dataclass(frozen=True, slots=True)
class ItemData:
    """What an item says. `pack_size` base units make a `pack_unit`; 0 and '' where there is none."""

    code: str
    name_zh: str
    name_en: str = ""
    spec: str = ""
    category: str = ""
    unit: str = "个"
    pack_unit: str = ""
    pack_size: int = 0
    minimum: int = 0
    durable: bool = False


def enter_item(
    session: Session, actor: Actor, data: ItemData, barcodes: Collection[str], item_id: int | None = None
) -> dict[str, Any]:
    """Enters an item, or changes the one of `item_id`; `barcodes` are all that it has afterwards."""
    require(session, actor, Permission.ITEMS_EDIT)
    held = session.get(Item, item_id) if item_id is not None else None
    if item_id is not None and held is None:
        raise Refusal(N_("There is no such item"))
    known = session.scalars(select(Item.id).where(Item.code == data.code)).first()
    if known is not None and known != item_id:
        raise Refusal(N_("Another item has the code {code}"), clause="SUP-10", code=data.code)
    item = keep_item(session, held, data)
    session.flush()
    changed = set_barcodes(session, item, barcodes)
    audit.record(session, item.code, item=asdict(data), **({"barcodes": sorted(barcodes)} if changed else {}))
    return {"item": item.id, "code": item.code}


def add_barcode(session: Session, actor: Actor, item_id: int, barcode: str) -> None:
    """Gives an item one more barcode."""
    require(session, actor, Permission.ITEMS_EDIT)
    item = session.get_one(Item, item_id)
    held = set(session.scalars(select(ItemBarcode.barcode).where(ItemBarcode.item_id == item_id)))
    if set_barcodes(session, item, {*held, barcode}):
        audit.record(session, item.code, barcode=barcode)


def keep_item(session: Session, held: Item | None, data: ItemData) -> Item:
    """Writes an item's own columns; raises Refusal for what an item cannot say."""
    check_item(data)
    if held is not None:
        _check_change(session, held, data)
    item = held or Item()
    for name, value in asdict(data).items():
        if held is None or getattr(held, name) != value:
            setattr(item, name, value)
    if held is None:
        session.add(item)
    return item


def set_barcodes(session: Session, item: Item, barcodes: Collection[str]) -> bool:
    """Makes `barcodes` all that an item has; whether any changed. Refusal for another item's."""
    held = set(session.scalars(select(ItemBarcode.barcode).where(ItemBarcode.item_id == item.id)))
    new, gone = set(barcodes) - held, held - set(barcodes)
    others = session.execute(
        select(ItemBarcode.barcode, Item.code)
        .join(Item, Item.id == ItemBarcode.item_id)
        .where(ItemBarcode.barcode.in_(new))
    ).first()
    if others is not None:
        raise Refusal(
            N_("Barcode {barcode} is that of {code} already"), clause="SUP-10", barcode=others[0], code=others[1]
        )
    for barcode in new:
        if not barcode or len(barcode) > 64 or unsafe_character(barcode) is not None or " " in barcode:
            raise Refusal(N_("A barcode has 1 to 64 characters and no blanks"), clause="SUP-10")
    if gone:
        session.execute(delete(ItemBarcode).where(ItemBarcode.barcode.in_(gone)))
    session.add_all(ItemBarcode(barcode=barcode, item_id=item.id) for barcode in sorted(new))
    session.flush()
    search = search_text(item.code, item.name_zh, item.name_en, item.spec, *sorted(barcodes))
    if item.search != search:
        item.search = search
    return bool(new or gone)


def check_item(data: ItemData) -> None:
    """Raises Refusal for a code, name or unit that is empty, text that is too long, and a pack without its size."""
    for name, most in LONGEST.items():
        text = getattr(data, name)
        if len(text) > most or unsafe_character(text) is not None:
            raise Refusal(
                N_('"{column}" has at most {most} characters and no control characters'), column=name, most=most
            )
    if not data.code or not data.name_zh or not data.unit:
        raise Refusal(N_("An item needs a code, a Chinese name and a base unit"), clause="SUP-10")
    if bool(data.pack_unit) != bool(data.pack_size):
        raise Refusal(N_("A pack unit needs its size, and a size its pack unit"), clause="SUP-10")
    if data.pack_size and not 1 < data.pack_size <= LARGEST_PACK:
        raise Refusal(N_("A pack holds from 2 to {most} base units"), clause="SUP-10", most=LARGEST_PACK)
    if not 0 <= data.minimum <= LARGEST_MINIMUM:
        raise Refusal(N_("A minimum is a whole number from 0 to {most}"), clause="SUP-10", most=LARGEST_MINIMUM)


def _check_change(session: Session, held: Item, data: ItemData) -> None:
    """Raises Refusal for a change that would make what was posted mean something else."""
    if data.unit != held.unit:
        moved = session.scalars(select(StockMovement.id).where(StockMovement.item_id == held.id).limit(1)).first()
        if moved is not None:
            raise Refusal(
                N_("{code} is counted in {unit}, and was posted so; enter a new item for another unit"),
                clause="SUP-8",
                code=held.code,
                unit=held.unit,
            )
    if held.durable and not data.durable:
        kept = session.scalars(
            select(StockBalance.quantity)
            .where(
                StockBalance.item_id == held.id,
                StockBalance.place_kind == PlaceKind.PERSON,
                StockBalance.quantity > 0,
            )
            .limit(1)
        ).first()
        if kept is not None:
            raise Refusal(
                N_("{code} is in somebody's custody; it stays durable until all are back"),
                clause="SUP-7",
                code=held.code,
            )
