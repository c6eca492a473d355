"""Who may do what, as data, and whose records one sees (SEC-5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opsconsole.access.actor import FROM_ORGANISATION, Actor, Role
from opsconsole.access.model import GRANTABLE
from opsconsole.access.permissions import NAMES, TABLE, Permission, may, permissions_of, require
from opsconsole.access.pins import PinHasher
from opsconsole.access.service import disable, grant, revoke
from opsconsole.access.signin import sign_in
from opsconsole.access.visibility import visible_units
from opsconsole.access.words import ROLES
from opsconsole.errors import NotPermitted
from opsconsole.org.queries import unit_detail
from opsconsole.org.service import add_unit, transfer
from opsconsole.org.values import Terms, UnitData
from tests.access.conftest import PIN
from tests.org.conftest import Office, day

Give = Callable[..., None]
ON = day("2026-04-01")

WHO_MAY: dict[Permission, set[Role]] = {
    Permission.ORG_VIEW: set(Role) - {Role.ADMINISTRATOR},
    Permission.ORG_EDIT: {Role.OFFICE_CLERK, Role.MACHINE},
    Permission.PAY_VIEW: {
        Role.OFFICE_CLERK,
        Role.ATTENDANCE_CLERK,
        Role.FINANCE_REVIEWER,
        Role.AUDITOR,
        Role.GENERAL_MANAGER,
        Role.MACHINE,
    },
    Permission.ATTENDANCE_VIEW: {
        Role.OFFICE_CLERK,
        Role.ATTENDANCE_CLERK,
        Role.FINANCE_REVIEWER,
        Role.AUDITOR,
        Role.HEAD,
        Role.DEPUTY_GM,
        Role.GENERAL_MANAGER,
        Role.MACHINE,
    },
    Permission.ATTENDANCE_IMPORT: {Role.OFFICE_CLERK, Role.ATTENDANCE_CLERK, Role.MACHINE},
    Permission.ATTENDANCE_EXPLAIN: {Role.ATTENDANCE_CLERK, Role.MACHINE},
    Permission.CALENDAR_EDIT: {Role.OFFICE_CLERK, Role.ATTENDANCE_CLERK, Role.MACHINE},
    Permission.POLICY_EDIT: {Role.OFFICE_CLERK, Role.GENERAL_MANAGER, Role.MACHINE},
    Permission.ACCOUNTS_MANAGE: {Role.ADMINISTRATOR, Role.MACHINE},
    Permission.AUDIT_VIEW: {Role.AUDITOR, Role.GENERAL_MANAGER, Role.MACHINE},
    Permission.REQUESTS_ENTER: {Role.OFFICE_CLERK, Role.MACHINE},
    Permission.MONTH_CLOSE: {Role.OFFICE_CLERK, Role.MACHINE},
    Permission.MONTH_REOPEN: {Role.GENERAL_MANAGER, Role.MACHINE},
    Permission.STOCK_VIEW: {
        Role.OFFICE_CLERK,
        Role.STOREKEEPER,
        Role.FINANCE_REVIEWER,
        Role.AUDITOR,
        Role.GENERAL_MANAGER,
        Role.MACHINE,
    },
    Permission.STOCK_KEEP: {Role.STOREKEEPER, Role.MACHINE},
    Permission.ITEMS_EDIT: {Role.OFFICE_CLERK, Role.STOREKEEPER, Role.MACHINE},
    Permission.FUNDS_DRAFT: {Role.OFFICE_CLERK, Role.HEAD, Role.MACHINE},
    Permission.CLAIMS_VIEW: {
        Role.FINANCE_REVIEWER,
        Role.CASHIER,
        Role.AUDITOR,
        Role.GENERAL_MANAGER,
        Role.MACHINE,
    },
    Permission.CLAIMS_REVIEW: {Role.FINANCE_REVIEWER, Role.MACHINE},
    Permission.CASH_VIEW: {
        Role.FINANCE_REVIEWER,
        Role.CASHIER,
        Role.AUDITOR,
        Role.GENERAL_MANAGER,
        Role.MACHINE,
    },
    Permission.CASH_KEEP: {Role.CASHIER, Role.MACHINE},
    Permission.ACCOUNT_NUMBERS: {Role.FINANCE_REVIEWER, Role.CASHIER, Role.GENERAL_MANAGER, Role.MACHINE},
    Permission.SALES_NOTES: {Role.FINANCE_REVIEWER, Role.CASHIER, Role.MACHINE},
    Permission.SALES_CHECK: {Role.FINANCE_REVIEWER, Role.MACHINE},
    Permission.INVOICES_VIEW: {Role.FINANCE_REVIEWER, Role.AUDITOR, Role.GENERAL_MANAGER, Role.MACHINE},
    Permission.INVOICES_KEEP: {Role.FINANCE_REVIEWER, Role.MACHINE},
    Permission.BUDGETS_VIEW: {Role.FINANCE_REVIEWER, Role.AUDITOR, Role.GENERAL_MANAGER, Role.MACHINE},
    Permission.BUDGETS_KEEP: {Role.FINANCE_REVIEWER, Role.MACHINE},
}
WHO_MAY[Permission.ATTENDANCE_EXPORT] = WHO_MAY[Permission.ATTENDANCE_VIEW]


def actor_of(office: Office, badge: str, *roles: Role) -> Actor:
    from opsconsole.org.queries import person_detail

    person = office.read(person_detail, badge, ON).person
    return Actor(person.id, badge, person.name, frozenset(roles), "t1")


def units(office: Office, *codes: str) -> set[int]:
    return {office.read(unit_detail, code, ON).path[-1].id for code in codes}


@pytest.mark.parametrize("permission", Permission)
def test_each_permission_is_its_roles_alone(permission: Permission) -> None:
    holders = {role for role in Role if may(Actor(None, "", "", frozenset({role}), ""), permission)}
    assert holders == WHO_MAY[permission]


def test_every_role_and_every_permission_has_words() -> None:
    assert set(TABLE) == set(ROLES) == set(Role)
    assert set(NAMES) == set(Permission)
    assert set(GRANTABLE) | FROM_ORGANISATION == set(Role)


def test_several_roles_may_what_each_of_them_may() -> None:
    both = frozenset({Role.HEAD, Role.ADMINISTRATOR})
    assert permissions_of(both) == TABLE[Role.HEAD] | TABLE[Role.ADMINISTRATOR]
    assert permissions_of(frozenset()) == frozenset()


@pytest.mark.parametrize("role", [*Role, None])
def test_a_verb_refuses_who_may_not_and_names_what(office: Office, role: Role | None) -> None:
    actor = Actor(None, "E6", "王五", frozenset({role} if role else ()), "t1")
    for permission in Permission:
        if role in WHO_MAY[permission]:
            office.read(require, actor, permission)
            continue
        with pytest.raises(NotPermitted) as refused:
            office.read(require, actor, permission)
        assert NAMES[permission] in str(refused.value)


def test_what_is_taken_away_counts_at_once(any_office: Office, pins: PinHasher, with_account: Give) -> None:
    """SEC-5: a role revoked or an account closed while somebody sits at the keys."""
    with_account(any_office, "E3", "office_clerk", "auditor")
    actor = sign_in(any_office.database, "E3", PIN, terminal="t1", now=any_office.now, pins=pins).actor
    for permission in (Permission.ORG_EDIT, Permission.AUDIT_VIEW, Permission.ATTENDANCE_VIEW):
        any_office.read(require, actor, permission)
    any_office.run(revoke, "E3", [Role.OFFICE_CLERK])
    with pytest.raises(NotPermitted):
        any_office.read(require, actor, Permission.ORG_EDIT)
    any_office.read(require, actor, Permission.AUDIT_VIEW)
    any_office.run(revoke, "E3", [Role.AUDITOR])
    any_office.read(require, actor, Permission.ATTENDANCE_VIEW)
    any_office.run(disable, "E3")
    with pytest.raises(NotPermitted):
        any_office.read(require, actor, Permission.ATTENDANCE_VIEW)


def test_what_is_granted_counts_from_the_next_sign_in(office: Office, pins: PinHasher, with_account: Give) -> None:
    with_account(office, "E4")
    actor = sign_in(office.database, "E4", PIN, terminal="t1", now=office.now, pins=pins).actor
    office.run(grant, "E4", [Role.AUDITOR])
    with pytest.raises(NotPermitted):
        office.read(require, actor, Permission.AUDIT_VIEW)


@pytest.mark.parametrize("role", sorted({*WHO_MAY[Permission.ATTENDANCE_VIEW]} - {Role.HEAD, Role.DEPUTY_GM}))
def test_who_works_for_the_whole_company_sees_all_units(office: Office, role: Role) -> None:
    assert office.read(visible_units, actor_of(office, "E6", role), ON) is None
    assert office.read(visible_units, actor_of(office, "E3", role, Role.HEAD), ON) is None


@pytest.mark.parametrize("role", [Role.STOREKEEPER, Role.CASHIER, Role.REVIEWER, Role.ARCHIVIST, Role.ADMINISTRATOR])
def test_who_has_nothing_to_do_with_attendance_sees_no_unit(office: Office, role: Role) -> None:
    assert office.read(visible_units, actor_of(office, "E6", role), ON) == set()


def test_a_head_sees_their_unit_and_below(any_office: Office) -> None:
    from opsconsole.org.model import Layer

    any_office.run(add_unit, UnitData("YY-A", "一组", "Group 1", Layer.OPERATION, parent="YY"))
    head = actor_of(any_office, "E3", Role.HEAD)
    assert any_office.read(visible_units, head, ON) == units(any_office, "YY", "YY-A")
    any_office.run(transfer, "E3", day("2026-04-02"), None, Terms("QD-01", 1, 1, "3"))
    assert any_office.read(visible_units, head, ON) == units(any_office, "YY", "YY-A")
    assert any_office.read(visible_units, head, day("2026-04-02")) == units(any_office, "QD")


def test_a_deputy_sees_the_units_they_are_in_charge_of(office: Office) -> None:
    assert office.read(visible_units, actor_of(office, "E2", Role.DEPUTY_GM), ON) == units(office, "YY", "BGS")


def test_a_role_that_was_not_signed_in_with_shows_nothing(office: Office) -> None:
    assert office.read(visible_units, actor_of(office, "E3", Role.STOREKEEPER), ON) == set()
