"""What each role may do, as data; asked by every verb before anything else (SEC-5).

What a head or a deputy may see is theirs by unit: `access.visibility` says which.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import FROM_ORGANISATION, Actor, Role
from opsconsole.access.model import Account, AccountRole
from opsconsole.errors import Message, NotPermitted
from opsconsole.i18n import N_


class Permission(StrEnum):
    """Something that may be done or seen."""

    ORG_VIEW = "org.view"
    ORG_EDIT = "org.edit"
    PAY_VIEW = "pay.view"
    ATTENDANCE_VIEW = "attendance.view"
    ATTENDANCE_IMPORT = "attendance.import"
    ATTENDANCE_EXPLAIN = "attendance.explain"
    ATTENDANCE_EXPORT = "attendance.export"
    MONTH_CLOSE = "month.close"
    MONTH_REOPEN = "month.reopen"
    CALENDAR_EDIT = "calendar.edit"
    POLICY_EDIT = "policy.edit"
    ACCOUNTS_MANAGE = "accounts.manage"
    AUDIT_VIEW = "audit.view"
    REQUESTS_ENTER = "requests.enter"
    STOCK_VIEW = "stock.view"
    STOCK_KEEP = "stock.keep"
    ITEMS_EDIT = "items.edit"
    FUNDS_DRAFT = "funds.draft"
    CLAIMS_VIEW = "claims.view"
    CLAIMS_REVIEW = "claims.review"
    CASH_VIEW = "cash.view"
    CASH_KEEP = "cash.keep"
    ACCOUNT_NUMBERS = "account.numbers"
    SALES_NOTES = "sales.notes"
    SALES_CHECK = "sales.check"
    INVOICES_VIEW = "invoices.view"
    INVOICES_KEEP = "invoices.keep"
    BUDGETS_VIEW = "budgets.view"
    BUDGETS_KEEP = "budgets.keep"


NAMES: dict[Permission, str] = {
    Permission.ORG_VIEW: N_("see the organisation"),
    Permission.ORG_EDIT: N_("change the organisation"),
    Permission.PAY_VIEW: N_("see wages"),
    Permission.ATTENDANCE_VIEW: N_("see attendance"),
    Permission.ATTENDANCE_IMPORT: N_("import attendance data"),
    Permission.ATTENDANCE_EXPLAIN: N_("give verdicts on attendance"),
    Permission.ATTENDANCE_EXPORT: N_("export attendance"),
    Permission.MONTH_CLOSE: N_("close a month"),
    Permission.MONTH_REOPEN: N_("reopen a closed month"),
    Permission.CALENDAR_EDIT: N_("change the work calendar and shifts"),
    Permission.POLICY_EDIT: N_("change policy"),
    Permission.ACCOUNTS_MANAGE: N_("manage accounts"),
    Permission.AUDIT_VIEW: N_("read the record of acts"),
    Permission.REQUESTS_ENTER: N_("enter requests for others"),
    Permission.STOCK_VIEW: N_("see the stockroom"),
    Permission.STOCK_KEEP: N_("keep the stockroom's ledger"),
    Permission.ITEMS_EDIT: N_("change the stockroom's items"),
    Permission.FUNDS_DRAFT: N_("draft a funds-use form"),
    Permission.CLAIMS_VIEW: N_("see all claims"),
    Permission.CLAIMS_REVIEW: N_("review claims"),
    Permission.CASH_VIEW: N_("see the cash book"),
    Permission.CASH_KEEP: N_("keep the cash book"),
    Permission.ACCOUNT_NUMBERS: N_("see account numbers in full"),
    Permission.SALES_NOTES: N_("enter sales notes"),
    Permission.SALES_CHECK: N_("check sales notes and reconcile payments for goods"),
    Permission.INVOICES_VIEW: N_("see the register of invoices"),
    Permission.INVOICES_KEEP: N_("keep the register of invoices"),
    Permission.BUDGETS_VIEW: N_("see all budgets"),
    Permission.BUDGETS_KEEP: N_("set budgets"),
}
"""What each permission allows, in words that follow "may"."""

_ATTENDANCE_READER = frozenset({Permission.ORG_VIEW, Permission.ATTENDANCE_VIEW, Permission.ATTENDANCE_EXPORT})
_ATTENDANCE_KEEPER = _ATTENDANCE_READER | {
    Permission.PAY_VIEW,
    Permission.ATTENDANCE_IMPORT,
    Permission.CALENDAR_EDIT,
}

TABLE: dict[Role, frozenset[Permission]] = {
    # The office runs the console and types the staff files, wages included; verdicts are the attendance clerk's.
    Role.OFFICE_CLERK: _ATTENDANCE_KEEPER
    | {Permission.ORG_EDIT, Permission.POLICY_EDIT, Permission.REQUESTS_ENTER, Permission.MONTH_CLOSE}
    | {Permission.STOCK_VIEW, Permission.ITEMS_EDIT, Permission.FUNDS_DRAFT},
    Role.ATTENDANCE_CLERK: _ATTENDANCE_KEEPER | {Permission.ATTENDANCE_EXPLAIN},
    Role.STOREKEEPER: frozenset(
        {Permission.ORG_VIEW, Permission.STOCK_VIEW, Permission.STOCK_KEEP, Permission.ITEMS_EDIT}
    ),
    Role.FINANCE_REVIEWER: _ATTENDANCE_READER
    | {Permission.PAY_VIEW, Permission.STOCK_VIEW}
    | {Permission.CLAIMS_VIEW, Permission.CLAIMS_REVIEW, Permission.CASH_VIEW, Permission.ACCOUNT_NUMBERS}
    | {Permission.BUDGETS_VIEW, Permission.BUDGETS_KEEP, Permission.SALES_NOTES, Permission.SALES_CHECK}
    | {Permission.INVOICES_VIEW, Permission.INVOICES_KEEP},
    Role.CASHIER: frozenset({Permission.ORG_VIEW, Permission.CLAIMS_VIEW})
    | {Permission.CASH_VIEW, Permission.CASH_KEEP, Permission.ACCOUNT_NUMBERS, Permission.SALES_NOTES},
    Role.REVIEWER: frozenset({Permission.ORG_VIEW}),
    Role.ARCHIVIST: frozenset({Permission.ORG_VIEW}),
    Role.AUDITOR: _ATTENDANCE_READER
    | {Permission.PAY_VIEW, Permission.AUDIT_VIEW, Permission.STOCK_VIEW}
    | {Permission.CLAIMS_VIEW, Permission.CASH_VIEW, Permission.BUDGETS_VIEW, Permission.INVOICES_VIEW},
    # Keeps the machine and the accounts, and sees nothing of the business.
    Role.ADMINISTRATOR: frozenset({Permission.ACCOUNTS_MANAGE}),
    # Heads of assessed units draft their unit's forms (SUP-1).
    Role.HEAD: _ATTENDANCE_READER | {Permission.FUNDS_DRAFT},
    Role.DEPUTY_GM: _ATTENDANCE_READER,
    Role.GENERAL_MANAGER: _ATTENDANCE_READER
    | {Permission.PAY_VIEW, Permission.POLICY_EDIT, Permission.AUDIT_VIEW, Permission.MONTH_REOPEN}
    | {Permission.STOCK_VIEW, Permission.CLAIMS_VIEW, Permission.CASH_VIEW, Permission.ACCOUNT_NUMBERS}
    | {Permission.BUDGETS_VIEW, Permission.INVOICES_VIEW},
    Role.MACHINE: frozenset(Permission),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Everything that somebody in these roles may do."""
    return frozenset().union(*(TABLE[role] for role in roles))


