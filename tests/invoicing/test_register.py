"""The register of invoices: input of claims and stock-ins, output typed or by file, a month with its tax (EXP-8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from opsconsole.approvals.rules.states import Verdict
from opsconsole.dates import Month
from opsconsole.errors import ImportRefused, NotPermitted, Refusal
from opsconsole.files.exports import ExportOptions, write_wanted
from opsconsole.invoices import parse_invoice
from opsconsole.invoicing.files import INVOICES_IN, REGISTERS, register_rows
from opsconsole.invoicing.queries import InvoiceLine, register_of, totals
from opsconsole.invoicing.rules import Side
from opsconsole.invoicing.service import InvoiceData, register_invoice
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in
from opsconsole.stockroom.service import vouchers
from opsconsole.stockroom.service.vouchers import OnPaper, StockIn
from tests.reimbursement.purse import CASHIER, CLAIMANT, DAY, FINANCE, HEAD, INVOICE, Purse

MARCH = Month(2026, 3)
OLDER = "011001605111-80100798"
OTHER = "26427000000375586819"


def lines(purse: Purse, side: Side = Side.IN, month: Month = MARCH) -> list[InvoiceLine]:
    return purse.read(register_of, purse.actor(FINANCE), side, month)


def register(purse: Purse, side: Side, number: str, fen: int, tax: int, day: date = DAY, by: str = FINANCE) -> str:
    data = InvoiceData(parse_invoice(number), day, "文具店", fen, tax)
    return purse.run(by, register_invoice, side, data, purse.desk.now)["change"]


def claimed(purse: Purse, line: ClaimedLine) -> int:
    asked = ClaimAsked(ClaimKind.DAILY, DAY, [line], "")
    return purse.run(CLAIMANT, hand_in, purse.desk.id(CLAIMANT), asked, purse.desk.now)["request"]


def taken_in(purse: Purse, invoice: str, *wanted: str, number: str = "P-901") -> dict[str, Any]:
    room = purse.counter.room
    asked = StockIn(DAY, room.lines(*wanted), None, invoice, True, "文具店")
    return room.run(vouchers.take_in, asked, purse.desk.now, OnPaper(number, "ZJ-1"))


def test_an_invoice_of_a_claim_and_its_stock_in_is_one_line(any_purse: Purse) -> None:
    purse = any_purse
    taken_in(purse, INVOICE, "pens 6 3000")
    digital = ClaimedLine("办公", DAY, 3_000, "", parse_invoice(INVOICE), 3_000, DAY, "文具店", "", 345)
    claimed(purse, digital)
    (line,) = lines(purse)
    assert (line.number, line.fen, line.tax_fen, line.net_fen) == (INVOICE, 3_000, 345, 2_655)
    assert line.papers == ("BX-2026-0001", "P-901")
    assert (line.party, line.registered) == ("文具店", False)
    assert purse.broken() == []


def test_finance_adds_the_tax_that_no_paper_says(any_purse: Purse) -> None:
    purse = any_purse
    purse.claim(f"1000 {OLDER}")
    (line,) = lines(purse)
    assert (line.number, line.tax_fen) == (OLDER, None)
    assert totals([line]).missing == 1
    assert register(purse, Side.IN, OLDER, 1_030, 30) == "new"
    (line,) = lines(purse)
    assert (line.fen, line.tax_fen, line.registered, line.papers) == (1_030, 30, True, ("BX-2026-0001",))
    assert register(purse, Side.IN, OLDER, 1_030, 30) == ""
    assert register(purse, Side.IN, OLDER, 1_030, 60) == "changed"
    sums = totals(lines(purse))
    assert (sums.count, sums.missing, sums.net_fen, sums.tax_fen, sums.fen) == (1, 0, 970, 60, 1_030)


def test_the_month_is_that_of_the_invoice(purse: Purse) -> None:
    """A claim handed in in April over an invoice of February stands in February."""
    february = date(2026, 2, 27)
    line = ClaimedLine("办公", DAY, 3_000, "", parse_invoice(INVOICE), 3_000, february)
    claimed(purse, line)
    assert lines(purse) == []
    assert [one.number for one in lines(purse, month=Month(2026, 2))] == [INVOICE]
    register(purse, Side.IN, INVOICE, 3_000, 0, date(2026, 1, 30))
    assert lines(purse, month=Month(2026, 2)) == []
    (line_now,) = lines(purse, month=Month(2026, 1))
    assert line_now.papers == ("BX-2026-0001",)


def test_what_was_rejected_or_reversed_is_not_in_the_register(any_purse: Purse) -> None:
    purse = any_purse
    request = purse.claim(f"1000 {INVOICE}")
    bought = taken_in(purse, OTHER, "pens 6 3000")
    taken_in(purse, "a slip", "pens 1 500", number="P-902")
    assert [(one.number, one.is_number) for one in lines(purse)] == [(INVOICE, True), (OTHER, True), ("a slip", False)]
    purse.decide(HEAD, request, Verdict.REJECT)
    purse.counter.room.reversed(bought)
    assert [one.number for one in lines(purse)] == ["a slip"]


def test_output_invoices_come_by_file_and_red_ones_count_below_zero(any_purse: Purse) -> None:
    purse, give = any_purse, any_purse.counter.room.give
    rows = (
        "side,invoice,date,party,amount,tax\n"
        f"out,{INVOICE},2026-03-02,客户甲,113.00,13.00\nout,{OTHER},2026-03-05,客户甲,-11.30,-1.30\n"
    )
    assert give(INVOICES_IN, rows).new == 2
    assert give(INVOICES_IN, rows).unchanged == 2
    assert give(INVOICES_IN, rows.replace("客户甲,113.00", "客户乙,113.00")).changed == 1
    sums = totals(lines(purse, Side.OUT))
    assert (sums.count, sums.net_fen, sums.tax_fen, sums.fen) == (2, 9_000, 1_170, 10_170)
    assert lines(purse) == []
    out = purse.read(lambda session: list(register_rows(Side.OUT)(session, ExportOptions(month=MARCH))))
    assert out[1] == ("2026-03-05", OTHER, "客户甲", -1_000, -130, -1_130, "", "")
    with pytest.raises(ImportRefused) as refused:
        give(INVOICES_IN, rows + f"out,{OLDER},2026-03-05,客户甲,10,10\nout,{INVOICE},2026-03-02,客户丙,1,0\n")
    assert [(one.line, one.column) for one in refused.value.problems] == [(4, "tax"), (5, "invoice")]


@pytest.mark.parametrize(("fen", "tax"), [(0, 0), (100, -1), (100, 100), (-100, 1), (-100, -100)])
def test_a_tax_is_part_of_its_amount(purse: Purse, fen: int, tax: int) -> None:
    with pytest.raises(Refusal) as refused:
        register(purse, Side.OUT, INVOICE, fen, tax)
    assert refused.value.clause == "EXP-8"


def test_only_finance_keeps_the_register(purse: Purse) -> None:
    with pytest.raises(NotPermitted, match="keep the register"):
        register(purse, Side.OUT, INVOICE, 100, 3, by=CASHIER)
    with pytest.raises(NotPermitted, match="see the register"):
        purse.read(register_of, purse.actor(CASHIER), Side.IN, MARCH)
    data = InvoiceData(parse_invoice(INVOICE), DAY, " ", 100, 3)
    for bad, words in ((data, "whose it is"), (replace(data, party="a\x07"), "control characters")):
        with pytest.raises(Refusal, match=words):
            purse.run(FINANCE, register_invoice, Side.OUT, bad, purse.desk.now)


def test_the_list_of_a_month_is_printed(purse: Purse, tmp_path: Path) -> None:
    register(purse, Side.OUT, INVOICE, 11_300, 1_300)
    purse.claim(f"1000 {OTHER}")
    for kind in REGISTERS.values():
        path = tmp_path / f"{kind.name}.pdf"
        options = ExportOptions(month=MARCH)
        assert purse.read(lambda session, k=kind, p=path, o=options: write_wanted(p, k, session, o)) == 1
        assert path.read_bytes().startswith(b"%PDF-")
