"""The cash desk: what is to be paid, what an account's book says, who sees it (EXP-5, SEC-1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from opsconsole.access.actor import Actor, Role
from opsconsole.access.sitting import LONGEST, Sitting
from opsconsole.approvals.queries import request_detail
from opsconsole.assembly.todo import todo
from opsconsole.cashbook import service as cash
from opsconsole.cashbook.files.day_sheet import DAY_SHEET, day_papers
from opsconsole.cashbook.queries import accounts, day_figures, journal, settlements, to_pay
from opsconsole.cashbook.queries.days import day_sheets, days_unsent
from opsconsole.cashbook.rules import Direction
from opsconsole.cashbook.service import Money
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.reimbursement.files.chosen import write_claim
from opsconsole.reimbursement.files.exports import loan_rows
from opsconsole.reimbursement.files.papers import CLAIM_FORM
from opsconsole.reimbursement.queries.claims import claims, find_claims
from opsconsole.reimbursement.queries.loans import open_loan_details
from opsconsole.reimbursement.queries.queue import View, open_loans, queue
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.stockroom.files.chosen import write_kind
from tests.reimbursement.purse import CASHIER, CLAIMANT, CLERK, FINANCE, GM, INVOICE, Purse


def test_what_is_approved_waits_for_the_cashier_until_it_is_paid(any_purse: Purse) -> None:
    """What a loan takes first is told before it is paid (EXP-1)."""
    purse = any_purse
    loan = purse.lent(5000)
    claim = purse.claim("8000", kind=ClaimKind.LOAN, loan_id=loan)
    assert purse.read(to_pay, purse.actor(CASHIER)) == []
    purse.approve(claim)
    (line,) = purse.read(to_pay, purse.actor(CASHIER))
    assert (line.id, line.paid_fen, line.offset_fen, line.is_loan) == (claim, 3000, 5000, False)
    assert [one.left_fen for one in purse.read(open_loans)] == [5000]
    purse.pay(claim)
    assert purse.read(to_pay, purse.actor(CASHIER)) == []
    assert purse.read(open_loans) == []
    assert purse.broken() == []


def test_the_book_of_an_account_adds_up_line_by_line(any_purse: Purse) -> None:
    purse = any_purse
    claim = purse.claim("8000")
    purse.approve(claim)
    purse.pay(claim)
    today, now = purse.desk.now.date(), purse.desk.now
    purse.run(CASHIER, cash.receive, Money(purse.account, today, 500, "a client", "", "South", "XS-1"), now)
    paid = next(one for one in purse.read(journal, purse.actor(CASHIER), purse.account, 10) if one.cause)
    purse.run(CASHIER, cash.reverse, paid.id, today, "wrong", now)
    lines = purse.read(journal, purse.actor(FINANCE), purse.account, 10)
    assert [(one.number, one.amount_fen, one.balance_fen) for one in lines] == [
        ("FK-26-0002", -8000, 10_000_500),
        ("SK-26-0001", 500, 9_992_500),
        ("FK-26-0001", 8000, 9_992_000),
    ]
    assert (lines[0].reverses, lines[2].reversed_by) == ("FK-26-0001", "FK-26-0002")
    assert lines[1].direction is Direction.IN
    figures = purse.read(day_figures, purse.actor(FINANCE), purse.account, today)
    assert (figures.opening_fen, figures.in_fen, figures.out_fen, figures.closing_fen) == (
        10_000_000,
        500,
        0,
        10_000_500,
    )
    assert [one.id for one in purse.read(to_pay, purse.actor(CASHIER))] == [claim]
    assert purse.broken() == []


def test_a_day_that_was_sent_takes_no_voucher_any_more(purse: Purse) -> None:
    today, now = purse.desk.now.date(), purse.desk.now
    purse.run(CASHIER, cash.send_day, purse.account, today, None, "", now)
    with pytest.raises(Refusal, match="takes vouchers from"):
        purse.run(CASHIER, cash.receive, Money(purse.account, today, 500, "a client"), now)
    with pytest.raises(Refusal, match="was sent already"):
        purse.run(CASHIER, cash.send_day, purse.account, date(2026, 3, 1), None, "", now)
    (account,) = purse.read(accounts, purse.actor(CASHIER))
    assert (account.sent, account.masked) == (today, "*" * 12 + "2222")
    assert purse.broken() == []


@pytest.mark.parametrize("badge", [CLAIMANT, CLERK])
def test_the_book_is_for_who_keeps_or_watches_it(purse: Purse, badge: str) -> None:
    """SEC-5."""
    actor = purse.actor(badge)
    for query, more in ((accounts, ()), (to_pay, ()), (journal, (purse.account, 10))):
        with pytest.raises(NotPermitted):
            purse.read(query, actor, *more)
    with pytest.raises(NotPermitted):
        purse.run(badge, cash.receive, Money(purse.account, purse.desk.now.date(), 500, "me"), purse.desk.now)


def test_finance_reads_every_claim_and_others_their_own(purse: Purse) -> None:
    """Reading is not deciding: finance looks at a claim before its turn; the office sees the whole company's attendance
    and no one else's claims (SEC-5)."""
    mine = purse.claim(f"8000 {INVOICE}")
    other = purse.claim("5000", by="E7")
    now = purse.desk.now
    detail = purse.read(request_detail, purse.actor(FINANCE), mine, now)
    assert not detail.may_decide
    assert {row.id for row in purse.read(claims, purse.actor(FINANCE), now)} == {mine, other}
    assert [row.id for row in purse.read(claims, purse.actor(CLAIMANT), now)] == [mine]
    assert purse.read(claims, purse.actor(CLERK), now) == []
    assert [row.id for row in purse.read(find_claims, purse.actor(FINANCE), now, INVOICE[-6:], 5)] == [mine]
    assert purse.read(find_claims, purse.actor(CLERK), now, INVOICE, 5) == []
    with pytest.raises(NotPermitted):
        purse.read(request_detail, purse.actor("E7"), mine, now)
    assert [line.row.id for line in purse.read(queue, purse.actor(CLAIMANT), now, View.MINE)] == [mine]


