"""The ledger: cost, dates, custody, reversals (SUP-5, SUP-7, SUP-8)."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from opsconsole.access.actor import Role
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.stockroom.rules.values import Place, PlaceKind
from opsconsole.stockroom.service import vouchers
from tests.stockroom.storeroom import Storeroom


def test_an_issue_takes_its_share_of_the_value_and_the_last_takes_the_rest(any_room: Storeroom) -> None:
    """SUP-5: 100.00 over three: 33.33, 33.34 (half up of what is left), and all the rest."""
    any_room.bought("pens 3 10000")
    costs = [any_room.issued("E1", "pens 1")["amount_fen"] for _ in range(3)]
    assert costs == [3333, 3334, 3333]
    assert any_room.on_hand("pens") == (0, 0)
    assert any_room.problems() == []


def test_the_moving_average_follows_the_order_of_posting(room: Storeroom) -> None:
    room.bought("pens 10 1000", day="2026-03-02")
    room.bought("pens 10 3000", day="2026-03-05")
    assert room.issued("E1", "pens 4", day="2026-03-06")["amount_fen"] == 800
    assert room.on_hand("pens") == (16, 3200)


def test_what_is_used_up_goes_to_the_unit_and_what_is_durable_to_the_person(any_room: Storeroom) -> None:
    """SUP-7: durable things issued to a person are in their custody."""
    any_room.bought("pens 5 500", "calculator 2 9000")
    any_room.issued("E1", "pens 2", "calculator 1")
    assert any_room.held_by("E1", "calculator") == (1, 4500)
    assert any_room.held_by("E1", "pens") == (0, 0)
    assert any_room.problems() == []


def test_more_than_there_is_is_never_issued(any_room: Storeroom) -> None:
    any_room.bought("pens 2 200")
    with pytest.raises(Refusal, match="holds 2, not 3") as refused:
        any_room.issued("E1", "pens 3")
    assert refused.value.clause == "SUP-8"
    assert any_room.on_hand("pens") == (2, 200)
    assert any_room.ledger()[-1][2] == "P-1"


def test_the_database_itself_refuses_less_than_nothing_and_a_changed_movement(any_room: Storeroom) -> None:
    any_room.bought("pens 2 200")
    for statement in (
        "UPDATE stock_balance SET quantity = -1",
        "UPDATE stock_balance SET quantity = 0",
        "UPDATE stock_movement SET quantity = 1",
        "DELETE FROM stock_movement",
        "DELETE FROM stock_voucher",
    ):
        with pytest.raises(DatabaseError):
            any_room.run(lambda session, actor, words=statement: session.execute(text(words)))
    assert any_room.problems() == []


def test_two_lines_of_one_item_are_one_line(room: Storeroom) -> None:
    room.bought("pens 2 200", "pens 1 130")
    assert room.on_hand("pens") == (3, 330)
    with pytest.raises(Refusal, match="holds 3, not 4"):
        room.issued("E1", "pens 2", "pens 2")


def test_a_durable_thing_is_accepted_by_who_takes_it(room: Storeroom) -> None:
    room.bought("calculator 2 9000")
    with pytest.raises(Refusal, match="accepts with badge and PIN"):
        room.issued("E1", "calculator 1", accepted_by=None)
    with pytest.raises(Refusal, match="accepts with badge and PIN"):
        room.issued("E1", "calculator 1", accepted_by=room.id_of("E2"))


def test_custody_is_handed_over_brought_back_or_paid_for(any_room: Storeroom) -> None:
    """SUP-7: what is lost is paid for at its cost at issue."""
    any_room.bought("calculator 3 10000")
    any_room.issued("E1", "calculator 3")
    any_room.bought("calculator 2 7000")
    assert any_room.handed_over("E1", "E3", "calculator 1")["amount_fen"] == 3333
    assert any_room.lost("E1", "calculator 1")["amount_fen"] == 3334
    any_room.returned("E1", "calculator 1")
    assert any_room.held_by("E1", "calculator") == (0, 0)
    assert any_room.held_by("E3", "calculator") == (1, 3333)
    assert any_room.on_hand("calculator") == (3, 10333)
    assert [row[9] for row in any_room.ledger(item="calculator")] == [3, 0, 2, 2, 2, 3]
    with pytest.raises(Refusal, match="the person holds 0, not 1"):
        any_room.lost("E1", "calculator 1")
    with pytest.raises(Refusal, match="used up"):
        any_room.handed_over("E1", "E3", "pens 1")
    assert any_room.problems() == []


def test_a_unit_brings_back_no_more_than_it_drew(room: Storeroom) -> None:
    room.bought("pens 9 900")
    room.issued("E1", "pens 5")
    room.returned("E2", "pens 2")
    with pytest.raises(Refusal, match="the unit holds 3, not 4"):
        room.returned("E2", "pens 4")
    assert room.on_hand("pens") == (6, 600)


def test_a_reversal_takes_back_exactly_what_it_names(any_room: Storeroom) -> None:
    """SUP-8: quantity and amount of the entry, not of today's average."""
    any_room.bought("pens 10 1000")
    issue = any_room.issued("E1", "pens 4")
    any_room.bought("pens 6 3000", day="2026-03-05")
    back = any_room.reversed(issue)
    assert (back["amount_fen"], back["number"]) == (400, "CH-26-0001")
    assert any_room.on_hand("pens") == (16, 4000)
    with pytest.raises(Refusal, match="reversed by CH-26-0001 already"):
        any_room.reversed(issue)
    assert any_room.ledger()[-1][-1] == issue["number"]
    again = any_room.reversed(back)
    assert any_room.on_hand("pens") == (12, 3600)
    with pytest.raises(Refusal, match="CH-26-0001 was reversed by CH-26-0002 already"):
        any_room.reversed(back)
    any_room.reversed(issue)
    assert any_room.on_hand("pens") == (16, 4000)
    assert any_room.ledger()[-1][-1] == again["number"]
    assert any_room.problems() == []


