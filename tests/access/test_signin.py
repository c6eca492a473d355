"""Badge and PIN at shared terminals (SEC-5)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import argon2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access import signin
from opsconsole.access.actor import Actor, Role
from opsconsole.access.model import Account
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.access.service import add_account, disable, enable, issue_code, lift_delay, reset_pin
from opsconsole.access.signin import SignedIn, change_pin, remember, sign_in
from opsconsole.audit.model import AuditRecord
from opsconsole.db import Database
from opsconsole.errors import Message, Refusal
from opsconsole.org.service import depart, rehire, transfer
from opsconsole.org.values import Terms
from tests.access.conftest import PIN
from tests.org.conftest import Office, day

Give = Callable[..., None]
WRONG_PIN = "771204"


class Door:
    """A terminal at which people try their luck."""

    def __init__(self, office: Office, pins: PinHasher) -> None:
        self.office, self.pins, self.now = office, pins, office.now

    def enter(self, badge: str, pin: str = PIN) -> SignedIn:
        return sign_in(self.office.database, badge, pin, terminal="front-1", now=self.now, pins=self.pins)

    def refused(self, badge: str, pin: str = PIN) -> Message:
        with pytest.raises(Refusal) as refused:
            self.enter(badge, pin)
        return refused.value.message

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def acts(self) -> list[tuple[str, str, str, str]]:
        def read(session: Session) -> list[tuple[str, str, str, str]]:
            query = select(AuditRecord.act, AuditRecord.actor, AuditRecord.subject, AuditRecord.detail)
            rows = session.execute(query.where(AuditRecord.act.like("access.signin.%")).order_by(AuditRecord.seq))
            return [(row[0].rpartition(".")[2], row[1], row[2], row[3]) for row in rows]

        return self.office.read(read)


@pytest.fixture
def door(office: Office, pins: PinHasher, with_account: Give) -> Door:
    """E6 is a clerk, E3 a head, E5 leaves on 15 March; E4 has no account."""
    for badge, role in (("E6", "office_clerk"), ("E3", "archivist"), ("E5", "cashier")):
        with_account(office, badge, role)
    return Door(office, pins)


def test_a_badge_and_its_pin_sign_in(any_office: Office, pins: PinHasher, with_account: Give) -> None:
    with_account(any_office, "E6", "office_clerk")
    signed_in = Door(any_office, pins).enter("E6")
    employee_id = signed_in.actor.employee_id
    assert signed_in == SignedIn(
        Actor(employee_id, "E6", "王五", frozenset({Role.OFFICE_CLERK}), "front-1"), "", "", must_change=True
    )
    assert employee_id is not None


@pytest.mark.parametrize(("badge", "pin"), [("e6", PIN), (" Ｅ６ ", "４８２９１３")])
def test_full_width_and_small_letters_are_the_same_badge(door: Door, badge: str, pin: str) -> None:
    assert door.enter(badge, pin).actor.badge == "E6"


def test_roles_of_the_post_are_added_as_of_the_day(door: Door) -> None:
    assert door.enter("E3").actor.roles == {Role.ARCHIVIST, Role.HEAD}
    door.office.run(transfer, "E3", door.now.date(), None, Terms("YY-02", 1, 1, "3"))
    assert door.enter("E3").actor.roles == {Role.ARCHIVIST}


def test_whatever_is_wrong_the_answer_is_the_same(door: Door) -> None:
    door.office.run(add_account, "E4", [], None)
    door.office.run(disable, "E3")
    said = [
        door.refused("E6", WRONG_PIN),
        door.refused("NOBODY"),
        door.refused("E1"),
        door.refused("E4"),
        door.refused("E3", WRONG_PIN),
        door.refused("E5", WRONG_PIN),
        door.refused("", ""),
        door.refused("E6", ""),
        door.refused("E6", "\x00\x1b[2J"),
    ]
    for _ in range(5):
        said.append(door.refused("E6", WRONG_PIN))
    said.append(door.refused("E6", PIN))
    assert set(map(repr, said)) == {repr(signin.WRONG)}


def test_who_proves_the_pin_of_a_closed_account_hears_that_it_is_closed(door: Door) -> None:
    door.office.run(disable, "E6")
    assert "closed" in door.refused("E6").msgid
    assert "ended" in door.refused("E5").msgid
    door.office.run(enable, "E6")
    door.enter("E6")
    door.office.run(rehire, "E5", day("2026-03-20"), None, Terms("YY-02", 1, 1, "5"))
    door.enter("E5")


def test_the_last_day_is_still_a_day_to_sign_in(door: Door) -> None:
    door.now = datetime(2026, 3, 15, 23, 59)
    door.enter("E5")
    door.now = datetime(2026, 3, 16, 0, 0)
    assert "ended" in door.refused("E5").msgid


def test_a_good_pin_clears_the_count(door: Door) -> None:
    for _ in range(3):
        for _ in range(4):
            door.refused("E6", WRONG_PIN)
        door.enter("E6")


def test_after_five_wrong_pins_each_next_one_waits_longer(
    any_office: Office, pins: PinHasher, with_account: Give
) -> None:
    with_account(any_office, "E6")
    door = Door(any_office, pins)
    for _ in range(5):
        door.refused("E6", WRONG_PIN)
    for minutes in (1, 5, 15, 15):
        door.wait(minutes=minutes, seconds=-1)
        door.refused("E6", PIN)
        door.wait(seconds=1)
        door.refused("E6", WRONG_PIN)
    door.wait(minutes=15)
    door.enter("E6")
    door.refused("E6", WRONG_PIN)
    door.enter("E6")


def test_a_wait_does_not_touch_other_people(door: Door) -> None:
    for _ in range(6):
        door.refused("E6", WRONG_PIN)
    door.enter("E3")


@pytest.mark.parametrize("how", ["lift", "code"])
def test_an_administrator_lifts_the_wait(door: Door, how: str) -> None:
    for _ in range(6):
        door.refused("E6", WRONG_PIN)
    if how == "lift":
        door.office.run(lift_delay, "E6")
        door.enter("E6")
    else:
        code = issue_code(door.office.database, door.office.actor, "E6", now=door.now, pins=door.pins)
        assert door.enter("E6", code).must_change
        door.refused("E6", PIN)


class CountingHasher(PinHasher):
    """Counts how often somebody's own digest was looked at: the guesses that were really made."""

    def __init__(self, pepper_file: Path) -> None:
        super().__init__(pepper_file, LIGHT)
        self.guesses = 0
        self._lock = threading.Lock()

    def fits(self, digest: str | None, pin: str) -> bool:
        if digest is not None:
            with self._lock:
                self.guesses += 1
        return super().fits(digest, pin)


