"""Accounts and their roles: the administrator's verbs (SEC-5). Digests of PINs are made before a verb begins."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor, Role
from opsconsole.access.model import GRANTABLE, Account, AccountRole
from opsconsole.access.permissions import Permission, require
from opsconsole.access.pins import PinHasher, one_time_code
from opsconsole.db import Database
from opsconsole.errors import NotPermitted, Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

OWN_ACCOUNT = N_("Nobody changes their own roles or closes their own account; another administrator has to do it")


def add_account(
    session: Session, actor: Actor, badge: str, roles: Collection[Role], digest: str | None, now: datetime
) -> None:
    """Gives an employee an account; without a digest there is no sign-in until a one-time code is issued."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    employee_id = session.execute(select(Employee.id).where(Employee.badge == badge)).scalar_one_or_none()
    if employee_id is None:
        raise Refusal(N_("Nobody has badge {badge}"), clause="SEC-5", badge=badge)
    if _account(session, badge) is not None:
        raise Refusal(N_("{badge} has an account already"), clause="SEC-5", badge=badge)
    _check_grantable(roles)
    account = Account(employee_id=employee_id, pin_hash=digest)
    session.add(account)
    session.flush()
    session.add_all(AccountRole(account_id=account.id, role=role) for role in sorted(set(roles)))
    audit.record(session, f"account {badge}", roles=sorted(set(roles)))


def reset_pin(session: Session, actor: Actor, badge: str, digest: str, now: datetime) -> None:
    """Replaces a PIN by a one-time code: it has to be changed at the next sign-in; a delay is lifted."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    account = find_account(session, badge)
    account.pin_hash, account.must_change_pin = digest, True
    account.failures, account.blocked_until = 0, None
    audit.record(session, f"account {badge}", pin="reset")


def lift_delay(session: Session, actor: Actor, badge: str, now: datetime) -> None:
    """Lets somebody try again at once after too many wrong PINs."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    account = find_account(session, badge)
    account.failures, account.blocked_until = 0, None
    audit.record(session, f"account {badge}", delay="lifted")


def disable(session: Session, actor: Actor, badge: str, now: datetime) -> None:
    """Closes an account: no sign-in, and nothing more from where it is signed in."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    check_not_own(actor, badge)
    _set_enabled(session, badge, enabled=False)


def enable(session: Session, actor: Actor, badge: str, now: datetime) -> None:
    """Opens a closed account again, with its PIN and roles as they were."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    _set_enabled(session, badge, enabled=True)


def grant(session: Session, actor: Actor, badge: str, roles: Collection[Role], now: datetime) -> None:
    """Grants roles; those held already stay."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    account = find_account(session, badge)
    set_roles(session, actor, badge, account, _roles(session, account) | set(roles))


def revoke(session: Session, actor: Actor, badge: str, roles: Collection[Role], now: datetime) -> None:
    """Takes roles away; those not held stay so."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    account = find_account(session, badge)
    set_roles(session, actor, badge, account, _roles(session, account) - set(roles))


def change_roles(
    session: Session, actor: Actor, badge: str, was: Collection[Role], roles: Collection[Role], now: datetime
) -> None:
    """Makes `roles` the granted ones; raises Stale where they are no longer as the form was opened with."""
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    account = find_account(session, badge)
    if _roles(session, account) != set(was):
        raise Stale(N_("The roles of {badge} were changed meanwhile; look at them again"), badge=badge)
    set_roles(session, actor, badge, account, roles)


def issue_code(database: Database, actor: Actor, badge: str, *, now: datetime, pins: PinHasher) -> str:
    """Resets a PIN to a fresh one-time code, which is told once, here. Slow."""
    code = one_time_code()
    database.run(reset_pin, actor, badge, pins.digest(code), now)
    return code


def open_account(
    database: Database, actor: Actor, badge: str, roles: Collection[Role], *, now: datetime, pins: PinHasher
) -> str:
    """Adds an account with a one-time code, which is told once, here. Slow."""
    code = one_time_code()
    database.run(add_account, actor, badge, roles, pins.digest(code), now)
    return code


def set_roles(session: Session, actor: Actor, badge: str, account: Account, roles: Collection[Role]) -> None:
    """Makes `roles` the ones granted to an account."""
    held = _roles(session, account)
    if held == set(roles):
        return
    check_not_own(actor, badge)
    _check_grantable(roles)
    for row in session.scalars(select(AccountRole).where(AccountRole.account_id == account.id)):
        if row.role not in roles:
            session.delete(row)
    session.add_all(AccountRole(account_id=account.id, role=role) for role in sorted(set(roles) - held))
    session.flush()
    audit.record(session, f"account {badge}", roles=sorted(roles), before=sorted(held))


def find_account(session: Session, badge: str) -> Account:
    """The account of a badge; raises Refusal."""
    account = _account(session, badge)
    if account is None:
        raise Refusal(N_("{badge} has no account"), clause="SEC-5", badge=badge)
    return account


def check_not_own(actor: Actor, badge: str) -> None:
    """Raises NotPermitted where an administrator would change what they themselves may do."""
    if actor.employee_id is not None and actor.badge == badge:
        raise NotPermitted(OWN_ACCOUNT, clause="SEC-5")


def _account(session: Session, badge: str) -> Account | None:
    return session.execute(
        select(Account).join(Employee, Employee.id == Account.employee_id).where(Employee.badge == badge)
    ).scalar_one_or_none()


def _roles(session: Session, account: Account) -> set[Role]:
    return set(session.scalars(select(AccountRole.role).where(AccountRole.account_id == account.id)))


def _check_grantable(roles: Collection[Role]) -> None:
    for role in roles:
        if role not in GRANTABLE:
            raise Refusal(
                N_("The role {role} follows from the post somebody holds and is not granted"),
                clause="ORG-4",
                role=role.value,
            )


def _set_enabled(session: Session, badge: str, *, enabled: bool) -> None:
    account = find_account(session, badge)
    if account.enabled is not enabled:
        account.enabled = enabled
        audit.record(session, f"account {badge}", enabled=enabled)
