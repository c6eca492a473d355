"""Payments for goods, reconciled with the sales notes that finance checks, by region and day (EXP-5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from opsconsole.cashbook.files.goods import SALES_NOTES_IN, goods_rows, sales_note_rows
from opsconsole.cashbook.queries.goods import day_goods, note_lines, open_days, open_notes
from opsconsole.cashbook.rules.goods import Match, Note, Payment, match_payments
from opsconsole.cashbook.service import Money, receive, reverse
from opsconsole.cashbook.service.goods import NoteData, check_notes, enter_note, reconcile
from opsconsole.dates import Month
from opsconsole.errors import ImportRefused, NotPermitted, Refusal, Stale
from opsconsole.files.exports import ExportOptions
from tests.reimbursement.purse import CASHIER, CLAIMANT, FINANCE, Purse

SOUTH, NORTH = "华南", "华北"


def today(purse: Purse) -> date:
    return purse.desk.now.date()


def note(purse: Purse, number: str, fen: int, region: str = SOUTH, *, checked: bool = True) -> int:
    data = NoteData(number, today(purse), region, "经销商", fen)
    kept = purse.run(CASHIER, enter_note, data)["note"]
    if checked:
        purse.run(FINANCE, check_notes, [kept], purse.desk.now)
    return kept


def paid_in(purse: Purse, fen: int, sales_note: str = "", region: str = SOUTH, days_ago: int = 0) -> dict[str, Any]:
    day = today(purse) - timedelta(days=days_ago)
    money = Money(purse.account, day, fen, "经销商", "货款", region, sales_note)
    return purse.run(CASHIER, receive, money, purse.desk.now)


def stands(purse: Purse, days_ago: int = 0) -> list[tuple[str, int, int]]:
    """Received and covered by region."""
    goods = purse.read(day_goods, purse.actor(FINANCE), today(purse) - timedelta(days=days_ago))
    return [(one.region, one.received_fen, one.covered_fen) for one in goods.regions]


def matches(purse: Purse) -> list[tuple[str, str]]:
    goods = purse.read(day_goods, purse.actor(FINANCE), today(purse))
    return [(one.number, one.match.value) for one in goods.lines]


def settle(purse: Purse, received: int, covered: int, why: str = "", region: str = SOUTH) -> Any:
    return purse.run(FINANCE, reconcile, today(purse), region, received, covered, why, purse.desk.now)


def test_payments_stand_on_checked_notes_of_their_region(any_purse: Purse) -> None:
    purse = any_purse
    note(purse, "XS-1", 10_000)
    note(purse, "XS-2", 5_000, NORTH)
    note(purse, "XS-3", 5_000, checked=False)
    paid_in(purse, 4_000, "XS-1", days_ago=1)
    for number in ("XS-1", "XS-2", "XS-3", "XS-9", ""):
        paid_in(purse, 7_000, number)
    assert stands(purse, 1) == [(SOUTH, 4_000, 4_000)]
    assert stands(purse) == [(SOUTH, 35_000, 6_000)]
    assert [match for _number, match in matches(purse)] == ["over", "other_region", "unchecked", "unknown", "no_note"]
    assert purse.read(open_days) == [today(purse) - timedelta(days=1), today(purse)]
    assert purse.broken() == []


def test_a_payment_goes_to_the_region_of_its_note_unless_another_is_said(purse: Purse) -> None:
    note(purse, "XS-1", 10_000, NORTH)
    note(purse, "XS-2", 10_000, NORTH)
    paid_in(purse, 10_000, "XS-1", region="")
    paid_in(purse, 4_000, "XS-2", region=" ")
    assert stands(purse) == [(NORTH, 14_000, 14_000)]
    assert [(one.number, one.open_fen) for one in purse.read(open_notes, "经销", 9)] == [("XS-2", 6_000)]
    assert purse.read(open_notes, "nobody", 9) == []


def test_a_region_is_reconciled_and_a_difference_says_why(any_purse: Purse) -> None:
    purse = any_purse
    note(purse, "XS-1", 10_000)
    paid_in(purse, 10_000, "XS-1")
    assert settle(purse, 10_000, 10_000)["region"] == SOUTH
    assert purse.read(open_days) == []
    paid_in(purse, 500)
    assert purse.read(open_days) == [today(purse)]
    with pytest.raises(Stale, match="changed meanwhile"):
        settle(purse, 10_000, 10_000)
    with pytest.raises(Refusal, match=r"Received are 105.00, checked notes cover 100.00; say why"):
        settle(purse, 10_500, 10_000, " ")
    settle(purse, 10_500, 10_000, "freight, noted tomorrow")
    assert purse.read(open_days) == []
    (region,) = purse.read(day_goods, purse.actor(FINANCE), today(purse)).regions
    assert (region.note, region.changed_since) == ("freight, noted tomorrow", False)
    with pytest.raises(Refusal, match="No payment for goods came from"):
        settle(purse, 0, 0, region=NORTH)
    assert purse.broken() == []


def test_a_red_entry_takes_its_payment_back_from_region_and_note(purse: Purse) -> None:
    note(purse, "XS-1", 10_000)
    wrong = paid_in(purse, 8_000, "XS-1")
    paid_in(purse, 10_000, "XS-1")
    assert stands(purse) == [(SOUTH, 18_000, 10_000)]
    purse.run(CASHIER, reverse, wrong["id"], today(purse), "twice", purse.desk.now)
    assert stands(purse) == [(SOUTH, 10_000, 10_000)]
    (line,) = purse.read(note_lines, purse.actor(FINANCE), Month.of(today(purse)))
    assert (line.paid_fen, line.open_fen) == (10_000, 0)


def test_a_checked_note_stands(any_purse: Purse) -> None:
    purse = any_purse
    kept = note(purse, "XS-1", 10_000, checked=False)
    assert note(purse, "XS-1", 12_000, checked=False) == kept
    assert purse.run(FINANCE, check_notes, [kept], purse.desk.now)["checked"] == 1
    assert purse.run(FINANCE, check_notes, [kept], purse.desk.now)["checked"] == 0
    with pytest.raises(Refusal, match="was checked by finance"):
        note(purse, "XS-1", 11_000)
    for statement in ("UPDATE sales_note SET amount_fen = 1", "DELETE FROM sales_note"):
        with pytest.raises(DatabaseError, match="stands"):
            purse.run(CASHIER, lambda session, actor, sql=statement: session.execute(text(sql)))


def test_only_finance_checks_and_reconciles(purse: Purse) -> None:
    kept = note(purse, "XS-1", 10_000, checked=False)
    paid_in(purse, 10_000, "XS-1")
    with pytest.raises(NotPermitted, match="check sales notes"):
        purse.run(CASHIER, check_notes, [kept], purse.desk.now)
    with pytest.raises(NotPermitted):
        purse.run(CASHIER, reconcile, today(purse), SOUTH, 10_000, 0, "so", purse.desk.now)
    with pytest.raises(NotPermitted, match="enter sales notes"):
        purse.run(CLAIMANT, enter_note, NoteData("X", today(purse), SOUTH, "c", 1))
    with pytest.raises(NotPermitted):
        purse.read(day_goods, purse.actor(CLAIMANT), today(purse))


def test_a_note_lacks_nothing(purse: Purse) -> None:
    for data, words in (
        (NoteData(" ", today(purse), SOUTH, "c", 1), "a number and a region"),
        (NoteData("X", today(purse), "", "c", 1), "a number and a region"),
        (NoteData("X", today(purse), SOUTH, "c", 0), "other than zero"),
        (NoteData("X", today(purse), SOUTH, "c\x07", 1), "control characters"),
    ):
        with pytest.raises(Refusal, match=words):
            purse.run(CASHIER, enter_note, data)


def test_notes_come_by_file_and_go_out_with_what_was_paid(any_purse: Purse) -> None:
    purse, give = any_purse, any_purse.counter.room.give
    rows = "number,date,region,customer,amount\nXS-1,2026-04-01,华南,甲,100.00\nXS-2,2026-04-01,华南,甲,-20\n"
    assert give(SALES_NOTES_IN, rows).new == 2
    assert give(SALES_NOTES_IN, rows).unchanged == 2
    assert give(SALES_NOTES_IN, rows.replace("100.00", "90")).changed == 1
    month = Month(2026, 4)
    ids = [line.id for line in purse.read(note_lines, purse.actor(FINANCE), month)]
    purse.run(FINANCE, check_notes, ids, purse.desk.now)
    with pytest.raises(ImportRefused) as refused:
        give(SALES_NOTES_IN, rows + "XS-2,2026-04-01,华南,乙,5\n")
    assert [(one.line, one.column) for one in refused.value.problems] == [(2, "number"), (4, "number")]
    paid_in(purse, 9_000, "XS-1")
    out = purse.read(lambda session: list(sales_note_rows(session, ExportOptions(month=month))))
    checked = str(today(purse))
    assert out == [
        ("XS-1", "2026-04-01", SOUTH, "甲", 9_000, 9_000, 0, checked),
        ("XS-2", "2026-04-01", SOUTH, "甲", -2_000, 0, -2_000, checked),
    ]
    (line,) = purse.read(lambda session: list(goods_rows(session, ExportOptions(month=month))))
    assert line[4:] == ("XS-1", 9_000, 9_000, "covered")


payments = st.lists(st.tuples(st.sampled_from(["A", "B", ""]), st.integers(-500, 500).filter(bool)), max_size=20)


@given(payments=payments, amount=st.integers(1, 800))
def test_no_note_ever_covers_more_than_it_comes_to(payments: list[tuple[str, int]], amount: int) -> None:
    notes = {"A": Note(SOUTH, amount, True), "B": Note(NORTH, amount, True)}
    told = [Payment(place, SOUTH, number, fen) for place, (number, fen) in enumerate(payments)]
    matched = match_payments(told, notes)
    assert len(matched) == len(told)
    on_a = [one for one in told if one.sales_note == "A"]
    covered = sum(matched[one.id].covered_fen for one in on_a)
    assert covered == max(0, min(sum(one.fen for one in on_a), amount))
    assert all(matched[one.id].match is Match.OTHER_REGION for one in told if one.sales_note == "B")
