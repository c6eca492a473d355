"""The invariants of accounts, for `opsconsole check`. None repairs anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.model import GRANTABLE, Account, AccountRole
from opsconsole.access.signin import GUESSES
from opsconsole.audit.checks import Check
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org.model import Employee


def only_grantable_roles(session: Session, now: datetime) -> list[Message]:
    """Nobody was given a role that follows from a post (ORG-4)."""
    rows = session.execute(
        select(Employee.badge, AccountRole.role)
        .select_from(AccountRole)
        .join(Account, Account.id == AccountRole.account_id)
        .join(Employee, Employee.id == Account.employee_id)
        .where(AccountRole.role.not_in(GRANTABLE))
    )
    return [
        Message(N_("{badge} was granted the role {role}, which follows from a post"), badge=badge, role=role.value)
        for badge, role in rows
    ]


def guesses_are_counted(session: Session, now: datetime) -> list[Message]:
    """An account waits if, and only if, its guesses are used up (SEC-5)."""
    rows = session.execute(
        select(Employee.badge)
        .join(Account, Account.employee_id == Employee.id)
        .where((Account.failures >= GUESSES) != Account.blocked_until.is_not(None))
        .order_by(Employee.badge)
    )
    return [Message(N_("The wrong PINs counted for {badge} do not fit its wait"), badge=badge) for (badge,) in rows]


CHECKS = (
    Check(N_("Roles that follow from posts are not granted (ORG-4)"), only_grantable_roles),
    Check(N_("Wrong PINs are counted (SEC-5)"), guesses_are_counted),
)
