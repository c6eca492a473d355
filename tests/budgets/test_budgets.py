"""Budgets: what counts against which, what is left, and what going over asks for (EXP-7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from opsconsole.access.actor import Actor, Role
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.rules.states import Verdict
from opsconsole.budgets.files import BUDGETS_IN, budget_rows
from opsconsole.budgets.queries import budget_lines, draws_of
from opsconsole.budgets.rules import BudgetKey, DrawKind
from opsconsole.budgets.service import OverBudget, set_budget
from opsconsole.dates import Month
from opsconsole.errors import ImportRefused, NotPermitted, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.i18n import text_of
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in
from opsconsole.stockroom.requests.funds import ask_for_funds
from opsconsole.stockroom.service import vouchers
from opsconsole.stockroom.service.vouchers import StockIn
from tests.reimbursement.purse import CLAIMANT, FINANCE, GM, HEAD, INVOICE, Purse

MARCH = Month(2026, 3)
NUMBER = "26427000000375586819"


def budget(purse: Purse, fen: int | None, category: str = "", unit: str = "YY", month: Month = MARCH) -> None:
    purse.run(FINANCE, set_budget, purse.counter.unit(unit), category, month, month, fen)


def stands(purse: Purse, month: Month = MARCH) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Committed, spent and left by unit and category."""
    lines = purse.read(budget_lines, purse.actor(FINANCE), month)
    return {
        (one.unit_code, one.key.category): (one.figures.committed_fen, one.figures.spent_fen, one.figures.left_fen)
        for one in lines
    }


def told(purse: Purse, request: int) -> list[tuple[str, bool]]:
    """What a decider is told of budgets, and whether it warns."""
    facts = purse.desk.detail(request).facts
    return [(text_of(fact.value), fact.warns) for fact in facts if text_of(fact.label) == "Budget left"]


def approve_with(purse: Purse, badge: str, request: int, reason: str = "") -> str:
    version = purse.desk.version(request)
    return purse.run(badge, decide, request, version, Verdict.APPROVE, purse.desk.now, reason)["state"]


def form(purse: Purse, *wanted: str) -> int:
    """A funds-use form of YY, approved by the general manager."""
    counter = purse.counter
    asked = counter.form("YY", *wanted)
    request = counter.run(counter.head(), ask_for_funds, asked, purse.desk.now)["request"]
    purse.approve(request)
    return request


def take_in(purse: Purse, request: int, *wanted: str, invoice: str = NUMBER) -> dict[str, Any]:
    asked = StockIn(purse.desk.now.date(), purse.counter.room.lines(*wanted), request, invoice, True)
    return purse.counter.run(purse.counter.keeper(), vouchers.take_in, asked, purse.desk.now)


def today(purse: Purse) -> Month:
    return Month.of(purse.desk.now.date())


def test_a_claim_shows_what_is_left_and_over_it_the_approver_says_why(any_purse: Purse) -> None:
    purse = any_purse
    budget(purse, 10_000, "交通")
    first = purse.claim("8000")
    assert told(purse, first) == [("Operations 交通 2026-03: 100.00 of 100.00, after this 20.00", False)]
    purse.approve(first)
    assert told(purse, first) == [("Operations 交通 2026-03: 20.00 of 100.00", False)]
    second = purse.claim("3000")
    assert told(purse, second) == [("Operations 交通 2026-03: 20.00 of 100.00, after this -10.00", True)]
    purse.decide(HEAD, second)
    purse.decide(FINANCE, second)
    with pytest.raises(OverBudget, match=r"over the budget of Operations \(交通, 2026-03\) by 10.00") as refused:
        purse.decide(GM, second)
    assert refused.value.clause == "EXP-7"
    assert purse.desk.state(second) == "waiting"
    assert approve_with(purse, GM, second, "the fair") == "approved"
    assert stands(purse) == {("YY", "交通"): (0, 11_000, -1_000)}
    assert purse.broken() == []


def test_what_finance_cut_does_not_count(purse: Purse) -> None:
    budget(purse, 10_000, "交通")
    request = purse.claim("9000", "3000")
    purse.decide(HEAD, request)
    purse.review(request, line2=(500, "no receipt"))
    purse.decide(FINANCE, request)
    purse.decide(GM, request)
    assert stands(purse) == {("YY", "交通"): (0, 9_500, 500)}


