"""What the palette finds of the stockroom: items by any of their names, vouchers and forms by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.console.widgets.picker import Choice
from opsconsole.i18n import N_, _, language
from opsconsole.stockroom.queries.items import find_items
from opsconsole.stockroom.queries.vouchers import vouchers
from opsconsole.stockroom.words import KIND_NAMES

MOST = 20
SHORTEST_NUMBER = 4
ITEM = N_("item")


def find_in_palette(session: Any, actor: Actor, text: str) -> Sequence[Choice]:
    """Items and vouchers that a text finds."""
    return [*_items(session, text), *_vouchers(session, actor, text)] if text.strip() else []


def _items(session: Any, text: str) -> Iterator[Choice]:
    for item in find_items(session, text, MOST):
        name = item.named.zh if language() == "zh" else item.named.en
        yield Choice(f"item:{item.code}", f"{name} {item.code}", f"{_(ITEM)}  {item.stock.quantity} {item.unit}")


def _vouchers(session: Any, actor: Actor, text: str) -> Iterator[Choice]:
    if may(actor, Permission.STOCK_VIEW) and len(text.strip()) >= SHORTEST_NUMBER:
        for one in vouchers(session, MOST, None, text):
            yield Choice(f"voucher:{one.number}", one.number, f"{_(KIND_NAMES[one.kind])}  {one.day}  {one.person}")