def test_the_sheet_of_a_day_is_written_as_it_was_sent(purse: Purse, tmp_path: Path) -> None:
    """EXP-5: vouchers, opening, in, out, closing, what was counted and the difference, on paper and as a table."""
    claim = purse.claim("8000")
    purse.approve(claim)
    purse.pay(claim)
    today, now = purse.desk.now.date(), purse.desk.now
    purse.run(CASHIER, cash.receive, Money(purse.account, today, 500, "a client", "", "South", "XS-1"), now)
    purse.run(CASHIER, cash.send_day, purse.account, today, 9_992_000, "a coin of five", now)
    options = ExportOptions(number="CASH", on=today)
    (paper,) = purse.read(day_papers, options)
    told = str(paper.parts)
    for words in (
        "100,000.00",
        "FK-26-0001",
        "SK-26-0001",
        "99,925.00",
        "99,920.00",
        "-5.00",
        "a coin of five",
        "2222",
    ):
        assert words in told
    assert "6222000011112222" not in told
    target = tmp_path / "day.csv"
    assert purse.read(write_kind, purse.actor(FINANCE), DAY_SHEET, options, target) == 2
    assert "SK-26-0001,a client,,South,XS-1,500,0" in target.read_text("utf-8-sig")
    assert purse.read(write_kind, purse.actor(FINANCE), DAY_SHEET, options, tmp_path / "day.pdf") == 1
    with pytest.raises(Refusal, match="No account has the code NO"):
        purse.read(day_papers, ExportOptions(number="NO", on=today))


def test_whoever_claims_prints_their_own_claim_and_no_other(purse: Purse, tmp_path: Path) -> None:
    """SEC-5."""
    purse.claim(f"8000 {INVOICE}")
    options, target = ExportOptions(number="BX-2026-0001"), tmp_path / "claim.pdf"
    assert purse.read(write_claim, purse.actor(CLAIMANT), CLAIM_FORM, options, target) == 1
    assert target.read_bytes().startswith(b"%PDF")
    assert purse.read(write_claim, purse.actor(FINANCE), CLAIM_FORM, options, target) == 1
    with pytest.raises(NotPermitted):
        purse.read(write_claim, purse.actor("E7"), CLAIM_FORM, options, tmp_path / "other.pdf")
    assert not (tmp_path / "other.pdf").exists()


