"""The month sheet: what it shows, to whom, and how one moves on it."""

from __future__ import annotations

from datetime import date

from rich.cells import cell_len

from opsconsole.attendance import service
from opsconsole.attendance.rules.values import HalfName
from opsconsole.console.attendance import AttendanceScreen
from opsconsole.console.widgets.grid import Grid
from opsconsole.dates import Month
from tests.console.attendance.office import NOW, PIN
from tests.console.attendance.sitting import loaded, on_half
from tests.console.conftest import enter, text_on, until


def rows_of(screen) -> list[str]:
    """The lines of the sheet's rows as they stand on the screen."""
    lines = text_on(screen.app).splitlines()
    region = screen.grid.region
    return [line for line in lines[region.y + 2 : region.bottom] if line.strip()]


async def test_the_sheet_opens_on_the_month_in_hand_with_its_people_and_what_it_lacks(sitting):
    async with sitting.at() as (screen, pilot):
        await until(pilot, lambda: "punches of nobody: 1" in text_on(screen.app))
        shown = text_on(screen.app)
        assert "2026-03 not closed | 8 people | settled 0 of 22" in shown
        assert "no minimum wage entered" in shown
        assert "no clock data" not in shown
        assert len(rows_of(screen)) == 8


async def test_each_half_has_its_sign_and_both_present_is_blank(sitting):
    async with sitting.at(language="zh") as (screen, pilot):
        await until(pilot, lambda: loaded(screen))
        row = next(line for line in rows_of(screen) if "赵敏" in line)
        assert "迟.  迟退" in row
        assert ". 缺" in row
        assert "休休" in row


async def test_english_signs_are_single_letters(sitting):
    async with sitting.at() as (screen, _pilot):
        row = next(line for line in rows_of(screen) if "赵敏" in line)
        assert "L. LE" in row
        assert ".M" in row


async def test_hostile_and_endless_names_are_shown_as_they_are_and_break_nothing(sitting):
    async with sitting.at(size=(80, 24)) as (screen, _pilot):
        names = [line for line in rows_of(screen) if "[@clic.." in line or "汉汉汉.." in line]
        assert len(names) == 2
        assert len({cell_len(line[: line.index("│")]) for line in rows_of(screen)}) == 1


async def test_pay_is_not_on_the_sheet_of_those_who_may_not_see_it(sitting):
    async with sitting.at("E00008", size=(120, 36)) as (screen, _pilot):
        assert len(rows_of(screen)) == 1
        assert "Smith" in rows_of(screen)[0]
        assert "Policy" not in text_on(screen.app)
        assert "Cap" not in text_on(screen.app)


async def test_somebody_without_rights_sees_their_own_month_and_its_reasons_alone(sitting):
    async with sitting.at("E00007") as (screen, pilot):
        assert screen.grid.row_count == 1
        await pilot.press("home", "enter")
        await until(pilot, lambda: "周芳" in text_on(screen.app) and "Mo" in text_on(screen.app))
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: "Punches" in text_on(screen.app))


async def test_every_total_is_reached_on_a_narrow_terminal_by_scrolling(sitting):
    async with sitting.at(size=(80, 24)) as (screen, pilot):
        assert "Policy" not in text_on(screen.app)
        await pilot.press("end")
        keys = [column.key for column in screen.grid._plan.columns]
        for name in ("required", "policy", "cap", "payable", "consequence", "late_min"):
            assert name in keys
        screen.grid.move_to(None, "policy")
        await until(pilot, lambda: "Policy" in text_on(screen.app))
        assert "!4,500.00" in text_on(screen.app)


async def test_a_policy_figure_over_the_lawful_cap_is_marked_with_a_sign(sitting):
    async with sitting.at() as (screen, _pilot):
        row = next(line for line in rows_of(screen) if "赵敏" in line)
        assert "!4,500.00" in row
        assert "2,175.00" in row


