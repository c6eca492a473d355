"""What the office keeps for a month at the keys: duty, events with who came, findings."""

from __future__ import annotations

from opsconsole.console.attendance.keeping import DutyPage, EventsPage, FindingsPage
from opsconsole.console.attendance.keeping.attendees import AttendeesPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from opsconsole.console.widgets.picker import Picker
from tests.console.attendance.test_pages import chosen_list, opens
from tests.console.conftest import text_on, until


async def form_up(app, pilot) -> None:
    await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)


async def picked(app, pilot, typed: str, shown: str) -> None:
    """Space on a picker's box opens it; what is typed is found, Enter takes it."""
    await pilot.press("space")
    await until(pilot, lambda: isinstance(app.screen, Picker) and app.screen.is_running)
    await pilot.press(*typed)
    await until(pilot, lambda: shown in text_on(app))
    await pilot.press("enter")
    await form_up(app, pilot)


async def test_somebody_is_put_on_the_roster_and_taken_off(sitting):
    async with sitting.at() as (screen, pilot):
        app, before = screen.app, sitting.office.row("E00006").absence_halves
        await chosen_list(screen, pilot, "Duty")
        await opens(screen, pilot, DutyPage)
        await until(pilot, lambda: "Nobody is on duty in this month" in text_on(app))
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await picked(app, pilot, "zm", "赵敏 E00006")
        await pilot.press(*"20260307", "ctrl+s")
        await until(pilot, lambda: "2026-03-07 Saturday" in text_on(app) and "18:00-03-08 08:00" in text_on(app))
        assert sitting.office.row("E00006").absence_halves == before + 2
        await until(pilot, lambda: app.screen.here is not None)
        await pilot.press("ctrl+d")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "Nobody is on duty in this month" in text_on(app))
        assert sitting.office.row("E00006").absence_halves == before


async def test_an_event_is_announced_a_unit_expected_and_who_came_ticked_off(sitting):
    async with sitting.at(size=(80, 24), language="zh") as (screen, pilot):
        app = screen.app
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "活动" in text_on(app))
        await pilot.press(*["down"] * 3, "enter")
        await opens(screen, pilot, EventsPage)
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await pilot.press(*"M9", "enter", *"meeting", "enter", *"20260310", "ctrl+s")
        await opens(screen, pilot, AttendeesPage)
        await until(pilot, lambda: "还没有应到人员" in text_on(app))
        await pilot.press("ctrl+u")
        await form_up(app, pilot)
        await picked(app, pilot, "yyb", "运营部 YYB")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "应到 2，已到 0，准假 0" in text_on(app))
        before = sitting.office.row("E00007").absence_halves
        await until(pilot, lambda: app.screen.grid.cursor_id is not None)
        await pilot.press("space")
        await until(pilot, lambda: "已到 1" in text_on(app))
        await pilot.press("ctrl+x")
        await until(pilot, lambda: "准假 1" in text_on(app))
        await pilot.press("escape")
        await opens(screen, pilot, EventsPage)
        await until(pilot, lambda: "meeting" in text_on(app))
        assert sitting.office.row("E00007").absence_halves == before - 1


async def test_a_finding_needs_whose_record_it_was_and_is_taken_back(sitting):
    async with sitting.at() as (screen, pilot):
        app = screen.app
        await chosen_list(screen, pilot, "Find")
        await opens(screen, pilot, FindingsPage)
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await picked(app, pilot, "E00006", "赵敏 E00006")
        await pilot.press(*"20260305", "enter", "right", "enter", *"[red]x[/]", "ctrl+s")
        await until(pilot, lambda: "Name the employee whose record was falsified" in text_on(app))
        await pilot.press("down")
        await picked(app, pilot, "E00007", "周芳 E00007")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "the record of 周芳 E00007: [red]x[/]" in text_on(app))
        await pilot.press("ctrl+d")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "Nothing was found in this month" in text_on(app))