def test_eight_terminals_have_exactly_five_guesses(
    any_office: Office, open_url: Callable[[str], Database], tmp_path: Path, with_account: Give
) -> None:
    with_account(any_office, "E6")
    pins = CountingHasher(tmp_path / "pepper")
    url = any_office.database.url.render_as_string(hide_password=False)
    terminals = [open_url(url) for _ in range(8)]
    barrier = threading.Barrier(8)
    refusals: list[str] = []

    def guess(number: int) -> None:
        barrier.wait()
        for attempt in range(3):
            try:
                sign_in(
                    terminals[number],
                    "E6",
                    f"77{number}20{attempt}",
                    terminal=str(number),
                    now=any_office.now,
                    pins=pins,
                )
            except Refusal as refusal:
                refusals.append(refusal.message.msgid)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == [signin.WRONG.msgid] * 24
    assert pins.guesses == 5


def test_every_attempt_and_its_outcome_is_on_the_record(door: Door) -> None:
    door.refused("E6", WRONG_PIN)
    door.enter("E6")
    assert door.acts() == [
        ("spend", "-", "sign-in E6", '{"attempt":"spent"}'),
        ("refuse", "-", "sign-in E6", '{"refused":"wrong"}'),
        ("spend", "-", "sign-in E6", '{"attempt":"spent"}'),
        ("admit", "E6", "sign-in E6", '{"roles":["office_clerk"],"signed_in":true}'),
    ]


def test_a_pin_in_the_wrong_field_does_not_get_on_the_record(door: Door) -> None:
    door.refused(PIN, "E6")
    acts = door.acts()
    assert [act[0] for act in acts] == ["spend", "refuse"]
    assert PIN not in repr(acts)


