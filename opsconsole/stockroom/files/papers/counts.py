"""The count sheet, blind, and the stocktake with its differences (盘点表)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Text
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_each
from opsconsole.stockroom.files.papers.common import item_name, number_column, text_column
from opsconsole.stockroom.queries.counts import CountView, last_count


def count_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """The stocktake under way: while it is counted a blind sheet, without the book's figures; then 盘点表 with them."""
    count = last_count(session)
    if count is None:
        raise Refusal(N_("There was no stocktake yet"), clause="SUP-9")
    return [_blind(count) if count.state == "counting" else _counted(count)]


def _blind(count: CountView) -> Paper:
    table = PaperTable(
        [
            PaperColumn(pgettext("item", "Code"), 1.3),
            PaperColumn(_("Item"), 2.8),
            PaperColumn(_("Specification"), 1.6),
            PaperColumn(_("Unit of measure"), 0.8, Align.CENTER),
            PaperColumn(_("Counted"), 1.2),
            PaperColumn(_("Note"), 2.0),
        ],
        [[line.item.code, item_name(line.item), line.item.spec, line.item.unit, "", ""] for line in count.lines],
    )
    return Paper(
        Message(N_("Count sheet")),
        [Fields(_count_head(count)), table, Signatures([_("Counted by"), _("Checked by")])],
    )


def _counted(count: CountView) -> Paper:
    rows = []
    for line in count.lines:
        if line.counted is None:
            continue
        item, stock = line.item, line.item.stock
        rows.append(
            [
                item.code,
                item_name(item),
                item.spec,
                item.unit,
                format_each(stock.amount_fen, stock.quantity),
                str(line.book),
                str(line.counted),
                str(max(line.difference, 0) or ""),
                str(max(-line.difference, 0) or ""),
                line.reason,
            ]
        )
    table = PaperTable(
        [
            PaperColumn(pgettext("item", "Code"), 1.2),
            PaperColumn(_("Item"), 2.2),
            PaperColumn(_("Specification"), 1.2),
            PaperColumn(_("Unit of measure"), 0.7, Align.CENTER),
            PaperColumn(_("Unit price"), 1.0, Align.RIGHT),
            PaperColumn(_("Book"), 0.9, Align.RIGHT),
            PaperColumn(_("Counted"), 0.9, Align.RIGHT),
            PaperColumn(_("Too much"), 0.9, Align.RIGHT),
            PaperColumn(_("Too little"), 0.9, Align.RIGHT),
            PaperColumn(_("Reason"), 2.2),
        ],
        rows,
    )
    signed = Signatures([_("Counted by"), _("Approved by"), _("Storekeeper")])
    return Paper(Message(N_("Stocktake")), [Fields(_count_head(count)), table, signed], landscape=True)


def _count_head(count: CountView) -> list[tuple[Text, Text]]:
    return [
        (_("Opened"), f"{count.opened_at:%Y-%m-%d %H:%M}"),
        (_("Category"), count.category or _("all")),
        (_("Request"), count.request),
    ]


def count_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """The last stocktake in figures, by item; nothing of the book while it is counted."""
    count = last_count(session)
    for line in count.lines if count is not None else ():
        shown = count is not None and count.state != "counting"
        yield (
            line.item.code,
            line.item.name_zh,
            "" if line.counted is None else line.counted,
            line.book if shown and line.counted is not None else "",
            line.difference if shown else "",
            line.reason,
        )


STOCK_COUNT = ExportKind(
    "stock-count",
    N_("Stocktake"),
    (
        text_column("item", N_("Item")),
        text_column("name", N_("Name"), 28),
        number_column("counted", N_("Counted")),
        number_column("book", N_("Book")),
        number_column("difference", N_("Difference")),
        text_column("reason", N_("Reason"), 28),
    ),
    count_rows,
    Permission.STOCK_VIEW,
    papers=count_papers,
)
