"""The file `accounts`: who may sign in, in which roles (SEC-5).

A PIN in the file is a first PIN: it is taken where the account has none that its owner chose, and has to
be changed at the first sign-in. One that somebody chose for themselves is never undone by a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor, Role
from opsconsole.access.model import GRANTABLE, Account, AccountRole
from opsconsole.access.permissions import Permission, require
from opsconsole.access.pins import PinHasher, good_pin
from opsconsole.access.queries import granted_roles
from opsconsole.access.service import OWN_ACCOUNT, set_roles
from opsconsole.db import Database
from opsconsole.errors import Message, Refusal, Stale
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.org.files.rows import Problems, distinct
from opsconsole.org.model import Employee


@dataclass(frozen=True, slots=True)
class FirstPin:
    """A PIN of a row after it was looked at: the digest to keep (None: nothing changes), and the one kept till then."""

    digest: str | None
    kept: str | None


@dataclass(frozen=True, slots=True)
class _Stored:
    """What is kept of an employee's account; `account_id` is None where there is none yet."""

    employee_id: int
    account_id: int | None = None
    digest: str | None = None
    first_pin: bool = True
    roles: frozenset[Role] = frozenset()


def _roles(cell: str) -> frozenset[Role]:
    known = {role.value: role for role in GRANTABLE}
    words = parse.half_width(cell).lower().split()
    unknown = next((word for word in words if word not in known), None)
    if unknown is not None:
        raise Refusal(N_('"{text}" is none of {known}'), text=unknown, known=", ".join(known))
    return frozenset(known[word] for word in words)


COLUMNS = (
    Column("badge", N_("Badge"), N_("Badge of an employee"), "E00003", parse=parse.code),
    Column(
        "roles",
        N_("Roles"),
        N_("Roles, separated by blanks: office_clerk attendance_clerk storekeeper and so on; or empty"),
        "office_clerk attendance_clerk",
        required=False,
        parse=_roles,
        empty=frozenset(),
    ),
    Column(
        "pin",
        N_("PIN"),
        N_("First PIN, to be changed at the first sign-in; empty: an administrator issues a one-time code"),
        "",
        required=False,
        optional_column=True,
        parse=good_pin,
    ),
)


def prepare_accounts(database: Database, rows: Sequence[FileRow], pins: PinHasher) -> list[FileRow]:
    """Turns the PINs of rows into digests before the transaction begins; slow, 0.2 s for each new one."""
    stored = database.read(_stored)
    made: dict[tuple[str, str], FirstPin] = {}
    prepared: list[FileRow] = []
    for row in rows:
        badge, pin = row.values["badge"], row.values.get("pin")
        if pin is not None and (badge, pin) not in made:
            made[badge, pin] = _first_pin(pin, stored.get(badge), pins)
        prepared.append(replace(row, values={**row.values, "pin": made[badge, pin] if pin is not None else None}))
    return prepared


def _first_pin(pin: str, held: _Stored | None, pins: PinHasher) -> FirstPin:
    kept = held.digest if held else None
    if held is not None and kept is not None and (not held.first_pin or pins.fits(kept, pin)):
        return FirstPin(None, kept)
    return FirstPin(pins.digest(pin), kept)


def take_accounts(session: Session, actor: Actor, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes rows of `accounts` that went through `prepare_accounts`, all or nothing.

    Raises ImportRefused with every problem found, Stale where a PIN was changed since the rows were prepared.
    """
    require(session, actor, Permission.ACCOUNTS_MANAGE)
    stored = _stored(session)
    problems = Problems(rows)
    kept = distinct(rows, lambda row: row.values["badge"], problems)
    for row in kept:
        _check(actor, row, stored, problems)
    problems.refuse()
    counts = Counts(unchanged=len(rows) - len(kept))
    for row in kept:
        held = stored[row.values["badge"]]
        if held.account_id is None:
            _add(session, row, held)
            counts.new += 1
        elif _change(session, actor, row, held):
            counts.changed += 1
        else:
            counts.unchanged += 1
    if counts.anything:
        session.flush()
        audit.record(session, "import accounts", **counts.as_result())
    return counts


def _stored(session: Session) -> dict[str, _Stored]:
    """Every employee by badge, with the account they have."""
    roles = granted_roles(session)
    rows = session.execute(
        select(Employee.badge, Employee.id, Account.id, Account.pin_hash, Account.must_change_pin).outerjoin(
            Account, Account.employee_id == Employee.id
        )
    )
    return {
        badge: _Stored(employee_id)
        if account_id is None
        else _Stored(employee_id, account_id, digest, must_change, frozenset(roles[account_id]))
        for badge, employee_id, account_id, digest, must_change in rows
    }


def _check(actor: Actor, row: FileRow, stored: dict[str, _Stored], problems: Problems) -> None:
    badge = row.values["badge"]
    held = stored.get(badge)
    if held is None:
        problems.add(row, "badge", Message(N_("Nobody has badge {badge}"), clause="SEC-5", badge=badge))
    elif held.employee_id == actor.employee_id and held.roles != row.values["roles"]:
        problems.add(row, "roles", Message(OWN_ACCOUNT, clause="SEC-5"))


def _add(session: Session, row: FileRow, held: _Stored) -> None:
    pin: FirstPin | None = row.values.get("pin")
    account = Account(employee_id=held.employee_id, pin_hash=pin.digest if pin else None)
    session.add(account)
    session.flush()
    session.add_all(AccountRole(account_id=account.id, role=role) for role in sorted(row.values["roles"]))


def _change(session: Session, actor: Actor, row: FileRow, held: _Stored) -> bool:
    """Whether the row changes anything of an account."""
    account = session.get_one(Account, held.account_id)
    changes = held.roles != row.values["roles"]
    if changes:
        set_roles(session, actor, row.values["badge"], account, row.values["roles"])
    pin: FirstPin | None = row.values.get("pin")
    if pin is None or pin.digest is None:
        return changes
    if pin.kept != held.digest:
        raise Stale(N_("The PIN of {badge} was changed meanwhile; import the file again"), badge=row.values["badge"])
    account.pin_hash, account.must_change_pin = pin.digest, True
    account.failures, account.blocked_until = 0, None
    return True


ACCOUNTS = ImportKind(
    "accounts", N_("Accounts"), COLUMNS, take_accounts, Permission.ACCOUNTS_MANAGE, prepare=prepare_accounts
)
