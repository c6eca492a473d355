"""Claims: routes, cuts, invoices, the gate, loans, paying (EXP-1 to EXP-5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from opsconsole.access.actor import Actor, Role
from opsconsole.approvals.rules.states import Verdict
from opsconsole.cashbook import service as cash
from opsconsole.cashbook.service import Money
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import text_of
from opsconsole.reimbursement.files.exports import claim_rows
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.reimbursement.service.claims import change_claim, hand_in, review
from opsconsole.stockroom.queries.gone_out import gone_out
from opsconsole.stockroom.requests.funds import ask_for_funds
from opsconsole.stockroom.service import vouchers
from opsconsole.stockroom.service.vouchers import StockIn
from tests.reimbursement.purse import (
    CASHIER,
    CLAIMANT,
    CLERK,
    DEPUTY,
    FINANCE,
    GM,
    HEAD,
    INVOICE,
    Purse,
)


def test_a_claim_goes_to_head_finance_and_general_manager_and_is_paid(any_purse: Purse) -> None:
    """EXP-2."""
    purse = any_purse
    request = purse.claim(f"127200 {INVOICE}", "5000")
    for badge in (HEAD, FINANCE, GM):
        assert purse.desk.deciders(request) == [badge]
        purse.decide(badge, request)
    assert purse.pay(request) == {"request": request, "voucher": "FK-26-0001", "paid_fen": 132200, "offset_fen": 0}
    assert purse.balance() == 10_000_000 - 132_200
    with pytest.raises(Refusal, match="is paid already"):
        purse.pay(request)
    assert purse.broken() == []


def test_a_large_sum_goes_by_the_manager_in_charge(purse: Purse) -> None:
    request = purse.claim("1000001")
    for badge in (HEAD, FINANCE, DEPUTY, GM):
        assert purse.desk.deciders(request) == [badge]
        purse.decide(badge, request)


def test_finance_cuts_lines_with_a_reason_and_both_amounts_are_kept(any_purse: Purse) -> None:
    purse = any_purse
    request = purse.claim("10000", "5000")
    purse.decide(HEAD, request)
    with pytest.raises(Refusal, match="needs a reason"):
        purse.review(request, line2=(3000, " "))
    with pytest.raises(Refusal, match="between nothing and that"):
        purse.review(request, line2=(5001, "more"))
    purse.review(request, line2=(3000, "no receipt for the rest"))
    purse.approve(request)
    assert purse.pay(request)["paid_fen"] == 13000
    facts = [text_of(fact.value) for fact in purse.desk.detail(request).facts if not isinstance(fact.value, str)]
    assert any("30.00 stands: no receipt" in words for words in facts)
    assert purse.broken() == []


def test_who_reviewed_or_asked_neither_pays_nor_reviews_their_own(purse: Purse) -> None:
    """EXP-2: nobody decides on or pays their own claim, and one person does not do two steps of one."""
    own = purse.claim("10000", by=FINANCE)
    purse.decide(HEAD, own)
    with pytest.raises(NotPermitted, match="their own claim"):
        purse.run(FINANCE, review, own, purse.desk.version(own), {}, purse.desk.now)
    cashiers = purse.claim("10000", by=CASHIER)
    purse.approve(cashiers)
    with pytest.raises(NotPermitted, match="pays their own"):
        purse.pay(cashiers)


def test_the_same_invoice_is_reimbursed_once_whatever_its_spelling(any_purse: Purse) -> None:
    """EXP-4."""
    purse = any_purse
    first = purse.claim(f"10000 {INVOICE}")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in INVOICE)
    with pytest.raises(Refusal, match="is reimbursed by BX-2026-0001, line 1, already") as refused:
        purse.claim(f"9000 {wide}", by="E6")
    assert refused.value.clause == "EXP-4"
    with pytest.raises(Refusal, match="already"):
        purse.claim("100 26427000000375586819", "100 26427000000375586819")
    purse.decide(HEAD, first, Verdict.RETURN)
    with pytest.raises(Refusal, match="already"):
        purse.claim(f"9000 {INVOICE}", by="E6")
    purse.run(
        CLAIMANT,
        change_claim,
        first,
        purse.desk.version(first),
        purse.asked(f"8000 {INVOICE}"),
        purse.desk.now,
    )
    purse.decide(HEAD, first, Verdict.REJECT)
    again = purse.claim(f"9000 {INVOICE}", by="E6")
    purse.desk.withdraw("E6", again)
    purse.claim(f"9000 {INVOICE}")
    assert purse.broken() == []


def test_a_purchase_passes_with_form_invoice_and_stock_in_and_no_further_than_them(any_purse: Purse) -> None:
    """EXP-3: what is missing is named; the sum over all claims never exceeds what was taken in."""
    purse = any_purse
    bare = purse.claim("5000", kind=ClaimKind.PURCHASE)
    purse.decide(HEAD, bare)
    with pytest.raises(Refusal, match="missing is a complete stock-in") as refused:
        purse.decide(FINANCE, bare)
    assert refused.value.clause == "EXP-3"
    goods = purse.stock_in("pens 10 10000")
    first = purse.claim(f"6000 {INVOICE}", kind=ClaimKind.PURCHASE, stock_in_id=goods)
    purse.approve(first)
    second = purse.claim("5000 26427000000375586819", kind=ClaimKind.PURCHASE, stock_in_id=goods)
    purse.decide(HEAD, second)
    with pytest.raises(Refusal, match=r"only 40\.00 is not reimbursed yet"):
        purse.decide(FINANCE, second)
    purse.review(second, line1=(4000, "the rest is paid"))
    purse.approve(second)
    assert purse.broken() == []


def test_a_loan_is_settled_by_a_claim_and_the_rest_brought_back_or_paid(any_purse: Purse) -> None:
    """EXP-1."""
    purse = any_purse
    loan = purse.lent(10_000)
    small = purse.claim("6000", kind=ClaimKind.LOAN, loan_id=loan)
    purse.approve(small)
    assert purse.pay(small) == {"request": small, "voucher": "", "paid_fen": 0, "offset_fen": 6000}
    assert purse.open_fen(loan) == 4000
    large = purse.claim("7000", kind=ClaimKind.LOAN, loan_id=loan)
    purse.approve(large)
    done = purse.pay(large)
    assert (done["paid_fen"], done["offset_fen"]) == (3000, 4000)
    other = purse.lent(5000)
    money = Money(purse.account, purse.desk.now.date(), 6000, "张三", loan_id=other)
    with pytest.raises(Refusal, match=r"Of the loan 50\.00 is open"):
        purse.run(CASHIER, cash.receive, money, purse.desk.now)
    back = Money(purse.account, purse.desk.now.date(), 5000, "张三", loan_id=other)
    assert purse.run(CASHIER, cash.receive, back, purse.desk.now)["voucher"] == "SK-26-0001"
    assert purse.open_fen(other) == 0
    assert purse.balance() == 10_000_000 - 10_000 - 3000
    assert purse.broken() == []


def test_a_loan_of_somebody_else_or_not_paid_settles_nothing(purse: Purse) -> None:
    loan = purse.lent(10_000)
    with pytest.raises(Refusal, match="somebody else's"):
        purse.claim("6000", by="E6", kind=ClaimKind.LOAN, loan_id=loan)
    with pytest.raises(Refusal, match="names the loan"):
        purse.claim("6000", kind=ClaimKind.LOAN)


def test_a_payment_is_reversed_by_a_red_entry_and_paid_again(any_purse: Purse) -> None:
    purse = any_purse
    request = purse.claim("10000")
    purse.approve(request)
    purse.pay(request)
    with pytest.raises(Refusal, match="is paid; its voucher has to be reversed first"):
        purse.desk.withdraw(CLAIMANT, request)
    red = purse.run(CASHIER, cash.reverse, 1, purse.desk.now.date(), "wrong account", purse.desk.now)
    assert red["voucher"] == "FK-26-0002"
    assert purse.balance() == 10_000_000
    with pytest.raises(Refusal, match="reversed by FK-26-0002 already"):
        purse.run(CASHIER, cash.reverse, 1, purse.desk.now.date(), "again", purse.desk.now)
    assert purse.pay(request)["voucher"] == "FK-26-0003"
    assert purse.broken() == []


def test_an_account_never_holds_less_than_nothing(any_purse: Purse) -> None:
    purse = any_purse
    purse.open_account(5000, code="SMALL")
    request = purse.claim("10000")
    purse.approve(request)
    with pytest.raises(Refusal, match=r"holds 50\.00, not 100\.00"):
        purse.pay(request)
    for statement in (
        "UPDATE cash_account SET balance_fen = -1",
        "UPDATE cash_voucher SET amount_fen = 1",
        "DELETE FROM loan_entry",
    ):
        purse.lent(100)
        with pytest.raises(DatabaseError):
            purse.run(CASHIER, lambda session, actor, words=statement: session.execute(text(words)))
    assert purse.broken() == []


def test_a_day_that_was_sent_takes_no_voucher(any_purse: Purse) -> None:
    """EXP-5: opening, in, out, closing; what was counted otherwise says why."""
    purse, today = any_purse, any_purse.desk.now.date()
    money = Money(purse.account, date(2026, 3, 30), 2500, "客户", region="华东", sales_note="XS-1")
    purse.run(CASHIER, cash.receive, money, purse.desk.now)
    args = (purse.account, date(2026, 3, 30))
    with pytest.raises(Refusal, match="say why"):
        purse.run(CASHIER, cash.send_day, *args, 10_002_400, "", purse.desk.now)
    sent = purse.run(CASHIER, cash.send_day, *args, 10_002_400, "one note short", purse.desk.now)
    assert sent["closing_fen"] == 10_002_500
    with pytest.raises(Refusal, match="takes vouchers from 2026-03-31 on"):
        purse.run(CASHIER, cash.receive, money, purse.desk.now)
    with pytest.raises(Refusal, match="was sent already"):
        purse.run(CASHIER, cash.send_day, *args, None, "", purse.desk.now)
    purse.spend(Money(purse.account, today, 800, "银行", "手续费"))
    assert purse.broken() == []


def test_only_the_cashier_pays(purse: Purse) -> None:
    request = purse.claim("10000")
    purse.approve(request)
    for badge in (FINANCE, CLERK, GM, HEAD):
        with pytest.raises(NotPermitted):
            purse.pay(request, by=badge)


@pytest.mark.parametrize(("lines", "says"), [((), "1 to 200 lines"), (("0",), "above zero"), (("-5",), "above zero")])
def test_a_claim_that_says_too_little_is_refused(purse: Purse, lines: tuple[str, ...], says: str) -> None:
    with pytest.raises(Refusal, match=says):
        purse.run(CLAIMANT, hand_in, purse.desk.id(CLAIMANT), purse.asked(*lines), purse.desk.now)


def test_claims_are_exported_with_capitals_and_where_they_wait(any_purse: Purse) -> None:
    purse = any_purse
    first = purse.claim(f"132504 {INVOICE}")
    purse.claim("5000", by="E6")
    purse.approve(first)
    purse.pay(first)
    rows = purse.read(lambda session: list(claim_rows(session, ExportOptions())))
    assert [row[:9] for row in rows] == [
        ("BX-2026-0001", "daily", "E4", "YY", 132504, "壹仟叁佰贰拾伍元零肆分", "approved", "", "2026-04-01 09:00"),
        ("BX-2026-0002", "daily", "E6", "BGS", 5000, "伍拾元整", "waiting", "head", "2026-04-01 09:00"),
    ]
    assert rows[0][9:] == ("2026-04-01", INVOICE, "")
    assert purse.read(lambda session: len(list(claim_rows(session, ExportOptions(state="approved"))))) == 1
    with pytest.raises(Refusal, match="none of"):
        purse.read(lambda session: list(claim_rows(session, ExportOptions(state="lost"))))


def test_what_was_bought_for_one_unit_has_to_go_out_to_it_first(any_purse: Purse) -> None:
    """SUP-4: without stock-in and stock-out finance does not reimburse the purchase."""
    purse, room = any_purse, any_purse.counter.room
    today = str(purse.desk.now.date())
    form = approved_form(purse, "YY", "pens 10 6000")
    bought = taken_in_on(purse, form, "pens 6 3000")
    claim = purse.claim(f"3000 {INVOICE}", kind=ClaimKind.PURCHASE, stock_in_id=bought["voucher"])
    purse.decide(HEAD, claim)
    with pytest.raises(Refusal, match="missing is the stock-out to the unit") as refused:
        purse.decide(FINANCE, claim)
    assert refused.value.clause == "EXP-3"
    room.issued("E4", "pens 4", day=today)
    room.issued("E7", "pens 1", day=today)
    with pytest.raises(Refusal, match="stock-out"):
        purse.decide(FINANCE, claim)
    room.bought("pens 5 2500", day=today)
    last = room.issued("E3", "pens 2", day=today)
    purse.decide(FINANCE, claim)
    room.reversed(last, day=today)
    with pytest.raises(Refusal, match="stock-out"):
        purse.decide(GM, claim)
    room.issued("E3", "pens 2", day=today)
    assert purse.decide(GM, claim) == "approved"
    assert purse.broken() == []


def test_goods_go_out_in_the_order_in_which_they_came_and_what_was_reversed_never_came(purse: Purse) -> None:
    """SUP-4: the first stock-in is settled by the first goods drawn."""
    room, today = purse.counter.room, str(purse.desk.now.date())
    form = approved_form(purse, "YY", "pens 20 6000")
    wrong = taken_in_on(purse, form, "pens 5 1500")
    room.reversed(wrong, day=today)
    first = taken_in_on(purse, form, "pens 5 1500")
    second = taken_in_on(purse, form, "pens 5 1500")
    room.issued("E4", "pens 5", day=today)
    assert purse.read(gone_out, first["voucher"]) is True
    assert purse.read(gone_out, second["voucher"]) is False
    paper = purse.stock_in("pens 3 900")
    assert purse.read(gone_out, paper) is None
    office = approved_form(purse, "BGS", "paper 3 900")
    stock = taken_in_on(purse, office, "paper 3 900")
    assert purse.read(gone_out, stock["voucher"]) is None


def approved_form(purse: Purse, unit: str, *wanted: str) -> int:
    """A funds-use form of a unit, filled in by whoever does, with every yes."""
    counter = purse.counter
    actor = counter.head() if unit == "YY" else office_clerk(purse)
    request = counter.run(actor, ask_for_funds, counter.form(unit, *wanted), purse.desk.now)["request"]
    purse.approve(request)
    return request


def office_clerk(purse: Purse) -> Actor:
    return Actor(purse.desk.id(CLERK), CLERK, CLERK, frozenset({Role.OFFICE_CLERK}), "t")


def taken_in_on(purse: Purse, form: int, *wanted: str) -> dict[str, Any]:
    asked = StockIn(purse.desk.now.date(), purse.counter.room.lines(*wanted), form, INVOICE, True)
    return purse.counter.run(purse.counter.keeper(), vouchers.take_in, asked, purse.desk.now)
