"""F2: the tree of units, positions and people, what is known of each, as of any day (ORG-1 to ORG-5)."""

from __future__ import annotations

from typing import Any

from opsconsole.access.actor import Role
from opsconsole.access.permissions import permissions_of
from opsconsole.console.org.outline import Outline
from opsconsole.console.org.sheet import Sheet
from opsconsole.org import service
from opsconsole.org.values import Layer, UnitData

from ..conftest import enter, text_on, until
from .company import HOSTILE, LONG, MOMENT, OFFICE, UNITS


async def opened(app: Any, pilot: Any) -> None:
    """F2, the tree read."""
    await pilot.press("f2")
    await until(pilot, lambda: app.screen.query(Outline) and app.screen.query_one(Outline).rows)
    await until(pilot, lambda: app.screen.query_one(Sheet).line_count > 0)


def row_here(app: Any) -> str:
    return app.area_screen.query_one(Outline).row_here.key


def line_with(app: Any, words: str) -> str:
    """The line of the screen that holds some words."""
    return next((line for line in text_on(app).splitlines() if words in line), "")


async def go_to(app: Any, pilot: Any, typed: str, key: str) -> None:
    """Finds by what is typed, and waits until the tree's cursor is there."""
    await pilot.press("slash")
    await pilot.press(*typed)
    await pilot.press("enter")
    await until(pilot, lambda: row_here(app) == key)
    await pilot.pause()


