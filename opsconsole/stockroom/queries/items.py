"""Items as the screens list and find them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.errors import Message, Named
from opsconsole.i18n import N_
from opsconsole.org.pinyin import folded, words_of
from opsconsole.stockroom.model import Item, ItemBarcode, StockBalance
from opsconsole.stockroom.rules.values import PlaceKind, Stock


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item with what the storeroom holds of it."""

    id: int
    code: str
    name_zh: str
    name_en: str
    spec: str
    category: str
    unit: str
    pack_unit: str
    pack_size: int
    minimum: int
    durable: bool
    search: str
    stock: Stock

    @property
    def is_low(self) -> bool:
        """Whether less than the minimum is there (SUP-10)."""
        return self.stock.quantity < self.minimum

    @property
    def named(self) -> Named:
        """Its name in both languages, with the specification."""
        return Named(_with_spec(self.name_zh, self.spec), _with_spec(self.name_en or self.name_zh, self.spec))


def _with_spec(name: str, spec: str) -> str:
    return f"{name} {spec}".strip()


def item_words(item: Item | ItemLine) -> Message:
    """An item in a sentence: code, name, specification."""
    zh, en = _with_spec(item.name_zh, item.spec), _with_spec(item.name_en or item.name_zh, item.spec)
    return Message(N_("{code} {name}"), code=item.code, name=Named(zh, en))


def item_lines(session: Session, item_ids: Iterable[int] | None = None) -> list[ItemLine]:
    """All items, or those of ids, by code."""
    item, balance = Item.__table__, StockBalance.__table__
    query = (
        select(
            item.c.id,
            item.c.code,
            item.c.name_zh,
            item.c.name_en,
            item.c.spec,
            item.c.category,
            item.c.unit,
            item.c.pack_unit,
            item.c.pack_size,
            item.c.minimum,
            item.c.durable,
            item.c.search,
            balance.c.quantity,
            balance.c.amount_fen,
        )
        .select_from(
            item.outerjoin(balance, (balance.c.item_id == item.c.id) & (balance.c.place_kind == PlaceKind.STORE))
        )
        .order_by(item.c.code)
    )
    if item_ids is not None:
        query = query.where(item.c.id.in_(list(item_ids)))
    return [ItemLine(*row[:12], Stock(row.quantity or 0, row.amount_fen or 0)) for row in session.execute(query)]


def below_minimum(session: Session) -> list[ItemLine]:
    """What is below its minimum, by code (SUP-10)."""
    return [line for line in item_lines(session) if line.is_low]


def find_items(session: Session, typed: str, limit: int = 30) -> list[ItemLine]:
    """Items by barcode, code, part of the name, initials or pinyin, the closest first. Nothing typed finds all."""
    words = words_of(typed)
    lines = item_lines(session)
    hits = [(_distance(line, words), line.code, line) for line in lines if all(word in line.search for word in words)]
    hits.sort(key=lambda hit: hit[:2])
    return [hit[2] for hit in hits[:limit]]


def _distance(line: ItemLine, words: Sequence[str]) -> int:
    """0 a whole code or name, 1 the beginning of one, 2 a part of one."""
    places = line.search.split(" ")
    return max(
        (0 if word in places else 1 if any(place.startswith(word) for place in places) else 2 for word in words),
        default=0,
    )


def scanned(session: Session, typed: str) -> ItemLine | None:
    """The item whose barcode or code is exactly what was scanned, None where it is none's."""
    wanted = folded(typed).strip()
    item_id = session.scalars(
        select(ItemBarcode.item_id).where(ItemBarcode.barcode.in_((typed.strip(), wanted, wanted.upper())))
    ).first()
    if item_id is None:
        item_id = session.scalars(select(Item.id).where(Item.code.in_((typed.strip(), wanted, wanted.upper())))).first()
    return item_lines(session, [item_id])[0] if item_id is not None else None


def barcodes_of(session: Session) -> dict[int, tuple[str, ...]]:
    """Every item's barcodes."""
    found: dict[int, list[str]] = defaultdict(list)
    for barcode, item_id in session.execute(
        select(ItemBarcode.barcode, ItemBarcode.item_id).order_by(ItemBarcode.barcode)
    ):
        found[item_id].append(barcode)
    return {item_id: tuple(codes) for item_id, codes in found.items()}


def categories(session: Session) -> list[str]:
    """The categories that items have."""
    return sorted(one for one in session.scalars(select(Item.category).distinct()) if one)