async def test_brackets_and_control_arrows_go_from_month_to_month(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("]")
        await until(pilot, lambda: "2026-04 not closed" in text_on(screen.app) and loaded(screen))
        await pilot.press("ctrl+left", "left_square_bracket")
        await until(pilot, lambda: "2026-02 not closed" in text_on(screen.app) and loaded(screen))


async def test_a_month_is_gone_to_by_typing_it(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("m")
        await until(pilot, lambda: "Go to month" in text_on(screen.app))
        await pilot.press("1", "ctrl+s")
        await until(pilot, lambda: screen.month == Month(2026, 1))
        await until(pilot, lambda: "2026-01 not closed" in text_on(screen.app))


async def test_a_month_that_has_not_begun_is_neither_judged_nor_kept(sitting):
    async with sitting.at() as (screen, pilot):
        screen.go_to_month(Month(2027, 5))
        await until(pilot, lambda: "2027-05 has not begun yet." in text_on(screen.app))
        await pilot.pause(0.5)
        assert sitting.office.database.read(months_kept) == ["2026-03"]
        assert "holidays of 2027 not yet published" in text_on(screen.app)


async def test_a_past_month_is_judged_when_it_is_opened_and_says_that_no_clock_data_came(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("[")
        await until(pilot, lambda: "no clock data: 02-02, 02-03, 02-04, 02-05 and" in text_on(screen.app))
        assert sitting.office.database.read(months_kept) == ["2026-02", "2026-03"]


async def test_a_month_before_anybody_was_employed_says_so(sitting):
    async with sitting.at() as (screen, pilot):
        screen.go_to_month(Month(2025, 1))
        await until(pilot, lambda: "Nobody whom you may see was employed in 2025-01." in text_on(screen.app))
        await pilot.press("f8", "1", "enter", "end", "home", "enter", "ctrl+z", "delete")
        await pilot.pause()
        assert screen.app.is_running


async def test_people_are_found_as_one_types_and_escape_shows_everybody_again(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("slash", *"zhaom")
        await until(pilot, lambda: screen.grid.row_count == 1)
        assert "赵敏" in rows_of(screen)[0]
        await until(pilot, lambda: '1 shown: found by "zhaom"' in text_on(screen.app))
        await pilot.press("enter")
        assert isinstance(screen.focused, Grid)
        await pilot.press("escape")
        await until(pilot, lambda: screen.grid.row_count == 8)


async def test_digits_and_letters_typed_to_find_are_no_verdicts(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: on_half(screen))
        await pilot.press("ctrl+f", *"1n2")
        await pilot.pause(0.3)
        assert not screen.verdicts
        assert screen.chosen.text == "1n2"


async def test_only_those_who_wait_for_a_verdict_and_only_one_unit(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("u")
        await until(pilot, lambda: screen.grid.row_count == 7)
        await until(pilot, lambda: "only unsettled" in text_on(screen.app))
        await pilot.press("ctrl+t")
        await until(pilot, lambda: "People of one unit" in text_on(screen.app) and "YYB" in text_on(screen.app))
        await pilot.press(*"yyb", "enter")
        await until(pilot, lambda: screen.grid.row_count == 3)
        await until(pilot, lambda: "unit YYB Operations" in text_on(screen.app))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: screen.grid.row_count == 8)


async def test_what_another_terminal_changes_shows_and_the_cursor_stays(sitting):
    office = sitting.office
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(office.id_of("E00006"), "pm06")
        clerk = office.actor("E00001")
        args = (office.id_of("E00003"), date(2026, 3, 5), HalfName.AM, "forgot", "", NOW)
        office.database.run(service.explain_half, clerk, *args)
        await until(pilot, lambda: "settled 1 of 22" in text_on(screen.app), seconds=8)
        assert screen.grid.cursor_id == office.id_of("E00006")
        assert screen.grid.cursor_key == "pm06"
        await until(pilot, lambda: any("XA" in line for line in rows_of(screen)))


async def test_the_language_switches_signs_headings_and_reasons_on_the_spot(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("f8")
        await until(pilot, lambda: "1 Forgot to clock" in text_on(screen.app))
        place = screen.half_here()
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "1 忘记打卡" in text_on(screen.app) and "迟退" in text_on(screen.app))
        assert screen.half_here() == place
        assert "已处理 0/22" in text_on(screen.app)


async def test_the_place_is_kept_while_somebody_else_sits_at_the_keys(sitting):
    async with sitting.at() as (screen, pilot):
        app, here = screen.app, sitting.office.id_of("E00006")
        await pilot.press("u")
        await until(pilot, lambda: screen.grid.row_count == 7)
        screen.grid.move_to(here, "am24")
        await pilot.press("f12")
        await until(pilot, lambda: "Locked." in text_on(app))
        await enter(app, pilot, "E00002", PIN)
        await pilot.press("f3")
        await until(
            pilot, lambda: app.screen is not screen and app.screen.query(Grid) and app.screen.grid.row_count == 8
        )
        await pilot.press("f12")
        await until(pilot, lambda: "Locked." in text_on(app))
        await enter(app, pilot, "E00001", PIN)
        await until(pilot, lambda: isinstance(app.screen, AttendanceScreen) and app.screen.grid.row_count == 7)
        again = app.screen
        assert (again.grid.cursor_id, again.grid.cursor_key) == (here, "am24")


async def test_a_terminal_that_grows_gets_more_totals(sitting):
    async with sitting.at(size=(80, 24)) as (screen, pilot):
        assert "Policy" not in text_on(screen.app)
        await pilot.resize_terminal(120, 36)
        await until(pilot, lambda: "Policy" in text_on(screen.app))
        assert loaded(screen)


def months_kept(session) -> list[str]:
    from sqlalchemy import select

    from opsconsole.attendance.model import AttendanceMonth

    return sorted(session.execute(select(AttendanceMonth.month)).scalars())
