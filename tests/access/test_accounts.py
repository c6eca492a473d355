"""Accounts, their roles, and the file that brings them (SEC-5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from opsconsole.access import checks
from opsconsole.access.actor import Actor, Role
from opsconsole.access.files import ACCOUNTS
from opsconsole.access.model import Account, AccountRole
from opsconsole.access.pins import PinHasher
from opsconsole.access.queries import AccountLine, accounts, has_accounts
from opsconsole.access.service import (
    add_account,
    disable,
    enable,
    grant,
    issue_code,
    open_account,
    reset_pin,
    revoke,
)
from opsconsole.access.signin import change_pin, sign_in
from opsconsole.audit.model import AuditRecord
from opsconsole.errors import ImportRefused, NotPermitted, Refusal, Stale
from opsconsole.org.model import Employee
from tests.access.conftest import PIN
from tests.org.conftest import Office, rows_of, taken

Give = Callable[..., None]
HEADINGS = "badge,roles,pin"
ACCOUNT_FILE = f"""
E6,office_clerk attendance_clerk,{PIN}
E4,,
E3,auditor,771204
"""


class Importer:
    """Imports `accounts` as a command does: PINs are hashed first, then the rows are taken in one act."""

    def __init__(self, office: Office, pins: PinHasher) -> None:
        self.office, self.pins = office, pins

    def prepare(self, text: str, headings: str = HEADINGS) -> list[Any]:
        assert ACCOUNTS.prepare is not None
        rows = rows_of(ACCOUNTS, headings, text, "accounts.csv")
        return list(ACCOUNTS.prepare(self.office.database, rows, self.pins))

    def take(self, text: str, headings: str = HEADINGS) -> dict[str, int]:
        return self.office.take(ACCOUNTS, self.prepare(text, headings))

    def refused(self, text: str) -> list[tuple[int, str]]:
        with pytest.raises(ImportRefused) as refused:
            self.take(text)
        return [(problem.line, problem.column) for problem in refused.value.problems]

    def enters(self, badge: str, pin: str) -> bool:
        try:
            sign_in(self.office.database, badge, pin, terminal="t1", now=self.office.now, pins=self.pins)
        except Refusal:
            return False
        return True


@pytest.fixture
def importer(office: Office, pins: PinHasher) -> Importer:
    return Importer(office, pins)


def lines(office: Office) -> dict[str, AccountLine]:
    return {line.badge: line for line in office.read(accounts)}


def as_administrator(office: Office, badge: str) -> Actor:
    def find(session: Session) -> int:
        return session.execute(select(Employee.id).where(Employee.badge == badge)).scalar_one()

    return Actor(office.read(find), badge, "", frozenset({Role.ADMINISTRATOR}), "t1")


def test_a_file_gives_accounts_with_roles_and_first_pins(any_office: Office, pins: PinHasher) -> None:
    importer = Importer(any_office, pins)
    assert importer.take(ACCOUNT_FILE) == {"new": 3, "changed": 0, "unchanged": 0, "refused": 0}
    held = lines(any_office)
    assert held["E6"].roles == (Role.OFFICE_CLERK, Role.ATTENDANCE_CLERK)
    assert [held[badge].has_pin for badge in ("E6", "E4", "E3")] == [True, False, True]
    assert held["E6"].must_change
    assert importer.enters("E6", PIN)
    assert not importer.enters("E4", "")


def test_the_same_file_twice_changes_nothing(any_office: Office, pins: PinHasher) -> None:
    importer = Importer(any_office, pins)
    importer.take(ACCOUNT_FILE)
    head = any_office.database.head()
    assert importer.take(ACCOUNT_FILE) == {"new": 0, "changed": 0, "unchanged": 3, "refused": 0}
    assert any_office.database.head() == head


def test_a_pin_that_somebody_chose_is_not_undone_by_the_file_that_gave_the_first(importer: Importer) -> None:
    importer.take(ACCOUNT_FILE)
    office = importer.office
    actor = sign_in(office.database, "E6", PIN, terminal="t1", now=office.now, pins=importer.pins).actor
    change_pin(office.database, actor, PIN, "905172", now=office.now, pins=importer.pins)
    assert importer.take(ACCOUNT_FILE)["unchanged"] == 3
    assert importer.enters("E6", "905172")
    assert not importer.enters("E6", PIN)
    assert not lines(office)["E6"].must_change


def test_another_first_pin_is_a_change(importer: Importer) -> None:
    importer.take(ACCOUNT_FILE)
    assert importer.take("E6,office_clerk attendance_clerk,905172")["changed"] == 1
    assert importer.enters("E6", "905172")
    assert importer.take("E4,,905173")["changed"] == 1
    assert importer.enters("E4", "905173")


def test_the_roles_of_the_file_are_all_that_are_granted(importer: Importer) -> None:
    importer.take(ACCOUNT_FILE)
    assert importer.take("E6,cashier,") == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0}
    assert lines(importer.office)["E6"].roles == (Role.CASHIER,)
    assert importer.enters("E6", PIN)


def test_the_pin_column_may_be_absent(importer: Importer) -> None:
    assert importer.take("E6,cashier", "badge,roles")["new"] == 1
    assert importer.take("E6,cashier", "badge,roles")["unchanged"] == 1


def test_every_problem_is_told_with_line_and_column(importer: Importer) -> None:
    assert importer.refused(
        """
        E6,boss,482913
        E6,gm,482913
        E6,cashier,123456
        E6,cashier,48291
        """
    ) == [(2, "roles"), (3, "roles"), (4, "pin"), (5, "pin")]
    assert importer.refused(
        """
        E6,cashier,482913
        NONE,cashier,482913
        E6,cashier,482913
        E6,cashier,905172
        E6,auditor,482913
        """
    ) == [(3, "badge"), (5, "pin"), (6, "roles")]
    assert not importer.office.read(has_accounts)


def test_an_exact_repeat_is_one_account(importer: Importer) -> None:
    assert importer.take(f"E6,cashier,{PIN}\nE6,cashier,{PIN}") == {
        "new": 1,
        "changed": 0,
        "unchanged": 1,
        "refused": 0,
    }


def test_a_pin_reset_while_the_file_was_hashed_is_not_overwritten(importer: Importer) -> None:
    importer.take(ACCOUNT_FILE)
    rows = importer.prepare("E6,office_clerk attendance_clerk,905172")
    importer.office.run(reset_pin, "E6", importer.pins.digest("661849"))
    with pytest.raises(Stale):
        importer.office.take(ACCOUNTS, rows)


def test_the_pins_of_a_file_do_not_get_on_the_record(importer: Importer) -> None:
    importer.take(ACCOUNT_FILE)
    importer.take("E6,office_clerk attendance_clerk,905172")

    def everything(session: Session) -> str:
        return repr(session.execute(select(AuditRecord.__table__)).all())

    record = importer.office.read(everything)
    assert "import accounts" in record
    for secret in (PIN, "771204", "905172", "$argon2"):
        assert secret not in record


def test_only_an_administrator_manages_accounts(office: Office, pins: PinHasher, with_account: Give) -> None:
    with_account(office, "E4")
    clerk = Actor(None, "E6", "王五", frozenset(Role) - {Role.ADMINISTRATOR, Role.MACHINE}, "t1")
    acts: list[tuple[Any, ...]] = [
        (add_account, "E6", [], None),
        (reset_pin, "E4", "x"),
        (disable, "E4"),
        (enable, "E4"),
        (grant, "E4", [Role.AUDITOR]),
        (revoke, "E4", [Role.AUDITOR]),
        (taken, ACCOUNTS, []),
    ]
    for verb, *arguments in acts:
        with pytest.raises(NotPermitted):
            office.database.run(verb, clerk, *arguments, office.now)


def test_nobody_changes_what_they_themselves_may_do(importer: Importer, with_account: Give) -> None:
    office = importer.office
    with_account(office, "E6", "administrator")
    own = as_administrator(office, "E6")
    for verb, *arguments in (
        (grant, "E6", [Role.AUDITOR]),
        (revoke, "E6", [Role.ADMINISTRATOR]),
        (disable, "E6"),
    ):
        with pytest.raises(NotPermitted):
            office.database.run(verb, own, *arguments, office.now)
    with pytest.raises(ImportRefused) as refused:
        office.database.run(taken, own, ACCOUNTS, importer.prepare("E6,auditor,"), office.now)
    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(2, "roles")]
    assert lines(office)["E6"].roles == (Role.ADMINISTRATOR,)
    assert taken_unchanged(office, own, importer)


def taken_unchanged(office: Office, actor: Actor, importer: Importer) -> bool:
    """The file as a whole may name the administrator too, as long as it changes nothing of them."""
    counts = office.database.run(taken, actor, ACCOUNTS, importer.prepare("E6,administrator,\nE4,cashier,"), office.now)
    return counts == {"new": 1, "changed": 0, "unchanged": 1, "refused": 0}


@pytest.mark.parametrize("role", [Role.HEAD, Role.DEPUTY_GM, Role.GENERAL_MANAGER, Role.MACHINE])
def test_roles_that_follow_from_posts_are_not_granted(office: Office, with_account: Give, role: Role) -> None:
    with_account(office, "E6")
    with pytest.raises(Refusal) as refused:
        office.run(grant, "E6", [role])
    assert refused.value.clause == "ORG-4"
    with pytest.raises(Refusal):
        office.run(add_account, "E4", [role], None)


def test_roles_come_and_go(any_office: Office, with_account: Give) -> None:
    with_account(any_office, "E6", "cashier")
    any_office.run(grant, "E6", [Role.AUDITOR, Role.CASHIER])
    assert lines(any_office)["E6"].roles == (Role.CASHIER, Role.AUDITOR)
    any_office.run(revoke, "E6", [Role.CASHIER, Role.REVIEWER])
    assert lines(any_office)["E6"].roles == (Role.AUDITOR,)
    head = any_office.database.head()
    any_office.run(grant, "E6", [Role.AUDITOR])
    assert any_office.database.head() == head


def test_an_account_is_opened_with_a_code_that_works_once_told(office: Office, pins: PinHasher) -> None:
    assert not office.read(has_accounts)
    code = open_account(office.database, office.actor, "E6", [Role.CASHIER], now=office.now, pins=pins)
    assert sign_in(office.database, "E6", code, terminal="t1", now=office.now, pins=pins).must_change
    assert office.read(has_accounts)
    for badge in ("E6", "NONE"):
        with pytest.raises(Refusal):
            open_account(office.database, office.actor, badge, [], now=office.now, pins=pins)
    with pytest.raises(Refusal):
        issue_code(office.database, office.actor, "E4", now=office.now, pins=pins)


def test_the_checks_find_what_was_broken_by_hand(any_office: Office, with_account: Give) -> None:
    with_account(any_office, "E6", "cashier")
    with_account(any_office, "E4", "auditor")
    for check in checks.CHECKS:
        assert any_office.read(check.run, any_office.now) == []
    with any_office.database.exclusive() as engine, Session(engine) as session, session.begin():
        session.execute(update(AccountRole).where(AccountRole.role == Role.CASHIER).values(role=Role.GENERAL_MANAGER))
        session.execute(update(Account).values(failures=5))
    found = [
        [message.facts["badge"] for message in any_office.read(check.run, any_office.now)] for check in checks.CHECKS
    ]
    assert found == [["E6"], ["E4", "E6"]]
