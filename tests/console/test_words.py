"""What stands on the screen: in the language in force, in 80 columns, and never taken for anything but text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding
from textual.color import Color

from opsconsole.console import themes
from opsconsole.console.app import OpsApp
from opsconsole.console.areas import AREAS
from opsconsole.console.base import keys_by_screen
from opsconsole.console.desk import Tone
from opsconsole.console.help import Help
from opsconsole.console.keys import bindings_of, checked_keymap, key, shown
from opsconsole.console.outgoing import InertLines
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from opsconsole.console.widgets.lines import Shown, fitting, joined
from opsconsole.console.widgets.listing import ListColumn, Listing
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.errors import Message
from opsconsole.inert import unsafe_character

from .conftest import HOSTILE, PEOPLE, Waiting, enter, text_on, until
from .example_area import AREAS_WITH_EXAMPLE, ExampleScreen


def key_line(app):
    return text_on(app).splitlines()[-1]


# Languages


async def test_the_language_switches_live_under_a_question_and_keeps_what_was_typed(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Form) and "New unit" in text_on(app))
        await pilot.press(*"half", "tab", *"way")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "^S 保存" in text_on(app))
        assert "half" in text_on(app)
        assert app.focused is not None
        assert app.focused.value == "way"
        assert "演示公司" in text_on(app)
        assert "F1 帮助" in text_on(app)
        assert "工号" in text_on(app)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "^S Save" in text_on(app))
        assert console.backend.remembered == [("E00003", "zh", ""), ("E00003", "en", "")]


async def test_each_person_has_the_language_they_chose(console):
    console.backend.languages = {"E00003": "zh", "E00017": "en"}
    async with console.signed_in() as (app, pilot):
        assert "没有等待您处理的事项" in text_on(app)
        await pilot.press("f12")
        await enter(app, pilot, "E00017")
        await until(pilot, lambda: "Nothing waits for you" in text_on(app))


async def test_help_shows_each_key_that_works_here_with_a_sentence(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE, size=(120, 36)) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, Help))
        lines = text_on(app)
        assert re.search(r"\^F /\s+Finds a unit as you type", lines)
        assert re.search(r"F1 \?\s+Shows the keys that work here", lines)
        assert re.search(r"Space\s+Marks this row, or takes the mark away", lines)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "标记此行，或取消标记" in text_on(app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, Help))


async def test_every_key_of_a_screen_has_words(console):
    from opsconsole.console.app import OpsApp
    from opsconsole.console.widgets.grid import Grid

    for owner in (OpsApp, ExampleScreen, Grid, Form, Picker, Confirm, Listing):
        assert bindings_of(owner)
        for binding in bindings_of(owner):
            assert binding.description, binding


# Lines


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_header_and_keys_fit_one_line_in_both_languages(console, language, size):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE, language=language, size=size) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        lines = text_on(app).splitlines()
        assert len(lines) == size[1]
        assert all(cell_len(line) <= size[0] for line in lines)
        assert "F1 " in lines[-1]
        assert "^P " in lines[-1]
        assert "E00003" in lines[0]
        assert "王小明" in lines[0]


def test_when_room_is_short_the_least_needed_keys_go_first():
    items = [Shown("F1", "Help", 0), Shown("F2", "Org", 12), Shown("^X", "Explain", 10), Shown("^L", "Leave", 11)]
    assert [item.pressed for item in fitting(items, 80)] == ["F1", "F2", "^X", "^L"]
    assert [item.pressed for item in fitting(items, 35)] == ["F1", "^X", "^L"]
    assert [item.pressed for item in fitting(items, 10)] == ["F1"]


@pytest.mark.parametrize("width", [5, 20, 38, 80])
@pytest.mark.parametrize("text", HOSTILE)
def test_header_parts_are_cut_to_the_width_they_have(text, width):
    assert cell_len(joined(["演示公司", text, "front-1"], width)) <= width


async def test_a_header_of_long_hostile_names_stays_one_line(console):
    async with console.signed_in() as (app, pilot):
        for text in HOSTILE:
            app.desk.actor = replace(PEOPLE["E00003"], name=text, terminal=text)
            app.company = {"en": text}
            app.area_screen.refresh_header()
            await pilot.pause()
            lines = text_on(app).splitlines()
            assert cell_len(lines[0]) <= 80
            assert "E00003" in lines[0]
            assert "王小明" not in lines[0]
            assert unsafe_character("".join(lines)) is None


# Text from outside


async def test_markup_and_escapes_are_shown_as_they_are_everywhere(console):
    async with console.signed_in(size=(120, 36)) as (app, pilot):
        screen = app.area_screen
        for text in HOSTILE:
            screen.say(Message("{name}", name=text), Tone.REFUSED)
            app.notify(text, title=text)
            app.push_screen(Confirm(Message("{name}", name=text)))
            await pilot.pause()
            app.push_screen(Picker(Message("{name}", name=text), lambda typed, text=text: [Choice("k", text, text)]))
            await pilot.pause(0.05)
            drawn = text_on(app)
            assert unsafe_character(drawn.replace("\n", "")) is None
            if text == "[@click=app.quit]x[/]":
                assert drawn.count(text) >= 3
            await pilot.press("escape")
            await pilot.press("escape")
        assert app.is_running


async def test_a_list_shows_hostile_texts_as_they_are(console):
    console.backend.waiting = [Waiting(str(n), Message(text), n, "todo", None) for n, text in enumerate(HOSTILE)]
    async with console.signed_in() as (app, pilot):
        await until(pilot, lambda: "汉.." in text_on(app))
        drawn = text_on(app)
        assert "[red]x[/]" in drawn
        assert "[@click=app.quit]x[/]" in drawn
        assert unsafe_character(drawn.replace("\n", "")) is None


@pytest.mark.parametrize("text", HOSTILE)
def test_the_outgoing_filter_drops_what_steers_a_terminal_and_keeps_the_width(text):
    before = [Segment(text), Segment("next")]
    after = InertLines().apply(before, Color(0, 0, 0))
    assert [cell_len(segment.text) for segment in after] == [cell_len(segment.text) for segment in before]
    assert all(unsafe_character(segment.text) is None for segment in after)


# To do, list, palette


async def test_what_waits_is_counted_on_the_key_line_and_enter_goes_there(console):
    console.backend.waiting = [
        Waiting("exceptions", Message("Exceptions of my unit"), 16, "example", 3),
        Waiting("confirm", Message("Months to confirm"), 2, "example", None),
    ]
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        found = ExampleScreen.found
        found.clear()
        await pilot.press("f2")
        await until(pilot, lambda: "To do(2)" in key_line(app))
        await pilot.press("f7")
        await until(pilot, lambda: "Months to confirm" in text_on(app))
        assert re.search(r"3 d\s+16 in all\s+Exceptions of my unit", text_on(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.current_mode == "example" and found == ["confirm"])


async def test_a_list_read_again_keeps_its_cursor_on_the_row(console):
    async with console.signed_in() as (app, _pilot):
        listing = Listing()
        await app.screen.mount(listing)
        columns = [ListColumn("Code", 8)]
        listing.show(columns, [("a", ["A"]), ("b", ["B"]), ("c", ["C"])])
        listing.move_to("b")
        listing.show(columns, [("0", ["0"]), ("a", ["A"]), ("b", ["B"])])
        assert listing.row_here == "b"
        listing.show(columns, [("a", ["A"])])
        assert listing.row_here == "a"
        listing.show(columns, [])
        assert listing.row_here is None


async def test_the_palette_finds_commands_looks_and_people_and_runs_them(console):
    async with console.signed_in(areas=AREAS_WITH_PEOPLE) as (app, pilot):
        found = ExampleScreen.found
        found.clear()
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Picker) and app.screen.is_running)
        await pilot.press(*"light", "enter")
        await until(pilot, lambda: app.theme == themes.LIGHT)
        assert ("E00003", "", themes.LIGHT) in console.backend.remembered
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(app.screen, Picker) and app.screen.is_running)
        await pilot.press(*"zs", "enter")
        await until(pilot, lambda: found == ["E00042"])
        assert app.current_mode == "example"


def find_people(session, actor, text):
    return [Choice("E00042", "张三", "zs zhangsan")] if "zs".startswith(text) else []


AREAS_WITH_PEOPLE = (
    replace(AREAS_WITH_EXAMPLE[0], find="tests.console.test_words:find_people"),
    *AREAS_WITH_EXAMPLE[1:],
)


# Keys of the settings file


async def test_keys_follow_the_settings_file_in_footer_and_help(console):
    console.keys = {"example.add": "f8"}
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        assert "F8 New unit" in key_line(app)
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, Form))


async def test_a_key_that_is_taken_is_left_as_it_was_and_said(console):
    console.keys = {"example.add": "f12", "nothing.such": "f8"}
    async with console.at_door(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await until(pilot, lambda: "F12 for example.add is the key of app.lock" in " ".join(text_on(app).split()))
        await enter(app, pilot)
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        assert "^N New unit" in key_line(app)


def test_two_remapped_keys_may_change_places_but_not_meet():
    app = [key("f12", "lock", "Lock", id="app.lock")]
    screen = [key("ctrl+n", "add", "New", id="s.add"), key("ctrl+x", "explain", "Explain", id="s.explain")]
    kept, problems = checked_keymap({"s.add": "ctrl+x", "s.explain": "ctrl+n"}, app, [screen])
    assert not problems
    assert kept == {"s.add": "ctrl+x", "s.explain": "ctrl+n"}
    kept, problems = checked_keymap({"s.add": "f8", "s.explain": "f8"}, app, [screen])
    assert kept == {"s.add": "f8"}
    assert [problem.facts["other"] for problem in problems] == ["s.add"]
    kept, problems = checked_keymap({"s.add": "f12"}, app, [screen])
    assert kept == {}
    kept, problems = checked_keymap({"nothing": "f8"}, app, [screen])
    assert problems[0].facts == {"id": "nothing"}


def test_no_screen_takes_a_key_that_works_everywhere():
    for area in AREAS:
        area.screen_class()
    first = {binding.key for binding in Binding.make_bindings(OpsApp.BINDINGS) if binding.priority}
    first |= {area.hotkey for area in AREAS if area.hotkey.startswith("f")}
    screens = keys_by_screen()
    assert len(screens) > 10
    taken = {(binding.id, binding.key) for screen in screens for binding in screen if binding.key in first}
    assert not taken


def test_keys_are_written_as_they_are_pressed():
    assert [shown(name) for name in ("f3", "ctrl+x", "question_mark", "space", "ctrl+home", "n", "escape")] == [
        "F3",
        "^X",
        "?",
        "Space",
        "^Home",
        "n",
        "Esc",
    ]
