"""Items, opening stock and paper vouchers from files; stock and ledger into files."""

from __future__ import annotations

from datetime import date

import pytest

from opsconsole.errors import ImportRefused
from opsconsole.i18n import text_of
from opsconsole.stockroom.files import ITEMS, OPENING_STOCK, STOCK_VOUCHERS
from opsconsole.stockroom.queries.items import find_items, scanned
from tests.stockroom.storeroom import Storeroom

ITEM_HEADINGS = "code,name_zh,name_en,spec,category,unit,pack_unit,pack_size,barcode,minimum,durable\n"
COPY_PAPER = "A-001,A4复印纸,Copy paper A4,70g,纸张,包,箱,10,6901234567892 6901234567908,20,no\n"
VOUCHERS = "voucher,date,kind,item,quantity,amount,unit,badge,form,invoice,list,note\n"


def test_items_are_entered_changed_and_left_alone(any_room: Storeroom) -> None:
    first = any_room.give(ITEMS, ITEM_HEADINGS + COPY_PAPER)
    assert (first.new, first.changed, first.unchanged) == (1, 0, 0)
    again = any_room.give(ITEMS, ITEM_HEADINGS + COPY_PAPER)
    assert (again.new, again.unchanged) == (0, 1)
    changed = any_room.give(ITEMS, ITEM_HEADINGS + COPY_PAPER.replace(",20,", ",30,").replace(" 6901234567908", ""))
    assert changed.changed == 1
    assert any_room.read(scanned, "6901234567892").minimum == 30
    assert any_room.read(scanned, "6901234567908") is None


