"""The trend: months of the company, of a unit, and the units of a month, as bars."""

from __future__ import annotations

from opsconsole.console.attendance.trend import TrendPage
from tests.console.attendance.test_pages import chosen_list, opens
from tests.console.conftest import text_on, until


async def test_the_months_of_the_company_and_the_units_of_a_month(sitting):
    async with sitting.at() as (screen, pilot):
        app = screen.app
        await chosen_list(screen, pilot, "Trend")
        await opens(screen, pilot, TrendPage)
        await until(pilot, lambda: "2026-03" in text_on(app) and "#" in text_on(app))
        assert "Months of the whole company" in text_on(app)
        row = next(line for line in text_on(app).splitlines() if line.lstrip("> ").startswith("2026-03"))
        figures = [office_row(sitting, badge) for badge in ("E00001", "E00002", "E00003", "E00004")]
        figures += [office_row(sitting, badge) for badge in ("E00005", "E00006", "E00007", "E00008")]
        present, due = sum(one.present_halves for one in figures), sum(one.required_days for one in figures)
        permille = (present * 1000 + due) // (2 * due)
        assert f"{permille // 10}.{permille % 10}%" in row
        await pilot.press("f8")
        await until(pilot, lambda: "The units in 2026-03" in text_on(app) and "Operations" in text_on(app))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: "Months of one unit" in text_on(app))
        await pilot.press(*"yyb")
        await pilot.pause(0.1)
        await pilot.press("enter")
        await until(pilot, lambda: "Months of YYB Operations" in text_on(app))


def office_row(sitting, badge: str):
    return sitting.office.row(badge)


async def test_who_sees_only_themselves_sees_their_own_trend(sitting):
    async with sitting.at("E00008") as (screen, pilot):
        app = screen.app
        await chosen_list(screen, pilot, "Trend")
        await opens(screen, pilot, TrendPage)
        await until(pilot, lambda: "2026-03" in text_on(app) and "%" in text_on(app))
        row = next(line for line in text_on(app).splitlines() if line.lstrip("> ").startswith("2026-03"))
        assert row.lstrip("> ").split()[1] == "1"
