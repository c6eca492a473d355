"""Forms: what may be typed, where problems stand, and that nothing typed is ever lost."""

from __future__ import annotations

from datetime import date

import pytest
from textual import events
from textual.binding import Binding
from textual.widgets import Input

from opsconsole.console.app import OpsApp
from opsconsole.console.areas import AREAS
from opsconsole.console.widgets.form import (
    ChoiceField,
    ClockField,
    DayField,
    Form,
    IntField,
    LinesField,
    MoneyField,
    MonthField,
    PickField,
    PinField,
    TextField,
    YesNoField,
)
from opsconsole.console.widgets.form.boxes import PickBox
from opsconsole.console.widgets.inputs import half_width
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.dates import Month
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_

from .conftest import text_on, until
from .example_area import AREAS_WITH_EXAMPLE, find_units

TODAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (TextField("f", "F"), "  汉 [b]  ", "汉 [b]"),
        (IntField("f", "F", most=99), "１２", 12),
        (DayField("f", "F"), "5", date(2026, 3, 5)),
        (DayField("f", "F"), "0905", date(2026, 9, 5)),
        (DayField("f", "F"), "+3", date(2026, 3, 9)),
        (DayField("f", "F"), "", None),
        (MonthField("f", "F"), "2", Month(2026, 2)),
        (MonthField("f", "F"), "202502", Month(2025, 2)),
        (MoneyField("f", "F"), "1,680.3", 168030),
        (ClockField("f", "F"), "9", 540),
        (ClockField("f", "F"), "0930", 570),
        (ClockField("f", "F"), "24:30", 1470),
        (ChoiceField("f", "F", options=(("a", "A"), ("b", "B"))), "b", "b"),
        (YesNoField("f", "F"), "yes", True),
        (LinesField("f", "F"), " one \n\n two", ["one", "two"]),
        (PickField("f", "F"), Choice("OPS", "运营部"), "OPS"),
        (PickField("f", "F"), None, None),
    ],
)
def test_what_is_typed_gives_its_value(field, typed, value):
    assert field.value(typed, TODAY) == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (TextField("f", "F", required=True), "  "),
        (TextField("f", "F"), "a\u202eb"),
        (LinesField("f", "F"), "ok\na\x1bb"),
        (LinesField("f", "F", required=True), "\n"),
        (IntField("f", "F", most=99), "100"),
        (IntField("f", "F"), "1e3"),
        (IntField("f", "F"), "1_0"),
        (DayField("f", "F"), "31.4."),
        (DayField("f", "F", required=True), ""),
        (MonthField("f", "F"), "13"),
        (MoneyField("f", "F"), "1e5"),
        (ClockField("f", "F"), "2890"),
        (PickField("f", "F", required=True), None),
    ],
)
def test_what_will_not_do_is_refused(field, typed):
    with pytest.raises(Refusal):
        field.value(typed, TODAY)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (DayField("f", "F"), date(2026, 3, 5)),
        (MonthField("f", "F"), Month(2026, 2)),
        (MoneyField("f", "F"), 168030),
        (ClockField("f", "F"), 1470),
        (YesNoField("f", "F"), True),
        (LinesField("f", "F"), ["one", "two"]),
        (IntField("f", "F"), 7),
    ],
)
def test_a_value_is_shown_as_it_would_have_been_typed(field, value):
    assert field.value(field.typed(value), TODAY) == value


def test_full_width_digits_and_signs_have_half_width_twins():
    assert half_width("１２３，４。５０￥：－") == "123,4.50¥:-"


async def form_open(console, app, pilot):
    await pilot.press("f2")
    await until(pilot, lambda: "E00005" in text_on(app))
    await pilot.press("ctrl+n")
    await until(pilot, lambda: isinstance(app.screen, Form) and "^S " in text_on(app))


def line_with(app, text):
    return next((line for line in text_on(app).splitlines() if text in line), "")


async def test_a_short_date_is_written_out_and_problems_stand_beside_their_field(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE, size=(100, 30)) as (app, pilot):
        await form_open(console, app, pilot)
        await pilot.press(*"OPS", "enter", "enter", "tab", "tab", *"5", "enter", *"x", "enter", *"12x", "ctrl+s")
        await pilot.pause()
        assert "2026-03-05" in line_with(app, "From*")
        assert '"x" is not a month' in line_with(app, "Month ")
        assert '"12x" is not an' in line_with(app, "Basic wage")
        assert app.focused is not None
        assert isinstance(app.focused, Input)
        assert app.focused.value == "x"
        assert console.backend.database.calls == []


async def test_what_is_needed_is_said_in_the_persons_language(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE, language="zh") as (app, pilot):
        await form_open(console, app, pilot)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "必填" in text_on(app))
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "Needed" in text_on(app))


