"""Labels, things in custody, consumption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.actor import machine_actor
from opsconsole.access.permissions import Permission
from opsconsole.dates import Month
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Labels, Paper, PaperColumn, PaperTable, Signatures, Text
from opsconsole.files.write import Kind
from opsconsole.i18n import N_, _, pgettext
from opsconsole.money import format_yuan
from opsconsole.stockroom.files.papers.common import item_name, number_column, text_column
from opsconsole.stockroom.queries.consumption import Consumed, consumption
from opsconsole.stockroom.queries.custody import CustodyLine, custody
from opsconsole.stockroom.queries.items import barcodes_of, item_lines


def label_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A sheet of labels to cut out: the first barcode of each item (else its code) as QR, with code and name."""
    barcodes = barcodes_of(session)
    labels: list[tuple[str, Sequence[Text]]] = [
        (barcodes.get(item.id, (item.code,))[0], [item.code, item_name(item), f"{item.spec} {item.unit}".strip()])
        for item in item_lines(session)
        if options.item is None or item.code == options.item
    ]
    if not labels:
        raise Refusal(N_("There is no item to make a label for"))
    return [Paper(Message(N_("Labels of the stockroom")), [Labels(labels)])]


def label_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every item with its barcodes, by code."""
    barcodes = barcodes_of(session)
    for item in item_lines(session):
        if options.item is None or item.code == options.item:
            yield item.code, item.name_zh, item.spec, item.unit, " ".join(barcodes.get(item.id, ()))


def custody_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Who holds what since when, by badge and item."""
    for line in custody(session):
        if options.badge is None or line.badge == options.badge:
            yield (
                line.badge,
                line.person,
                line.item,
                line.name_zh,
                line.stock.quantity,
                line.stock.amount_fen,
                str(line.since),
            )


def custody_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A page for each person who holds anything, to be signed."""
    people: dict[str, list[CustodyLine]] = {}
    for line in custody(session):
        if options.badge is None or line.badge == options.badge:
            people.setdefault(line.badge, []).append(line)
    if not people:
        raise Refusal(N_("Nobody holds anything in custody"), clause="SUP-7")
    return [_custody_paper(lines) for lines in people.values()]


def _custody_paper(lines: Sequence[CustodyLine]) -> Paper:
    table = PaperTable(
        [
            PaperColumn(pgettext("item", "Code"), 1.3),
            PaperColumn(_("Item"), 2.6),
            PaperColumn(_("Specification"), 1.6),
            PaperColumn(_("Unit of measure"), 0.8, Align.CENTER),
            PaperColumn(_("Quantity"), 0.9, Align.RIGHT),
            PaperColumn(_("Cost at issue"), 1.2, Align.RIGHT),
            PaperColumn(_("Since"), 1.3),
        ],
        [
            [
                line.item,
                item_name(line),
                line.spec,
                line.unit,
                str(line.stock.quantity),
                format_yuan(line.stock.amount_fen),
                str(line.since),
            ]
            for line in lines
        ],
    )
    head: list[tuple[Text, Text]] = [(_("Name"), lines[0].person), (_("Badge"), lines[0].badge)]
    signed = Signatures([_("In custody of"), _("Storekeeper")])
    return Paper(Message(N_("Things in custody")), [Fields(head), table, signed], tab=lines[0].badge)


def _months(options: ExportOptions) -> tuple[Month, Month]:
    last = Month.of(options.to_day) if options.to_day is not None else Month.of(date.max)
    return Month.of(options.from_day) if options.from_day is not None else Month(1900, 1), last


def consumption_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """What units used up, by month, unit and category."""
    for line in _consumed(session, options):
        yield str(line.month), line.unit, line.category, line.quantity, line.amount_fen


def _consumed(session: Session, options: ExportOptions) -> list[Consumed]:
    return consumption(session, machine_actor(), *_months(options))


STOCK_LABELS = ExportKind(
    "stock-labels",
    N_("Labels of the stockroom"),
    (
        text_column("item", N_("Item")),
        text_column("name", N_("Name"), 28),
        text_column("spec", N_("Specification")),
        text_column("unit", N_("Base unit"), 8),
        text_column("barcodes", N_("Barcodes"), 30),
    ),
    label_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"item"}),
    papers=label_papers,
)

CUSTODY = ExportKind(
    "custody",
    N_("Things in custody"),
    (
        text_column("badge", N_("Badge")),
        text_column("name", N_("Name")),
        text_column("item", N_("Item")),
        text_column("item_name", N_("Item name"), 28),
        number_column("quantity", N_("Quantity")),
        ExportColumn("amount_fen", N_("Cost at issue"), Kind.MONEY),
        text_column("since", N_("Since"), 12),
    ),
    custody_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"badge"}),
    papers=custody_papers,
)

CONSUMPTION = ExportKind(
    "consumption",
    N_("Consumption"),
    (
        text_column("month", N_("Month"), 10),
        text_column("unit", N_("Unit")),
        text_column("category", N_("Category")),
        number_column("quantity", N_("Quantity")),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
    ),
    consumption_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"from_day", "to_day"}),
)
