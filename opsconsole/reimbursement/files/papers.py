"""Claims on paper, fields in the order of the office (费用报销单, 差旅费报销单)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.capitals import capitals
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Size, Text, Words
from opsconsole.files.write import Kind
from opsconsole.i18n import N_, _, pgettext
from opsconsole.inert import visible
from opsconsole.money import format_yuan
from opsconsole.reimbursement.files.exports import LOAN_COLUMNS, loan_row
from opsconsole.reimbursement.queries.claims import ClaimDetail, LineShown, claim_detail, claim_id_of
from opsconsole.reimbursement.queries.loans import loan_detail
from opsconsole.reimbursement.rules.travel import TravelRow, row_of
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.reimbursement.service.loans import open_of

NUMBER = frozenset({"number"})
SIGNED = (
    N_("Department head"),
    N_("Reviewed by finance"),
    N_("General manager"),
    N_("Cashier"),
    N_("Received by"),
)
"""Who signs a claim or a loan after whoever asks for it, in the order of the office."""

TRAVEL_ROWS = {
    TravelRow.LOCAL: N_("Local transport"),
    TravelRow.LODGING: N_("Lodging"),
    TravelRow.MEALS: N_("Meals"),
    TravelRow.OTHER: N_("Other expenses"),
}
POINT = 9.0


def claim_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A claim as its form; Refusal for a number that no claim has."""
    claim_id = claim_id_of(session, options.number or "")
    if claim_id is None:
        raise Refusal(N_("No claim has the number {number}"), number=visible(options.number or ""))
    detail = claim_detail(session, claim_id)
    left = open_of(session, detail.loan_id) if detail.loan_id is not None else 0
    return [claim_paper(detail, left)]


def claim_paper(claim: ClaimDetail, loan_open_fen: int) -> Paper:
    """The form of a claim; what was cut stands beside what was claimed."""
    head = claim.head
    travel = head.kind is ClaimKind.TRAVEL
    fields: list[tuple[Text, Text]] = [
        (pgettext("form", "Number"), head.number),
        (pgettext("form", "Reimbursed unit"), head.unit),
        (_("Date"), str(head.day)),
        (_("Papers attached"), str(claim.papers)),
    ]
    stands = head.sanctioned_fen
    fen = head.claimed_fen if stands is None else stands
    parts: list[Any]
    if travel:
        first, last = claim.journey
        fields += [
            (_("Traveller"), f"{head.name} {head.badge}"),
            (_("Job title"), claim.title),
            (_("Reason"), head.purpose),
            (_("From - to"), f"{first} - {last}"),
            (_("Days"), str((last - first).days + 1)),
        ]
        parts = [Fields(fields), *_travel_tables(claim)]
    else:
        parts = [Fields(fields), _line_table(claim.lines, head.claimed_fen, stands)]
    parts.append(Words(Message(N_("In capitals: {capitals}"), capitals=capitals(fen)), strong=True))
    if claim.loan_id is not None:
        balance = fen - loan_open_fen
        parts.append(
            Fields(
                [
                    (_("Loan before"), f"{head.loan} {format_yuan(loan_open_fen)}"),
                    (_("To be brought back") if balance < 0 else _("To be paid out"), format_yuan(abs(balance))),
                ]
            )
        )
    parts.append(Signatures([_(label) for label in (N_("Claimed by"), *SIGNED)]))
    title = N_("Travel claim") if travel else N_("Expense claim")
    return Paper(Message(title), parts, number=head.number, size=Size.A5, landscape=True, point=POINT)


def _line_table(lines: Sequence[LineShown], claimed_fen: int, stands_fen: int | None) -> PaperTable:
    columns = [
        PaperColumn(pgettext("form", "Expense"), 1.6),
        PaperColumn(_("Summary"), 2.6),
        PaperColumn(_("Spent on"), 1.2),
        PaperColumn(pgettext("slip", "Invoice"), 2.4),
        PaperColumn(_("Amount"), 1.2, Align.RIGHT),
        PaperColumn(_("Stands"), 1.2, Align.RIGHT),
    ]
    rows = [
        [
            line.asked.category,
            line.asked.purpose,
            str(line.asked.day),
            str(line.asked.invoice or ""),
            format_yuan(line.asked.amount_fen),
            _money(line.sanctioned_fen),
        ]
        for line in lines
    ]
    return PaperTable(columns, rows, totals=[[_("Total"), "", "", "", format_yuan(claimed_fen), _money(stands_fen)]])


