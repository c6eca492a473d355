"""What is opened from the sheet: reasons at length, a person's calendar, lists, exports, probation."""

from __future__ import annotations

from pathlib import Path

from opsconsole.access.actor import Role
from opsconsole.attendance.rules.values import Consequence
from opsconsole.console.attendance.person import PersonPage
from opsconsole.console.attendance.why import WhyPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from tests.console.attendance.sitting import loaded
from tests.console.conftest import paste, text_on, until


async def opens(screen, pilot, kind) -> None:
    await until(pilot, lambda: isinstance(screen.app.screen, kind) and screen.app.screen.is_running)


async def chosen_list(screen, pilot, typed: str) -> None:
    await pilot.press("ctrl+r")
    await until(pilot, lambda: "Which list?" in text_on(screen.app))
    await pilot.press(*typed)
    await pilot.pause(0.1)
    await pilot.press("enter")


async def test_the_pane_tells_punches_with_file_and_line_shift_with_source_and_the_clause(sitting):
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00006"), "am03")
        await until(pilot, lambda: "first punch 09:12, 12 min after 09:00: late (ATT-5)" in text_on(screen.app))
        shown = text_on(screen.app)
        assert "> morning: late 12 min" in shown
        assert "last punch 17:50, 10 min before 18:00: left early (ATT-5)" in shown
        assert "09:12 (line " in shown
        assert " - 1_attlog.dat" in shown
        assert "Shift: 09:00-12:00 13:30-18:00 (the policy's default)" in shown


async def test_the_pane_tells_leave_outings_and_days_that_somebody_was_not_employed(sitting):
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00003"), "pm25")
        await until(pilot, lambda: "sick leave 03-25 afternoon to 03-26 afternoon" in text_on(screen.app))
        assert "approved leave covers this half: sick leave (ATT-4)" in text_on(screen.app)
        screen.grid.move_to(sitting.office.id_of("E00007"), "am19")
        await until(pilot, lambda: "03-19 09:00 - 11:00 银行" in text_on(screen.app))
        screen.grid.move_to(sitting.office.id_of("E00008"), "am02")
        await until(pilot, lambda: "Not employed on 2026-03-02 Monday." in text_on(screen.app))


async def test_enter_on_a_cell_tells_everything_on_a_page_and_escape_closes_it(sitting):
    async with sitting.at(size=(80, 24)) as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00006"), "am06")
        await pilot.press("enter")
        await opens(screen, pilot, WhyPage)
        await until(pilot, lambda: "08:57:00 from 1_attlog.dat, line" in text_on(screen.app))
        assert "afternoon: missing punch" in text_on(screen.app)
        await pilot.press("escape")
        await until(pilot, lambda: screen.app.screen is screen)


async def test_enter_on_a_total_lists_the_days_it_is_made_of(sitting):
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00006"), "late")
        await pilot.press("enter")
        await opens(screen, pilot, WhyPage)
        await until(pilot, lambda: "Times late: 3 x" in text_on(screen.app))
        assert "2026-03-02 Monday morning: 5 min late" in text_on(screen.app)
        assert "2026-03-24 Tuesday morning: 30 min late" in text_on(screen.app)


async def test_money_is_explained_with_its_arithmetic_and_the_lawful_cap(sitting):
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00006"), "policy")
        await until(pilot, lambda: "tier of 4 reached" in text_on(screen.app))
        assert "lawful cap: 20% x 10,875.00 = 2,175.00" in text_on(screen.app)


async def test_what_waits_and_what_was_explained_is_listed_from_the_row_itself(sitting):
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00004"), "unsettled")
        await until(pilot, lambda: "2026-03-12 Thursday morning: absent" in text_on(screen.app))
        await pilot.press("end")
        screen.grid.move_to(sitting.office.id_of("E00004"), "explained")
        await until(pilot, lambda: "No day counts here." in text_on(screen.app))


