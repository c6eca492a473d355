"""Claims on paper, fields in the order of the office (费用报销单, 差旅费报销单)."""

from __future__ import annotations

from collections.abc import Iterator
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
from opsconsole.reimbursement.queries.claims import ClaimDetail, claim_detail, claim_id_of
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.reimbursement.service.loans import open_of

NUMBER = frozenset({"number"})
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
    if travel:
        fields += [
            (_("Traveller"), f"{head.name} {head.badge}"),
            (_("Reason"), head.purpose),
            (_("From - to"), f"{claim.from_day or ''} - {claim.to_day or ''}"),
        ]
    columns = [
        PaperColumn(pgettext("form", "Expense"), 1.6),
        PaperColumn(_("Summary"), 2.6),
        PaperColumn(_("Spent on"), 1.2),
        PaperColumn(pgettext("slip", "Invoice"), 2.4),
        PaperColumn(_("Amount"), 1.2, Align.RIGHT),
        PaperColumn(_("Stands"), 1.2, Align.RIGHT),
    ]
    rows = []
    for line in claim.lines:
        asked = line.asked
        way = f"{asked.from_place} - {asked.to_place} {asked.transport}".strip(" -")
        rows.append(
            [
                asked.category,
                f"{asked.purpose} {way}".strip(),
                str(asked.day),
                str(asked.invoice or ""),
                format_yuan(asked.amount_fen),
                format_yuan(line.sanctioned_fen) if line.sanctioned_fen is not None else "",
            ]
        )
    stands = head.sanctioned_fen
    total = [_("Total"), "", "", "", format_yuan(head.claimed_fen), format_yuan(stands) if stands is not None else ""]
    fen = head.claimed_fen if stands is None else stands
    parts: list[Any] = [
        Fields(fields),
        PaperTable(columns, rows, totals=[total]),
        Words(Message(N_("In capitals: {capitals}"), capitals=capitals(fen)), strong=True),
    ]
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
    parts.append(
        Signatures(
            [
                _("Claimed by"),
                _("Department head"),
                _("Reviewed by finance"),
                _("General manager"),
                _("Cashier"),
                _("Received by"),
            ]
        )
    )
    title = N_("Travel claim") if travel else N_("Expense claim")
    return Paper(Message(title), parts, number=head.number, size=Size.A5, landscape=True, point=POINT)


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
