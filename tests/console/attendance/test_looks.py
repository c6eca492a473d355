"""Pictures of the pages over the sheet: the review of a month, its policy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from opsconsole.console.attendance.closing import ReviewPage
from opsconsole.console.attendance.policy import PolicyPage
from tests.console.attendance.office import MACHINE, NOW, PIN
from tests.console.attendance.test_closing import settle_heads
from tests.console.conftest import enter, still, text_on, until


def on_page(place: int, kind: type, told: str) -> Callable[[Any], Awaitable[None]]:
    """Signs in as the office clerk, opens the sheet and the page at a place of its lists."""

    async def go(pilot: Any) -> None:
        app = pilot.app
        await until(pilot, lambda: app.backend is not None)
        await enter(app, pilot, "E00006", PIN)
        await pilot.press("f3")
        await until(pilot, lambda: app.screen.area == "attendance" and app.screen.grid.row_count == 8)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "看哪份清单" in text_on(app))
        await pilot.press(*["down"] * place, "enter")
        await until(pilot, lambda: isinstance(app.screen, kind) and told in text_on(app))
        await still(pilot)

    return go


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["small", "large"])
def test_the_review_of_a_month(snap_compare: Any, sitting: Any, size: tuple[int, int]) -> None:
    sitting.office.database.run(settle_heads, MACHINE, NOW)
    run_before = on_page(0, ReviewPage, "待 李静 确认")
    assert snap_compare(sitting.app("zh"), run_before=run_before, terminal_size=size)


def test_the_policy_of_a_month(snap_compare: Any, sitting: Any) -> None:
    assert snap_compare(sitting.app("zh"), run_before=on_page(8, PolicyPage, "默认班次"), terminal_size=(120, 36))
