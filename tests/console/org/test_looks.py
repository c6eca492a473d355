"""Pictures of F2: both languages at both sizes, and each theme once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from opsconsole.console import themes
from opsconsole.console.org.outline import Outline
from opsconsole.console.org.sheet import Sheet

from ..conftest import enter, until

SIZES = {"small": (80, 24), "large": (120, 36)}


def at_operations(*keys: str) -> Callable[[Any], Any]:
    """What brings a console to the operations' specialists, unfolded, and then presses `keys`."""

    async def go(pilot: Any) -> None:
        app = pilot.app
        await until(pilot, lambda: app.backend is not None)
        await enter(app, pilot)
        await pilot.press("f2")
        await until(pilot, lambda: app.screen.query(Outline) and app.screen.query_one(Outline).rows)
        await pilot.press("slash", *"OPS-S", "enter")
        await until(pilot, lambda: app.screen.query_one(Outline).row_here.key == "position:OPS-S")
        await until(pilot, lambda: "OPS-S" in app.screen.query_one(Sheet).text)
        await pilot.press("right", *keys)
        await pilot.pause(0.3)

    return go


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tree(snap_compare, office, language, size):
    assert snap_compare(office.app(language=language), run_before=at_operations(), terminal_size=size)


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.CONTRAST])
def test_the_tree_in_other_looks(snap_compare, office, theme):
    app = office.app(language="zh")
    app.theme = theme
    assert snap_compare(app, run_before=at_operations(), terminal_size=(80, 24))


def test_the_chart(snap_compare, office):
    assert snap_compare(office.app(language="zh"), run_before=at_operations("f8"), terminal_size=(80, 24))
