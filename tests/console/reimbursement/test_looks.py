"""Pictures of the queue, of a claim being entered, and of the cash book."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input

from opsconsole.console.reimbursement import ClaimsScreen
from opsconsole.console.reimbursement.entry import ClaimPage
from opsconsole.console.widgets.picker import Picker
from opsconsole.reimbursement.rules.values import ClaimKind
from tests.console.conftest import enter, still, text_on, until
from tests.console.reimbursement.office import Finance
from tests.console.requests.sitting import HEAD, PIN, STAFF
from tests.console.stockroom.counter import burst
from tests.reimbursement.purse import CASHIER, FINANCE, INVOICE

Step = Callable[[Any, Any], Awaitable[None]]


async def nothing(app: Any, pilot: Any) -> None:
    """The screen as it opens."""


async def book(app: Any, pilot: Any) -> None:
    await pilot.press("ctrl+u")


async def entering(app: Any, pilot: Any) -> None:
    await pilot.press("ctrl+n")
    await until(pilot, lambda: isinstance(app.screen, Picker))
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, ClaimPage))
    burst(app, f"01,32,,{INVOICE},86.50,20250312,,ABCD\n")
    await until(pilot, lambda: INVOICE in text_on(app))
    await pilot.press(*"taxi", "ctrl+s")


def at_claims(badge: str, shown: str, step: Step = nothing) -> Callable[[Any], Awaitable[None]]:
    """Signs in, opens F5, goes on; waits for what is shown."""

    async def go(pilot: Any) -> None:
        app = pilot.app
        await until(pilot, lambda: app.backend is not None)
        await enter(app, pilot, badge, PIN)
        await pilot.press("f5")
        await until(pilot, lambda: isinstance(app.screen, ClaimsScreen) and app.screen.is_settled)
        await step(app, pilot)
        await until(pilot, lambda: shown in text_on(app) and not app.screen._job_line.jobs)
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await still(pilot)

    return go


@pytest.mark.parametrize(
    ("language", "size", "shown"),
    [("zh", (80, 24), "待我审批 2（90.00）"), ("en", (120, 36), "For me to decide: 2 (90.00)")],
    ids=["small", "large"],
)
def test_the_queue_of_finance(
    snap_compare: Any, finance: Finance, language: str, size: tuple[int, int], shown: str
) -> None:
    purse = finance.purse()
    purse.decide(HEAD, purse.claim(f"5000 {INVOICE}", kind=ClaimKind.PURCHASE))
    purse.decide(HEAD, purse.claim("4000"))
    run_before = at_claims(FINANCE, shown)
    assert snap_compare(finance.seat.app(language), run_before=run_before, terminal_size=size)


def test_a_claim_being_entered(snap_compare: Any, finance: Finance) -> None:
    run_before = at_claims(STAFF, "1 行，合计 86.50", entering)
    assert snap_compare(finance.seat.app("zh"), run_before=run_before, terminal_size=(80, 24))


def test_the_cash_book(snap_compare: Any, finance: Finance) -> None:
    purse = finance.purse()
    request = purse.claim("4000")
    purse.approve(request)
    purse.pay(request)
    run_before = at_claims(CASHIER, "FK-26-0001", book)
    assert snap_compare(finance.seat.app("zh"), run_before=run_before, terminal_size=(80, 24))
