"""The import of claims on paper: each is entered as submitted, or refused, by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission, require
from opsconsole.approvals.model import Request
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.invoices import InvoiceNumber, is_scan, parse_invoice, parse_scan
from opsconsole.org.model import Employee
from opsconsole.reimbursement.model import Claim, Loan
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in, lines_of
from opsconsole.reimbursement.values import claimed_line
from opsconsole.reimbursement.words import CLAIM_NAMES
from opsconsole.stockroom.queries.taken_in import taken_in_of

ONE_PER_CLAIM = ("kind", "badge", "stock_in", "loan")


def invoice(cell: str) -> InvoiceNumber:
    """An invoice of a cell: its number, or the scan of its QR code."""
    return parse_scan(cell).number if is_scan(cell) else parse_invoice(cell)


def take_claim(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes the rows of one claim. Known and the same it is unchanged; known and other it is refused."""
    require(session, actor, Permission.REQUESTS_ENTER)
    head = rows[0]
    problems = [
        row.problem(
            column,
            N_("The first row of claim {number}, line {line}, says otherwise"),
            number=head.values["claim"],
            line=head.line,
        )
        for row in rows[1:]
        for column in ONE_PER_CLAIM
        if row.values.get(column) != head.values.get(column)
    ]
    if problems:
        raise ImportRefused(problems)
    employee_id = session.scalars(select(Employee.id).where(Employee.badge == head.values["badge"])).first()
    if employee_id is None:
        words = N_('Nobody has the badge "{badge}"; import the staff first')
        raise ImportRefused([head.problem("badge", words, badge=head.values["badge"])])
    asked = _asked(session, rows)
    held = session.scalars(select(Claim).where(Claim.paper_number == head.values["claim"])).one_or_none()
    if held is not None:
        if _content(session, held) != (employee_id, asked.kind, asked.stock_in_id, asked.loan_id, _lines(asked)):
            words = N_("{number} was taken already with other content; return it for change")
            raise ImportRefused([head.problem("claim", words, clause="EXP-1", number=head.values["claim"])])
        return Counts(unchanged=len(rows))
    try:
        hand_in(
            session,
            actor,
            employee_id,
            asked,
            now,
            paper=head.values["claim"],
            paper_number=head.values["claim"],
        )
    except Refusal as refusal:
        raise ImportRefused([Problem(head.file, head.line, "claim", refusal.message)]) from None
    return Counts(new=len(rows))


def _asked(session: Session, rows: Sequence[FileRow]) -> ClaimAsked:
    head = rows[0]
    stock_in_id = loan_id = None
    if head.values.get("stock_in"):
        found = taken_in_of(session, head.values["stock_in"])
        if found is None:
            words = N_("No stock-in has the number {number}")
            raise ImportRefused([head.problem("stock_in", words, clause="EXP-3", number=head.values["stock_in"])])
        stock_in_id = found.id
    if head.values.get("loan"):
        loan_id = session.scalars(
            select(Request.id).join(Loan, Loan.request_id == Request.id).where(Request.number == head.values["loan"])
        ).one_or_none()
        if loan_id is None:
            words = N_("No loan has the number {number}")
            raise ImportRefused([head.problem("loan", words, clause="EXP-1", number=head.values["loan"])])
    lines = [
        ClaimedLine(
            category=row.values["category"],
            day=row.values["date"],
            amount_fen=row.values["amount"],
            purpose=row.values.get("purpose") or "",
            invoice=row.values.get("invoice"),
        )
        for row in rows
    ]
    day = max(line.day for line in lines)
    return ClaimAsked(head.values["kind"], day, lines, lines[0].purpose, stock_in_id, loan_id)


def _lines(asked: ClaimAsked) -> list[tuple[Any, ...]]:
    return [(line.category, line.day, line.amount_fen, line.purpose, line.invoice) for line in asked.lines]


def _content(session: Session, held: Claim) -> tuple[Any, ...]:
    request = session.get_one(Request, held.request_id)
    lines = [claimed_line(line) for line in lines_of(session, held.request_id)]
    told = [(line.category, line.day, line.amount_fen, line.purpose, line.invoice) for line in lines]
    return request.requester_id, held.kind, held.stock_in_id, held.loan_id, told


_category = parse.text(max_length=64)

CLAIMS = ImportKind(
    "claims",
    N_("Claims on paper"),
    (
        Column("claim", N_("Claim"), N_("The number on the paper; its rows share it"), "B-0001", parse=parse.code),
        Column(
            "kind",
            N_("Kind of claim"),
            N_("daily, travel, purchase or loan"),
            "daily",
            parse=parse.choice(ClaimKind, CLAIM_NAMES),
        ),
        Column("badge", N_("Badge"), N_("Who claims it"), "E00017", parse=parse.code),
        Column("date", N_("Date"), N_("When it was spent"), "2026-03-02", parse=parse.day),
        Column(
            "category", N_("Expense type"), N_("Free text; a new one is added"), "交通", parse=parse.text(max_length=64)
        ),
        Column("amount", N_("Amount"), N_("With tax, in yuan"), "86.00", parse=parse.yuan(minimum_fen=1)),
        Column(
            "invoice",
            N_("Invoice"),
            N_("Its number, or the text of its QR code"),
            "",
            required=False,
            optional_column=True,
            parse=invoice,
        ),
        Column(
            "purpose",
            N_("Purpose"),
            N_("What it was spent for"),
            "客户拜访",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.text(max_length=500),
        ),
        Column(
            "stock_in",
            N_("Stock-in"),
            N_("The number of the stock-in that a purchase pays for"),
            "",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.code,
        ),
        Column(
            "loan",
            N_("Loan"),
            N_("The number of the loan that it is set against"),
            "",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.code,
        ),
    ),
    take_claim,
    Permission.REQUESTS_ENTER,
    group="claim",
)