def test_a_reversal_that_would_break_names_what_to_reverse_first(any_room: Storeroom) -> None:
    bought = any_room.bought("pens 10 1000")
    first = any_room.issued("E1", "pens 6")
    second = any_room.issued("E2", "pens 3")
    with pytest.raises(Refusal, match="reverse first") as refused:
        any_room.reversed(bought)
    assert f"{second['number']}, {first['number']}" in str(refused.value)
    for voucher in (second, first, bought):
        any_room.reversed(voucher)
    assert any_room.on_hand("pens") == (0, 0)
    assert any_room.problems() == []


def test_a_reversal_says_why_and_is_not_dated_before_its_voucher(room: Storeroom) -> None:
    bought = room.bought("pens 10 1000", day="2026-03-05")
    with pytest.raises(Refusal, match="no date before that of its voucher, 2026-03-05"):
        room.reversed(bought, day="2026-03-04")
    with pytest.raises(Refusal, match="says why"):
        room.run(vouchers.reverse, bought["voucher"], room.company.now.date(), " ", room.company.now)


def test_an_earlier_date_works_while_stock_stays_above_zero_on_every_day_since(any_room: Storeroom) -> None:
    """SUP-8: the refusal names the first later voucher that would break and the earliest date that works."""
    any_room.bought("pens 10 1000", day="2026-03-02")
    later = any_room.issued("E1", "pens 8", day="2026-03-10")
    any_room.bought("pens 10 1000", day="2026-03-20")
    with pytest.raises(Refusal, match="earliest date that works is 2026-03-20") as refused:
        any_room.issued("E2", "pens 3", day="2026-03-05")
    assert later["number"] in str(refused.value)
    with pytest.raises(Refusal, match="on 2026-03-01 there were only 0; the earliest date that works is 2026-03-20"):
        any_room.issued("E2", "pens 3", day="2026-03-01")
    assert any_room.issued("E2", "pens 2", day="2026-03-05")["amount_fen"] == 200
    assert any_room.on("pens", "2026-03-09") == (8, 800)
    assert any_room.problems() == []


def test_what_was_posted_before_is_never_costed_again(room: Storeroom) -> None:
    room.bought("pens 10 1000", day="2026-03-10")
    assert room.issued("E1", "pens 5", day="2026-03-12")["amount_fen"] == 500
    room.bought("pens 5 2500", day="2026-03-02")
    assert [row[6] for row in room.ledger()] == [1000, -500, 2500]
    assert room.on_hand("pens") == (10, 3000)


