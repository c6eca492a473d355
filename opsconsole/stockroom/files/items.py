"""The import of items (SUP-10)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.stockroom.model import Item, ItemBarcode
from opsconsole.stockroom.service.items import LARGEST_MINIMUM, LARGEST_PACK, LONGEST, ItemData, keep_item, set_barcodes

_BETWEEN = re.compile(r"[\s,;，；、]+")
MOST_NAMED = 20


def barcodes(cell: str) -> tuple[str, ...]:
    """The barcodes of a cell, several separated by blanks or commas."""
    return tuple(dict.fromkeys(parse.code(part) for part in _BETWEEN.split(cell) if part))


def take_items(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Enters and changes items; a code or barcode of two items is refused."""
    require(session, actor, Permission.ITEMS_EDIT)
    problems = _repeated(rows)
    held = {item.code: item for item in session.scalars(select(Item))}
    known: dict[int, set[str]] = defaultdict(set)
    for one in session.scalars(select(ItemBarcode)):
        known[one.item_id].add(one.barcode)
    counts = Counts()
    changed: list[str] = []
    for row in () if problems else {row.values["code"]: row for row in rows}.values():
        item = held.get(row.values["code"])
        codes: set[str] | None = set(row.values.get("barcode") or ()) if "barcode" in row.values else None
        try:
            kept, how = _keep(session, item, row, known[item.id] if item else set(), codes)
        except Refusal as refusal:
            problems.append(Problem(row.file, row.line, "", refusal.message))
            continue
        held[kept.code] = kept
        setattr(counts, how, getattr(counts, how) + 1)
        if how != "unchanged":
            changed.append(kept.code)
    if problems:
        raise ImportRefused(problems)
    if changed:
        audit.record(session, "items", codes=changed[:MOST_NAMED], **counts.as_result())
    return counts


def _keep(
    session: Session, item: Item | None, row: FileRow, known: set[str], codes: set[str] | None
) -> tuple[Item, str]:
    given = {name: row.values[name] for name in ItemData.__dataclass_fields__ if name in row.values}
    before = ItemData(**{name: getattr(item, name) for name in ItemData.__dataclass_fields__}) if item else None
    data = replace(before, **given) if before else ItemData(**given)
    if before == data and codes in (None, known):
        assert item is not None
        return item, "unchanged"
    kept = keep_item(session, item, data)
    session.flush()
    set_barcodes(session, kept, known if codes is None else codes)
    return kept, "new" if before is None else "changed"


def _repeated(rows: Sequence[FileRow]) -> list[Problem]:
    """Codes that stand there twice with other content, and barcodes of two items."""
    seen: dict[str, FileRow] = {}
    owners: dict[str, FileRow] = {}
    problems: list[Problem] = []
    for row in rows:
        first = seen.setdefault(row.values["code"], row)
        if first is not row and first.values != row.values:
            problems.append(
                row.problem(
                    "code",
                    N_("The same key stands in line {line} of {file} with other content; keep one"),
                    line=first.line,
                    file=first.file,
                )
            )
        for barcode in row.values.get("barcode") or ():
            owner = owners.setdefault(barcode, row)
            if owner.values["code"] != row.values["code"]:
                problems.append(
                    row.problem(
                        "barcode",
                        N_("Barcode {barcode} is that of {code} already"),
                        barcode=barcode,
                        code=owner.values["code"],
                    )
                )
    return problems


def _short(name: str) -> parse.Parse[str]:
    return parse.text(max_length=LONGEST[name])


ITEMS = ImportKind(
    "items",
    N_("Items"),
    (
        Column("code", N_("Item code"), N_("Its short name, the same for ever"), "A-001", parse=parse.code),
        Column("name_zh", N_("Chinese name"), N_("Its Chinese name"), "A4复印纸", parse=_short("name_zh")),
        Column(
            "name_en",
            N_("English name"),
            N_("Its English name"),
            "Copy paper A4",
            required=False,
            empty="",
            parse=_short("name_en"),
        ),
        Column(
            "spec",
            N_("Specification"),
            N_("Size, grade or make"),
            "70g",
            required=False,
            optional_column=True,
            empty="",
            parse=_short("spec"),
        ),
        Column(
            "category",
            N_("Category"),
            N_("Free text; a new one is added"),
            "纸张",
            required=False,
            optional_column=True,
            empty="",
            parse=_short("category"),
        ),
        Column("unit", N_("Base unit"), N_("What it is counted in"), "包", parse=_short("unit")),
        Column(
            "pack_unit",
            N_("Pack unit"),
            N_("A larger unit, or empty"),
            "箱",
            required=False,
            optional_column=True,
            empty="",
            parse=_short("pack_unit"),
        ),
        Column(
            "pack_size",
            N_("Pack size"),
            N_("How many base units a pack holds"),
            "10",
            required=False,
            optional_column=True,
            empty=0,
            parse=parse.whole_number(0, LARGEST_PACK),
        ),
        Column(
            "barcode",
            N_("Barcodes"),
            N_("As the scanner reads them, several separated by blanks"),
            "6901234567892",
            required=False,
            optional_column=True,
            empty=(),
            parse=barcodes,
        ),
        Column(
            "minimum",
            N_("Minimum"),
            N_("Below it the stockroom asks for more"),
            "20",
            required=False,
            optional_column=True,
            empty=0,
            parse=parse.whole_number(0, LARGEST_MINIMUM),
        ),
        Column(
            "durable",
            N_("Durable"),
            N_("yes: whoever takes it keeps it in custody (SUP-7)"),
            "no",
            required=False,
            optional_column=True,
            empty=False,
            parse=parse.yes_no,
        ),
    ),
    take_items,
    Permission.ITEMS_EDIT,
)

__all__ = ["ITEMS", "barcodes", "take_items"]
