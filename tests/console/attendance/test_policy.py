"""The policy on a screen: every figure with its clause, changed, tried out on the month, kept with a date (ATT-14)."""

from __future__ import annotations

from datetime import date

import pytest

from opsconsole.access.actor import Role
from opsconsole.attendance import service
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.sources import policies
from opsconsole.console.attendance.policy import PolicyPage
from opsconsole.console.attendance.policy.figures import figures_of
from opsconsole.console.attendance.policy.what_if import WhatIfPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from tests.console.attendance.office import MACHINE
from tests.console.attendance.test_pages import chosen_list, opens
from tests.console.conftest import text_on, until

OFFICE = "E00006"


async def on_figure(screen, pilot, key: str) -> None:
    """The policy opened, the form of a figure up."""
    app = screen.app
    await chosen_list(screen, pilot, "Policy")
    await opens(screen, pilot, PolicyPage)
    await until(pilot, lambda: app.screen.grid.row_count > 10)
    app.screen.grid.move_to(key)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)


async def test_every_figure_stands_with_its_clause(sitting):
    async with sitting.at("E00002", size=(120, 36)) as (screen, pilot):
        await chosen_list(screen, pilot, "policy")
        await until(pilot, lambda: "from 3: 5 days, from 4: 10 days" in text_on(screen.app))
        shown = text_on(screen.app)
        assert "The founding figures hold in 2026-03." in shown
        assert "from 0.5 d: 1 days" in shown
        assert "not entered: the percentage stands alone" in shown


async def test_a_longer_grace_is_tried_out_before_it_is_kept_and_then_judges_the_month(sitting):
    office = sitting.office
    assert office.row("E00006").late_times == 3
    async with sitting.at(OFFICE, size=(120, 36)) as (screen, pilot):
        app = screen.app
        await on_figure(screen, pilot, "late")
        await pilot.press(*"10", "ctrl+s")
        await until(pilot, lambda: "* 10 to 30 min after the start" in text_on(app))
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, WhatIfPage) and "people would change" in text_on(app))
        assert "2 of 8 people would change" in text_on(app)
        assert "4 -> 3" in text_on(app)
        assert office.row("E00006").late_times == 3
        await pilot.press("escape")
        await opens(screen, pilot, PolicyPage)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "The version of 2026-03-01 holds" in text_on(app))
        assert office.row("E00006").late_times == 2
        assert office.database.read(policies).on(date(2026, 2, 28)).late_from_min == 5


async def test_figures_that_contradict_each_other_stay_in_the_form_with_a_sentence(sitting):
    async with sitting.at(OFFICE) as (screen, pilot):
        app = screen.app
        await on_figure(screen, pilot, "late")
        await pilot.press(*"45", "ctrl+s")
        await until(pilot, lambda: "Late: from 45 to 30 min is no span" in text_on(app))
        assert isinstance(app.screen, Form)


@pytest.mark.parametrize(
    ("typed", "told"),
    [("3-5", "is no tier"), ("x=5", "is no number of times"), ("4=5 3=10", "Each tier begins above the one before")],
)
async def test_tiers_are_typed_on_one_line_and_told_where_they_are_wrong(sitting, typed, told):
    async with sitting.at(OFFICE) as (screen, pilot):
        app = screen.app
        await on_figure(screen, pilot, "late_tiers")
        await pilot.press(*[key if key != " " else "space" for key in typed], "ctrl+s")
        await until(pilot, lambda: told in text_on(app))


