"""Entering and changing an item (SUP-10)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from opsconsole.console.base import AreaScreen
from opsconsole.console.widgets.form import Field, Form, IntField, TextField, YesNoField
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.stockroom.files.items import barcodes
from opsconsole.stockroom.queries.items import ItemLine
from opsconsole.stockroom.service.items import LARGEST_MINIMUM, LARGEST_PACK, LONGEST, ItemData, enter_item

LONGEST_BARCODES = 300


class ItemForm:
    """The form of an item over a screen."""

    def __init__(self, screen: AreaScreen) -> None:
        self._screen = screen

    def open(self, item: ItemLine | None = None, codes: tuple[str, ...] = (), barcode: str = "") -> None:
        """Opens it empty, with a barcode that was scanned, or with an item as it stands."""
        fields: list[Field] = [
            TextField("code", N_("Item code"), required=True, max_length=LONGEST["code"], half_width=True),
            TextField("name_zh", N_("Chinese name"), required=True, max_length=LONGEST["name_zh"]),
            TextField("name_en", N_("English name"), max_length=LONGEST["name_en"]),
            TextField("spec", N_("Specification"), max_length=LONGEST["spec"]),
            TextField("category", N_("Category"), max_length=LONGEST["category"]),
            TextField("unit", N_("Base unit"), required=True, max_length=LONGEST["unit"]),
            TextField("pack_unit", N_("Pack unit"), max_length=LONGEST["pack_unit"]),
            IntField("pack_size", N_("Pack size"), most=LARGEST_PACK, hint=N_("How many base units a pack holds")),
            IntField("minimum", N_("Minimum"), most=LARGEST_MINIMUM),
            YesNoField("durable", N_("Durable"), hint=N_("Whoever takes it keeps it in custody")),
            TextField("barcodes", N_("Barcodes"), max_length=LONGEST_BARCODES, hint=N_("Several: blanks between")),
        ]
        names = ItemData.__dataclass_fields__
        values: dict[str, Any] = {name: getattr(item, name) for name in names} if item is not None else {"unit": "个"}
        if not values.get("pack_size"):
            values["pack_size"] = None
        values["barcodes"] = " ".join(codes) or barcode
        title = Message(N_("Item {code}"), code=item.code) if item is not None else Message(N_("New item"))
        key = f"item:{item.id}" if item is not None else "item:new"
        save = partial(self._save, item.id if item is not None else None)
        self._screen.open_form(Form(title, fields, draft_key=key, values=values, save=save))

    def _save(self, item_id: int | None, values: Mapping[str, Any], form: Form) -> None:
        try:
            codes = barcodes(values["barcodes"])
        except Refusal as refusal:
            form.refuse(refusal.message)
            return
        said: dict[str, Any] = {name: values[name] for name in ItemData.__dataclass_fields__}
        said["pack_size"], said["minimum"] = said["pack_size"] or 0, said["minimum"] or 0
        words = N_("{code} is entered") if item_id is None else N_("{code} is changed")
        self._screen.perform(
            enter_item,
            ItemData(**said),
            codes,
            item_id,
            form=form,
            said=lambda done: Message(words, code=done["code"]),
        )
