"""Claims on paper from a file: each taken or refused by itself."""

from __future__ import annotations

from typing import Any

from opsconsole.i18n import text_of
from opsconsole.reimbursement.files.imports import CLAIMS
from opsconsole.reimbursement.queries.claims import claim_id_of
from tests.reimbursement.purse import INVOICE, Purse

HEADINGS = "claim,kind,badge,date,category,amount,invoice,purpose,stock_in,loan\n"
GOOD = f"B-1,daily,E4,2026-03-02,交通,86.00,{INVOICE},visit,,\nB-1,daily,E4,2026-03-03,餐费,40.00,,,,\n"


def give(purse: Purse, text: str, *, dry_run: bool = False) -> Any:
    return purse.counter.room.give(CLAIMS, HEADINGS + text, dry_run=dry_run)


def test_claims_are_taken_and_known_again(any_purse: Purse) -> None:
    assert give(any_purse, GOOD, dry_run=True).new == 2
    assert give(any_purse, GOOD).new == 2
    assert give(any_purse, GOOD).unchanged == 2
    request = any_purse.read(claim_id_of, "BX-2026-0001")
    assert any_purse.desk.detail(request).line.amount_fen == 12600
    assert any_purse.broken() == []


def test_a_claim_that_cannot_be_is_refused_and_the_others_taken(any_purse: Purse) -> None:
    stock = any_purse.stock_in("pens 10 10000")
    assert stock
    counts = give(
        any_purse,
        GOOD
        + f"B-2,daily,E6,2026-03-02,交通,86.00,{INVOICE},,,\n"
        + "B-3,purchase,E4,2026-03-02,办公,100.00,26427000000375586819,,P-1,\n"
        + "B-4,purchase,E4,2026-03-02,办公,100.00,,,NO-1,\n"
        + "B-5,loan,E4,2026-03-02,办公,100.00,,,,JK-2026-0009\n"
        + "B-6,daily,E99,2026-03-02,办公,100.00,,,,\n"
        + "B-7,daily,E4,2026-03-02,办公,0,,,,\n"
        + "B-8,daily,E4,2026-03-02,办公,1.00,12345,,,\n"
        + "B-9,daily,E4,2026-03-02,办公,1.00,,,,\nB-9,travel,E4,2026-03-02,办公,1.00,,,,\n",
    )
    assert (counts.new, counts.refused) == (3, 8)
    told = {(one.line, one.column): text_of(one.message) for one in counts.problems}
    assert "is reimbursed by BX-2026-0001" in told[4, "claim"]
    assert "No stock-in has the number NO-1" in told[6, "stock_in"]
    assert "No loan has the number" in told[7, "loan"]
    assert "Nobody has the badge" in told[8, "badge"]
    assert told[9, "amount"]
    assert "no invoice number" in told[10, "invoice"]
    assert "says otherwise" in told[12, "kind"]
    assert any_purse.broken() == []
