"""Pictures of what every screen stands on: the door, the to-do desk, help and a form."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.widgets import Input

from opsconsole.console import themes
from opsconsole.console.help import Help
from opsconsole.console.widgets.form import Form
from opsconsole.errors import Message

from .conftest import Waiting, enter, text_on, until
from .example_area import AREAS_WITH_EXAMPLE

SIZES = {"80x24": (80, 24), "120x36": (120, 36)}


def at_desk(*keys: str, until_shown: type | None = None) -> Callable[[Any], Awaitable[None]]:
    """Signs in and presses keys; the cursor of a field does not blink in a picture."""

    async def go(pilot: Any) -> None:
        app = pilot.app
        await until(pilot, lambda: app.backend is not None)
        await enter(app, pilot)
        await until(pilot, lambda: app.others.waiting)
        await pilot.press(*keys)
        if until_shown is not None:
            await until(pilot, lambda: isinstance(app.screen, until_shown))
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await pilot.pause(0.1)

    return go


async def at_door(pilot: Any) -> None:
    await until(pilot, lambda: pilot.app.backend is not None)
    for box in pilot.app.screen.query(Input):
        box.cursor_blink = False
    await pilot.press(*"E00003", "enter", *"111111", "enter")
    await until(pilot, lambda: "(SEC-5)" in text_on(pilot.app))


@pytest.fixture
def waiting(console):
    console.backend.waiting = [
        Waiting("exceptions", Message("2026-03 [red]待处理[/]"), 16, "example", 3),
        Waiting("confirm", Message("汉" * 60), 2, "example", None),
    ]
    return console


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_door(snap_compare, console, language):
    assert snap_compare(console.app(language=language), run_before=at_door, terminal_size=SIZES["80x24"])


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_to_do_desk(snap_compare, waiting, language, size):
    app = waiting.app(language=language, areas=AREAS_WITH_EXAMPLE)
    assert snap_compare(app, run_before=at_desk(), terminal_size=size)


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.CONTRAST])
def test_help_in_other_looks(snap_compare, waiting, theme):
    app = waiting.app(language="zh", areas=AREAS_WITH_EXAMPLE)
    app.theme = theme
    run_before = at_desk("f1", until_shown=Help)
    assert snap_compare(app, run_before=run_before, terminal_size=SIZES["80x24"])


@pytest.mark.parametrize("theme", [themes.DARK, themes.LIGHT, themes.CONTRAST])
def test_a_form_over_a_grid(snap_compare, waiting, theme):
    app = waiting.app(language="en", areas=AREAS_WITH_EXAMPLE)
    app.theme = theme

    async def go(pilot: Any) -> None:
        await at_desk("f2")(pilot)
        await until(pilot, lambda: "E00005" in text_on(app))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Form) and "^S " in text_on(app))
        for box in app.screen.query(Input):
            box.cursor_blink = False
        await pilot.press(*"OPS", "enter", "enter", "right", "ctrl+s")
        await pilot.pause(0.1)

    assert snap_compare(app, run_before=go, terminal_size=SIZES["80x24"])
