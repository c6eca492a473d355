"""Badge and PIN at a shared terminal (SEC-5).

An attempt is spent, in a transaction of its own, before the PIN is looked at: eight terminals at once
have exactly five guesses. Whoever is refused hears one sentence, whatever was wrong, after the same time.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, exists, or_, select, update
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor, Role
from opsconsole.access.model import Account, AccountRole
from opsconsole.access.pins import PinHasher, good_pin, plain_pin
from opsconsole.db import Database
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.org.model import Assignment, Employee
from opsconsole.org.queries import org_roles

GUESSES = 5
DELAYS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""After the fifth wrong PIN in a row, after the sixth, and after each one from the seventh on."""

WRONG = Message(
    N_(
        "Badge or PIN is not right. After {count} wrong ones each further attempt has to wait, up to {minutes} minutes;"
        " an administrator can lift the wait"
    ),
    clause="SEC-5",
    count=GUESSES,
    minutes=15,
)
CHANGE_FIRST = Message(
    N_("A one-time code is changed to a PIN at the first sign-in, before it proves anything"), clause="SEC-5"
)
UNKNOWN = "sign-in by an unknown badge"
"""What goes on the record instead of what was typed: it may be a PIN in the wrong field."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody at the keys, with what they last chose ('' where nothing was)."""

    actor: Actor
    language: str
    theme: str
    must_change: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    """The account that a badge names."""

    account_id: int
    employee_id: int
    badge: str
    name: str
    roles: frozenset[Role]
    digest: str | None
    enabled: bool
    departed: bool
    must_change: bool
    language: str
    theme: str


def sign_in(database: Database, badge: str, pin: str, *, terminal: str, now: datetime, pins: PinHasher) -> SignedIn:
    """Who it is, in the roles granted to them and those of the post they hold. Slow.

    Raises Refusal with one sentence for whatever is wrong; only who proves the PIN of a closed account
    hears that it is closed. Every attempt and its outcome go on the record.
    """
    stranger = Actor(None, "-", "", frozenset(), terminal)
    candidate = database.read(_candidate, badge, now.date(), pins.mark)
    if not _proven(database, stranger, candidate, pin, now, pins):
        raise _refusal(WRONG)
    assert candidate is not None
    actor = Actor(candidate.employee_id, candidate.badge, candidate.name, candidate.roles, terminal)
    closed = _why_closed(candidate)
    if closed is not None:
        database.run(refuse, stranger, candidate.badge, "closed")
        raise _refusal(closed)
    if not database.run(admit, actor, candidate.account_id, candidate.digest):
        raise _refusal(WRONG)
    return SignedIn(actor, candidate.language, candidate.theme, candidate.must_change)


def change_pin(database: Database, actor: Actor, old: str, new: str, *, now: datetime, pins: PinHasher) -> None:
    """Replaces the actor's own PIN; the old one is proven as at sign-in, guesses counted. Slow.

    Raises Refusal for an old PIN that is wrong and a new one that will not do.
    """
    wanted = good_pin(new)
    if wanted == plain_pin(old):
        raise Refusal(N_("The new PIN is the old one; choose another"), clause="SEC-5")
    candidate = database.read(_candidate, actor.badge, now.date(), pins.mark)
    if candidate is None or not _proven(database, actor, candidate, old, now, pins):
        raise _refusal(WRONG)
    if not database.run(replace_pin, actor, candidate.account_id, candidate.digest, pins.digest(wanted)):
        raise _refusal(WRONG)


def prove(database: Database, actor: Actor, badge: str, pin: str, *, now: datetime, pins: PinHasher) -> int:
    """Whose badge and PIN these are, as an employee: the actor's own before deciding, or that of somebody who confirms
    at the counter. Slow; guesses count as at sign-in, and every attempt goes on the record.

    Raises Refusal with one sentence for whatever is wrong; a one-time code proves nothing before it is changed.
    """
    candidate = database.read(_candidate, badge, now.date(), pins.mark)
    if not _proven(database, actor, candidate, pin, now, pins):
        raise _refusal(WRONG)
    assert candidate is not None
    closed = _why_closed(candidate)
    if closed is not None or candidate.must_change:
        database.run(refuse, actor, candidate.badge, "closed" if closed else "one-time code")
        raise _refusal(closed or CHANGE_FIRST)
    if not database.run(accept, actor, candidate.account_id, candidate.badge, candidate.digest):
        raise _refusal(WRONG)
    return candidate.employee_id


def remember(database: Database, actor: Actor, *, language: str = "", theme: str = "") -> None:
    """Keeps the language and theme that the actor chose; '' leaves what was chosen before."""
    database.run(choose, actor, language, theme)


def _proven(
    database: Database, actor: Actor, candidate: _Candidate | None, pin: str, now: datetime, pins: PinHasher
) -> bool:
    """Whether the PIN is the candidate's; takes as long, and writes as much, for an unknown badge as for another."""
    badge = candidate.badge if candidate else ""
    spent = database.run(spend, actor, candidate.account_id if candidate else None, badge, now)
    fits = pins.fits(candidate.digest if candidate and spent else None, pin)
    if not fits:
        database.run(refuse, actor, badge, "wrong" if spent else "not to be tried")
    return fits


