"""Importing on the screen: what was recognised, what would change, the bad lines, and nothing before Ctrl+S."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from opsconsole.access.actor import Role
from opsconsole.attendance import punches
from opsconsole.console.attendance.importing import ImportPage
from opsconsole.console.attendance.importing.folder import list_folder
from opsconsole.console.jobs import Stopped
from tests.console.attendance.office import MARCH, PIN, clock_file, workdays
from tests.console.conftest import enter, paste, text_on, until

APRIL = [date(2026, 4, 1)]


@asynccontextmanager
async def import_page(sitting, folder: Path, **kwargs):
    """The import page, its path in `folder`."""
    async with sitting.at(**kwargs) as (screen, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(screen.app.screen, ImportPage) and screen.app.screen.is_running)
        page = screen.app.screen
        await until(pilot, lambda: page.focused is not None)
        await pilot.press("end", "ctrl+u")
        await paste(pilot, f"{folder}/")
        yield page, pilot


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files of every sort."""
    made = tmp_path / "files"
    (made / "older").mkdir(parents=True)
    (made / "april_attlog.dat").write_bytes(
        clock_file(APRIL, ["       99\t2026-04-01 09:00:00\t1\t0\t1\t0", "ZZZZZZZZZZ\trubbish"])
    )
    (made / "march_attlog.dat").write_bytes(clock_file(workdays(MARCH)))
    (made / "notes.txt").write_text("nothing that a clock writes\n")
    (made / "leave.csv").write_text(
        "badge,kind,from_date,from_half,to_date,to_half\nE00006,sick,2026-03-06,pm,2026-03-06,pm\n", "utf-8"
    )
    (made / "bad_leave.csv").write_text(
        "badge,kind,from_date,from_half,to_date,to_half\n"
        "E99999,sick,2026-03-06,pm,2026-03-06,pm\nE00006,holiday,2026-03-06,pm,2026-03-06,pm\n",
        "utf-8",
    )
    (made / ".hidden").write_text("x")
    (made / "a\x1b[2J.dat").write_text("x")
    return made


def test_a_folder_lists_its_folders_then_its_files_without_hidden_and_unspeakable_names(folder: Path):
    names = [entry.name for entry in list_folder(folder, "")]
    assert names == ["older", "april_attlog.dat", "bad_leave.csv", "leave.csv", "march_attlog.dat", "notes.txt"]
    assert [entry.name for entry in list_folder(folder, "A")] == ["april_attlog.dat"]
    assert [entry.name for entry in list_folder(folder, ".h")] == [".hidden"]


async def test_what_is_typed_narrows_the_files_and_tab_completes(sitting, folder: Path):
    async with import_page(sitting, folder) as (page, pilot):
        await until(pilot, lambda: "april_attlog.dat" in text_on(page.app))
        await pilot.press("m")
        await until(pilot, lambda: "april_attlog.dat" not in text_on(page.app))
        await pilot.press("tab")
        await until(pilot, lambda: f"{folder}/march_attlog.dat" in text_on(page.app))
        await pilot.press(*["backspace"] * 16, "o")
        await until(pilot, lambda: "older/" in text_on(page.app))
        await pilot.press("enter")
        await until(pilot, lambda: f"{folder}/older/" in text_on(page.app))


async def read(page, pilot, name: str) -> None:
    """Types the name of a file and reads it."""
    await pilot.press(*name, "enter")
    await until(pilot, lambda: page.reading is not None)


async def test_a_clock_file_is_recognised_shown_and_taken_in_only_with_ctrl_s(sitting, folder: Path):
    office = sitting.office
    async with import_page(sitting, folder) as (page, pilot):
        await read(page, pilot, "april_attlog.dat")
        await until(pilot, lambda: "Recognised: attlog of a clock machine" in text_on(page.app))
        shown = text_on(page.app)
        assert "17 punches of 9 numbers, 2026-04-01 08:57 to 2026-04-01 18:03" in shown
        assert "New: 17; known already: 0; of nobody: 1" in shown
        assert "Numbers of nobody: 99" in shown
        assert "Bad lines: 1." in shown
        assert "the line is not: number, date and time, numbers" in shown
        assert "Nothing is kept yet." in shown
        head = office.database.head()
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "17 new punches, 0 known already, 1 of nobody" in text_on(page.app))
        assert office.database.head() > head


async def test_leaving_the_preview_keeps_nothing(sitting, folder: Path):
    office = sitting.office
    head = office.database.head()
    async with import_page(sitting, folder) as (page, pilot):
        await read(page, pilot, "april_attlog.dat")
        await pilot.press("escape")
        await until(pilot, lambda: page.reading is None and "april_attlog.dat" in text_on(page.app))
        await pilot.press("escape")
        await until(pilot, lambda: page.app.screen is not page)
    assert office.database.head() == head


