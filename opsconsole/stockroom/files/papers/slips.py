"""Vouchers as slips, and the ledger of an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.capitals import capitals
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Size, Text, Words
from opsconsole.i18n import N_, _, pgettext
from opsconsole.inert import visible
from opsconsole.money import format_each, format_yuan
from opsconsole.stockroom.files.exports import LEDGER, ledger_rows
from opsconsole.stockroom.files.papers.common import NUMBER, SLIP_POINT, item_name
from opsconsole.stockroom.model import Item
from opsconsole.stockroom.queries.items import item_lines
from opsconsole.stockroom.queries.ledger import LedgerLine, ledger
from opsconsole.stockroom.queries.vouchers import MovedLine, VoucherDetail, voucher_detail, voucher_id_of
from opsconsole.stockroom.rules.values import VoucherKind
from opsconsole.stockroom.words import KIND_NAMES

TITLES = {
    VoucherKind.OPENING: N_("Opening stock voucher"),
    VoucherKind.IN: N_("Stock-in voucher"),
    VoucherKind.OUT: N_("Issue slip"),
    VoucherKind.RETURN: N_("Return slip"),
    VoucherKind.LOSS: N_("Loss record"),
    VoucherKind.HANDOVER: N_("Hand-over record"),
    VoucherKind.COUNT: N_("Voucher of count differences"),
    VoucherKind.REVERSAL: N_("Reversing voucher"),
}


def voucher_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A voucher as its slip; Refusal for a number that no voucher has."""
    voucher_id = voucher_id_of(session, options.number or "")
    if voucher_id is None:
        raise Refusal(N_("No voucher has the number {number}"), number=visible(options.number or ""))
    return [voucher_paper(voucher_detail(session, voucher_id))]


def voucher_paper(voucher: VoucherDetail) -> Paper:
    """A voucher of any kind on A5, its fields in the order of its form."""
    head = voucher.head
    table = PaperTable(
        [
            PaperColumn(pgettext("item", "Code"), 1.3),
            PaperColumn(_("Item"), 2.6),
            PaperColumn(_("Specification"), 1.5),
            PaperColumn(_("Unit of measure"), 0.8, Align.CENTER),
            PaperColumn(_("Quantity"), 1.0, Align.RIGHT),
            PaperColumn(_("Unit price"), 1.1, Align.RIGHT),
            PaperColumn(_("Amount"), 1.3, Align.RIGHT),
        ],
        [_moved(line) for line in voucher.lines],
        totals=[["", _("Total"), "", "", "", "", format_yuan(head.amount_fen)]],
    )
    words: list[Fields | PaperTable | Words | Signatures] = [Fields(_head(voucher)), table]
    words.append(Words(Message(N_("In capitals: {capitals}"), capitals=capitals(head.amount_fen)), strong=True))
    if head.kind is VoucherKind.LOSS:
        words.append(Words(Message(N_("What is lost is paid for at its cost at issue (SUP-7)."))))
    if head.over_quota:
        words.append(Words(Message(N_("Over quota: {reason}"), reason=head.over_quota)))
    words.append(Signatures([_(label) for label in _SIGNED[head.kind]]))
    return Paper(Message(TITLES[head.kind]), words, number=head.number, size=Size.A5, landscape=True, point=SLIP_POINT)


_KEEPER = N_("Storekeeper")
_SIGNED: dict[VoucherKind, tuple[str, ...]] = {
    VoucherKind.OPENING: (_KEEPER, N_("Checked by")),
    VoucherKind.IN: (N_("Handled by"), N_("Accepted by"), _KEEPER),
    VoucherKind.OUT: (N_("Approved by"), N_("Issued by"), N_("Taken by")),
    VoucherKind.RETURN: (N_("Brought back by"), _KEEPER),
    VoucherKind.LOSS: (N_("Lost by"), N_("Department head"), N_("Finance"), _KEEPER),
    VoucherKind.HANDOVER: (N_("Handed over by"), N_("Taken over by"), _KEEPER),
    VoucherKind.COUNT: (N_("Counted by"), N_("Approved by"), _KEEPER),
    VoucherKind.REVERSAL: (_KEEPER, N_("Checked by")),
}


