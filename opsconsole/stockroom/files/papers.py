"""The stockroom's forms on paper, fields in the order of the office: vouchers, the ledger of an item, the funds-use
form, count sheet and stocktake, labels, custody, consumption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import machine_actor
from opsconsole.access.permissions import Permission
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.budgets.queries import budget_facts
from opsconsole.capitals import capitals
from opsconsole.dates import Month
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Labels, Paper, PaperColumn, PaperTable, Signatures, Size, Text, Words
from opsconsole.files.write import Kind
from opsconsole.i18n import N_, _, language, pgettext
from opsconsole.inert import visible
from opsconsole.money import format_each, format_yuan
from opsconsole.stockroom.files.exports import LEDGER, ledger_rows
from opsconsole.stockroom.model import Item
from opsconsole.stockroom.queries.consumption import Consumed, consumption
from opsconsole.stockroom.queries.counts import CountView, last_count
from opsconsole.stockroom.queries.custody import CustodyLine, custody
from opsconsole.stockroom.queries.forms import FormDetail, form_detail, form_id_of
from opsconsole.stockroom.queries.items import ItemLine, barcodes_of, item_lines
from opsconsole.stockroom.queries.ledger import LedgerLine, ledger
from opsconsole.stockroom.queries.vouchers import MovedLine, VoucherDetail, voucher_detail, voucher_id_of
from opsconsole.stockroom.rules.values import VoucherKind
from opsconsole.stockroom.spent import wants_of_form
from opsconsole.stockroom.words import KIND_NAMES

SLIP_POINT = 9.0
NUMBER = frozenset({"number"})

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


# Vouchers


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
        _name(item),
        item.spec,
        item.unit,
        str(line.quantity),
        format_each(line.amount_fen, line.quantity),
        format_yuan(line.amount_fen),
    ]


def _name(item: ItemLine | CustodyLine) -> str:
    return item.name_zh if language() == "zh" else item.name_en or item.name_zh


# The ledger of an item


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


# The funds-use form


def funds_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A funds-use approval form; Refusal for a number that no form has."""
    form_id = form_id_of(session, options.number or "")
    if form_id is None:
        raise Refusal(N_("No funds-use form has the number {number}"), number=visible(options.number or ""))
    request = session.get_one(Request, form_id)
    counted = request.state is State.APPROVED
    told = [fact.value for fact in budget_facts(session, wants_of_form(session, request), counted=counted)]
    return [funds_paper(form_detail(session, form_id), told)]


def funds_paper(form: FormDetail, budgets: Sequence[Text]) -> Paper:
    """The form in the order of its fields (资金使用审批表), with what is left of each budget that it draws on."""
    head = form.head
    table = PaperTable(
        [
            PaperColumn(_("Item"), 2.6),
            PaperColumn(_("Specification"), 1.6),
            PaperColumn(_("Unit of measure"), 0.8, Align.CENTER),
            PaperColumn(_("Quantity"), 0.9, Align.RIGHT),
            PaperColumn(_("Expected price"), 1.1, Align.RIGHT),
            PaperColumn(_("Amount"), 1.3, Align.RIGHT),
        ],
        [
            [
                _name(item),
                item.spec,
                item.unit,
                str(line.quantity),
                format_each(line.amount_fen, line.quantity),
                format_yuan(line.amount_fen),
            ]
            for item, line in form.lines
        ],
        totals=[[_("Total"), "", "", "", "", format_yuan(head.amount_fen)]],
    )
    first: list[tuple[Text, Text]] = [
        (pgettext("form", "Number"), head.number),
        (_("Applying unit"), head.unit),
        (_("Applicant"), head.requester),
        (_("Date"), f"{head.submitted_at:%Y-%m-%d}"),
        (_("Purpose"), head.purpose),
    ]
    last: list[tuple[Text, Text]] = [*((_("Budget left"), told) for told in budgets), (_("Payee"), head.payee)]
    return Paper(
        Message(N_("Funds-use approval form")),
        [
            Fields(first),
            table,
            Words(Message(N_("In capitals: {capitals}"), capitals=capitals(head.amount_fen)), strong=True),
            Fields(last),
            Signatures(
                [
                    _("Opinion of the department head"),
                    _("Opinion of the manager in charge"),
                    _("Opinion of the general manager"),
                ]
            ),
        ],
        number=head.number,
    )