async def test_changed_figures_are_not_thrown_away_unasked(sitting):
    async with sitting.at(OFFICE) as (screen, pilot):
        app = screen.app
        await on_figure(screen, pilot, "minimum_wage_fen")
        await pilot.press(*"2590", "ctrl+s")
        await until(pilot, lambda: "* 2,590.00 yuan" in text_on(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("n")
        await opens(screen, pilot, PolicyPage)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "not entered" in text_on(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)


async def test_a_reason_is_added_with_the_next_digit_and_gives_a_verdict(sitting):
    office = sitting.office
    office.roles = {**office.roles, OFFICE: Role.OFFICE_CLERK}
    async with sitting.at(OFFICE) as (screen, pilot):
        app = screen.app
        await chosen_list(screen, pilot, "Policy")
        await opens(screen, pilot, PolicyPage)
        await until(pilot, lambda: app.screen.grid.row_count > 10)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press(*"停电", "enter", *"Power cut", "ctrl+s")
        await until(pilot, lambda: any(str(one).startswith("reason:own_") for one in app.screen.grid.row_ids))
        assert str(app.screen.grid.cursor_id).startswith("reason:own_")
        await until(pilot, lambda: "* 9 Power cut" in text_on(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "The figures hold from 2026-03-01 on" in text_on(app))
    reasons = office.database.read(policies).on(date(2026, 3, 31)).reasons
    assert [(one.zh, one.en) for one in reasons[-1:]] == [("停电", "Power cut")]


async def test_a_sign_on_paper_is_the_companys(sitting):
    async with sitting.at(OFFICE) as (screen, pilot):
        app = screen.app
        await on_figure(screen, pilot, "symbol:late")
        await pilot.press(*"旷", "ctrl+s")
        await until(pilot, lambda: "stands for two things" in text_on(app))
        await pilot.press("backspace", *"晚", "ctrl+s")
        await until(pilot, lambda: "* on paper 晚 L" in text_on(app))


async def test_a_refusal_names_its_clause_in_chinese(sitting):
    async with sitting.at(OFFICE, language="zh") as (screen, pilot):
        app = screen.app
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "看哪份清单" in text_on(app))
        await pilot.press(*["down"] * 8, "enter")
        await opens(screen, pilot, PolicyPage)
        await until(pilot, lambda: app.screen.grid.row_count > 10)
        app.screen.grid.move_to("symbol:late")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press(*"旷", "ctrl+s")
        await until(pilot, lambda: "(判定规则 6)" in text_on(app))


async def test_what_somebody_else_has_entered_meanwhile_is_not_written_over(sitting):
    office = sitting.office
    async with sitting.at(OFFICE) as (screen, pilot):
        app = screen.app
        await on_figure(screen, pilot, "late")
        await pilot.press(*"10", "ctrl+s")
        await until(pilot, lambda: "* 10 to 30 min" in text_on(app))
        changed = AttendancePolicy(cap_percent=15)
        office.database.run(service.enter_policy, MACHINE, date(2026, 3, 1), changed, "")
        await until(pilot, lambda: "Somebody else has changed the policy meanwhile" in text_on(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "look at it again" in text_on(app))
        assert office.database.read(policies).on(date(2026, 3, 31)) == changed
        await pilot.press("escape", "ctrl+z")
        await until(pilot, lambda: "15% of the wage" in text_on(app))


async def test_figures_that_a_later_version_ends_are_told_to_end(sitting):
    sitting.office.database.run(service.enter_policy, MACHINE, date(2026, 5, 1), AttendancePolicy(), "")
    async with sitting.at(OFFICE) as (screen, pilot):
        app = screen.app
        await on_figure(screen, pilot, "cap_percent")
        await pilot.press(*"18", "ctrl+s")
        await until(pilot, lambda: "* 18% of the wage" in text_on(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "until the version of 2026-05-01 begins" in text_on(app))


async def test_who_may_not_change_the_policy_reads_it(sitting):
    async with sitting.at("E00002") as (screen, pilot):
        app = screen.app
        await chosen_list(screen, pilot, "Policy")
        await opens(screen, pilot, PolicyPage)
        await until(pilot, lambda: app.screen.grid.row_count > 10)
        await pilot.press("enter")
        await until(pilot, lambda: "The office and the general manager change the policy" in text_on(app))


def test_every_figure_of_the_policy_is_on_the_screen():
    from dataclasses import fields

    told = " ".join(figure.key for figure in figures_of(AttendancePolicy()))
    spoken = {"late": ("late_from_min", "late_to_min"), "early": ("early_from_min", "early_to_min")}
    shown = {name for key, names in spoken.items() if key in told.split() for name in names}
    shown |= {"day_rate_days_hundredths"} if "day_rate" in told else set()
    shown |= {"reasons", "symbols"} if "reason:" in told and "symbol:" in told else set()
    shown |= set(told.split())
    assert {field.name for field in fields(AttendancePolicy)} <= shown
