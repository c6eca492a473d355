"""Who gets in (SEC-5), and what is left on the screen when they leave the keys."""

from __future__ import annotations

import threading

from textual.widgets import Input

from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.grid import Grid
from opsconsole.errors import Unavailable
from opsconsole.i18n import N_

from .conftest import NOW, enter, text_on, until
from .example_area import AREAS_WITH_EXAMPLE


async def test_the_right_badge_and_pin_open_the_to_do_desk(console):
    async with console.signed_in() as (app, _pilot):
        assert app.current_mode == "todo"
        assert console.backend.asked == [("E00003", NOW)]
        assert "E00003 | 王小明 | office clerk | front-1" in text_on(app)


async def test_a_wrong_pin_is_refused_with_its_clause_and_only_the_pin_is_typed_again(console):
    async with console.at_door() as (app, pilot):
        await pilot.press(*"E00003", "enter", *"111111", "enter")
        await until(pilot, lambda: "Refused: Badge or PIN is wrong (SEC-5)" in text_on(app))
        assert app.screen.query_one("#badge", Input).value == "E00003"
        assert app.screen.query_one("#pin", Input).value == ""
        await pilot.press(*"246810", "enter")
        await until(pilot, lambda: app.desk is not None)


async def test_after_five_wrong_pins_the_sixth_try_is_told_to_wait_even_with_the_right_one(console):
    async with console.at_door() as (app, pilot):
        await pilot.press(*"E00003", "enter")
        for tried in range(5):
            await pilot.press(*"111111", "enter")
            await until(pilot, lambda tried=tried: console.backend.failures.get("E00003") == tried + 1)
            await until(pilot, lambda: app.screen.query_one("#pin", Input).value == "")
        await pilot.press(*"246810", "enter")
        await until(pilot, lambda: "Try again in 1 min." in text_on(app))
        assert app.desk is None


async def test_a_scanners_enter_moves_on_to_the_pin_and_a_pin_is_never_drawn(console):
    async with console.at_door() as (app, pilot):
        await pilot.press(*"E00003", "enter")
        assert app.focused is not None
        assert app.focused.id == "pin"
        await pilot.press("enter")
        assert console.backend.asked == []
        await pilot.press(*"246810")
        assert "246810" not in text_on(app)


async def test_full_width_badge_and_pin_are_taken_as_half_width(console):
    async with console.at_door() as (app, pilot):
        app.screen.query_one("#badge", Input).insert_text_at_cursor("Ｅ０００" + "０３")
        await pilot.press("enter")
        app.screen.query_one("#pin", Input).insert_text_at_cursor("２４６８１０")
        await pilot.press("enter")
        await until(pilot, lambda: app.desk is not None)
        assert console.backend.asked[0][0] == "E00003"


async def test_a_pin_given_by_somebody_else_is_changed_before_anything_else(console):
    console.backend.must_change.add("E00003")
    async with console.at_door() as (app, pilot):
        await pilot.press(*"E00003", "enter", *"246810", "enter")
        await until(pilot, lambda: "Choose a PIN of your own" in text_on(app))
        await pilot.press("f7", "ctrl+p")
        assert app.current_mode == "door"

        await pilot.press(*"12345", "enter", *"12345", "enter")
        await until(pilot, lambda: "A PIN is 6 digits or more (SEC-5)" in text_on(app))
        await pilot.press(*"135790", "enter", *"135791", "enter")
        await until(pilot, lambda: "The two PINs are not the same" in text_on(app))
        assert app.desk is None
        await pilot.press(*"135790", "enter", *"135790", "enter")
        await until(pilot, lambda: app.desk is not None)
        assert console.backend.pins["E00003"] == "135790"


async def test_without_any_account_the_door_says_how_to_make_one(console):
    console.backend.accounts = False
    async with console.at_door() as (app, pilot):
        assert "opsconsole account add" in text_on(app)
        assert "opsconsole demo" in text_on(app)
        assert not app.screen.query_one("#badge").display or "Badge" not in text_on(app)
        console.backend.accounts = True
        await pilot.press("f5")
        await until(pilot, lambda: "Badge" in text_on(app))


