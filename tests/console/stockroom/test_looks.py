"""Pictures of the counter and its pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input

from opsconsole.console.stockroom import StockroomScreen
from opsconsole.console.widgets.picker import Picker
from tests.console.conftest import enter, still, text_on, until
from tests.console.requests.sitting import PIN, STAFF
from tests.console.stockroom.counter import KEEPER, PAPER, PENS, Counter, burst


def at_counter(scans: str, shown: str, page: str = "") -> Callable[[Any], Awaitable[None]]:
    """Signs in, opens F4, scans, opens a page; waits for what is shown."""

    async def go(pilot: Any) -> None:
        app = pilot.app
        await until(pilot, lambda: app.backend is not None)
        await enter(app, pilot, KEEPER, PIN)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, StockroomScreen) and app.screen.found.row_count)
        burst(app, scans)
        if page:
            await pilot.press("ctrl+r")
            await until(pilot, lambda: isinstance(app.screen, Picker))
            await pilot.press(*page)
            await until(pilot, lambda: app.screen._answered == page and bool(app.screen._choices))
            await pilot.press("enter")
        await until(pilot, lambda: shown in text_on(app) and not app.screen._job_line.jobs)
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await still(pilot)

    return go


BASKET = f"{STAFF}\n{PENS}\n3\n{PAPER}\n"


@pytest.mark.parametrize(
    ("language", "size", "shown"), [("zh", (80, 24), "2 行，合计 25.85"), ("en", (120, 36), "2 lines, total 25.85")]
)
def test_the_counter_with_a_basket(
    snap_compare: Any, counter: Counter, language: str, size: tuple[int, int], shown: str
) -> None:
    app = counter.seat.app(language)
    assert snap_compare(app, run_before=at_counter(BASKET, shown), terminal_size=size)


def test_the_ledger_of_an_item(snap_compare: Any, counter: Counter) -> None:
    counter.room.issued(STAFF, "A-001 3", day="2026-03-05")
    counter.room.reversed(counter.room.issued(STAFF, "A-001 1", day="2026-03-06"))
    run_before = at_counter("", "下限 20", page="台账")
    assert snap_compare(counter.seat.app("zh"), run_before=run_before, terminal_size=(140, 24))


def test_custody(snap_compare: Any, counter: Counter) -> None:
    counter.room.issued(STAFF, "F-001 2", day="2026-03-05")
    run_before = at_counter("", "成本 90.00", page="保管")
    assert snap_compare(counter.seat.app("zh"), run_before=run_before, terminal_size=(80, 24))