def _head(voucher: VoucherDetail) -> list[tuple[Text, Text]]:
    head = voucher.head
    pairs: list[tuple[Text, Text]] = [(pgettext("slip", "Voucher"), head.number), (_("Date"), str(head.day))]
    if head.kind is VoucherKind.IN:
        pairs += [
            (_("Supplier"), head.supplier),
            (_("Type"), Message(N_("Purchase"))),
            (pgettext("slip", "Funds-use form"), head.form),
            (pgettext("slip", "Invoice"), head.invoice),
            (_("Itemised list"), Message(N_("attached") if head.list_attached else N_("missing"))),
        ]
    elif head.kind is VoucherKind.OUT:
        pairs += [
            (pgettext("slip", "Unit"), head.unit),
            (pgettext("slip", "Person"), f"{head.person} {head.badge}".strip()),
        ]
    elif head.unit.zh or head.badge:
        pairs += [(_("Unit"), head.unit), (_("Person"), f"{head.person} {head.badge}".strip())]
    if head.receiver:
        pairs.append((_("Taken over by"), f"{head.receiver} {head.receiver_badge}"))
    if head.reverses:
        pairs.append((_("Reverses"), head.reverses))
    if head.note:
        pairs.append((_("Use") if head.kind is VoucherKind.OUT else _("Note"), head.note))
    return pairs


def _moved(line: MovedLine) -> Sequence[Text]:
    item = line.item
    return [
        item.code,
        item_name(item),
        item.spec,
        item.unit,
        str(line.quantity),
        format_each(line.amount_fen, line.quantity),
        format_yuan(line.amount_fen),
    ]


def item_ledger_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """The three-column ledger (三栏账) of an item; Refusal for one that does not exist."""
    found = session.scalars(select(Item.id).where(Item.code == options.item)).first()
    if found is None:
        raise Refusal(N_('No item has the code "{code}"'), code=visible(options.item or ""))
    (item,) = item_lines(session, [found])
    columns = [PaperColumn(_("Date"), 1.3), PaperColumn(_("Voucher"), 1.6), PaperColumn(_("Summary"), 2.4)]
    for _group in range(3):
        columns += [
            PaperColumn(pgettext("column", "Qty"), 0.8, Align.RIGHT),
            PaperColumn(pgettext("column", "Price"), 1.0, Align.RIGHT),
            PaperColumn(pgettext("column", "Amount"), 1.3, Align.RIGHT),
        ]
    rows = [ledger_cells(line) for line in ledger(session, item.code, options.from_day, options.to_day)]
    table = PaperTable(
        columns, rows, above=[("", 3), (_("Received"), 3), (_("Issued"), 3), (pgettext("ledger", "Left"), 3)], frozen=3
    )
    head: list[tuple[Text, Text]] = [
        (pgettext("item", "Code"), item.code),
        (_("Item"), item.named),
        (_("Unit of measure"), item.unit),
        (_("Minimum"), str(item.minimum)),
    ]
    title = Message(N_("Ledger of {item}"), item=item.named)
    return [Paper(title, [Fields(head, across=4), table], landscape=True, point=8.0, tab=item.code)]


def ledger_cells(line: LedgerLine) -> list[str]:
    """A movement in the three columns: received, issued, left, each as quantity, price and amount."""
    received, issued = ["", "", ""], ["", "", ""]
    cells = [
        str(abs(line.quantity)),
        format_each(abs(line.amount_fen), abs(line.quantity)),
        format_yuan(abs(line.amount_fen)),
    ]
    if line.quantity > 0:
        received = cells
    elif line.quantity < 0:
        issued = cells
    left = line.balance
    return [
        str(line.day),
        line.voucher,
        summary_of(line),
        *received,
        *issued,
        str(left.quantity),
        format_each(left.amount_fen, left.quantity),
        format_yuan(left.amount_fen),
    ]


def summary_of(line: LedgerLine) -> str:
    """What a movement was, in a few words."""
    words = [_(KIND_NAMES[line.kind])]
    if line.reverses:
        words.append(line.reverses)
    words += [word for word in (line.unit, line.person) if word]
    return " ".join(words)


def _voucher_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    return (row for row in ledger_rows(session, ExportOptions()) if row[2] == options.number)


STOCK_VOUCHER = ExportKind(
    "stock-voucher",
    N_("Stock voucher"),
    LEDGER.columns,
    _voucher_rows,
    Permission.STOCK_VIEW,
    options=NUMBER,
    required=NUMBER,
    papers=voucher_papers,
)

ITEM_LEDGER = ExportKind(
    "item-ledger",
    N_("Ledger of an item"),
    LEDGER.columns,
    ledger_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"item", "from_day", "to_day"}),
    required=frozenset({"item"}),
    papers=item_ledger_papers,
    laid_out=True,
)
