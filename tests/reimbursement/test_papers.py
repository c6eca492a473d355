"""Claims and loans on paper, fields in the order of the office."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from opsconsole.approvals.queries.paper import write_form
from opsconsole.errors import Message, Named, NotPermitted, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.files.paper import Fields, Paper, PaperTable
from opsconsole.i18n import text_of
from opsconsole.invoices import parse_invoice
from opsconsole.reimbursement.files.papers import CLAIM_FORM, LOAN_FORM, claim_papers, loan_papers
from opsconsole.reimbursement.rules.travel import TravelRow, row_of
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in
from tests.reimbursement.purse import CLAIMANT, DAY, FINANCE, HEAD, INVOICE, Purse

LEG = ClaimedLine(
    "火车票", DAY, 55_300, "", parse_invoice(INVOICE), from_place="杭州", to_place="广州", transport="高铁"
)
BACK = replace(LEG, invoice=None, from_place="广州", to_place="杭州", day=date(2026, 4, 1))
HOTEL = ClaimedLine("住宿费", DAY, 95_000, "两晚")
TAXI = ClaimedLine("出租车", DAY, 4_000)
MEALS = ClaimedLine("伙食补助", DAY, 20_000)
GIFT = ClaimedLine("样品", DAY, 1_000)


def said(part: Any) -> Any:
    return text_of(part) if isinstance(part, Message) else part.zh if isinstance(part, Named) else part


def fields(paper: Paper, at: int = 0) -> dict[str, str]:
    part = [one for one in paper.parts if isinstance(one, Fields)][at]
    return {said(label): said(value) for label, value in part.pairs}


def tables(paper: Paper) -> list[list[list[str]]]:
    return [[list(map(said, row)) for row in one.rows] for one in paper.parts if isinstance(one, PaperTable)]


def travel(purse: Purse, *lines: ClaimedLine, **more: Any) -> int:
    asked = ClaimAsked(ClaimKind.TRAVEL, DAY, lines, "展会", **more)
    return purse.run(CLAIMANT, hand_in, purse.desk.id(CLAIMANT), asked, purse.desk.now)["request"]


def paper(purse: Purse, number: str = "BX-2026-0001") -> Paper:
    return purse.read(claim_papers, ExportOptions(number=number))[0]


def test_a_journey_has_its_legs_and_a_row_for_everything_else(purse: Purse) -> None:
    request = travel(purse, LEG, BACK, HOTEL, TAXI, MEALS, GIFT)
    head = fields(paper(purse))
    assert head["Traveller"] == "张三 E4"
    assert head["Job title"] == "运营专员"
    assert (head["From - to"], head["Days"]) == ("2026-03-30 - 2026-04-01", "3")
    legs, others = tables(paper(purse))
    assert [row[:5] for row in legs] == [
        ["2026-03-30", "杭州", "广州", "高铁", INVOICE],
        ["2026-04-01", "广州", "杭州", "高铁", ""],
    ]
    assert [(row[0], row[2], row[3]) for row in others] == [
        ("Local transport", "40.00", ""),
        ("Lodging", "950.00", ""),
        ("Meals", "200.00", ""),
        ("Other expenses", "10.00", ""),
    ]
    purse.decide(HEAD, request)
    purse.review(request, line3=(90_000, "one night less"))
    _legs, others = tables(paper(purse))
    assert others[1][2:] == ["950.00", "900.00"]


def test_the_days_that_were_said_stand(purse: Purse) -> None:
    travel(purse, HOTEL, from_day=date(2026, 3, 28), to_day=date(2026, 3, 31))
    assert fields(paper(purse))["Days"] == "4"
    assert len(tables(paper(purse))) == 1


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (LEG, TravelRow.LEG),
        (HOTEL, TravelRow.LODGING),
        (TAXI, TravelRow.LOCAL),
        (MEALS, TravelRow.MEALS),
        (GIFT, TravelRow.OTHER),
        (replace(LEG, to_place=""), TravelRow.OTHER),
    ],
)
def test_a_line_has_one_row(line: ClaimedLine, row: TravelRow) -> None:
    assert row_of(line) is row


def test_a_loan_has_its_slip(purse: Purse) -> None:
    loan = purse.lent(200_000)
    slip = purse.read(loan_papers, ExportOptions(number="JK-2026-0001"))[0]
    head = fields(slip)
    assert (head["Borrower"], head["Purpose"], head["Amount"]) == ("张三 E4", "a journey", "2,000.00")
    assert head["Paid"] == str(purse.desk.now.date())
    assert purse.open_fen(loan) == 200_000
    with pytest.raises(Refusal, match="No loan has the number JK-9"):
        purse.read(loan_papers, ExportOptions(number="JK-9"))


def test_whoever_may_look_at_a_request_may_have_its_form(purse: Purse, tmp_path: Path) -> None:
    loan = purse.lent(200_000)
    claim = travel(purse, LEG, HOTEL)
    path = tmp_path / "slip.pdf"

    def write(badge: str, kind: Any = LOAN_FORM, request: int = loan) -> int:
        options, now = ExportOptions(number="BX-9"), purse.desk.now
        return purse.read(
            lambda session: write_form(session, purse.actor(badge), kind, options, path, request_id=request, now=now)
        )

    for badge in (CLAIMANT, HEAD, FINANCE):
        assert write(badge) == 1
    assert "借款单" not in PdfReader(path).pages[0].extract_text()
    assert "Loan slip" in PdfReader(path).pages[0].extract_text()
    with pytest.raises(NotPermitted):
        write("E7")
    assert write(CLAIMANT, CLAIM_FORM, claim) == 1
    assert "Job title" in PdfReader(path).pages[0].extract_text()
