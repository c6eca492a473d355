"""Budgets: so much for a unit, a category and a month."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.db.types import Base, CleanText


class Budget(Base):
    """A budget; `category` '' is for everything that has none of its own, `fen` None was lifted (EXP-7)."""

    __tablename__ = "budget"
    __table_args__ = (
        CheckConstraint("fen >= 0", name="fen"),
        UniqueConstraint("unit_id", "category", "month"),
        Index("ix_budget_month", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    category: Mapped[str] = mapped_column(CleanText(64), default="")
    month: Mapped[str] = mapped_column(String(7))
    fen: Mapped[int | None]
