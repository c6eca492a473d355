"""Deciding asks for the PIN again: one PIN, exactly the list shown, ten minutes (SEC-5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from opsconsole.access.actor import Actor
from opsconsole.access.pins import PinHasher
from opsconsole.access.service import disable
from opsconsole.access.signin import change_pin, prove, sign_in
from opsconsole.access.sitting import Item, Sitting, open_sitting
from opsconsole.errors import Refusal
from tests.access.conftest import PIN
from tests.org.conftest import Office

OWN = "739164"
SHOWN: tuple[Item, ...] = (("request", 7, 2), ("request", 9, 1))


@pytest.fixture
def head(office: Office, pins: PinHasher, with_account: Callable[..., None]) -> Actor:
    """E3 at the keys, with a PIN of their own; E6 still has a one-time code."""
    with_account(office, "E3")
    with_account(office, "E6")
    actor = sign_in(office.database, "E3", PIN, terminal="t1", now=office.now, pins=pins).actor
    change_pin(office.database, actor, PIN, OWN, now=office.now, pins=pins)
    return actor


def opened(office: Office, actor: Actor, pins: PinHasher, pin: str = OWN) -> Sitting:
    return open_sitting(office.database, actor, pin, SHOWN, now=office.now, pins=pins, sum_fen=500)


def test_a_sitting_is_for_exactly_what_was_shown(office: Office, head: Actor, pins: PinHasher) -> None:
    sitting = opened(office, head, pins)
    assert all(sitting.covers(head, item, office.now) for item in SHOWN)
    assert not sitting.covers(head, ("request", 7, 3), office.now), "it has moved on"
    assert not sitting.covers(head, ("request", 8, 1), office.now), "it was not shown"
    assert not sitting.covers(head, ("claim", 7, 2), office.now)


def test_a_sitting_lasts_ten_minutes_at_most_and_for_one_person(office: Office, head: Actor, pins: PinHasher) -> None:
    sitting = opened(office, head, pins)
    assert sitting.covers(head, SHOWN[0], office.now + timedelta(minutes=9, seconds=59))
    assert not sitting.covers(head, SHOWN[0], office.now + timedelta(minutes=10))
    other = Actor(1, "E1", "万总", frozenset(), "t1")
    assert not sitting.covers(other, SHOWN[0], office.now)


def test_a_wrong_pin_opens_nothing_and_five_close_the_door(office: Office, head: Actor, pins: PinHasher) -> None:
    for _ in range(5):
        with pytest.raises(Refusal, match="Badge or PIN"):
            opened(office, head, pins, "000001")
    with pytest.raises(Refusal, match="Badge or PIN"):
        opened(office, head, pins)


def test_a_right_pin_forgets_the_wrong_ones(office: Office, head: Actor, pins: PinHasher) -> None:
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Refusal):
                opened(office, head, pins, "000001")
        opened(office, head, pins)


def test_an_empty_list_opens_no_sitting(office: Office, head: Actor, pins: PinHasher) -> None:
    with pytest.raises(Refusal, match="nothing to decide"):
        open_sitting(office.database, head, OWN, (), now=office.now, pins=pins)


def test_somebody_confirms_at_the_counter_of_another(office: Office, head: Actor, pins: PinHasher) -> None:
    clerk = Actor(99, "E9", "", frozenset(), "t1")
    proven = prove(office.database, clerk, "e3", OWN, now=office.now, pins=pins)
    assert proven == head.employee_id


def test_a_one_time_code_or_a_closed_account_proves_nothing(office: Office, head: Actor, pins: PinHasher) -> None:
    with pytest.raises(Refusal, match="one-time code"):
        prove(office.database, head, "E6", PIN, now=office.now, pins=pins)
    office.run(disable, "E3")
    with pytest.raises(Refusal, match="closed"):
        opened(office, head, pins)