def test_what_is_paid_is_what_was_shown(any_purse: Purse) -> None:
    """SEC-5: two claims name one loan; once the first has settled it, the second comes to more, and is refused."""
    purse = any_purse
    loan = purse.lent(5000)
    first, second = (purse.claim(fen, kind=ClaimKind.LOAN, loan_id=loan) for fen in ("8000", "6000"))
    for request in (first, second):
        purse.approve(request)
    shown = {line.id: line.paid_fen for line in purse.read(to_pay, purse.actor(CASHIER))}
    assert shown == {first: 3000, second: 1000}
    purse.pay(first, shown_fen=shown[first])
    with pytest.raises(Refusal, match=r"60\.00 are to be paid out now, not 10\.00"):
        purse.pay(second, shown_fen=shown[second])
    (line,) = purse.read(to_pay, purse.actor(CASHIER))
    assert purse.pay(second, shown_fen=line.paid_fen)["paid_fen"] == 6000
    assert purse.broken() == []


def test_a_pin_for_one_payment_is_none_for_another(purse: Purse) -> None:
    """SEC-5."""
    actor, today, now = purse.actor(CASHIER), purse.desk.now.date(), purse.desk.now
    fee = Money(purse.account, today, 800, "bank", "fee")
    sitting = Sitting(actor, frozenset({cash.spendable(fee)}), 800, now + LONGEST)
    with pytest.raises(Refusal, match="PIN was given for another list"):
        purse.desk.database.run(cash.spend, actor, replace(fee, amount_fen=900), sitting, now)
    assert purse.spend(fee)["voucher"] == "FK-26-0001"


def test_what_finance_said_yes_to_is_not_cut_any_more(purse: Purse) -> None:
    """EXP-2: the general manager decides on what finance let stand."""
    request = purse.claim("8000")
    purse.decide("E3", request)
    purse.review(request, line1=(6000, "too much"))
    purse.decide(FINANCE, request)
    with pytest.raises(Refusal, match="was reviewed and approved"):
        purse.review(request, line1=(8000, ""))
    assert purse.desk.detail(request).line.amount_fen == 6000


def test_a_sheet_waits_for_the_general_manager_until_it_is_seen(any_purse: Purse) -> None:
    """EXP-5: the balance of the day goes to the general manager every day."""
    purse, now = any_purse, any_purse.desk.now
    manager = Actor(purse.desk.id(GM), GM, GM, frozenset({Role.GENERAL_MANAGER}), "t")
    purse.run(CASHIER, cash.send_day, purse.account, now.date(), None, "", now)
    (item,) = [one for one in purse.read(todo, manager, now).items if one.key == "sheets"]
    assert (item.area, item.count) == ("claims", 1)
    assert item.title.facts["sum"] == "100,000.00"
    sheet = (purse.account, now.date())
    with pytest.raises(NotPermitted, match="general manager"):
        purse.run(CASHIER, cash.see_days, [sheet], now)
    assert purse.desk.database.run(cash.see_days, manager, [sheet], now)["seen"] == 1
    assert purse.desk.database.run(cash.see_days, manager, [sheet], now)["seen"] == 0
    assert [one.key for one in purse.read(todo, manager, now).items if one.key == "sheets"] == []
    (line,) = purse.read(day_sheets, manager)
    assert (line.closing_fen, line.seen_at) == (10_000_000, now)
    with pytest.raises(Refusal, match="not sent yet"):
        purse.desk.database.run(cash.see_days, manager, [(purse.account, date(2026, 1, 1))], now)
    assert purse.broken() == []


def test_days_whose_sheet_was_not_sent_wait_for_the_cashier(any_purse: Purse) -> None:
    """EXP-5: every day."""
    purse, now = any_purse, any_purse.desk.now
    yesterday = now.date() - timedelta(days=1)
    for day in (yesterday - timedelta(days=1), yesterday, now.date()):
        purse.run(CASHIER, cash.receive, Money(purse.account, day, 100, "a client"), now)
    waits = [(one.key, one.count) for one in purse.read(todo, purse.actor(CASHIER), now).items]
    assert ("book", 2) in waits
    purse.run(CASHIER, cash.send_day, purse.account, yesterday, None, "", now)
    assert "book" not in [one.key for one in purse.read(todo, purse.actor(CASHIER), now).items]
    assert purse.read(days_unsent, now.date() + timedelta(days=1)) == [now.date()]


