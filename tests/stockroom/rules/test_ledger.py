"""Cost and dates over plain values (SUP-5, SUP-8)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.stockroom.rules.ledger import cost_of, first_break, price_of, to_reverse_first
from opsconsole.stockroom.rules.values import Move, Stock

stocks = st.builds(Stock, st.integers(1, 10**6), st.integers(0, 10**12))


@pytest.mark.parametrize(
    ("stock", "quantity", "fen"),
    [
        (Stock(3, 10000), 1, 3333),
        (Stock(2, 6667), 1, 3334),
        (Stock(2, 5), 1, 3),
        (Stock(7, 0), 3, 0),
        (Stock(2, 9), 2, 9),
    ],
)
def test_cost_is_rounded_half_up_and_the_last_takes_all(stock: Stock, quantity: int, fen: int) -> None:
    assert cost_of(stock, quantity) == fen


@given(stocks, st.data())
def test_taking_all_in_any_portions_costs_exactly_the_value(stock: Stock, data: st.DataObject) -> None:
    left, paid = stock, 0
    for _ in range(5):
        if not left.quantity:
            break
        quantity = data.draw(st.integers(1, left.quantity))
        fen = cost_of(left, quantity)
        paid += fen
        left = left.plus(-quantity, -fen)
        assert left.is_sound
    if left.quantity:
        paid += cost_of(left, left.quantity)
    assert paid == stock.amount_fen


def test_the_price_of_nothing_is_nothing() -> None:
    assert price_of(Stock()) == 0
    assert price_of(Stock(3, 100)) * 3 == 100


moves = st.builds(
    lambda days, quantity, fen: Move(
        date(2026, 3, 1) + timedelta(days), f"V{days}", quantity, fen if quantity > 0 else -fen
    ),
    st.integers(1, 20),
    st.integers(-5, 5).filter(bool),
    st.integers(0, 500),
)


@given(st.lists(moves, max_size=8), moves, st.integers(0, 9), st.integers(0, 900))
def test_the_earliest_day_that_is_named_works_and_none_before_it(
    later: list[Move], new: Move, quantity: int, fen: int
) -> None:
    """Told day by day, as somebody would who tries them one after the other."""
    start = Stock(quantity, fen if quantity else 0)
    later = sorted((one for one in later if one.day > new.day), key=lambda one: one.day)
    told = first_break(start, later, new)

    def works(day: date) -> bool:
        held = [one for one in later if one.day <= day]
        rest = [one for one in later if one.day > day]
        begin = list(accumulate(held, lambda at, one: at.plus(one.quantity, one.amount_fen), initial=start))[-1]
        steps = accumulate(
            rest,
            lambda at, one: at.plus(one.quantity, one.amount_fen),
            initial=begin.plus(new.quantity, new.amount_fen),
        )
        return all(step.is_sound for step in steps)

    days = [new.day, *(one.day for one in later)]
    assert (told is None) == works(new.day)
    if told is not None:
        working = [day for day in days if works(day)]
        assert told.earliest == (min(working) if working else None)


def test_what_to_reverse_first_is_named_from_the_newest() -> None:
    day = date(2026, 3, 2)
    later = [Move(day, "CK-1", -3, -300), Move(day, "RK-2", 1, 100), Move(day, "CK-2", -2, -200)]
    assert to_reverse_first(Stock(6, 600), Move(day, "RK-1", -10, -1000), later) == ("CK-2", "RK-2", "CK-1")
    assert to_reverse_first(Stock(6, 600), Move(day, "RK-1", -6, -600), later) == ()
    assert to_reverse_first(Stock(1, 100), Move(day, "RK-1", -99, -9), later) == ()
