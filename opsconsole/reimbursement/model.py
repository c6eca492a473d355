"""Claims, their lines and invoices, and loans. What is asked for hangs on a request; approvals say who decides."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.db.types import Base, CleanText, enum_column
from opsconsole.reimbursement.rules.values import ClaimKind

_INVOICED = text("invoice_number <> ''")


class Claim(Base):
    """A claim (费用报销单, EXP-1). `claimed_fen` is the sum of its lines, `sanctioned_fen` what finance let stand (None
    until it was reviewed). A purchase names the stock-in that it pays for, one against a loan the loan."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("claimed_fen > 0", name="claimed"),
        CheckConstraint("sanctioned_fen IS NULL OR sanctioned_fen BETWEEN 0 AND claimed_fen", name="sanctioned"),
        CheckConstraint("(kind = 'loan') = (loan_id IS NOT NULL)", name="loan"),
        CheckConstraint("kind = 'purchase' OR stock_in_id IS NULL", name="stock_in"),
        Index("ix_claim_stock_in_id", "stock_in_id"),
        Index("ix_claim_loan_id", "loan_id"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    kind: Mapped[ClaimKind] = mapped_column(enum_column(ClaimKind, "kind"))
    purpose: Mapped[str] = mapped_column(CleanText(500), default="")
    day: Mapped[date]
    claimed_fen: Mapped[int]
    sanctioned_fen: Mapped[int | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    stock_in_id: Mapped[int | None] = mapped_column(ForeignKey("stock_voucher.id"))
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.request_id"))
    from_day: Mapped[date | None]
    to_day: Mapped[date | None]
    papers: Mapped[int] = mapped_column(default=0)
    paper_number: Mapped[str | None] = mapped_column(CleanText(64), unique=True)


class ClaimLine(Base):
    """A line of a claim; `sanctioned_fen` below `amount_fen` has its reason in `cut_reason`."""

    __tablename__ = "claim_line"
    __table_args__ = (
        CheckConstraint("amount_fen > 0", name="amount"),
        CheckConstraint(
            "sanctioned_fen IS NULL OR (sanctioned_fen BETWEEN 0 AND amount_fen"
            " AND (sanctioned_fen = amount_fen OR cut_reason <> ''))",
            name="sanctioned",
        ),
        Index("ix_claim_line_invoice_number", "invoice_number", sqlite_where=_INVOICED, postgresql_where=_INVOICED),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("claim.request_id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    category: Mapped[str] = mapped_column(CleanText(64))
    day: Mapped[date]
    amount_fen: Mapped[int]
    purpose: Mapped[str] = mapped_column(CleanText(500), default="")
    invoice_code: Mapped[str] = mapped_column(String(12), default="")
    invoice_number: Mapped[str] = mapped_column(String(20), default="")
    invoice_fen: Mapped[int | None]
    invoice_day: Mapped[date | None]
    tax_fen: Mapped[int | None]
    seller: Mapped[str] = mapped_column(CleanText(200), default="")
    buyer: Mapped[str] = mapped_column(CleanText(200), default="")
    from_place: Mapped[str] = mapped_column(CleanText(64), default="")
    to_place: Mapped[str] = mapped_column(CleanText(64), default="")
    transport: Mapped[str] = mapped_column(CleanText(64), default="")
    sanctioned_fen: Mapped[int | None]
    cut_reason: Mapped[str] = mapped_column(CleanText(200), default="")


class ClaimedInvoice(Base):
    """That an invoice is held by a claim (EXP-4): the key is its digits, and the database holds it once. A rejected or
    withdrawn claim lets it go, a returned one does not."""

    __tablename__ = "claimed_invoice"

    key: Mapped[str] = mapped_column(String(20), primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("claim.request_id"), index=True)
    line: Mapped[int]


class Loan(Base):
    """A loan (借款) that was asked for: how much, what for, when it is to be settled."""

    __tablename__ = "loan"
    __table_args__ = (CheckConstraint("amount_fen > 0", name="amount"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    amount_fen: Mapped[int]
    purpose: Mapped[str] = mapped_column(CleanText(500))
    due: Mapped[date]


class LoanEntry(Base):
    """A line of a loan's own ledger, append-only: paid out (above zero), settled by a claim or brought back (below),
    and what reverses such a line. `claim_id` is the claim that settled it."""

    __tablename__ = "loan_entry"
    __table_args__ = (CheckConstraint("fen <> 0", name="fen"), Index("ix_loan_entry_loan_id", "loan_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.request_id"))
    fen: Mapped[int]
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.request_id"))
    at: Mapped[datetime]


class Settled(Base):
    """That a claim or loan is paid: the primary key holds it once. A red entry takes the row away. `offset_fen` is what
    a claim settled of its loan; without anything to pay out there is no voucher."""

    __tablename__ = "settled"
    __table_args__ = (
        CheckConstraint("paid_fen >= 0 AND offset_fen >= 0 AND paid_fen + offset_fen > 0", name="amounts"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    voucher_id: Mapped[int | None] = mapped_column(ForeignKey("cash_voucher.id"), unique=True)
    paid_fen: Mapped[int]
    offset_fen: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class ClaimReview(Base):
    """What finance let stand of a line, and why; append-only: each review of a claim is kept."""

    __tablename__ = "claim_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("claim.request_id"), index=True)
    round: Mapped[int]
    line: Mapped[int]
    sanctioned_fen: Mapped[int]
    reason: Mapped[str] = mapped_column(CleanText(200), default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[datetime]


class KeptDraft(Base):
    """A claim that somebody has begun and not handed in, as the console keeps it; theirs alone."""

    __tablename__ = "claim_draft"

    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    content: Mapped[bytes]
    at: Mapped[datetime]
