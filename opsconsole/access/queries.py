"""What is asked about accounts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Role
from opsconsole.access.model import Account, AccountRole
from opsconsole.org.model import Employee


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as the administrator sees it; `roles` are those granted by hand."""

    badge: str
    name: str
    roles: tuple[Role, ...]
    enabled: bool
    has_pin: bool
    must_change: bool
    blocked_until: datetime | None


def has_accounts(session: Session) -> bool:
    """Whether anybody could sign in."""
    return bool(session.execute(select(exists().where(Account.enabled, Account.pin_hash.is_not(None)))).scalar())


def accounts(session: Session) -> list[AccountLine]:
    """Every account, by badge."""
    roles = granted_roles(session)
    rows = session.execute(
        select(Account, Employee.badge, Employee.name).join(Employee, Employee.id == Account.employee_id)
    )
    lines = [
        AccountLine(
            badge=badge,
            name=name,
            roles=tuple(role for role in Role if role in roles[account.id]),
            enabled=account.enabled,
            has_pin=account.pin_hash is not None,
            must_change=account.must_change_pin,
            blocked_until=account.blocked_until,
        )
        for account, badge, name in rows
    ]
    return sorted(lines, key=lambda line: line.badge)


def granted_roles(session: Session) -> dict[int, set[Role]]:
    """The roles granted by hand, by account."""
    roles: dict[int, set[Role]] = defaultdict(set)
    for account_id, role in session.execute(select(AccountRole.account_id, AccountRole.role)):
        roles[account_id].add(role)
    return roles
