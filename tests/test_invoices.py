"""One invoice has one identity, however it is typed or scanned (EXP-4)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.errors import Refusal
from opsconsole.invoices import InvoiceNumber, consecutive, invoice_of, is_scan, parse_invoice, parse_scan

DIGITAL = "26427000000375586818"
OLDER = InvoiceNumber("011001605111", "80100798")
WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
DIGITS = st.text("0123456789", min_size=20, max_size=20)


@pytest.mark.parametrize(
    "typed",
    [DIGITAL, f"  {DIGITAL} ", "2642 7000 0003 7558 6818", DIGITAL.translate(WIDE), "2642\u30007000000375586818"],
)
def test_a_digital_invoice_is_its_twenty_digits(typed: str) -> None:
    assert parse_invoice(typed) == InvoiceNumber("", DIGITAL)


@pytest.mark.parametrize(
    "typed",
    [
        "011001605111-80100798",
        "0110 0160 5111-8010 0798",
        "０１１００１６０５１１１－８０１００７９８",
        "011001605111 – 80100798",
    ],
)
def test_an_older_invoice_is_code_and_number(typed: str) -> None:
    assert parse_invoice(typed) == OLDER
    assert str(OLDER) == "011001605111-80100798"


def test_an_older_invoice_typed_without_its_dash_is_still_the_same() -> None:
    assert parse_invoice("011001605111 80100798").key == OLDER.key


def test_code_and_number_of_together_eighteen_digits_are_told_apart() -> None:
    assert parse_invoice("110016051180100798") == InvoiceNumber("1100160511", "80100798")


@pytest.mark.parametrize(
    "typed",
    ["", "12345678", "2642700000037558681", DIGITAL + "1", "01100160511-80100798", "abc", "0110016051118010079８x"],
)
def test_anything_else_is_refused_and_says_what_would_pass(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_invoice(typed)
    assert refused.value.clause == "EXP-4"


@given(DIGITS, st.lists(st.integers(1, 19), max_size=4), st.booleans())
def test_blanks_and_full_width_make_no_other_invoice(digits: str, gaps: list[int], wide: bool) -> None:
    spelled = "".join((" " if place in gaps else "") + digit for place, digit in enumerate(digits))
    assert parse_invoice(spelled.translate(WIDE) if wide else spelled).key == digits


def test_a_scanned_digital_invoice_tells_number_amount_with_tax_and_day() -> None:
    scanned = parse_scan(f"01,32,,{DIGITAL},10.70,20260430,,FAFB")
    assert scanned.number == InvoiceNumber("", DIGITAL)
    assert (scanned.amount_fen, scanned.with_tax, scanned.day) == (1070, True, date(2026, 4, 30))


def test_a_scanned_older_invoice_tells_its_amount_without_tax() -> None:
    scanned = parse_scan("01,10,011001605111,80100798,64.9,20161018,85342965681116380258,BE2D")
    assert scanned.number == OLDER
    assert (scanned.amount_fen, scanned.with_tax, scanned.day) == (6490, False, date(2016, 10, 18))


@pytest.mark.parametrize("text", [f"01,32,,{DIGITAL}", f"01,31,,{DIGITAL},,", f"01，32，，{DIGITAL.translate(WIDE)}"])
def test_what_a_code_leaves_out_is_unknown(text: str) -> None:
    scanned = parse_scan(text)
    assert scanned.number.number == DIGITAL
    assert scanned.amount_fen is None
    assert scanned.day is None


@pytest.mark.parametrize(
    "text",
    ["", DIGITAL, "01,32", f"01,32,,{DIGITAL},1e5,20260430", f"01,32,,{DIGITAL},10.70,20260230", "01,32,,123,1.00"],
)
def test_a_scan_that_will_not_do_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        parse_scan(text)


def test_a_number_typed_by_hand_is_no_scan() -> None:
    assert not is_scan(DIGITAL)
    assert not is_scan("01,32,,1," + "9" * 1_000_000)


def test_neighbours_of_one_book_are_consecutive() -> None:
    assert consecutive(OLDER, invoice_of("011001605111", "80100799"))
    assert not consecutive(OLDER, invoice_of("011001605112", "80100799"))
    assert not consecutive(OLDER, OLDER)