def test_money_counts_against_the_nearest_budget_alone(purse: Purse) -> None:
    """Its category in its unit, else the rest of the unit, else the same of the unit above."""
    budget(purse, 50_000, unit="JL")
    purse.approve(purse.claim("1000"))
    assert stands(purse) == {("JL", ""): (0, 1_000, 49_000)}
    budget(purse, 20_000)
    assert stands(purse) == {("JL", ""): (0, 0, 50_000), ("YY", ""): (0, 1_000, 19_000)}
    budget(purse, 9_000, "交通")
    assert stands(purse)[("YY", "")] == (0, 0, 20_000)
    assert stands(purse)[("YY", "交通")] == (0, 1_000, 8_000)
    budget(purse, None, "交通")
    assert ("YY", "交通") not in stands(purse)
    assert stands(purse)[("YY", "")] == (0, 1_000, 19_000)


def test_a_form_commits_until_the_goods_are_in_and_counts_once(any_purse: Purse) -> None:
    """Form, stock-in, what the unit draws of it, and the purchase claim are one expense."""
    purse = any_purse
    month = today(purse)
    budget(purse, 10_000, "笔", month=month)
    request = form(purse, "pens 10 6000")
    assert stands(purse, month) == {("YY", "笔"): (6_000, 0, 4_000)}
    bought = take_in(purse, request, "pens 6 3000")
    assert stands(purse, month) == {("YY", "笔"): (3_000, 3_000, 4_000)}
    purse.counter.room.issued("E4", "pens 6", day=str(purse.desk.now.date()))
    assert stands(purse, month) == {("YY", "笔"): (3_000, 3_000, 4_000)}
    claim = purse.claim(f"3000 {INVOICE}", kind=ClaimKind.PURCHASE, stock_in_id=bought["voucher"])
    assert told(purse, claim) == [("Operations 笔 2026-04: 40.00 of 100.00", False)]
    purse.approve(claim)
    assert stands(purse, month) == {("YY", "笔"): (3_000, 3_000, 4_000)}
    assert purse.broken() == []


def test_a_form_over_the_budget_needs_the_approvers_reason(purse: Purse) -> None:
    month = today(purse)
    budget(purse, 5_000, "笔", month=month)
    counter = purse.counter
    request = counter.run(counter.head(), ask_for_funds, counter.form("YY", "pens 10 6000"), purse.desk.now)["request"]
    assert told(purse, request) == [("Operations 笔 2026-04: 50.00 of 50.00, after this -10.00", True)]
    with pytest.raises(OverBudget):
        purse.decide(GM, request)
    assert approve_with(purse, GM, request, "needed") == "approved"


def test_an_issue_from_the_common_stock_counts_and_over_the_budget_wants_a_reason(any_purse: Purse) -> None:
    purse, room = any_purse, any_purse.counter.room
    budget(purse, 500, "笔")
    room.bought("pens 20 2000", "paper 5 2500")
    room.issued("E4", "pens 4", "paper 2")
    assert stands(purse) == {("YY", "笔"): (0, 400, 100)}
    with pytest.raises(OverBudget, match="over the budget"):
        room.issued("E3", "pens 2")
    assert room.on_hand("pens") == (16, 1600)
    over = room.issued("E3", "pens 2", over_quota="a fair")
    assert stands(purse) == {("YY", "笔"): (0, 600, -100)}
    room.returned("E3", "pens 1")
    assert stands(purse) == {("YY", "笔"): (0, 500, 0)}
    room.reversed(over)
    assert stands(purse) == {("YY", "笔"): (0, 300, 200)}
    assert room.issued("E7", "pens 9")["amount_fen"] == 900
    lines = purse.read(draws_of, purse.actor(FINANCE), BudgetKey(purse.counter.unit("YY"), "笔", MARCH))
    assert [(draw.kind, draw.fen) for draw in lines] == [
        (DrawKind.SPENT, 400),
        (DrawKind.SPENT, 200),
        (DrawKind.SPENT, -100),
        (DrawKind.SPENT, -200),
    ]
    assert purse.broken() == []


def test_units_that_are_not_assessed_are_not_charged_for_what_they_draw(any_purse: Purse) -> None:
    """SUP-1: for them the office buys, on a form that counts for them."""
    purse, room = any_purse, any_purse.counter.room
    budget(purse, 100, "笔", unit="BGS")
    room.bought("pens 20 2000")
    room.issued("E6", "pens 9")
    assert stands(purse) == {("BGS", "笔"): (0, 0, 100)}
    april = today(purse)
    budget(purse, 10_000, unit="BGS", month=april)
    clerk = Actor(purse.desk.id("E6"), "E6", "E6", frozenset({Role.OFFICE_CLERK}), "t")
    asked = purse.counter.form("BGS", "paper 10 6000")
    request = purse.counter.run(clerk, ask_for_funds, asked, purse.desk.now)["request"]
    purse.approve(request)
    assert stands(purse, april) == {("BGS", ""): (6_000, 0, 4_000)}


