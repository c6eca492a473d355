"""Accounts and the roles granted to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.access.actor import FROM_ORGANISATION, Role
from opsconsole.db.types import SECRET, Base, enum_column


class Account(Base):
    """One person's way in. Without a PIN there is no sign-in until an administrator issues a one-time code.

    `failures` counts attempts since the last good one; an attempt is spent before it is checked (SEC-5).
    """

    __tablename__ = "account"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), unique=True)
    enabled: Mapped[bool] = mapped_column(default=True)
    pin_hash: Mapped[str | None] = mapped_column(String(200), info=SECRET)
    must_change_pin: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(8), default="")
    theme: Mapped[str] = mapped_column(String(32), default="")


class AccountRole(Base):
    """A role granted to an account by hand."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(enum_column(Role, "role", 32), primary_key=True)


GRANTABLE = tuple(role for role in Role if role not in FROM_ORGANISATION)
"""Roles that can be granted by hand, in the order they are shown."""
