"""The funds-use form: who fills it in, who decides, and what may be bought on it (SUP-1 to SUP-3)."""

from __future__ import annotations

import pytest

from opsconsole.approvals.rules.states import Verdict
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import text_of
from opsconsole.stockroom.requests.funds import ask_for_funds, change_funds
from opsconsole.stockroom.service import vouchers
from opsconsole.stockroom.service.remaining import remaining
from opsconsole.stockroom.service.vouchers import StockIn
from tests.stockroom.counter import Counter

INVOICE = "26427000000375586818"


def buy(counter: Counter, form: int, *wanted: str, invoice: str = INVOICE, listed: bool = True) -> dict:
    asked = StockIn(counter.desk.now.date(), counter.room.lines(*wanted), form, invoice, listed, "文具店")
    return counter.run(counter.keeper(), vouchers.take_in, asked, counter.desk.now)


def approved(counter: Counter, *wanted: str) -> int:
    request = counter.run(counter.clerk(), ask_for_funds, counter.form("BGS", *wanted), counter.desk.now)["request"]
    while counter.desk.state(request) == "waiting":
        counter.desk.decide(counter.desk.deciders(request)[0], request)
    return request


def test_the_head_fills_in_for_an_assessed_unit_and_the_office_for_the_others(any_counter: Counter) -> None:
    """SUP-1."""
    counter, now = any_counter, any_counter.desk.now
    for actor, unit, who in ((counter.clerk(), "YY", "head"), (counter.head(), "BGS", "office")):
        with pytest.raises(Refusal, match=who) as refused:
            counter.run(actor, ask_for_funds, counter.form(unit, "pens 3 450"), now)
        assert refused.value.clause == "SUP-1"
    with pytest.raises(NotPermitted):
        counter.run(counter.keeper(), ask_for_funds, counter.form("BGS", "pens 3 450"), now)
    asked = counter.run(counter.head(), ask_for_funds, counter.form("YY", "pens 3 450"), now)
    assert asked["number"] == "ZJ-2026-0001"
    assert counter.desk.deciders(asked["request"]) == ["E1"]
    counter.run(counter.clerk(), ask_for_funds, counter.form("JL", "pens 3 450"), now)


def test_a_large_sum_is_reviewed_by_the_manager_in_charge_first(any_counter: Counter) -> None:
    """SUP-2: over the limit of the table of routes, the deputy in charge and then the general manager."""
    counter, now = any_counter, any_counter.desk.now
    at = counter.run(counter.head(), ask_for_funds, counter.form("YY", "pens 1 1000000"), now)["request"]
    assert counter.desk.deciders(at) == ["E1"]
    over = counter.run(counter.head(), ask_for_funds, counter.form("YY", "pens 1 1000001"), now)["request"]
    assert counter.desk.deciders(over) == ["E2"]
    counter.desk.decide("E2", over)
    assert counter.desk.deciders(over) == ["E1"]
    assert counter.desk.decide("E1", over) == "approved"


def test_goods_come_in_on_an_approved_form_within_its_items_quantities_and_amounts(any_counter: Counter) -> None:
    """SUP-3: what goes beyond the form in any of the three ways is refused and names the line."""
    counter, now = any_counter, any_counter.desk.now
    waiting = counter.run(counter.clerk(), ask_for_funds, counter.form("BGS", "pens 3 450"), now)["request"]
    with pytest.raises(Refusal, match="is not approved"):
        buy(counter, waiting, "pens 1 150")
    form = approved(counter, "pens 10 1500", "paper 4 8000")
    for wanted, says in (
        (("calculator 1 4500",), "calculator.*is not on ZJ-2026-0002"),
        (("pens 11 1500",), "Line 1, pens.*has 10 left, not 11"),
        (("pens 6 100", "pens 5 100"), "has 10 left, not 11"),
        (("pens 1 150", "paper 4 8001"), "Line 2, paper.*80.00 left to spend, not 80.01"),
    ):
        with pytest.raises(Refusal, match=says) as refused:
            buy(counter, form, *wanted)
        assert refused.value.clause == "SUP-3"
    first = buy(counter, form, "pens 6 900", "paper 4 7900")
    with pytest.raises(Refusal, match="has 4 left, not 5"):
        buy(counter, form, "pens 5 500")
    buy(counter, form, "pens 4 600")
    assert [(one.left, one.left_fen) for one in counter.room.read(remaining, form)] == [(0, 0), (0, 100)]
    counter.room.reversed(first, day="2026-04-01")
    assert [(one.left, one.left_fen) for one in counter.room.read(remaining, form)] == [(6, 900), (4, 8000)]
    assert counter.room.problems() == []


def test_a_stock_in_without_invoice_or_list_is_refused_and_a_scanned_invoice_is_read(counter: Counter) -> None:
    form = approved(counter, "pens 10 1500")
    with pytest.raises(Refusal, match="missing is the invoice"):
        buy(counter, form, "pens 1 150", invoice="")
    with pytest.raises(Refusal, match="missing is the itemised list"):
        buy(counter, form, "pens 1 150", listed=False)
    with pytest.raises(Refusal, match="no invoice number"):
        buy(counter, form, "pens 1 150", invoice="12")
    done = buy(counter, form, "pens 1 150", invoice=f"01,32,,{INVOICE},10.70,20260430,,FAFB")
    assert done["number"] == "RK-26-0001"


def test_a_form_is_returned_changed_and_asked_again(counter: Counter) -> None:
    now = counter.desk.now
    request = counter.run(counter.head(), ask_for_funds, counter.form("YY", "pens 3 450"), now)["request"]
    counter.desk.decide("E1", request, Verdict.RETURN)
    version = counter.desk.version(request)
    counter.run(counter.head(), change_funds, request, version, counter.form("YY", "paper 2 4000"), now)
    facts = [text_of(fact.value) for fact in counter.desk.detail(request).facts if not isinstance(fact.value, str)]
    assert any("paper" in words and "40.00" in words for words in facts)
    assert counter.desk.decide("E1", request) == "approved"


def test_an_approved_form_is_withdrawn_until_something_was_bought_on_it(counter: Counter) -> None:
    first, second = approved(counter, "pens 3 450"), approved(counter, "pens 3 450")
    assert counter.desk.withdraw("E6", first) == "withdrawn"
    bought = buy(counter, second, "pens 1 150")
    with pytest.raises(Refusal, match=r"bought on already \(RK-26-0001\)"):
        counter.desk.withdraw("E6", second)
    counter.room.reversed(bought, day="2026-04-01")
    assert counter.desk.withdraw("E6", second) == "withdrawn"


@pytest.mark.parametrize(
    ("wanted", "says"),
    [((), "1 to 200 lines"), (("pens 1 100", "pens 2 200"), "twice"), (("pens 1 0",), "above zero")],
)
def test_a_form_that_says_too_little_is_refused(counter: Counter, wanted: tuple[str, ...], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        counter.run(counter.clerk(), ask_for_funds, counter.form("BGS", *wanted), counter.desk.now)


def test_a_form_says_what_the_money_is_for(counter: Counter) -> None:
    with pytest.raises(Refusal, match="what the money is for"):
        counter.run(counter.clerk(), ask_for_funds, counter.form("BGS", "pens 1 100", purpose=" "), counter.desk.now)