def test_the_sum_is_the_same_paper_by_paper(any_purse: Purse) -> None:
    """Goods of its own among common ones, a return, claims over several categories."""
    purse, room, month = any_purse, any_purse.counter.room, today(any_purse)
    day = str(purse.desk.now.date())
    budget(purse, 1_000_000, month=month)
    request = form(purse, "pens 5 1500")
    take_in(purse, request, "pens 5 1500")
    room.bought("pens 20 2000", "paper 9 1800", day=day)
    room.issued("E4", "pens 7", "paper 2", day=day)
    room.issued("E3", "pens 3", day=day)
    room.returned("E4", "pens 2", day=day)
    line = ClaimedLine("餐饮", purse.desk.now.date(), 1_234, "")
    asked = ClaimAsked(ClaimKind.DAILY, purse.desk.now.date(), [line, line], "")
    purse.approve(purse.run(CLAIMANT, hand_in, purse.desk.id(CLAIMANT), asked, purse.desk.now)["request"])
    committed, spent, _left = stands(purse, month)["YY", ""]
    lines = purse.read(draws_of, purse.actor(FINANCE), BudgetKey(purse.counter.unit("YY"), "", month))
    assert (committed, spent) == (0, sum(draw.fen for draw in lines))
    assert {draw.paper for draw in lines} >= {"BX-2026-0001", "RK-26-0001"}


def test_only_finance_sets_budgets_and_others_see_their_own(purse: Purse) -> None:
    budget(purse, 100)
    budget(purse, 200, unit="QD")
    with pytest.raises(NotPermitted, match="set budgets"):
        purse.run(GM, set_budget, purse.counter.unit("YY"), "", MARCH, MARCH, 1)
    head = Actor(purse.desk.id(HEAD), HEAD, HEAD, frozenset({Role.HEAD}), "t")
    assert [one.unit_code for one in purse.read(budget_lines, head, MARCH)] == ["YY"]
    assert purse.read(budget_lines, purse.actor(CLAIMANT), MARCH) == []
    with pytest.raises(NotPermitted):
        purse.read(draws_of, head, BudgetKey(purse.counter.unit("QD"), "", MARCH))


def test_budgets_are_set_for_several_months_at_once(purse: Purse) -> None:
    unit = purse.counter.unit("YY")
    assert purse.run(FINANCE, set_budget, unit, " 差旅 ", MARCH, Month(2026, 12), 800)["months"] == 10
    assert stands(purse, Month(2026, 12)) == {("YY", "差旅"): (0, 0, 800)}
    assert purse.run(FINANCE, set_budget, unit, "差旅", MARCH, MARCH, 800)["months"] == 0
    with pytest.raises(Refusal, match="1 to 24 months"):
        purse.run(FINANCE, set_budget, unit, "", MARCH, Month(2026, 2), 800)
    with pytest.raises(Refusal, match="not below zero"):
        purse.run(FINANCE, set_budget, unit, "", MARCH, MARCH, -1)


def test_budgets_come_by_file_and_go_out_with_what_is_left(any_purse: Purse) -> None:
    purse, give = any_purse, any_purse.counter.room.give
    text = "unit,category,month,amount\nYY,交通,2026-03,100.00\nYY,,2026-03,50\nBGS,,2026-03,0\n"
    assert give(BUDGETS_IN, text).new == 3
    assert give(BUDGETS_IN, text).unchanged == 3
    assert give(BUDGETS_IN, text.replace("100.00", "120")).changed == 1
    purse.approve(purse.claim("2000"))
    rows = purse.read(lambda session: list(budget_rows(session, ExportOptions(month=MARCH))))
    assert rows == [
        ("BGS", "", "2026-03", 0, 0, 0, 0),
        ("YY", "", "2026-03", 5_000, 0, 0, 5_000),
        ("YY", "交通", "2026-03", 12_000, 0, 2_000, 10_000),
    ]
    with pytest.raises(ImportRefused) as refused:
        give(BUDGETS_IN, "unit,category,month,amount\nXX,,2026-03,1\nYY,,2026-03,1\nYY,,2026-03,2\n")
    assert [(one.line, one.column) for one in refused.value.problems] == [(2, "unit"), (4, "amount")]


def test_a_later_month_leaves_an_earlier_one_alone(purse: Purse) -> None:
    budget(purse, 100, "交通", month=MARCH.next)
    request = purse.claim("9000")
    assert told(purse, request) == [("No budget is entered", False)]
    assert purse.approve(request) == "approved"
    assert date(2026, 3, 30) not in [draw.day for draw in purse.read(_april, purse)]


def _april(session: Any, purse: Purse) -> Any:
    unit = purse.counter.unit("YY")
    return draws_of(session, purse.actor(FINANCE), BudgetKey(unit, "交通", MARCH.next))