@pytest.mark.parametrize("typed", ["fyz", "fuyinzhi", "复印", "a-001", "copy", "6901234567892", "Ａ－００１"])
def test_an_item_is_found_by_any_of_its_names(room: Storeroom, typed: str) -> None:
    room.give(ITEMS, ITEM_HEADINGS + COPY_PAPER)
    assert [line.code for line in room.read(find_items, typed)] == ["A-001"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("A-2,纸,,,,包,箱,,,0,no", "pack unit needs its size"),
        ("A-2,纸,,,,包,,,6901234567892,0,no", "is that of A-001 already"),
        ("A-2,纸,,,,包,箱,1,,0,no", "from 2 to"),
        ("A-2,,,,,包,,,,0,no", "may not be empty"),
        ("A-2,纸,,,,包,,,,-1,no", "not from 0"),
        ("A-2,纸,,,,包,,,,0,maybe", "neither yes nor no"),
    ],
)
def test_an_item_that_cannot_be_is_refused_with_its_line(room: Storeroom, row: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        room.give(ITEMS, ITEM_HEADINGS + COPY_PAPER + row + "\n")
    assert [(one.line, says in text_of(one.message)) for one in refused.value.problems] == [(3, True)]
    assert room.read(find_items, "A-001") == []


def test_opening_stock_is_taken_once(any_room: Storeroom) -> None:
    text = "date,item,quantity,amount\n2026-01-01,pens,120,150.00\n2026-01-01,paper,7,0\n"
    assert any_room.give(OPENING_STOCK, text).new == 2
    assert any_room.give(OPENING_STOCK, text).unchanged == 2
    assert any_room.on_hand("pens") == (120, 15000)
    with pytest.raises(ImportRefused, match="refused") as refused:
        any_room.give(OPENING_STOCK, text.replace("120,", "121,"))
    assert "reverse QC-26-0001" in text_of(refused.value.problems[0].message)
    assert any_room.problems() == []


PAPER = (
    VOUCHERS + "P-1,2026-03-02,in,pens,10,12.50,,,ZJ-9,12345678,yes,\n"
    "P-1,2026-03-02,in,paper,4,80.00,,,ZJ-9,12345678,yes,\n"
    "P-2,2026-03-03,out,pens,3,,OPS,E1,,,,\n"
    "P-3,2026-03-04,return,pens,1,,OPS,E1,,,,left over\n"
    "P-4,2026-03-05,in,calculator,1,45.00,,,,,,\n"
    "P-5,2026-03-06,out,calculator,1,,,E3,,,,\n"
    "P-6,2026-03-07,loss,calculator,1,,,E3,,,,\n"
)


def test_paper_vouchers_are_taken_and_known_again(any_room: Storeroom) -> None:
    counts = any_room.give(STOCK_VOUCHERS, PAPER)
    assert (counts.new, counts.refused, counts.problems) == (7, 0, ())
    assert any_room.on_hand("pens") == (8, 1000)
    assert any_room.held_by("E3", "calculator") == (0, 0)
    again = any_room.give(STOCK_VOUCHERS, PAPER)
    assert (again.new, again.unchanged) == (0, 7)
    assert [row[2] for row in any_room.ledger()] == ["P-1", "P-1", "P-2", "P-3", "P-4", "P-5", "P-6"]
    assert any_room.problems() == []


def test_each_voucher_is_taken_or_refused_by_itself(any_room: Storeroom) -> None:
    """SUP-8: one that would oversell, one with other content, one with a bad cell, an own number; the rest is taken."""
    any_room.give(STOCK_VOUCHERS, PAPER)
    counts = any_room.give(
        STOCK_VOUCHERS,
        PAPER.replace("P-2,2026-03-03,out,pens,3", "P-2,2026-03-03,out,pens,4")
        + "P-7,2026-03-10,out,pens,99,,OPS,E1,,,,\n"
        "P-8,2026-03-10,out,pens,1,,OPS,E1,,,,\n"
        "P-9,2026-03-10,out,pens,1,,OPS,E1,,,,\n"
        "P-9,2026-03-10,out,pens,x,,OPS,E1,,,,\n"
        "CK-26-0001,2026-03-10,out,pens,1,,OPS,E1,,,,\n"
        "P-10,2026-03-10,opening,pens,1,,OPS,E1,,,,\n"
        "P-11,2026-03-10,out,pens,1,,NO,E8,,,,\n",
    )
    assert (counts.new, counts.unchanged, counts.refused) == (1, 6, 7)
    told = {(one.line, one.column): text_of(one.message) for one in counts.problems}
    assert "other content" in told[4, "voucher"]
    assert "holds 8, not 99" in told[9, "voucher"]
    assert "no whole number" in told[12, "quantity"]
    assert "gives itself" in told[13, "voucher"]
    assert "in, out, return, loss" in told[14, "kind"]
    assert {"badge", "unit"} <= {column for line, column in told if line == 15}
    assert any_room.on_hand("pens") == (7, 875)
    assert any_room.problems() == []


def test_a_dry_run_says_what_would_happen_and_keeps_nothing(any_room: Storeroom) -> None:
    """The second voucher draws on what the first would bring."""
    counts = any_room.give(STOCK_VOUCHERS, PAPER + "P-7,2026-03-10,out,pens,99,,OPS,E1,,,,\n", dry_run=True)
    assert (counts.new, counts.refused, len(counts.problems)) == (7, 1, 1)
    assert any_room.ledger() == []
    assert any_room.give(STOCK_VOUCHERS, PAPER).new == 7


def test_rows_of_one_voucher_agree(room: Storeroom) -> None:
    rows = "P-1,2026-03-02,in,pens,1,1.00,,,,,,\nP-1,2026-03-03,in,paper,1,1.00,,,,,,\n"
    counts = room.give(STOCK_VOUCHERS, VOUCHERS + rows)
    assert (counts.new, counts.refused, [one.column for one in counts.problems]) == (0, 2, ["date"])


def test_a_row_that_belongs_nowhere_refuses_the_file(room: Storeroom) -> None:
    with pytest.raises(ImportRefused):
        room.give(STOCK_VOUCHERS, VOUCHERS + ",2026-03-02,in,pens,1,1.00,,,,,,\nP-2,2026-03-02,in,pens,1,1.00,,,,,,\n")
    assert room.ledger() == []


def test_stock_on_a_day_and_the_ledger_of_an_item(any_room: Storeroom) -> None:
    any_room.give(STOCK_VOUCHERS, PAPER)
    assert [row for row in any_room.stock() if row[2]] == [("paper", "paper", 4, 8000, 0), ("pens", "pens", 8, 1000, 0)]
    assert [row[0] for row in any_room.stock()] == ["calculator", "paper", "pens"]
    assert [row[2:4] for row in any_room.stock("2026-03-03")] == [(0, 0), (4, 8000), (7, 875)]
    lines = any_room.ledger(item="pens", from_day=date(2026, 3, 3))
    assert [row[:11] for row in lines] == [
        (3, "2026-03-03", "P-2", "out", "pens", -3, -375, "OPS", "E1", 7, 875),
        (4, "2026-03-04", "P-3", "return", "pens", 1, 125, "OPS", "E1", 8, 1000),
    ]
    loss = any_room.ledger(item="calculator")[-1]
    assert loss[3:7] == ("loss", "calculator", 0, 0)