async def test_the_same_file_again_brings_nothing_new(sitting, folder: Path):
    async with import_page(sitting, folder) as (page, pilot):
        await read(page, pilot, "march_attlog.dat")
        await until(pilot, lambda: "New: 0; known already: " in text_on(page.app))


async def test_a_file_that_is_no_clock_file_is_refused_in_a_line_and_nothing_is_shown(sitting, folder: Path):
    async with import_page(sitting, folder) as (page, pilot):
        await pilot.press(*"notes.txt", "enter")
        await until(pilot, lambda: "Refused: " in text_on(page.app))
        assert page.reading is None


async def test_a_table_of_a_chosen_kind_is_shown_and_taken_in(sitting, folder: Path):
    async with import_page(sitting, folder) as (page, pilot):
        await turn_to(page, pilot, "Leave")
        await read(page, pilot, "leave.csv")
        await until(pilot, lambda: "1 rows: 1 new, 0 changed, 0 as they are" in text_on(page.app))
        assert sitting.office.day("E00006", 6).pm.leave is None
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "1 new, 0 changed, 0 as they were" in text_on(page.app))
        assert sitting.office.day("E00006", 6).pm.leave is not None


async def test_a_faulty_table_shows_every_fault_and_cannot_be_taken_in(sitting, folder: Path):
    office = sitting.office
    async with import_page(sitting, folder) as (page, pilot):
        await turn_to(page, pilot, "Leave")
        await read(page, pilot, "bad_leave.csv")
        await until(pilot, lambda: "Refused as a whole; nothing was kept." in text_on(page.app))
        head = office.database.head()
        await pilot.press("ctrl+s")
        await pilot.pause(0.2)
        assert office.database.head() == head
        assert re.search(r" 3 *│kind ", text_on(page.app))


async def turn_to(page, pilot, title: str) -> None:
    """Turns the kind until it is the one with this title."""
    for _turn in range(20):
        if f"< {title} >" in text_on(page.app):
            return
        await pilot.press("ctrl+t")
        await pilot.pause(0.05)
    raise AssertionError(f"there is no kind {title}")


async def test_bad_lines_are_written_to_a_file(sitting, folder: Path):
    async with import_page(sitting, folder) as (page, pilot):
        await read(page, pilot, "april_attlog.dat")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: "Write the bad lines to a csv file" in text_on(page.app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "1 bad lines written to" in text_on(page.app))
    written = (folder / "april_attlog.bad.csv").read_text("utf-8").splitlines()
    assert written[0] == "line,column,reason,raw"
    assert written[1].startswith("18,,")


async def test_only_kinds_that_may_be_imported_are_offered(sitting, folder: Path):
    sitting.office.roles = {"E00006": Role.OFFICE_CLERK, "E00001": Role.ATTENDANCE_CLERK}
    async with import_page(sitting, folder) as (page, pilot):
        with pytest.raises(AssertionError):
            await turn_to(page, pilot, "Staff")
    async with import_page(sitting, folder, badge="E00006") as (page, pilot):
        await turn_to(page, pilot, "Staff")


async def test_without_any_right_to_import_there_is_no_import(sitting):
    async with sitting.at("E00008") as (screen, pilot):
        await pilot.press("ctrl+o")
        await pilot.pause(0.1)
        assert screen.app.screen is screen


async def test_the_import_comes_back_to_its_folder_and_kind_after_the_lock(sitting, folder: Path):
    async with import_page(sitting, folder) as (page, pilot):
        await turn_to(page, pilot, "Leave")
        await pilot.press("f12")
        await until(pilot, lambda: "Locked." in text_on(page.app))
        await enter(page.app, pilot, "E00001", PIN)
        await until(pilot, lambda: isinstance(page.app.screen, ImportPage))
        await until(pilot, lambda: "< Leave >" in text_on(page.app) and "leave.csv" in text_on(page.app))


def test_an_import_that_is_stopped_leaves_nothing(office, folder: Path):
    head = office.database.head()
    path = folder / "april_attlog.dat"

    def stop(done: int, total: int) -> None:
        if done:
            raise Stopped

    read = punches.read_file(path, now=office.database.clock())
    with pytest.raises(Stopped):
        office.database.run(punches.take, office.actor("E00001"), read, office.database.clock(), report=stop)
    assert office.database.head() == head
    would = punches.take_file(office.database, office.actor("E00001"), read, now=office.database.clock(), dry_run=True)
    assert would.new == 17
