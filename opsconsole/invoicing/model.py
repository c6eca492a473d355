"""Invoices as finance registers them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.db.types import Base, CleanText, enum_column
from opsconsole.invoicing.rules import Side


class RegisteredInvoice(Base):
    """An output invoice, or what an input invoice of a claim or stock-in says beyond what they tell (EXP-8). `key` is
    its digits; `fen` is with tax, both below zero for a red one."""

    __tablename__ = "registered_invoice"
    __table_args__ = (
        CheckConstraint("fen <> 0", name="fen"),
        CheckConstraint(
            "(fen > 0 AND tax_fen BETWEEN 0 AND fen) OR (fen < 0 AND tax_fen BETWEEN fen AND 0)", name="tax"
        ),
        UniqueConstraint("side", "key"),
        Index("ix_registered_invoice_day", "side", "day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    side: Mapped[Side] = mapped_column(enum_column(Side, "side"))
    key: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(12), default="")
    number: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    party: Mapped[str] = mapped_column(CleanText(200), default="")
    fen: Mapped[int]
    tax_fen: Mapped[int]
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
