"""Review is a walk (rule 6): F8, a digit, the next one comes up; Ctrl+Z takes exactly the last one back."""

from __future__ import annotations

from datetime import date

from opsconsole.access.actor import Role
from opsconsole.attendance import service
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.punches import read_file, take_file
from opsconsole.attendance.queries import HalfPlace
from opsconsole.attendance.rules.values import UNSETTLED, HalfName, Result
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from opsconsole.dates import Month
from tests.console.attendance.office import MACHINE, MARCH, NOW, PEOPLE
from tests.console.attendance.sitting import on_half
from tests.console.conftest import text_on, until

FEBRUARY = Month(2026, 2)
AM, PM = HalfName.AM, HalfName.PM


def march(day: int) -> date:
    return date(2026, 3, day)


async def first_unsettled(screen, pilot) -> HalfPlace:
    """F8 from the top: the first half that waits."""
    await pilot.press("f8")
    await until(pilot, lambda: on_half(screen))
    place = screen.half_here()
    assert place is not None
    return place


async def settled(screen, pilot, count: int) -> None:
    """Waits until so many verdicts are through, and the cursor on the next half."""
    await until(pilot, lambda: len(screen.verdicts) == count and f"settled {count} of 22" in text_on(screen.app))


async def test_f8_goes_to_the_next_half_that_waits_and_n_to_the_one_behind_it(sitting):
    async with sitting.at() as (screen, pilot):
        place = await first_unsettled(screen, pilot)
        assert (place.employee_id, place.day, place.half) == (sitting.office.id_of("E00002"), march(3), AM)
        await pilot.press("n")
        await until(pilot, lambda: screen.half_here() == HalfPlace(place.employee_id, march(4), PM))
        await pilot.press("n")
        await until(pilot, lambda: screen.half_here() == HalfPlace(sitting.office.id_of("E00005"), march(17), AM))
        await pilot.press("N")
        await until(pilot, lambda: screen.half_here() == HalfPlace(place.employee_id, march(4), PM))


async def test_a_digit_explains_the_half_under_the_cursor_and_the_next_one_comes_up(sitting):
    async with sitting.at() as (screen, pilot):
        place = await first_unsettled(screen, pilot)
        await pilot.press("2")
        await settled(screen, pilot, 1)
        half = sitting.office.day("E00002", 3).am
        assert (half.explained, half.judged_first, half.result) == ("clock_broken", Result.LATE, Result.PRESENT)
        assert screen.half_here() == HalfPlace(place.employee_id, march(4), PM)
        assert "李静 03-03 morning: Clock broken" in text_on(screen.app)
        row = screen.row_here()
        assert (row.figures.unsettled, row.figures.explained, row.figures.late_times) == (1, 1, 0)


async def test_every_exception_of_the_month_is_cleared_with_one_key_each(sitting):
    async with sitting.at() as (screen, pilot):
        await first_unsettled(screen, pilot)
        keys = 1
        for count in range(1, 23):
            await pilot.press("1")
            keys += 1
            await settled(screen, pilot, count)
        await until(pilot, lambda: "Nothing is left to settle here." in text_on(screen.app))
        assert keys <= 2 * 22
        assert "settled 22 of 22 [############]" in text_on(screen.app)


def february_file(sitting) -> None:
    """A February in which everybody came late and left early every day."""
    days = [day for day in FEBRUARY.days() if day.weekday() < 5]
    lines = [
        f"{int(badge[1:]):>9}\t{day} {time}:00\t1\t0\t1\t0"
        for badge, _name, _unit in PEOPLE
        for day in days
        for time in ("09:11", "17:44")
    ]
    path = sitting.folder / "february.dat"
    path.write_text("\n".join(lines))
    take_file(sitting.office.database, MACHINE, read_file(path, now=NOW), now=NOW)
    sitting.office.database.run(ensure_judged, MACHINE, FEBRUARY, NOW)


async def test_a_hundred_exceptions_take_at_most_two_keys_each(sitting):
    february_file(sitting)
    async with sitting.at() as (screen, pilot):
        keys = 0

        async def press(key: str) -> None:
            nonlocal keys
            keys += 1
            await pilot.press(key)

        await press("left_square_bracket")
        await until(pilot, lambda: "2026-02" in text_on(screen.app) and screen.grid.row_count == 7)
        await until(pilot, lambda: screen.opened.head.month == FEBRUARY and screen.opened.head.unsettled > 100)
        await press("f8")
        await until(pilot, lambda: screen.judged_here() is not None and screen.judged_here().result in UNSETTLED)
        for count in range(1, 101):
            await press(str(count % 8 + 1))
            await until(pilot, lambda count=count: len(screen.verdicts) == count and not screen._job_line.jobs)
        assert keys <= 200
        assert screen.opened.head.explained == 100