def test_a_claim_that_a_loan_covered_whole_is_taken_back(any_purse: Purse) -> None:
    """EXP-1: there is no voucher to reverse; the loan is open again, and the claim waits for the cashier."""
    purse, now = any_purse, any_purse.desk.now
    loan = purse.lent(10_000)
    request = purse.claim("4000", kind=ClaimKind.LOAN, loan_id=loan)
    purse.approve(request)
    assert purse.pay(request)["voucher"] == ""
    assert purse.open_fen(loan) == 6_000
    assert purse.read(settlements, purse.actor(CASHIER)) == [(request, "BX-2026-0001", "张三", 4_000)]
    with pytest.raises(Refusal, match="says why"):
        purse.run(CASHIER, cash.take_back_settlement, request, " ", now)
    purse.run(CASHIER, cash.take_back_settlement, request, "another loan", now)
    assert purse.open_fen(loan) == 10_000
    with pytest.raises(Refusal, match="is not paid"):
        purse.run(CASHIER, cash.take_back_settlement, request, "again", now)
    purse.pay(request)
    assert purse.open_fen(loan) == 6_000
    paid = purse.claim("5000")
    purse.approve(paid)
    purse.pay(paid)
    with pytest.raises(Refusal, match="reverse that by a red entry"):
        purse.run(CASHIER, cash.take_back_settlement, paid, "so", now)
    assert purse.broken() == []


def test_an_account_number_is_read_in_full_with_the_pin_and_on_the_record_and_kept_nowhere(any_purse: Purse) -> None:
    """SEC-1, SEC-5."""
    purse, now = any_purse, any_purse.desk.now
    actor = purse.actor(CASHIER)
    other = Sitting(actor, frozenset({cash.number_item(99)}), 0, now + LONGEST)
    sitting = Sitting(actor, frozenset({cash.number_item(purse.account)}), 0, now + LONGEST)
    with pytest.raises(Refusal):
        purse.run(CASHIER, cash.record_look, purse.account, other, now)
    with pytest.raises(Refusal):
        purse.read(cash.number_of, actor, purse.account, other, now)
    purse.run(CASHIER, cash.record_look, purse.account, sitting, now)
    assert purse.read(cash.number_of, actor, purse.account, sitting, now) == "6222000011112222"
    with pytest.raises(NotPermitted, match="account numbers in full"):
        purse.run(CLAIMANT, cash.record_look, purse.account, sitting, now)
    rows = purse.read(lambda session: session.execute(text("SELECT * FROM audit_record")).all())
    told = " ".join(str(row) for row in rows)
    assert "number_read" in told
    assert "6222000011112222" not in told
    assert purse.broken() == []


def test_what_is_open_of_loans_stands_by_person(any_purse: Purse) -> None:
    """EXP-1."""
    purse = any_purse
    first, second = purse.lent(10_000), purse.lent(5_000, by="E7")
    claim = purse.claim("4000", kind=ClaimKind.LOAN, loan_id=first)
    purse.approve(claim)
    purse.pay(claim)
    told = [(one.badge, one.open_fen) for one in purse.read(open_loan_details, purse.actor(FINANCE))]
    assert told == [(CLAIMANT, 6_000), ("E7", 5_000)]
    assert [one.id for one in purse.read(open_loan_details, purse.actor("E7"))] == [second]
    rows = purse.read(lambda session: list(loan_rows(session, ExportOptions())))
    assert [row[:2] + row[4:6] for row in rows] == [
        ("JK-2026-0001", CLAIMANT, 10_000, 6_000),
        ("JK-2026-0002", "E7", 5_000, 5_000),
    ]
    money = Money(purse.account, purse.desk.now.date(), 5_000, "E7", loan_id=second)
    purse.run(CASHIER, cash.receive, money, purse.desk.now)
    assert [one.badge for one in purse.read(open_loan_details, purse.actor(FINANCE))] == [CLAIMANT]