def _refusal(message: Message) -> Refusal:
    return Refusal(message.msgid, clause=message.clause, **message.facts)


def _why_closed(candidate: _Candidate) -> Message | None:
    if not candidate.enabled:
        return Message(N_("This account is closed; an administrator can open it"), clause="SEC-5")
    if candidate.departed:
        return Message(N_("This account's employment has ended; the office can correct it"), clause="SEC-5")
    return None


def spend(session: Session, actor: Actor, account_id: int | None, badge: str, now: datetime) -> bool:
    """Takes one guess off an account before the PIN is looked at; False where none may be made now."""
    spent = False
    if account_id is not None:
        taken = session.execute(
            update(Account)
            .where(Account.id == account_id, or_(Account.blocked_until.is_(None), Account.blocked_until <= now))
            .values(failures=Account.failures + 1, blocked_until=_blocked_until(now))
            .returning(Account.id)
        )
        spent = taken.first() is not None
    audit.record(session, _subject(badge), attempt="spent" if spent else "none left")
    return spent


def _blocked_until(now: datetime):
    return case(
        *((Account.failures + 1 >= GUESSES + place, now + DELAYS[place]) for place in reversed(range(len(DELAYS)))),
        else_=None,
    )


def refuse(session: Session, actor: Actor, badge: str, reason: str) -> None:
    """Puts a refused sign-in on the record."""
    audit.record(session, _subject(badge), refused=reason)


def admit(session: Session, actor: Actor, account_id: int, digest: str) -> bool:
    """Lets somebody in whose PIN fitted; False where the PIN or the account changed meanwhile."""
    admitted = _clear(session, account_id, digest)
    audit.record(session, _subject(actor.badge), signed_in=admitted, roles=sorted(actor.roles))
    return admitted


def accept(session: Session, actor: Actor, account_id: int, badge: str, digest: str) -> bool:
    """Takes a PIN that fitted as proof; False where the PIN or the account changed meanwhile."""
    proven = _clear(session, account_id, digest)
    audit.record(session, f"PIN {badge}", proven=proven)
    return proven


def _clear(session: Session, account_id: int, digest: str) -> bool:
    """Forgets the wrong guesses of an account whose PIN fitted."""
    cleared = session.execute(
        update(Account)
        .where(Account.id == account_id, Account.enabled, Account.pin_hash == digest)
        .values(failures=0, blocked_until=None)
        .returning(Account.id)
    )
    return cleared.first() is not None


def replace_pin(session: Session, actor: Actor, account_id: int, old: str, new: str) -> bool:
    """Keeps the digest of a PIN that its owner chose; False where the old one changed meanwhile."""
    account = session.get_one(Account, account_id)
    fits = account.pin_hash == old and account.enabled
    if fits:
        account.pin_hash, account.must_change_pin = new, False
        account.failures, account.blocked_until = 0, None
    audit.record(session, f"account {actor.badge}", pin="changed" if fits else "refused")
    return fits


def choose(session: Session, actor: Actor, language: str, theme: str) -> None:
    """Keeps what the actor chose for their own screen."""
    account = session.execute(select(Account).where(Account.employee_id == actor.employee_id)).scalar_one()
    chosen = (language or account.language, theme or account.theme)
    if chosen != (account.language, account.theme):
        account.language, account.theme = chosen
        audit.record(session, f"account {actor.badge}", language=chosen[0], theme=chosen[1])


def _subject(badge: str) -> str:
    return f"sign-in {badge}" if badge else UNKNOWN


def _candidate(session: Session, typed: str, day: date, mark: str) -> _Candidate | None:
    _check_pepper(session, mark)
    badge = unicodedata.normalize("NFKC", typed).strip()
    rows = session.execute(
        select(Account, Employee)
        .join(Employee, Employee.id == Account.employee_id)
        .where(Employee.badge.in_({badge, badge.upper()}))
    ).all()
    if not rows:
        return None
    account, employee = min(rows, key=lambda row: row[1].badge != badge)
    granted = session.scalars(select(AccountRole.role).where(AccountRole.account_id == account.id))
    return _Candidate(
        account_id=account.id,
        employee_id=employee.id,
        badge=employee.badge,
        name=employee.name,
        roles=frozenset(granted) | org_roles(session, employee.id, day),
        digest=account.pin_hash,
        enabled=account.enabled,
        departed=_departed(session, employee.id, day),
        must_change=account.must_change_pin,
        language=account.language,
        theme=account.theme,
    )


def _departed(session: Session, employee_id: int, day: date) -> bool:
    """Whether all assignments of a person are over; one that is still to begin keeps the account open."""
    held = select(Assignment.to_day).where(Assignment.employee_id == employee_id)
    ends = session.scalars(held).all()
    return bool(ends) and all(end is not None and end < day for end in ends)


def _check_pepper(session: Session, mark: str) -> None:
    """A pepper that made none of the PINs is the wrong one; without this sentence everybody's PIN would seem wrong."""
    kept = session.execute(select(exists().where(Account.pin_hash.is_not(None)))).scalar()
    ours = session.execute(select(exists().where(Account.pin_hash.startswith(mark)))).scalar()
    if kept and not ours:
        raise Refusal(
            N_("The PINs were made with another pepper file than this machine's; put it back, or reset the PINs"),
            clause="SEC-5",
        )