async def test_the_walk_goes_on_from_the_top_when_it_comes_to_the_end(sitting):
    async with sitting.at() as (screen, pilot):
        first = await first_unsettled(screen, pilot)
        screen.grid.move_to(sitting.office.id_of("E00007"), "pm31")
        await pilot.press("f8")
        await until(pilot, lambda: screen.half_here() == first)
        assert "On from the top." in text_on(screen.app)


async def test_the_walk_stays_among_the_rows_that_are_chosen(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("slash", *"smith", "enter")
        await until(pilot, lambda: screen.grid.row_count == 1)
        await first_unsettled(screen, pilot)
        for count in (1, 2):
            await pilot.press("1")
            await until(pilot, lambda count=count: len(screen.verdicts) == count)
        await until(pilot, lambda: "Nothing is left to settle here." in text_on(screen.app))
        assert sitting.office.row("E00006").unsettled == 5


async def test_ctrl_z_takes_the_last_verdict_back_and_then_the_one_before(sitting):
    async with sitting.at() as (screen, pilot):
        first = await first_unsettled(screen, pilot)
        await pilot.press("1")
        await settled(screen, pilot, 1)
        await pilot.press("1")
        await settled(screen, pilot, 2)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: screen.half_here() == HalfPlace(first.employee_id, march(4), PM))
        await until(pilot, lambda: "settled 1 of 22" in text_on(screen.app))
        assert sitting.office.day("E00002", 4).pm.result is Result.MISSING
        await pilot.press("ctrl+z")
        await until(pilot, lambda: screen.half_here() == first and "settled 0 of 22" in text_on(screen.app))
        assert sitting.office.day("E00002", 3).am.result is Result.LATE
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "No verdict was given here" in text_on(screen.app))


async def test_ctrl_z_never_takes_back_what_somebody_else_has_explained_since(sitting):
    office = sitting.office
    async with sitting.at() as (screen, pilot):
        place = await first_unsettled(screen, pilot)
        await pilot.press("1")
        await settled(screen, pilot, 1)
        clerk, half = office.actor("E00001"), (place.employee_id, place.day, place.half)
        office.database.run(service.withdraw_explanation, clerk, *half)
        office.database.run(service.explain_half, clerk, *half, "weather", "", NOW)
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Somebody else has explained this half day since" in text_on(screen.app))
        assert office.day("E00002", 3).am.explained == "weather"


async def test_a_verdict_with_a_note_is_given_in_a_form_and_shown_with_its_giver(sitting):
    async with sitting.at() as (screen, pilot):
        place = await first_unsettled(screen, pilot)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(screen.app.screen, Form))
        await pilot.press("right", "tab", *"[b]broken[/]", "ctrl+s")
        await settled(screen, pilot, 1)
        assert not isinstance(screen.app.screen, Form)
        screen.grid.move_to(place.employee_id, "am03")
        await until(pilot, lambda: "explained by E00001: [b]broken[/]" in text_on(screen.app))
        assert sitting.office.day("E00002", 3).am.explained == "clock_broken"


async def test_delete_takes_any_explanation_back_after_asking(sitting):
    office = sitting.office
    half = (office.id_of("E00002"), march(3), AM)
    office.database.run(service.explain_half, office.actor("E00001"), *half, "weather", "", NOW)
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(half[0], "am03")
        await pilot.press("delete")
        await until(pilot, lambda: isinstance(screen.app.screen, Confirm))
        await pilot.press("n")
        await until(pilot, lambda: not isinstance(screen.app.screen, Confirm))
        assert office.day("E00002", 3).am.explained == "weather"
        await pilot.press("delete", "y")
        await until(pilot, lambda: "Taken back: 李静 03-03 morning" in text_on(screen.app))
        assert office.day("E00002", 3).am.explained is None


async def test_a_half_that_waits_for_nothing_is_not_explained_and_says_so(sitting):
    async with sitting.at() as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00001"), "am02")
        await pilot.press("1")
        await until(pilot, lambda: "This half waits for no verdict" in text_on(screen.app))
        await pilot.press("end", "1")
        await until(pilot, lambda: "Put the cursor on a half day first" in text_on(screen.app))
        await pilot.press("ctrl+n", "delete")
        await pilot.pause()
        assert sitting.office.row("E00001").explained == 0


async def test_a_digit_without_a_reason_behind_it_says_how_many_there_are(sitting):
    async with sitting.at() as (screen, pilot):
        await first_unsettled(screen, pilot)
        await pilot.press("9")
        await until(pilot, lambda: "The policy has no reason 9; it has 8." in text_on(screen.app))