def may(actor: Actor, permission: Permission) -> bool:
    """Whether the actor, in the roles they signed in with, may do this: for showing what can be done here."""
    return any(permission in TABLE[role] for role in actor.roles)


def require(session: Session, actor: Actor, permission: Permission) -> None:
    """Raises NotPermitted unless the actor may do this.

    Roles taken away and accounts disabled since the sign-in count at once, not at the next sign-in.
    """
    if permission not in permissions_of(_standing_roles(session, actor)):
        raise NotPermitted(
            N_("You may not {act}; an administrator can grant a role that may"),
            clause="SEC-5",
            act=Message(NAMES[permission]),
        )


def may_act(session: Session, actor: Actor) -> None:
    """Raises NotPermitted for somebody whose account was closed since they signed in: for what needs no role."""
    enabled = session.execute(select(Account.enabled).where(Account.employee_id == actor.employee_id)).scalar()
    if actor.employee_id is None or enabled is False:
        raise NotPermitted(N_("Only somebody who is signed in can do this"), clause="SEC-5")


def _standing_roles(session: Session, actor: Actor) -> frozenset[Role]:
    if actor.employee_id is None:
        return actor.roles
    account = Account.__table__.c
    granted = AccountRole.__table__.c
    rows = session.execute(
        select(account.enabled, granted.role)
        .select_from(Account.__table__.outerjoin(AccountRole.__table__, granted.account_id == account.id))
        .where(account.employee_id == actor.employee_id)
    ).all()
    if not rows:
        return actor.roles
    held = {Role(row.role) for row in rows if row.enabled and row.role is not None}
    from_posts = FROM_ORGANISATION if rows[0].enabled else frozenset()
    return frozenset(role for role in actor.roles if role in held or role in from_posts)