async def test_units_show_their_head_their_places_and_in_a_word_what_is_vacant_or_beyond(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        operations = line_with(app, "Operations  ")
        assert "韩梅梅" in operations
        assert "3/4 vac 1" in operations
        assert "1/3 vac 2" in line_with(app, "General Office")
        await go_to(app, pilot, "SHB-S", "unit:SHB-S")
        assert "2/1 over 1" in line_with(app, "+ Sales Team")


async def test_a_unit_counts_the_places_of_all_units_below_so_that_folding_hides_no_vacancy(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        assert "9/11 vac 3 over 1" in line_with(app, "- Demo Company")
        assert "3/2 over 1" in line_with(app, "+ Shanghai Branch")
        await go_to(app, pilot, "SHB", "unit:SHB")
        assert "1/1" in line_with(app, " Headcount ")
        assert "3/2 over 1" in line_with(app, " With all below ")


async def test_right_unfolds_unit_and_position_down_to_the_people_and_left_goes_back_up(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OFF", "unit:OFF")
        await pilot.press("right")
        await until(pilot, lambda: "Clerk  王小明" in text_on(app))
        await pilot.press("down", "down")
        assert row_here(app) == "position:OFF-C"
        await pilot.press("right", "right")
        await until(pilot, lambda: row_here(app) == "person:E00003")
        await pilot.press("left")
        assert row_here(app) == "position:OFF-C"
        await pilot.press("left")
        assert "person:E00003" not in [row.key for row in app.screen.query_one(Outline).rows]
        await pilot.press("left")
        assert row_here(app) == "unit:OFF"
        await pilot.press("space")
        await until(pilot, lambda: "position:OFF-C" not in [row.key for row in app.screen.query_one(Outline).rows])


async def test_a_unit_tells_its_layer_kind_whether_it_is_assessed_its_head_and_the_deputy_in_charge(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS", "unit:OPS")
        shown = text_on(app)
        assert "Execution layer" in line_with(app, " Layer ")
        assert "Business unit" in line_with(app, " Kind ")
        assert "yes" in line_with(app, " Assessed ")
        assert "> 韩梅梅 E00005" in line_with(app, " Head ")
        assert "> 钱二 E00002" in line_with(app, " Deputy in charge ")
        assert "> Operations Specialist  2/3 vac 1" in shown
        await pilot.press("home")
        await until(pilot, lambda: "ACME" in text_on(app))
        assert "(none)" in line_with(app, " Head ")


async def test_a_position_tells_its_duties_in_order_the_chain_of_superiors_and_who_held_it_before(office):
    async with office.signed_in(size=(120, 36)) as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS-H", "position:OPS-H")
        shown = text_on(app)
        places = [shown.index(words) for words in ("1. 编制月度运营计划", "2. 跟踪计划的执行", "3. 管理供应商名录")]
        assert places == sorted(places)
        chain = [shown.index(words) for words in ("> Deputy General Manager (Demo", "> General Manager (Demo")]
        assert chain == sorted(chain)
        await go_to(app, pilot, "OPS-S", "position:OPS-S")
        shown = text_on(app)
        assert "周七 E00007  from 2025-01-01 to 2026-02-15" in shown.split("People before")[1]
        assert "李雷 E00004  from 2026-02-01 on" in shown.split("People now")[1].split("People before")[0]


async def test_a_person_tells_assignments_now_and_before_and_pay_only_to_who_may_see_it(office):
    async with office.signed_in(size=(120, 36)) as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00004", "person:E00004")
        shown = text_on(app)
        assert "from 2026-02-01 on (on this day)" in shown
        assert "from 2025-01-01 to 2026-01-31" in shown
        assert "clock number 4, basic wage 5,600.00, bonus 560.00" in shown


async def test_the_storekeeper_sees_people_but_no_pay_and_can_change_nothing(office):
    office.backend.granted = permissions_of(frozenset({Role.STOREKEEPER}))
    async with office.signed_in(size=(120, 36)) as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00004", "person:E00004")
        assert "clock number 4" in text_on(app)
        assert "5,600.00" not in text_on(app)
        await pilot.press("ctrl+n", "ctrl+o", "ctrl+t", "ctrl+x")
        await pilot.pause()
        assert app.screen is app.area_screen


async def test_brackets_and_ctrl_arrows_go_by_month_ends_and_the_header_says_the_day(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        assert "as of 2026-03-06" in text_on(app)
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "as of 2026-02-28" in text_on(app))
        await pilot.press("ctrl+left")
        await until(pilot, lambda: "as of 2026-01-31" in text_on(app))
        await until(pilot, lambda: "2/3 vac 1" in line_with(app, "General Office"))
        await pilot.press("ctrl+right", "right_square_bracket")
        await until(pilot, lambda: "as of 2026-03-31" in text_on(app))
        await until(pilot, lambda: "1/3 vac 2" in line_with(app, "General Office"))


async def test_a_day_typed_short_shows_the_tree_as_it_was_then_and_the_person_where_they_were(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "lilei", "person:E00004")
        assert "> Operations" in line_with(app, " Unit ")
        await pilot.press("ctrl+d", *"0131", "enter")
        await until(pilot, lambda: "as of 2026-01-31" in text_on(app))
        await until(pilot, lambda: "> General Office" in line_with(app, " Unit "))
        assert row_here(app) == "person:E00004"
        await pilot.press("ctrl+d", "t", "enter")
        await until(pilot, lambda: "> Operations" in line_with(app, " Unit "))


async def test_what_is_no_day_is_refused_where_it_is_typed(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await pilot.press("ctrl+d", *"0231", "enter")
        await until(pilot, lambda: 'Refused: "0231" is not a date' in text_on(app))
        await pilot.press(*["backspace"] * 4, *"18991231", "enter")
        await until(pilot, lambda: "Days are shown from 1950-01-01 to 2199-12-31" in text_on(app))
        await pilot.press("escape")
        assert "as of 2026-03-06" in text_on(app)


async def test_months_stop_at_the_last_day_that_is_shown(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await pilot.press("ctrl+d", *"21991231", "enter")
        await until(pilot, lambda: "as of 2199-12-31" in text_on(app))
        await pilot.press("right_square_bracket")
        await pilot.pause()
        assert "as of 2199-12-31" in text_on(app)


async def test_somebody_who_left_is_found_and_said_to_be_in_no_position(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await pilot.press("ctrl+f", *"E00007", "enter")
        await until(pilot, lambda: "none on this day" in text_on(app))
        assert "周七 holds no position on 2026-03-06" in text_on(app)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: row_here(app) == "person:E00007")


async def test_everything_is_found_by_code_badge_name_initials_pinyin_and_each_reading(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        for typed, key in (
            ("wxm", "person:E00003"),
            ("hanmeimei", "person:E00005"),
            ("E00008", "person:E00008"),
            ("郑九", "person:E00009"),
            ("shantian", "person:E00006"),
            ("dt", "person:E00006"),
            ("shfgs", "unit:SHB"),
            ("sales team", "unit:SHB-S"),
            ("yyzy", "position:OPS-S"),
        ):
            await go_to(app, pilot, typed, key)


async def test_a_match_is_shown_with_its_path_and_nothing_is_called_that_is_said(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await pilot.press("slash", *"zhengjiu")
        await until(pilot, lambda: "郑九 E00009  Demo Company / Shanghai Branch / Sales Team" in text_on(app))
        await pilot.press(*"qqq", "enter")
        await until(pilot, lambda: "Nothing is called that" in text_on(app))


async def test_the_palette_finds_a_person_from_anywhere_and_opens_them_in_the_tree(office):
    async with office.signed_in() as (app, pilot):
        await pilot.press("ctrl+p", *"wangxiaoming")
        await until(pilot, lambda: "E00003" in text_on(app).split("wangxiaoming")[-1])
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "org")
        await until(pilot, lambda: app.screen.query(Outline) and app.screen.query_one(Outline).rows)
        await until(pilot, lambda: row_here(app) == "person:E00003")


async def test_enter_goes_to_the_facts_a_line_there_leads_on_and_esc_comes_back(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00006", "person:E00006")
        await pilot.press("enter")
        assert isinstance(app.focused, Sheet)
        await pilot.press("down", "down", "down", "enter")
        await until(pilot, lambda: row_here(app) == "position:OPS-S")
        assert isinstance(app.focused, Sheet)
        await pilot.press("escape")
        assert isinstance(app.focused, Outline)
        await pilot.press("tab")
        assert isinstance(app.focused, Sheet)
        await pilot.press("tab")
        assert isinstance(app.focused, Outline)


async def test_after_the_lock_everything_is_as_it_was_left(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00009", "person:E00009")
        await pilot.press("left_square_bracket")
        await until(pilot, lambda: "as of 2026-02-28" in text_on(app))
        await pilot.press("f12")
        await until(pilot, lambda: app.desk is None)
        assert "郑九" not in text_on(app)
        await enter(app, pilot)
        await until(pilot, lambda: app.screen.query(Outline) and app.screen.query_one(Outline).rows)
        await until(pilot, lambda: row_here(app) == "person:E00009")
        assert "as of 2026-02-28" in text_on(app)


async def test_what_another_terminal_changes_shows_within_two_seconds_and_the_cursor_stays(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS-S", "position:OPS-S")
        await pilot.pause(1.6)
        unit = UnitData("AAA", "安保部", "Guards", Layer.EXECUTION, None, "ACME")
        company.run(service.add_unit, OFFICE, unit, MOMENT)
        await until(pilot, lambda: "Guards" in text_on(app), seconds=4)
        assert row_here(app) == "position:OPS-S"
        assert "OPS-S" in text_on(app)


async def test_hostile_and_long_names_are_shown_as_they_are_and_break_nothing(office, company):
    was = UNITS[4]
    for name in (LONG, "[red]x[/]", "=1+1", "\U00020bb7野家", "👨‍👩‍👧x"):
        data = UnitData(was.code, name, name, was.layer, was.kind, was.parent)
        company.run(service.change_unit, OFFICE, was, data, MOMENT)
        was = data
        async with office.signed_in() as (app, pilot):
            await opened(app, pilot)
            await go_to(app, pilot, "SHB-C", "position:SHB-C")
            await pilot.press("right")
            await until(pilot, lambda: HOSTILE in text_on(app))
            assert name[:6].replace("\u200d", "") in text_on(app)
            await go_to(app, pilot, "E00010", "person:E00010")
            await pilot.press("enter", "down", "down", "down", "down", "enter", "ctrl+g", "f8")
            await pilot.pause(0.2)
            assert app.is_running


async def test_an_empty_company_says_so_and_how_to_begin(first_day):
    async with first_day.signed_in() as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "The company has no units yet." in text_on(app))
        assert "opsconsole import units units.csv" in text_on(app)
        await pilot.press("f8", "ctrl+d", "slash", "ctrl+o", "ctrl+t", "left_square_bracket", "tab")
        await pilot.pause()
        assert app.screen is app.area_screen
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "New unit" in text_on(app))


async def test_both_languages_say_everything_and_switch_on_the_spot(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS", "unit:OPS")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "运营部" in line_with(app, "韩梅梅"))
        shown = text_on(app)
        assert "3/4 缺1" in shown
        assert "分管副总经理" in shown
        assert "Operations  OPS" in shown
        assert row_here(app) == "unit:OPS"
