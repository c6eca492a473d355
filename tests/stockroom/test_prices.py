"""Prices per item and supplier: last and average paid, beside the offers asked for (EXP-8)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from opsconsole.access.actor import Role
from opsconsole.errors import ImportRefused, NotPermitted, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import text_of
from opsconsole.stockroom.files.prices import PRICE_OFFERS, price_rows
from opsconsole.stockroom.queries.prices import (
    SupplierPrices,
    average_paid,
    best_offer,
    last_paid,
    prices_of,
    suppliers,
)
from opsconsole.stockroom.requests.funds import ask_for_funds
from opsconsole.stockroom.rules.prices import Price, average, percent_over
from opsconsole.stockroom.service import vouchers
from opsconsole.stockroom.service.offers import OfferData, enter_offer
from opsconsole.stockroom.service.vouchers import OnPaper, StockIn
from tests.stockroom.counter import Counter
from tests.stockroom.storeroom import Storeroom

DAY = date(2026, 3, 20)


def bought(room: Storeroom, supplier: str, *wanted: str, day: str = "2026-03-02") -> dict[str, Any]:
    room.papers += 1
    asked = StockIn(date.fromisoformat(day), room.lines(*wanted), None, "INV-1", True, supplier)
    return room.run(vouchers.take_in, asked, room.company.now, OnPaper(f"P-{room.papers}", "ZJ-1"))


def offer(room: Storeroom, supplier: str, code: str, quantity: int, fen: int, **more: Any) -> bool:
    data = OfferData(room.items[code], supplier, more.pop("day", DAY), quantity, fen, **more)
    return room.run(enter_offer, data, room.company.now)


def of(room: Storeroom, code: str = "pens") -> list[SupplierPrices]:
    return room.read(prices_of, [room.items[code]])[room.items[code]]


def test_last_and_average_stand_by_supplier(any_room: Storeroom) -> None:
    room = any_room
    bought(room, "甲", "pens 10 1000", day="2026-01-05")
    bought(room, "甲", "pens 30 2700", day="2026-02-05")
    bought(room, "乙", "pens 10 1100", "paper 1 500", day="2026-03-01")
    first, second = of(room)
    assert (first.supplier, first.times, first.last) == ("乙", 1, Price(10, 1100, date(2026, 3, 1)))
    assert (second.supplier, second.times) == ("甲", 2)
    assert second.last == Price(30, 2700, date(2026, 2, 5))
    assert second.average == Price(40, 3700, date(2026, 2, 5))
    assert average_paid(of(room)) == Price(50, 4800, date(2026, 3, 1))
    assert last_paid(of(room)) == ("乙", Price(10, 1100, date(2026, 3, 1)))
    assert room.problems() == []


def test_what_was_reversed_was_not_bought(any_room: Storeroom) -> None:
    bought(any_room, "甲", "pens 10 1000")
    wrong = bought(any_room, "甲", "pens 10 9000")
    any_room.reversed(wrong)
    (line,) = of(any_room)
    assert (line.times, line.last) == (1, Price(10, 1000, date(2026, 3, 2)))


def test_the_newest_offer_of_each_supplier_counts_and_the_lowest_that_holds_is_best(any_room: Storeroom) -> None:
    room = any_room
    assert offer(room, "甲", "pens", 10, 1000)
    assert not offer(room, "甲", "pens", 10, 1000)
    assert offer(room, "甲", "pens", 10, 950, day=date(2026, 3, 21))
    assert offer(room, "乙", "pens", 100, 8000, until=date(2026, 3, 25))
    best = best_offer(of(room), date(2026, 3, 25))
    assert best is not None
    assert (best[0], best[1].price.each) == ("乙", Fraction(80))
    later = best_offer(of(room), date(2026, 3, 26))
    assert later is not None
    assert (later[0], later[1].price.amount_fen) == ("甲", 950)
    assert room.read(suppliers) == ["乙", "甲"]
    assert last_paid(of(room)) is None
    with pytest.raises(DatabaseError, match="only grows"):
        room.run(lambda session, actor: session.execute(text("DELETE FROM price_offer")))


def test_an_offer_lacks_nothing(room: Storeroom) -> None:
    for supplier, quantity, fen, more, words in (
        (" ", 1, 1, {}, "whose it is"),
        ("甲\x07", 1, 1, {}, "control characters"),
        ("甲", 0, 1, {}, "above zero"),
        ("甲", 1, 0, {}, "above zero"),
        ("甲", 1, 1, {"until": date(2026, 3, 19)}, "no day before it was made"),
    ):
        with pytest.raises(Refusal, match=words):
            offer(room, supplier, "pens", quantity, fen, **more)
    data = OfferData(room.items["pens"], "甲", DAY, 1, 1)
    with pytest.raises(NotPermitted):
        room.run(enter_offer, data, room.company.now, actor=room.actor("E1", Role.HEAD))


def test_offers_come_by_file_and_prices_go_out(any_room: Storeroom) -> None:
    room = any_room
    bought(room, "甲", "pens 3 1000")
    rows = "item,supplier,date,quantity,amount,until\npens,乙,2026-03-20,10,29.50,2026-04-30\npens,乙,2026-03-21,1,3,\n"
    assert room.give(PRICE_OFFERS, rows).new == 2
    assert room.give(PRICE_OFFERS, rows).unchanged == 2
    out = room.read(lambda session: list(price_rows(session, ExportOptions(item="pens"))))
    assert out == [
        ("pens", "乙", "pens", 0, "", "", "", 300, "2026-03-21", ""),
        ("pens", "甲", "pens", 1, 333, "2026-03-02", 333, "", "", ""),
    ]
    with pytest.raises(ImportRefused) as refused:
        room.give(PRICE_OFFERS, rows + "nails,乙,2026-03-20,1,1,\npens,乙,2026-03-20,1,1,2026-03-01\n")
    assert [(one.line, one.column) for one in refused.value.problems] == [(4, "item"), (5, "until")]
    with pytest.raises(Refusal, match="No item has the code"):
        room.read(lambda session: list(price_rows(session, ExportOptions(item="nails"))))


def test_whoever_decides_on_a_form_sees_what_was_paid_and_offered(counter: Counter) -> None:
    """EXP-8: the last and the average price stand beside a new one."""
    room = counter.room
    bought(room, "甲", "pens 10 1000", day="2026-01-05")
    bought(room, "乙", "pens 10 1200", day="2026-02-05")
    offer(room, "丙", "pens", 10, 900)
    request = counter.run(counter.head(), ask_for_funds, counter.form("YY", "pens 4 600"), counter.desk.now)["request"]
    told = {text_of(fact.label): fact for fact in counter.desk.detail(request).facts}
    price, lowest = told["Price"], told["Lowest offer"]
    assert text_of(price.value) == "1.50 each; last 1.20 (乙 2026-02-05), average 1.10"
    assert text_of(lowest.value) == "0.90 each, 丙"
    assert price.warns
    assert lowest.warns


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**9)), min_size=1, max_size=20))
def test_an_average_lies_between_what_was_paid(paid: list[tuple[int, int]]) -> None:
    prices = [Price(quantity, fen, DAY) for quantity, fen in paid]
    mean = average(prices)
    assert mean is not None
    assert min(one.each for one in prices) <= mean.each <= max(one.each for one in prices)
    over = percent_over(mean, max(prices, key=lambda one: one.each))
    assert over is None or over <= 0
