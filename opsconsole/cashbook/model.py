"""Accounts, vouchers, and the sheet of each day (EXP-5). Vouchers only grow: triggers of both databases hold that."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.cashbook.rules import AccountKind, Direction
from opsconsole.db.types import SECRET, Base, CleanText, enum_column


class CashAccount(Base):
    """An account. `number` is secret (SEC-1); `balance_fen` is its opening and all its vouchers."""

    __tablename__ = "cash_account"
    __table_args__ = (CheckConstraint("balance_fen >= 0", name="never_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CleanText(32), unique=True)
    name: Mapped[str] = mapped_column(CleanText(200))
    kind: Mapped[AccountKind] = mapped_column(enum_column(AccountKind, "kind"))
    number: Mapped[str] = mapped_column(CleanText(40), default="", info=SECRET)
    opened: Mapped[date]
    opening_fen: Mapped[int]
    balance_fen: Mapped[int]


class CashNumber(Base):
    """The last number given in a series of a year."""

    __tablename__ = "cash_number"

    series: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class CashVoucher(Base):
    """A receipt or payment voucher; append-only. A red entry (红字) carries the amount below zero of the one that it
    reverses. `region` and `sales_note` are of payments for goods."""

    __tablename__ = "cash_voucher"
    __table_args__ = (
        CheckConstraint("amount_fen <> 0 AND (amount_fen < 0) = (reverses_id IS NOT NULL)", name="amount"),
        CheckConstraint("claim_id IS NULL OR loan_id IS NULL", name="one_cause"),
        Index("ix_cash_voucher_account_id", "account_id", "day", "id"),
        Index("ix_cash_voucher_claim_id", "claim_id"),
        Index("ix_cash_voucher_loan_id", "loan_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CleanText(32), unique=True)
    direction: Mapped[Direction] = mapped_column(enum_column(Direction, "direction"))
    day: Mapped[date]
    account_id: Mapped[int] = mapped_column(ForeignKey("cash_account.id"))
    amount_fen: Mapped[int]
    balance_fen: Mapped[int]
    claim_id: Mapped[int | None] = mapped_column(ForeignKey("claim.request_id"))
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.request_id"))
    party: Mapped[str] = mapped_column(CleanText(200), default="")
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    region: Mapped[str] = mapped_column(CleanText(64), default="")
    sales_note: Mapped[str] = mapped_column(CleanText(64), default="")
    posted_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("cash_voucher.id"), unique=True)


class DaySheet(Base):
    """The balance of an account at a day's end as it went to the general manager; the day takes no voucher any more."""

    __tablename__ = "day_sheet"
    __table_args__ = (CheckConstraint("opening_fen + in_fen - out_fen = closing_fen", name="adds_up"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("cash_account.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    opening_fen: Mapped[int]
    in_fen: Mapped[int]
    out_fen: Mapped[int]
    closing_fen: Mapped[int]
    counted_fen: Mapped[int | None]
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