def _travel_tables(claim: ClaimDetail) -> list[PaperTable]:
    """The legs with date, from, to and transport; then a row each for local transport, lodging, meals, the rest."""
    by_row: dict[TravelRow, list[LineShown]] = defaultdict(list)
    for line in claim.lines:
        by_row[row_of(line.asked)].append(line)
    legs = PaperTable(
        [
            PaperColumn(_("Date"), 1.2),
            PaperColumn(_("From place"), 1.4),
            PaperColumn(_("To place"), 1.4),
            PaperColumn(_("Transport"), 1.6),
            PaperColumn(pgettext("slip", "Invoice"), 2.4),
            PaperColumn(_("Amount"), 1.2, Align.RIGHT),
            PaperColumn(_("Stands"), 1.2, Align.RIGHT),
        ],
        [
            [
                str(line.asked.day),
                line.asked.from_place,
                line.asked.to_place,
                line.asked.transport or line.asked.category,
                str(line.asked.invoice or ""),
                format_yuan(line.asked.amount_fen),
                _money(line.sanctioned_fen),
            ]
            for line in by_row[TravelRow.LEG]
        ],
    )
    rows = []
    for row, name in TRAVEL_ROWS.items():
        lines = by_row[row]
        told = "; ".join(_told(line) for line in lines)
        reviewed = any(line.sanctioned_fen is not None for line in lines)
        sums = sum(line.asked.amount_fen for line in lines), sum(line.sanctioned_fen or 0 for line in lines)
        rows.append(
            [
                _(name),
                told,
                format_yuan(sums[0]) if lines else "",
                format_yuan(sums[1]) if reviewed else "",
            ]
        )
    head = claim.head
    others = PaperTable(
        [
            PaperColumn(pgettext("form", "Expense"), 1.4),
            PaperColumn(_("Summary"), 5),
            PaperColumn(_("Amount"), 1.2, Align.RIGHT),
            PaperColumn(_("Stands"), 1.2, Align.RIGHT),
        ],
        rows,
        totals=[[_("Total"), "", format_yuan(head.claimed_fen), _money(head.sanctioned_fen)]],
    )
    return [legs, others] if by_row[TravelRow.LEG] else [others]


def _told(line: LineShown) -> str:
    asked = line.asked
    invoice = str(asked.invoice) if asked.invoice is not None else ""
    return " ".join(word for word in (str(asked.day), asked.category, asked.purpose, invoice) if word)


def _money(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)


def loan_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A loan as its form (借款单); Refusal for a number that no loan has."""
    loan = loan_detail(session, options.number or "")
    if loan is None:
        raise Refusal(N_("No loan has the number {number}"), number=visible(options.number or ""))
    parts = [
        Fields(
            [
                (pgettext("form", "Number"), loan.number),
                (_("Date"), f"{loan.submitted_at:%Y-%m-%d}"),
                (_("Borrower"), f"{loan.name} {loan.badge}"),
                (pgettext("form", "Borrower's unit"), loan.unit),
                (_("Purpose"), loan.purpose),
                (_("To be settled by"), str(loan.due)),
                (_("Amount"), format_yuan(loan.amount_fen)),
                (_("Paid"), f"{loan.paid:%Y-%m-%d}" if loan.paid is not None else ""),
            ]
        ),
        Words(Message(N_("In capitals: {capitals}"), capitals=capitals(loan.amount_fen)), strong=True),
        Signatures([_(label) for label in (N_("Borrower"), *SIGNED)]),
    ]
    return [Paper(Message(N_("Loan slip")), parts, number=loan.number, size=Size.A5, landscape=True, point=POINT)]


def _loan_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    loan = loan_detail(session, options.number or "")
    if loan is None:
        raise Refusal(N_("No loan has the number {number}"), number=visible(options.number or ""))
    yield loan_row(loan)


def _rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    claim_id = claim_id_of(session, options.number or "")
    if claim_id is None:
        raise Refusal(N_("No claim has the number {number}"), number=visible(options.number or ""))
    for line in claim_detail(session, claim_id).lines:
        stands = line.sanctioned_fen
        yield (
            line.number,
            line.asked.category,
            str(line.asked.day),
            line.asked.amount_fen,
            "" if stands is None else stands,
            str(line.asked.invoice or ""),
            line.cut_reason,
        )


CLAIM_FORM = ExportKind(
    "claim-form",
    N_("Expense claim"),
    (
        ExportColumn("line", N_("No."), Kind.NUMBER, 6),
        ExportColumn("category", N_("Category")),
        ExportColumn("date", N_("Date"), width=12),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
        ExportColumn("sanctioned_fen", N_("Stands"), Kind.MONEY),
        ExportColumn("invoice", N_("Invoice"), width=24),
        ExportColumn("cut_reason", N_("Why cut"), width=24),
    ),
    _rows,
    Permission.CLAIMS_VIEW,
    options=NUMBER,
    required=NUMBER,
    papers=claim_papers,
)

LOAN_FORM = ExportKind(
    "loan-form",
    N_("Loan slip"),
    LOAN_COLUMNS,
    _loan_rows,
    Permission.CLAIMS_VIEW,
    options=NUMBER,
    required=NUMBER,
    papers=loan_papers,
)
