"""Pictures of the desk: the list with the request below or beside it, and the PIN asked over it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input

from opsconsole.console.sitting import PinQuestion
from tests.console.conftest import enter, still, until
from tests.console.requests.sitting import GM, HEAD, PIN, Seat, shows


def at_desk(badge: str, *keys: str, pin_asked: bool = False) -> Callable[[Any], Awaitable[None]]:
    """Signs in, waits for the desk, presses keys."""

    async def go(pilot: Any) -> None:
        app = pilot.app
        await until(pilot, lambda: app.backend is not None)
        await enter(app, pilot, badge, PIN)
        await until(pilot, lambda: app.screen.is_settled and app.others.waiting)
        await pilot.press(*keys)
        if pin_asked:
            await shows(pilot, "Marked: ")
            await pilot.press("ctrl+y")
            await until(pilot, lambda: isinstance(app.screen, PinQuestion))
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await still(pilot)

    return go


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_desk_of_a_head(snap_compare: Any, seat: Seat, language: str) -> None:
    assert snap_compare(seat.app(language), run_before=at_desk(HEAD), terminal_size=(80, 24))


def test_the_pin_over_the_desk_of_the_general_manager(snap_compare: Any, seat: Seat) -> None:
    run_before = at_desk(GM, "space", "space", pin_asked=True)
    assert snap_compare(seat.app("en"), run_before=run_before, terminal_size=(120, 36))