async def test_the_name_tells_who_it_is_and_what_the_signs_mean(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("home")
        await until(pilot, lambda: "Signs: " in text_on(screen.app))
        assert "E00002 李静 | BGS General Office" in text_on(screen.app)
        assert "M missing punch" in text_on(screen.app)
        assert "X explained" in text_on(screen.app)


async def test_a_person_has_their_month_as_a_calendar_with_totals_and_reasons(sitting):
    async with sitting.at(size=(80, 24)) as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00006"), "name")
        await pilot.press("enter")
        await opens(screen, pilot, PersonPage)
        await until(pilot, lambda: "L  09:12" in text_on(screen.app))
        shown = text_on(screen.app)
        assert "E  17:50" in shown
        assert "Policy !4,500.00" in shown
        await pilot.press("right", "right", "enter")
        await opens(screen, pilot, WhyPage)
        await until(pilot, lambda: "2026-03-03 Tuesday" in text_on(screen.app))
        await pilot.press("escape", "]")
        await until(pilot, lambda: "Attendance | 2026-04" in text_on(screen.app))
        await until(pilot, lambda: "?" in text_on(screen.app))
        await pilot.press("escape")
        await until(pilot, lambda: screen.app.screen is screen)
        assert str(screen.month) == "2026-03"


async def test_numbers_whose_punches_are_nobodys_are_listed_with_first_and_last(sitting):
    async with sitting.at(size=(80, 24)) as (screen, pilot):
        await chosen_list(screen, pilot, "punch")
        await until(pilot, lambda: "2026-03-05 09:00" in text_on(screen.app))
        assert any(line.split()[:3] == ["99", "clock", "number"] for line in text_on(screen.app).splitlines())


async def test_those_who_see_one_unit_are_refused_the_punches_of_nobody(sitting):
    async with sitting.at("E00008", size=(80, 24)) as (screen, pilot):
        await chosen_list(screen, pilot, "punch")
        await until(pilot, lambda: "Refused" in text_on(screen.app))


async def test_the_years_calendar_tells_holidays_make_up_days_and_where_they_come_from(sitting):
    async with sitting.at(size=(80, 24)) as (screen, pilot):
        await chosen_list(screen, pilot, "calendar")
        await until(pilot, lambda: "make-up workday" in text_on(screen.app) and "published" in text_on(screen.app))
        await pilot.press("]")
        await until(pilot, lambda: "The holidays of 2027 are not yet published" in text_on(screen.app))


async def test_what_is_on_the_screen_is_exported_and_nothing_else(sitting, tmp_path: Path):
    target = tmp_path / "march.csv"
    async with sitting.at() as (screen, pilot):
        await pilot.press("slash", *"yyb", "enter")
        await until(pilot, lambda: screen.grid.row_count == 3)
        await export(screen, pilot, target, turns=1)
        await until(pilot, lambda: "3 rows written to" in text_on(screen.app))
    lines = target.read_text("utf-8").splitlines()
    assert lines[0].startswith("badge,name,unit,required_days")
    assert [line.split(",")[0] for line in lines[1:]] == ["E00006", "E00007", "E00008"]


async def test_an_export_asks_before_it_writes_over_a_file(sitting, tmp_path: Path):
    target = tmp_path / "march.csv"
    target.write_text("kept")
    async with sitting.at() as (screen, pilot):
        await export(screen, pilot, target)
        await opens(screen, pilot, Confirm)
        await pilot.press("n")
        await opens(screen, pilot, Form)
        assert target.read_text() == "kept"
        await pilot.press("ctrl+s")
        await opens(screen, pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "rows written to" in text_on(screen.app))
    assert target.read_text("utf-8").startswith("badge,date,half,result")


async def test_wages_are_not_exported_by_those_who_may_not_see_them(sitting, tmp_path: Path):
    sitting.office.roles = {"E00006": Role.HEAD}
    target = tmp_path / "days.csv"
    async with sitting.at("E00006") as (screen, pilot):
        await export(screen, pilot, target)
        await until(pilot, lambda: "rows written to" in text_on(screen.app))
    lines = target.read_text("utf-8").splitlines()
    assert lines[0].startswith("badge,date,half")
    assert {line.split(",")[0] for line in lines[1:]} == {"E00006"}


async def test_a_path_that_cannot_be_written_is_refused_in_words(sitting, tmp_path: Path):
    async with sitting.at() as (screen, pilot):
        await export(screen, pilot, tmp_path / "nowhere" / "march.csv")
        await until(pilot, lambda: "Refused" in text_on(screen.app) and "cannot be written" in text_on(screen.app))


async def export(screen, pilot, target: Path, *, turns: int = 0) -> None:
    """Ctrl+E with a path typed, and the kind turned so many times."""
    await pilot.press("ctrl+e")
    await opens(screen, pilot, Form)
    await pilot.press(*["right"] * turns, "tab", "ctrl+u")
    await paste(pilot, str(target))
    await pilot.press("ctrl+s")


async def test_probation_is_confirmed_from_the_next_month_on(sitting):
    office = sitting.office
    async with sitting.at() as (screen, pilot):
        assert office.row("E00004").consequence is Consequence.PROBATION
        screen.grid.move_to(office.id_of("E00004"), "consequence")
        await until(pilot, lambda: "Probation on basic wage alone from 2026-04-01 on" in text_on(screen.app))
        await pilot.press("enter")
        await opens(screen, pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "is on probation from 2026-04-01 on" in text_on(screen.app))
        await pilot.press("enter")
        await opens(screen, pilot, Confirm)
        await pilot.press("y")
        await until(pilot, lambda: "on probation already" in text_on(screen.app))
        assert loaded(screen)


async def test_the_palette_finds_people_and_opens_their_row(sitting):
    office = sitting.office
    async with sitting.at() as (screen, pilot):
        await pilot.press("f7")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "a person" in text_on(screen.app))
        await pilot.press(*"zhoufang")
        await until(pilot, lambda: "E00007 周芳: attendance of 2026-03" in text_on(screen.app))
        await pilot.press("down" if "Organisation" in text_on(screen.app) else "home", "enter")
        await until(pilot, lambda: screen.app.current_mode in ("attendance", "org"))
        if screen.app.current_mode == "attendance":
            await until(pilot, lambda: screen.grid.cursor_id == office.id_of("E00007"))


async def test_f9_prints_the_chosen_people_as_pdf_a_page_for_each_unit(sitting, tmp_path: Path):
    target = tmp_path / "march.pdf"
    async with sitting.at() as (screen, pilot):
        await pilot.press("f9")
        await until(pilot, lambda: "Print 8 people of 2026-03" in text_on(screen.app))
        await pilot.press("down")
        await paste(pilot, str(target))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "3 pages written to" in text_on(screen.app))
    assert target.read_bytes().startswith(b"%PDF")


async def test_f9_on_a_persons_page_prints_the_page_to_sign(sitting, tmp_path: Path):
    target = tmp_path / "one.pdf"
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00002"), "name")
        await pilot.press("enter")
        await until(pilot, lambda: "李静" in text_on(screen.app) and screen.app.screen is not screen)
        await pilot.press("f9")
        await until(pilot, lambda: "Print the month of 李静" in text_on(screen.app))
        await paste(pilot, str(target))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "1 pages written to" in text_on(screen.app))
    assert target.read_bytes().startswith(b"%PDF")