@pytest.mark.parametrize("state", ["unknown", "no account", "no PIN", "closed", "waiting", "departed"])
def test_every_refusal_costs_one_look_at_a_digest_and_two_acts(
    door: Door, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    """What takes time is the same for whoever does not exist as for a wrong PIN, so time tells nothing."""
    badge = {"unknown": "NOBODY", "no account": "E1", "no PIN": "E4", "departed": "E5"}.get(state, "E6")
    door.office.run(add_account, "E4", [], None)
    if state == "closed":
        door.office.run(disable, "E6")
    for _ in range(5 if state == "waiting" else 1):
        door.refused("E6", WRONG_PIN)
    looks: list[str] = []
    look = argon2.PasswordHasher.verify

    def noted(self: argon2.PasswordHasher, digest: str, secret: str) -> bool:
        looks.append(digest)
        return look(self, digest, secret)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", noted)
    head = door.office.database.head()
    door.refused(badge, WRONG_PIN)
    assert len(looks) == 1
    assert looks[0].startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert door.office.database.head() == head + 2


def test_a_pin_changed_between_look_and_entry_lets_nobody_in(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """An administrator resets the PIN while an attempt with the old one is being looked at."""
    look = PinHasher.fits

    def slowly(self: PinHasher, digest: str | None, pin: str) -> bool:
        door.office.run(reset_pin, "E6", self.digest("905172"))
        return look(self, digest, pin)

    monkeypatch.setattr(PinHasher, "fits", slowly)
    assert door.refused("E6").msgid == signin.WRONG.msgid


def test_a_foreign_pepper_is_told_before_any_guess_is_spent(door: Door, tmp_path: Path) -> None:
    stranger = Door(door.office, PinHasher(tmp_path / "other" / "pepper", LIGHT))
    assert stranger.refused("E6").msgid == stranger.refused("NOBODY").msgid != signin.WRONG.msgid
    assert door.acts() == []


def test_one_changes_ones_own_pin(any_office: Office, pins: PinHasher, with_account: Give) -> None:
    with_account(any_office, "E6", "office_clerk")
    door = Door(any_office, pins)
    actor = door.enter("E6").actor
    change_pin(any_office.database, actor, PIN, "７７１２０４", now=door.now, pins=pins)
    assert not door.enter("E6", "771204").must_change
    door.refused("E6", PIN)


@pytest.mark.parametrize(("old", "new"), [(WRONG_PIN, "905172"), (PIN, "12345"), (PIN, "111111"), (PIN, PIN)])
def test_a_pin_is_not_changed_to_one_that_will_not_do(door: Door, old: str, new: str) -> None:
    actor = door.enter("E6").actor
    with pytest.raises(Refusal):
        change_pin(door.office.database, actor, old, new, now=door.now, pins=door.pins)
    door.enter("E6")


def test_guesses_at_the_old_pin_are_counted_too(door: Door) -> None:
    actor = door.enter("E6").actor
    for number in range(5):
        with pytest.raises(Refusal):
            change_pin(door.office.database, actor, f"77120{number}", "905172", now=door.now, pins=door.pins)
    door.refused("E6")


def test_a_closed_account_changes_no_pin(door: Door) -> None:
    actor = door.enter("E6").actor
    door.office.run(disable, "E6")
    with pytest.raises(Refusal):
        change_pin(door.office.database, actor, PIN, "905172", now=door.now, pins=door.pins)


def test_language_and_theme_are_remembered_for_the_next_sign_in(door: Door) -> None:
    actor = door.enter("E6").actor
    remember(door.office.database, actor, language="zh")
    remember(door.office.database, actor, theme="light")
    signed_in = door.enter("E6")
    assert (signed_in.language, signed_in.theme) == ("zh", "light")
    head = door.office.database.head()
    remember(door.office.database, actor, language="zh", theme="light")
    assert door.office.database.head() == head


def test_no_pin_and_no_digest_ever_gets_on_the_record(door: Door) -> None:
    door.refused("E6", WRONG_PIN)
    actor = door.enter("E6").actor
    change_pin(door.office.database, actor, PIN, "905172", now=door.now, pins=door.pins)
    code = issue_code(door.office.database, door.office.actor, "E6", now=door.now, pins=door.pins)

    def everything(session: Session) -> str:
        return repr(session.execute(select(AuditRecord.__table__)).all())

    def digests(session: Session) -> list[str]:
        return [digest for digest in session.scalars(select(Account.pin_hash)) if digest]

    record = door.office.read(everything)
    for secret in (PIN, WRONG_PIN, "905172", code, "$argon2", *door.office.read(digests)):
        assert secret not in record


def test_somebody_who_departs_during_a_sitting_is_stopped_at_the_next_sign_in(door: Door) -> None:
    door.enter("E6")
    door.office.run(depart, "E6", day("2026-03-31"))
    assert "ended" in door.refused("E6").msgid