# Stocktaking


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
        [[line.item.code, _name(line.item), line.item.spec, line.item.unit, "", ""] for line in count.lines],
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
                _name(item),
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


# Labels, custody, consumption


def label_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A sheet of labels to cut out: the first barcode of each item (else its code) as QR, with code and name."""
    barcodes = barcodes_of(session)
    labels: list[tuple[str, Sequence[Text]]] = [
        (barcodes.get(item.id, (item.code,))[0], [item.code, _name(item), f"{item.spec} {item.unit}".strip()])
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
                _name(line),
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


def _text(key: str, heading: str, width: int = 14) -> ExportColumn:
    return ExportColumn(key, heading, width=width)


def _number(key: str, heading: str) -> ExportColumn:
    return ExportColumn(key, heading, Kind.NUMBER, 10)


def _voucher_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    return (row for row in ledger_rows(session, ExportOptions()) if row[2] == options.number)


def _funds_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    form_id = form_id_of(session, options.number or "")
    if form_id is None:
        raise Refusal(N_("No funds-use form has the number {number}"), number=visible(options.number or ""))
    for item, line in form_detail(session, form_id).lines:
        yield item.code, line.quantity, line.amount_fen, line.taken, line.taken_fen


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

FUNDS_FORM = ExportKind(
    "funds-form",
    N_("Funds-use approval form"),
    (
        _text("item", N_("Item")),
        _number("quantity", N_("Quantity")),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
        _number("taken", N_("Taken in")),
        ExportColumn("taken_fen", N_("Amount taken in"), Kind.MONEY),
    ),
    _funds_rows,
    Permission.ORG_VIEW,
    options=NUMBER,
    required=NUMBER,
    papers=funds_papers,
)

STOCK_COUNT = ExportKind(
    "stock-count",
    N_("Stocktake"),
    (
        _text("item", N_("Item")),
        _text("name", N_("Name"), 28),
        _number("counted", N_("Counted")),
        _number("book", N_("Book")),
        _number("difference", N_("Difference")),
        _text("reason", N_("Reason"), 28),
    ),
    count_rows,
    Permission.STOCK_VIEW,
    papers=count_papers,
)

STOCK_LABELS = ExportKind(
    "stock-labels",
    N_("Labels of the stockroom"),
    (
        _text("item", N_("Item")),
        _text("name", N_("Name"), 28),
        _text("spec", N_("Specification")),
        _text("unit", N_("Base unit"), 8),
        _text("barcodes", N_("Barcodes"), 30),
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
        _text("badge", N_("Badge")),
        _text("name", N_("Name")),
        _text("item", N_("Item")),
        _text("item_name", N_("Item name"), 28),
        _number("quantity", N_("Quantity")),
        ExportColumn("amount_fen", N_("Cost at issue"), Kind.MONEY),
        _text("since", N_("Since"), 12),
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
        _text("month", N_("Month"), 10),
        _text("unit", N_("Unit")),
        _text("category", N_("Category")),
        _number("quantity", N_("Quantity")),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
    ),
    consumption_rows,
    Permission.STOCK_VIEW,
    options=frozenset({"from_day", "to_day"}),
)

PAPERS = (STOCK_VOUCHER, ITEM_LEDGER, FUNDS_FORM, STOCK_COUNT, STOCK_LABELS, CUSTODY, CONSUMPTION)

__all__ = ["PAPERS", "funds_paper", "ledger_cells", "summary_of", "voucher_paper"]
