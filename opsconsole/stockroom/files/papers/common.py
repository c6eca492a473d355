"""What the papers of the stockroom share."""

from __future__ import annotations

from opsconsole.files.exports import ExportColumn
from opsconsole.files.write import Kind
from opsconsole.i18n import language
from opsconsole.stockroom.queries.custody import CustodyLine
from opsconsole.stockroom.queries.items import ItemLine

SLIP_POINT = 9.0
NUMBER = frozenset({"number"})


def item_name(item: ItemLine | CustodyLine) -> str:
    """What an item is called on paper."""
    return item.name_zh if language() == "zh" else item.name_en or item.name_zh


def text_column(key: str, heading: str, width: int = 14) -> ExportColumn:
    """A column of text in an export."""
    return ExportColumn(key, heading, width=width)


def number_column(key: str, heading: str) -> ExportColumn:
    """A column of whole numbers in an export."""
    return ExportColumn(key, heading, Kind.NUMBER, 10)