async def test_nobody_is_offered_a_verdict_on_their_own_half_and_the_refusal_names_the_rule(sitting):
    office = sitting.office
    office.roles = {"E00006": Role.ATTENDANCE_CLERK}
    async with sitting.at("E00006") as (screen, pilot):
        screen.grid.move_to(office.id_of("E00006"), "am02")
        await pilot.pause(0.3)
        assert "1 Forgot to clock" not in text_on(screen.app)
        await pilot.press("1")
        await until(pilot, lambda: "Nobody explains their own half day" in text_on(screen.app))
        assert "(rule 6)" in text_on(screen.app)
        assert office.row("E00006").explained == 0


async def test_what_another_terminal_has_settled_meanwhile_is_refused_and_shown(sitting):
    office = sitting.office
    async with sitting.at() as (screen, pilot):
        place = await first_unsettled(screen, pilot)
        half = (place.employee_id, place.day, place.half)
        office.database.run(service.explain_half, office.actor("E00001"), *half, "weather", "", NOW)
        await pilot.press("1")
        await until(pilot, lambda: "This half day is explained already" in text_on(screen.app))
        assert office.day("E00002", 3).am.explained == "weather"
        assert not screen.verdicts


async def test_without_the_permission_the_keys_of_verdicts_are_dead(sitting):
    async with sitting.at("E00006") as (screen, pilot):
        screen.grid.move_to(sitting.office.id_of("E00002"), "am03")
        await pilot.pause(0.3)
        assert "1 Forgot to clock" not in text_on(screen.app)
        await pilot.press("1", "f8", "ctrl+z", "delete", "ctrl+n")
        await pilot.pause(0.2)
        assert sitting.office.row("E00002").explained == 0
        assert screen.half_here() == HalfPlace(sitting.office.id_of("E00002"), march(3), AM)


async def test_a_closed_month_refuses_a_verdict_with_its_clause(sitting):
    office = sitting.office
    office.database.run(close_march, office.actor("E00001"))
    async with sitting.at() as (screen, pilot):
        assert "2026-03 closed" in text_on(screen.app)
        await first_unsettled(screen, pilot)
        await pilot.press("1")
        await until(pilot, lambda: "2026-03 is closed" in text_on(screen.app) and "(ATT-12)" in text_on(screen.app))
        assert office.row("E00002").explained == 0


def close_march(session, actor) -> None:
    from opsconsole import audit
    from opsconsole.attendance.late import digest_of
    from opsconsole.attendance.model import AttendanceMonth, MonthState

    month = session.get(AttendanceMonth, "2026-03")
    month.state = MonthState.REVIEWED
    session.flush()
    month.state, month.digest = MonthState.CLOSED, digest_of(session, MARCH)
    audit.record(session, "2026-03")


async def test_one_reason_for_everybody_marked_and_ctrl_z_takes_all_of_it_back(sitting):
    office = sitting.office
    two = [office.id_of("E00004"), office.id_of("E00003")]
    async with sitting.at(size=(120, 36)) as (screen, pilot):
        app = screen.app
        for badge in ("E00004", "E00005"):
            screen.grid.move_to(office.id_of(badge), "am09")
            await pilot.press("space")
        await until(pilot, lambda: "marked 2" in text_on(app))
        screen.grid.move_to(two[0], "am09")
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert "for the 2 people marked" in text_on(app)
        await pilot.press("y")
        await until(pilot, lambda: "03-09 morning: 1 explained, 1 waited for nothing" in text_on(app))
        assert office.day("E00004", 9).am.explained == "clock_broken"
        assert office.day("E00004", 9).pm.explained is None
        await until(pilot, lambda: "marked" not in text_on(app).splitlines()[1])
        await pilot.press("ctrl+z")
        await until(pilot, lambda: "Taken back: 03-09 morning of 1 people" in text_on(app))
        assert office.day("E00004", 9).am.explained is None


async def test_esc_takes_the_marks_away_before_anything_else(sitting):
    async with sitting.at() as (screen, pilot):
        await pilot.press("ctrl+u", "ctrl+a")
        await until(pilot, lambda: "marked" in text_on(screen.app))
        await pilot.press("escape")
        await until(pilot, lambda: "marked" not in text_on(screen.app) and "only unsettled" in text_on(screen.app))


async def test_leave_is_asked_for_from_a_day_of_ones_own_row(sitting):
    async with sitting.at("E00002") as (screen, pilot):
        app = screen.app
        screen.grid.move_to(sitting.office.id_of("E00002"), "am17")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "What do you ask for?" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        assert text_on(app).count("2026-03-17") >= 2


async def test_at_the_counter_the_person_of_the_row_is_chosen_already(sitting):
    async with sitting.at("E00006") as (screen, pilot):
        app = screen.app
        screen.grid.move_to(sitting.office.id_of("E00004"), "am10")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "What does the employee ask for?" in text_on(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        assert "𠮷野家 E00004" in text_on(app)
        assert "2026-03-10" in text_on(app)