def test_a_back_dated_issue_that_would_leave_value_without_quantity_is_refused(room: Storeroom) -> None:
    """SUP-8: by date, nothing is worth nothing, whatever the average of today is."""
    room.bought("pens 5 500", day="2026-03-02")
    room.bought("pens 5 1500", day="2026-03-20")
    with pytest.raises(Refusal, match="2026-03-20"):
        room.issued("E1", "pens 5", day="2026-03-05")


def test_a_day_ahead_is_refused(room: Storeroom) -> None:
    with pytest.raises(Refusal, match="still ahead"):
        room.bought("pens 5 500", day="2026-04-02")


def test_numbers_count_by_kind_and_year_and_a_refused_voucher_takes_none(room: Storeroom) -> None:
    room.bought("pens 5 500")
    assert room.issued("E1", "pens 1")["number"] == "CK-26-0001"
    with pytest.raises(Refusal):
        room.issued("E1", "pens 9")
    assert room.issued("E1", "pens 1")["number"] == "CK-26-0002"


def test_only_the_storekeeper_posts(room: Storeroom) -> None:
    room.bought("pens 5 500")
    asked = vouchers.Issue(room.company.now.date(), room.id_of("E1"), room.lines("pens 1"))
    for role in (Role.OFFICE_CLERK, Role.HEAD, Role.FINANCE_REVIEWER, Role.GENERAL_MANAGER):
        with pytest.raises(NotPermitted):
            room.run(vouchers.issue, asked, room.company.now, actor=room.actor("E2", role))
    room.run(vouchers.issue, asked, room.company.now, actor=room.actor("E2", Role.STOREKEEPER))


def test_a_stock_in_says_what_it_lacks(room: Storeroom) -> None:
    """SUP-3: form, invoice and itemised list, each named."""
    day, lines = room.company.now.date(), room.lines("pens 1 100")
    for asked, missing in (
        (vouchers.StockIn(day, lines), "all three are missing"),
        (vouchers.StockIn(day, lines, list_attached=True), "missing are the approved form and the invoice"),
        (vouchers.StockIn(day, lines, invoice="1" * 20, list_attached=True), "missing is the approved form"),
    ):
        with pytest.raises(Refusal, match=missing) as refused:
            room.run(vouchers.take_in, asked, room.company.now)
        assert refused.value.clause == "SUP-3"


def test_who_has_left_still_brings_back_and_is_issued_nothing(room: Storeroom) -> None:
    room.company.hire("E9", "OPS", from_day="2026-01-01", to_day="2026-03-10")
    room.bought("calculator 1 4500")
    room.issued("E9", "calculator 1")
    with pytest.raises(Refusal, match="holds no position on 2026-03-20"):
        room.issued("E9", "pens 1", day="2026-03-20")
    room.returned("E9", "calculator 1", day="2026-03-20")
    assert room.on_hand("calculator") == (1, 4500)


def test_what_a_place_holds_is_read_for_any_day(any_room: Storeroom) -> None:
    any_room.bought("pens 10 1000", day="2026-03-02")
    any_room.issued("E1", "pens 4", day="2026-03-10")
    assert [any_room.on("pens", day) for day in ("2026-03-01", "2026-03-02", "2026-03-10", "2026-03-31")] == [
        (0, 0), (10, 1000), (6, 600), (6, 600),
    ]  # fmt: skip
    assert any_room.on_hand("pens", Place(PlaceKind.UNIT, 0)) == (0, 0)


def test_a_signed_slip_stands_for_badge_and_pin(room: Storeroom) -> None:
    """SUP-7: who has no account signs on paper; the voucher names the slip."""
    room.bought("calculator 2 9000")
    room.issued("E1", "calculator 1", accepted_by=None, slip="S-17")
    assert room.held_by("E1", "calculator") == (1, 4500)
    with pytest.raises(Refusal, match="at most 64"):
        room.issued("E1", "calculator 1", accepted_by=None, slip="S" * 65)
    assert room.problems() == []
