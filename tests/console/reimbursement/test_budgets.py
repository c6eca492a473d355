"""Budgets on the screen: seen, set, gone over with a reason (EXP-7)."""

from __future__ import annotations

from typing import Any

from opsconsole.budgets.service import set_budget
from opsconsole.console.budgets import BudgetsPage
from opsconsole.dates import Month
from tests.console.conftest import until
from tests.console.reimbursement.office import Finance
from tests.console.reimbursement.test_queue import chosen, form_up, pin
from tests.console.requests.sitting import GM, HEAD, STAFF
from tests.console.stockroom.counter import shows
from tests.reimbursement.purse import FINANCE, Purse

MARCH, APRIL = Month(2026, 3), Month(2026, 4)


def budget(purse: Purse, fen: int, month: Month = MARCH) -> None:
    purse.run(FINANCE, set_budget, purse.counter.unit("YY"), "交通", month, month, fen)


async def test_finance_sets_a_budget_and_sees_what_it_is_made_of(finance: Finance) -> None:
    purse = finance.purse()
    purse.approve(purse.claim("9000"))
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+l", "budgets")
        await until(pilot, lambda: isinstance(app.screen, BudgetsPage))
        await shows(pilot, "No budget is entered for 2026-04")
        await pilot.press("[")
        await shows(pilot, "No budget is entered for 2026-03")
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await chosen(app, pilot, "space", "operations")
        await form_up(app, pilot)
        await pilot.press(*["enter"] * 3, *"100", "ctrl+s")
        await shows(pilot, "Budgets of 1 months are set", "everything else", "90%", "10.00", "BX-2026-0001")
        await pilot.press("enter", "enter")
        await shows(pilot, "Daily expenses: clients", "approved")


async def test_over_the_budget_a_claim_stays_until_the_approver_says_why(finance: Finance) -> None:
    purse = finance.purse()
    budget(purse, 5000)
    request = purse.claim("9000")
    purse.decide(HEAD, request)
    purse.decide(FINANCE, request)
    async with finance.at(GM, size=(100, 40)) as (screen, pilot):
        app: Any = screen.app
        await shows(pilot, "50.00 of 50.00, after this -40.00")
        await pilot.press("ctrl+y")
        await pin(app, pilot)
        await form_up(app, pilot)
        await shows(pilot, "goes over the budget of Operations (交通, 2026-03) by 40.00")
        await pilot.press(*"the fair", "ctrl+s")
        await shows(pilot, "BX-2026-0001", "approved")
    assert purse.desk.state(request) == "approved"


async def test_whoever_claims_sees_what_is_left_as_the_claim_grows(finance: Finance) -> None:
    budget(finance.purse(), 5000, APRIL)
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+n", "daily")
        for fen, left in (("40", "10.00"), ("20", "-10.00")):
            await pilot.press("ctrl+n")
            await form_up(app, pilot)
            await pilot.press(*"交通", "enter", *fen, "ctrl+s")
            await shows(pilot, f"Budget left (Operations 交通): {left}")
