"""Versions of policy: what holds for one domain of rules from one day on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.db.types import Base


class PolicyVersion(Base):
    """One version; `figures` is the JSON of the domain's dataclass, validated on the way in."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("domain", "effective_from"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(32))
    effective_from: Mapped[date]
    figures: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
