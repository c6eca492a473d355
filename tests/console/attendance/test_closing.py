"""From the sheet to a closed month at the keys: heads confirm, the office closes, the general manager reopens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from opsconsole.access.actor import Role
from opsconsole.attendance import months
from opsconsole.attendance.model import AttendanceMonth, MonthState
from opsconsole.attendance.punches import read_file, take_file
from opsconsole.console.attendance.closing import AdjustmentsPage, ReviewPage
from opsconsole.console.sitting import PinQuestion
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from opsconsole.org import service as org
from opsconsole.org.model import Rank
from opsconsole.org.values import PositionData, Terms
from tests.console.attendance.office import MACHINE, MARCH, NOW, PIN
from tests.console.attendance.sitting import Sitting
from tests.console.attendance.test_pages import chosen_list, opens
from tests.console.conftest import text_on, until

HEADS = {"BGS": "E00002", "CWB": "E00004", "YYB": "E00007"}
GM = "E00001"


def settle_heads(session, actor, now: datetime) -> None:
    org.add_position(session, actor, PositionData("GM", "BGS", "总经理", "Manager", 1, Rank.GENERAL_MANAGER), now)
    org.transfer(session, actor, GM, date(2026, 4, 1), None, Terms("GM", 870_000, 217_500, "1"), now)
    for unit, badge in HEADS.items():
        data = PositionData(f"{unit}-0", unit, "主任", "Head", 1, Rank.HEAD, "GM")
        org.add_position(session, actor, data, now)
        terms = Terms(f"{unit}-0", 870_000, 217_500, badge[1:].lstrip("0"))
        org.transfer(session, actor, badge, date(2026, 4, 1), None, terms, now)


@pytest.fixture
def led(sitting: Sitting) -> Sitting:
    """The company with a head in each unit, a general manager, and an office clerk."""
    office = sitting.office
    office.database.run(settle_heads, MACHINE, NOW)
    office.roles = {
        "E00006": Role.OFFICE_CLERK,
        GM: Role.GENERAL_MANAGER,
        **dict.fromkeys(HEADS.values(), Role.HEAD),
    }
    return sitting


def state(sitting: Sitting) -> MonthState:
    return sitting.office.database.read(lambda session: session.get_one(AttendanceMonth, "2026-03").state)


async def reviewing(screen, pilot) -> None:
    await chosen_list(screen, pilot, "Review")
    await opens(screen, pilot, ReviewPage)


def confirm_all(sitting: Sitting) -> None:
    office = sitting.office
    for unit, badge in HEADS.items():
        unit_id = office.database.read(lambda session, code=unit: _unit(session, code))
        office.database.run(months.confirm_unit, office.actor(badge), MARCH, unit_id, NOW)


def _unit(session, code: str) -> int:
    from sqlalchemy import select

    from opsconsole.org.model import Unit

    return session.execute(select(Unit.id).where(Unit.code == code)).scalar_one()


async def test_a_head_sees_their_unit_and_confirms_it_after_being_told_what_is_open(led):
    async with led.at("E00004") as (screen, pilot):
        app = screen.app
        await reviewing(screen, pilot)
        await until(pilot, lambda: "waits for you" in text_on(app))
        assert "Finance" in text_on(app)
        assert "Operations" not in text_on(app)
        assert "units confirmed: 0 of 3" in text_on(app)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "half days of Finance have no verdict" in text_on(app)
        await pilot.press("y")
        await until(pilot, lambda: "units confirmed: 1 of 3" in text_on(app) and "04-01 09:00 𠮷野家" in text_on(app))
        await pilot.press("delete")
        await until(pilot, lambda: "units confirmed: 0 of 3" in text_on(app))


async def test_enter_shows_the_people_of_the_unit_on_the_sheet(led):
    async with led.at("E00006") as (screen, pilot):
        app = screen.app
        await reviewing(screen, pilot)
        await until(pilot, lambda: "waits for 李静" in text_on(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.screen is screen and "3 shown: unit CWB Finance" in text_on(app))


async def test_the_office_closes_what_every_head_has_confirmed(led):
    async with led.at("E00006") as (screen, pilot):
        app = screen.app
        await reviewing(screen, pilot)
        await until(pilot, lambda: "waits for 李静" in text_on(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "not confirmed by every head yet" in text_on(app))
        confirm_all(led)
        await until(pilot, lambda: "Every unit is confirmed: the office can close" in text_on(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await until(pilot, lambda: "2026-03 closed | units confirmed: 3 of 3" in text_on(app))
        assert state(led) is MonthState.CLOSED


def close(led: Sitting) -> None:
    confirm_all(led)
    led.office.database.run(months.close_month, led.office.actor("E00006"), MARCH, NOW)


async def test_the_general_manager_reopens_with_a_reason_and_the_pin(led):
    close(led)
    async with led.at(GM) as (screen, pilot):
        app = screen.app
        await reviewing(screen, pilot)
        await until(pilot, lambda: "2026-03 closed" in text_on(app) and "Finance" in text_on(app))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press(*"late", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, PinQuestion) and app.screen.is_running)
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: "units confirmed: 0 of 3" in text_on(app))
        assert state(led) is MonthState.OPEN


async def test_the_office_may_not_reopen(led):
    close(led)
    async with led.at("E00006") as (screen, pilot):
        app = screen.app
        await reviewing(screen, pilot)
        await until(pilot, lambda: "2026-03 closed" in text_on(app) and "Finance" in text_on(app))
        await pilot.press("ctrl+r")
        await pilot.pause(0.1)
        assert not isinstance(app.screen, Form)


async def test_what_came_late_stands_in_the_next_month_line_by_line(led):
    close(led)
    path = led.folder / "late_attlog.dat"
    path.write_text("        6\t2026-03-06 18:04:00\t1\t0\t1\t0\n")
    take_file(led.office.database, MACHINE, read_file(path, now=NOW), now=NOW)
    sitting = replace(led, clock_now=NOW)
    async with sitting.at("E00006", size=(120, 36)) as (screen, pilot):
        app = screen.app
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: "2026-04" in text_on(app))
        await chosen_list(screen, pilot, "From closed")
        await opens(screen, pilot, AdjustmentsPage)
        await until(pilot, lambda: "2026-03-06" in text_on(app))
        shown = text_on(app)
        assert all(words in shown for words in ("afternoon", "missing punch", "present"))
        assert "lines about 1 people" in shown
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "No closed month left anything to 2026-03." in text_on(app))


async def test_in_chinese_nothing_is_left_in_english(led):
    async with led.at("E00004", language="zh") as (screen, pilot):
        app = screen.app
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "复核" in text_on(app))
        await pilot.press("enter")
        await opens(screen, pilot, ReviewPage)
        await until(pilot, lambda: "待您确认" in text_on(app))
        assert "部门确认 0/3" in text_on(app)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "尚无处理意见" in text_on(app)


async def test_the_desk_counts_what_a_head_has_to_confirm_and_enter_goes_there(led):
    app = led.app("en")
    async with app.run_test(size=(80, 24)) as pilot:
        from tests.console.conftest import enter

        await until(pilot, lambda: app.backend is not None)
        await enter(app, pilot, "E00004", PIN)
        await until(pilot, lambda: "Units whose 2026-03 you confirm" in text_on(app))
        grid = app.screen.grid
        grid.move_to("review 2026-03")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ReviewPage) and "waits for you" in text_on(app))
        app.backend.database.close()