async def test_a_database_that_cannot_be_opened_is_said_and_tried_again_with_f5(console):
    tries = []

    def open_backend():
        tries.append(1)
        if len(tries) == 1:
            raise Unavailable(N_("The database file cannot be opened"))
        return console.backend

    app = console.app()
    app._open_backend = open_backend
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Refused: The database file cannot be opened" in text_on(app))
        await pilot.press("f5")
        await until(pilot, lambda: "Sign in with badge and PIN." in text_on(app))
        await enter(app, pilot)


async def test_locked_nothing_of_the_data_is_left_and_no_key_of_the_areas_works(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "New unit" in text_on(app))
        await pilot.press("f12")
        await until(pilot, lambda: "Locked." in text_on(app))
        assert "E0000" not in text_on(app)
        assert "王小明" not in text_on(app)
        await pilot.press("f2", "f7", "ctrl+p", "ctrl+q", "ctrl+c")
        await pilot.pause()
        assert app.current_mode == "door"
        assert len(app.screen_stack) == 1
        await until(pilot, lambda: not [screen for screen in app.walk_children() if isinstance(screen, Grid)])


async def test_five_idle_minutes_lock_and_a_key_puts_it_off(console):
    async with console.signed_in() as (app, pilot):
        console.ticks.now += 299
        await pilot.press("down")
        console.ticks.now += 299
        app._lock_when_idle()
        assert app.desk is not None
        console.ticks.now += 1
        app._lock_when_idle()
        assert app.desk is None


async def test_ten_hours_at_the_keys_lock_however_busy(console):
    async with console.signed_in() as (app, pilot):
        console.ticks.now += 10 * 3600
        await pilot.press("down")
        app._lock_when_idle()
        assert app.desk is None


async def test_the_next_person_gets_their_own_desk_and_the_one_before_finds_theirs(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        await pilot.press("down", "down", "down", "space", "right")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "New unit" in text_on(app))
        await pilot.press(*"half typed", "f12")
        await until(pilot, lambda: "Locked." in text_on(app))

        await enter(app, pilot, "E00017")
        assert app.current_mode == "todo"
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        assert app.screen.query_one(Grid).cursor_id == 0
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "New unit" in text_on(app))
        assert "half typed" not in text_on(app)
        await pilot.press("f12")
        await until(pilot, lambda: "Locked." in text_on(app))

        await enter(app, pilot, "E00003")
        assert app.current_mode == "example"
        await until(pilot, lambda: "E00005" in text_on(app))
        grid = app.screen.query_one(Grid)
        assert (grid.cursor_id, grid.cursor_key, grid.marked) == (4, "d02", {3})
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "half typed" in text_on(app))


async def test_the_language_switches_at_the_door(console):
    async with console.at_door() as (app, pilot):
        assert "Badge" in text_on(app)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "Badge" not in text_on(app))
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "Badge" in text_on(app))
        assert console.backend.remembered == []


async def test_leaving_asks_first(console):
    async with console.signed_in() as (app, pilot):
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(app.screen, Confirm))
        assert app.is_running
        await pilot.press("ctrl+q")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("enter")
        await until(pilot, lambda: not app.is_running)
        assert app.return_code == 0


async def test_what_is_typed_while_the_database_is_being_opened_is_not_lost(console):
    may_open = threading.Event()

    def open_backend():
        may_open.wait(10)
        return console.backend

    app = console.app()
    app._open_backend = open_backend
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"E00003", "enter", *"2468")
        assert console.backend.asked == []
        await pilot.press(*"10", "enter")
        assert "Opening the database ..." in text_on(app)
        may_open.set()
        await until(pilot, lambda: app.desk is not None)
        assert console.backend.asked == [("E00003", NOW)]
