"""Accounts, vouchers, and the sheet of each day (EXP-5). Vouchers only grow: triggers of both databases hold that."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
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


class DaySheetSeen(Base):
    """That the general manager has looked at a sheet; append-only."""

    __tablename__ = "day_sheet_seen"
    __table_args__ = (ForeignKeyConstraint(["account_id", "day"], ["day_sheet.account_id", "day_sheet.day"]),)

    account_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class SalesNote(Base):
    """A sales note (销售单): what went to whom in which region, for how much; checked by finance, it stands."""

    __tablename__ = "sales_note"
    __table_args__ = (
        CheckConstraint("amount_fen <> 0", name="amount"),
        CheckConstraint("(checked_at IS NULL) = (checked_by_id IS NULL)", name="checked"),
        Index("ix_sales_note_day", "day", "region"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(CleanText(64), unique=True)
    day: Mapped[date]
    region: Mapped[str] = mapped_column(CleanText(64))
    customer: Mapped[str] = mapped_column(CleanText(200), default="")
    amount_fen: Mapped[int]
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class GoodsReconciled(Base):
    """That the payments for goods of a region were reconciled for a day, with what both sides came to and why they
    differ; append-only, the newest of a region and day counts."""

    __tablename__ = "goods_reconciled"
    __table_args__ = (
        CheckConstraint("noted_fen = received_fen OR note <> ''", name="difference"),
        Index("ix_goods_reconciled_day", "day", "region"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    region: Mapped[str] = mapped_column(CleanText(64))
    noted_fen: Mapped[int]
    received_fen: Mapped[int]
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
