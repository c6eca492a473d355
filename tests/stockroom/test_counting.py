"""Stocktaking (SUP-9), and custody that keeps a leaver back (ORG-6)."""

from __future__ import annotations

from datetime import date

import pytest

from opsconsole.approvals.rules.states import Verdict
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import text_of
from opsconsole.org.service import transfer
from opsconsole.org.values import Terms
from opsconsole.stockroom.queries.custody import custody
from opsconsole.stockroom.requests.counting import ask_for_differences
from opsconsole.stockroom.service.counts import drop_count, enter_count, give_reason, moved_since, open_count
from tests.approvals.desk import CLERK
from tests.stockroom.counter import Counter


@pytest.fixture
def taking(any_counter: Counter) -> Counter:
    any_counter.room.bought("pens 10 1000", "paper 4 8000")
    return any_counter


def opened(counter: Counter, category: str = "") -> int:
    return counter.run(counter.keeper(), open_count, category, counter.desk.now)["count"]


def count(counter: Counter, number: int, code: str, found: int, reason: str = "") -> None:
    item = counter.room.items[code]
    counter.run(counter.keeper(), enter_count, number, item, found, counter.desk.now)
    if reason:
        counter.run(counter.keeper(), give_reason, number, item, reason)


def handed_in(counter: Counter, number: int) -> dict:
    return counter.run(counter.keeper(), ask_for_differences, number, counter.desk.now)


def test_differences_are_posted_after_they_are_approved(taking: Counter) -> None:
    number = opened(taking)
    count(taking, number, "pens", 8, "two are gone")
    count(taking, number, "paper", 5, "found behind the shelf")
    asked = handed_in(taking, number)
    assert taking.desk.deciders(asked["request"]) == ["E6"]
    assert taking.room.on_hand("pens") == (10, 1000)
    assert taking.desk.decide("E6", asked["request"]) == "approved"
    assert taking.room.on_hand("pens") == (8, 800)
    assert taking.room.on_hand("paper") == (5, 10000)
    assert {row[2] for row in taking.room.ledger()} == {"P-1", "PD-26-0001"}
    assert taking.room.problems() == []


def test_what_moves_after_it_was_counted_is_told_and_stays_right(taking: Counter) -> None:
    number = opened(taking)
    count(taking, number, "pens", 9, "one is gone")
    taking.room.issued("E4", "pens 3", day="2026-04-01")
    assert taking.room.read(moved_since, number) == {taking.room.items["pens"]: -3}
    asked = handed_in(taking, number)
    facts = taking.desk.detail(asked["request"]).facts
    assert any(fact.warns and "-3" in str(fact.value) for fact in facts)
    taking.desk.decide("E6", asked["request"])
    assert taking.room.on_hand("pens") == (6, 600)
    assert taking.room.problems() == []


def test_a_count_without_differences_is_done_at_once(taking: Counter) -> None:
    number = opened(taking, "笔")
    count(taking, number, "pens", 10)
    assert handed_in(taking, number)["request"] is None
    assert opened(taking) > number


def test_a_difference_needs_a_reason_and_a_rejected_one_is_counted_again(taking: Counter) -> None:
    number = opened(taking)
    count(taking, number, "pens", 8)
    with pytest.raises(Refusal, match="pens differs from the book; say why"):
        handed_in(taking, number)
    count(taking, number, "pens", 8, "gone")
    asked = handed_in(taking, number)
    with pytest.raises(Refusal, match="no longer being counted"):
        count(taking, number, "pens", 9)
    taking.desk.decide("E6", asked["request"], Verdict.REJECT)
    count(taking, number, "pens", 10)
    assert handed_in(taking, number)["differences"] == 0
    assert taking.room.problems() == []


def test_one_stocktake_at_a_time_and_it_can_be_given_up(taking: Counter) -> None:
    number = opened(taking, "笔")
    with pytest.raises(Refusal, match="under way"):
        opened(taking)
    with pytest.raises(Refusal, match="another category"):
        count(taking, number, "paper", 1)
    with pytest.raises(Refusal, match="Nothing was counted"):
        handed_in(taking, number)
    taking.run(taking.keeper(), drop_count, number)
    assert opened(taking)


def test_a_shortage_that_was_drawn_meanwhile_is_not_posted_below_zero(taking: Counter) -> None:
    number = opened(taking)
    count(taking, number, "pens", 2, "gone")
    asked = handed_in(taking, number)
    taking.room.issued("E4", "pens 5", day="2026-04-01")
    with pytest.raises(Refusal, match="holds 5, not 8"):
        taking.desk.decide("E6", asked["request"])
    assert taking.desk.state(asked["request"]) == "waiting"


def test_only_the_storekeeper_counts(counter: Counter) -> None:
    with pytest.raises(NotPermitted):
        counter.run(counter.clerk(), open_count, "", counter.desk.now)


def test_nobody_moves_on_with_things_in_custody(taking: Counter) -> None:
    """ORG-6, with the list of what is still to be handed over."""
    taking.room.bought("calculator 1 4500", day="2026-03-05")
    taking.room.issued("E4", "calculator 1", day="2026-03-06")
    (held,) = taking.room.read(custody, taking.desk.id("E4"))
    assert (held.item, held.since, held.stock.amount_fen) == ("calculator", date(2026, 3, 6), 4500)
    day = date(2026, 4, 1)
    terms = Terms("QD-02", 600_000, 150_000)
    with pytest.raises(Refusal, match="in custody: calculator") as refused:
        taking.desk.run(transfer, CLERK, "E4", day, None, terms, taking.desk.now)
    assert refused.value.clause == "ORG-6"
    assert "calculator" in text_of(refused.value.message)
    taking.room.handed_over("E4", "E8", "calculator 1", day="2026-03-30")
    taking.desk.run(transfer, CLERK, "E4", day, None, terms, taking.desk.now)