async def test_a_refused_act_leaves_the_form_open_with_everything_typed(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await form_open(console, app, pilot)
        await pilot.press(*"TAKEN", "enter", *"name", "tab", "tab", "tab", *"5", "ctrl+s")
        await until(pilot, lambda: "Refused: Unit TAKEN already has a head (ORG-4)" in text_on(app))
        assert isinstance(app.screen, Form)
        assert "name" in line_with(app, "│ Name ")
        await pilot.press("up", "up", "up", "up", "ctrl+u", *"FREE", "ctrl+s")
        await until(pilot, lambda: "Done: Unit FREE is there" in text_on(app))
        assert not isinstance(app.screen, Form)
        assert [args for _name, args, _id in console.backend.database.calls] == [("TAKEN",), ("FREE",)]
        assert app.desk.drafts == {}


async def test_esc_keeps_a_draft_that_comes_back_and_can_be_thrown_away(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await form_open(console, app, pilot)
        await pilot.press(*"OPS", "enter", "enter", "y", "down", "enter", "escape")
        await until(pilot, lambda: "Kept as a draft: New unit" in text_on(app))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "Your draft of 03-06 09:30 is back" in text_on(app))
        assert "OPS" in line_with(app, "Code*")
        assert "运营部" in line_with(app, "Part of")
        await pilot.press("ctrl+r")
        assert "OPS" not in line_with(app, "Code*")
        await pilot.press("escape")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Form) and "New unit" in text_on(app))
        assert "Your draft" not in text_on(app)


async def test_a_form_that_was_only_looked_at_leaves_no_draft(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await form_open(console, app, pilot)
        await pilot.press("tab", "tab", "tab", "right", "left", "escape")
        assert app.desk.drafts == {}


async def test_a_pin_is_never_kept_in_a_draft(console):
    fields = (TextField("why", N_("Reason")), PinField("pin", N_("PIN")))
    async with console.signed_in() as (app, pilot):
        app.area_screen.open_form(Form(Message("PIN?"), fields, draft_key="pin", save=lambda values, form: None))
        await until(pilot, lambda: isinstance(app.screen, Form) and "PIN?" in text_on(app))
        await pilot.press(*"why", "tab", *"246810")
        assert "246810" not in text_on(app)
        await pilot.press("escape")
        assert app.desk.drafts["pin"].typed == {"why": "why"}


async def test_an_area_key_under_a_form_leaves_it_where_it_is(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await form_open(console, app, pilot)
        await pilot.press(*"half", "f7")
        await until(pilot, lambda: "Nothing waits for you" in text_on(app))
        await pilot.press("f2")
        await until(pilot, lambda: "half" in text_on(app))


async def test_problems_of_all_values_together_stand_beside_their_fields(console):
    saved = []
    fields = (DayField("since", N_("From")), DayField("until", N_("Until")))

    def check(values):
        return {} if values["since"] <= values["until"] else {"until": Message("before the start")}

    async with console.signed_in() as (app, pilot):
        form = Form(
            Message("Leave?"), fields, draft_key="x", check=check, save=lambda values, form: saved.append(values)
        )
        app.area_screen.open_form(form)
        await until(pilot, lambda: isinstance(app.screen, Form) and "Leave?" in text_on(app))
        await pilot.press(*"5", "enter", *"4", "ctrl+s")
        await until(pilot, lambda: "before the start" in line_with(app, "Until"))
        await pilot.press("ctrl+u", *"6", "ctrl+s")
        assert saved == [{"since": date(2026, 3, 5), "until": date(2026, 3, 6)}]


async def test_the_pickers_enter_takes_the_first_and_the_arrows_another(console):
    taken = []
    async with console.signed_in() as (app, pilot):

        def ask():
            app.area_screen.ask(Picker(Message("Unit?"), find_units), taken.append)

        ask()
        await until(pilot, lambda: "运营部" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: len(taken) == 1)
        ask()
        await until(pilot, lambda: "运营部" in text_on(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: len(taken) == 2)
        ask()
        await until(pilot, lambda: "运营部" in text_on(app))
        await pilot.press(*"zzz", "enter")
        await until(pilot, lambda: "Nothing is called that" in text_on(app))
        await pilot.press("escape")
        assert [choice.key for choice in taken] == ["OPS", "PLAN"]


async def test_a_scan_that_ends_in_enter_takes_what_the_whole_text_finds(console):
    taken = []

    def slow(text):
        import time

        time.sleep(0.05 if text else 0.0)
        return find_units(text)

    async with console.signed_in() as (app, pilot):
        app.area_screen.ask(Picker(Message("Unit?"), slow), taken.append)
        await until(pilot, lambda: "运营部" in text_on(app))
        await pilot.press(*"ghb", "enter")
        await until(pilot, lambda: bool(taken))
        assert taken[0].key == "PLAN"


def test_an_input_keeps_its_own_editing_keys():
    own = {binding.key for binding in Binding.make_bindings(Input.BINDINGS)}
    first = {binding.key for binding in Binding.make_bindings(OpsApp.BINDINGS) if binding.priority}
    first |= {area.hotkey for area in AREAS}
    assert own
    assert first
    assert not own & first


async def test_what_is_typed_faster_than_the_list_opens_belongs_to_the_list(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("enter", "enter")
        box = app.screen.focused
        assert isinstance(box, PickBox)
        for character in "plan":
            box.post_message(events.Key(character, character))
        box.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: isinstance(app.screen, Form) and "[b]规划部[/b]" in text_on(app))
