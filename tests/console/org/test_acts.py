"""What is changed from F2: units, positions, people, every step with a date (ORG-1 to ORG-6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from opsconsole.console.org.outline import Outline
from opsconsole.console.widgets.form import Form
from opsconsole.console.widgets.form.boxes import LinesBox
from opsconsole.errors import Message
from opsconsole.org import hooks, queries, service
from opsconsole.org.values import Terms

from ..conftest import text_on, until
from .company import MOMENT, OFFICE, TO_COME, UNITS
from .test_tree import go_to, line_with, opened, row_here


async def form_there(app: Any, pilot: Any, words: str) -> None:
    """A form is open and says `words`."""
    await until(pilot, lambda: isinstance(app.screen, Form) and words in text_on(app))
    await pilot.pause()


async def typed(pilot: Any, *texts: str) -> None:
    """Types a text into each field from here on; an empty one leaves the field as it is."""
    for text in texts:
        await pilot.press(*text, "tab")


async def saved(app: Any, pilot: Any, words: str) -> None:
    """Ctrl+S is pressed, the form is gone and `words` are said."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: app.screen is app.area_screen and words in text_on(app))


async def test_ctrl_n_on_a_unit_adds_a_unit_under_it_and_goes_there(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS", "unit:OPS")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "A unit under Operations" in text_on(app))
        await pilot.press("down", "enter")
        await form_there(app, pilot, "New unit")
        await typed(pilot, "OPS-P", "计划组", "Planning")
        await saved(app, pilot, "Done: Unit OPS-P added")
        await until(pilot, lambda: row_here(app) == "unit:OPS-P")
        unit = company.read(queries.unit_detail, "OPS-P", TO_COME)
        assert [ref.code for ref in unit.path] == ["ACME", "OPS", "OPS-P"]
        assert unit.data.name_en == "Planning"


async def test_a_position_gets_its_duties_in_the_order_of_the_lines(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS", "unit:OPS")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "A position in Operations" in text_on(app))
        await pilot.press("enter")
        await form_there(app, pilot, "New position")
        await typed(pilot, "OPS-A", "分析员", "Analyst", "", "", "", "", "Counts")
        box = app.focused
        assert isinstance(box, LinesBox)
        await pilot.press(*"first", "enter", *"second", "enter", "enter", *"third")
        await saved(app, pilot, "Done: Position OPS-A added")
        await until(pilot, lambda: row_here(app) == "position:OPS-A")
        data = company.read(queries.position_detail, "OPS-A", TO_COME).data
        assert data.duties == ("first", "second", "third")
        assert (data.unit, data.reports_to, data.headcount, data.description) == ("OPS", "OPS-H", 1, "Counts")


async def test_the_duties_of_a_position_are_changed_as_lines_and_its_description_keeps_empty_lines(office, company):
    was = company.read(queries.position_detail, "OPS-H", TO_COME).data
    described = replace(was, description="one\n\ntwo")
    company.run(service.change_position, OFFICE, was, described, MOMENT)
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS-H", "position:OPS-H")
        await pilot.press("ctrl+o")
        await form_there(app, pilot, "Position OPS-H")
        app.screen.query(LinesBox).last().focus()
        await pilot.press("down", "down", "end", "enter", *"fourth")
        await saved(app, pilot, "Done: Position OPS-H changed")
        data = company.read(queries.position_detail, "OPS-H", TO_COME).data
        assert data.duties == (*was.duties, "fourth")
        assert data.description == "one\n\ntwo"


async def test_positions_that_would_report_in_a_circle_are_refused_with_the_clause_and_the_form_stays(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "GM", "position:GM")
        await pilot.press("ctrl+o")
        await form_there(app, pilot, "Position GM")
        await typed(pilot, "", "", "")
        await pilot.press(*"OPS-S", "enter")
        await until(pilot, lambda: "Operations Specialist" in text_on(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "would form a circle" in text_on(app))
        assert "(ORG-2)" in text_on(app)
        assert isinstance(app.screen, Form)


async def test_somebody_is_hired_into_the_position_that_is_shown(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS-S", "position:OPS-S")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "A person hired as Operations Specialist" in text_on(app))
        await pilot.press("enter")
        await form_there(app, pilot, "Hire")
        await typed(pilot, "E00300", "新人", "20200701", "0401", "", "", "5000", "600.5", "300")
        await saved(app, pilot, "Done: 新人 is hired from 2026-04-01 on")
        await until(pilot, lambda: row_here(app) == "person:E00300")
        assert "as of 2026-04-01" in text_on(app)
        person = company.read(queries.person_detail, "E00300", TO_COME, with_pay=True)
        assert person.running is not None
        assert person.running.terms() == Terms("OPS-S", 500_000, 60_050, "300")
        assert person.work_since == date(2020, 7, 1)


async def test_a_badge_in_use_is_refused_in_a_line_and_what_was_typed_is_still_there(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS-S", "position:OPS-S")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "A person hired as" in text_on(app))
        await pilot.press("enter")
        await form_there(app, pilot, "Hire")
        await typed(pilot, "E00001", "新人", "", "0401", "", "", "5000", "600", "")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Refused: Badge E00001 is in use" in text_on(app))
        assert "(ORG-3)" in text_on(app)
        assert "新人" in text_on(app)


async def test_esc_keeps_a_half_typed_form_as_a_draft_and_saving_throws_it_away(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00006", "person:E00006")
        await pilot.press("ctrl+x")
        await form_there(app, pilot, "Departure of 单田 E00006")
        await pilot.press(*"0331", "escape")
        await until(pilot, lambda: "Kept as a draft: Departure of 单田 E00006" in text_on(app))
        await pilot.press("ctrl+x")
        await form_there(app, pilot, "Your draft of 03-06 09:30 is back")
        await saved(app, pilot, "Done: The last day of 单田 is 2026-03-31")
        assert app.desk.drafts == {}


async def test_a_transfer_shows_in_the_tree_from_its_day_on_and_can_be_taken_back(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00003", "person:E00003")
        await pilot.press("ctrl+t")
        await form_there(app, pilot, "Transfer of 王小明 E00003")
        await typed(pilot, "0316", "")
        await pilot.press("space")
        await until(pilot, lambda: not isinstance(app.screen, Form))
        await pilot.press(*"OPS-S")
        await until(pilot, lambda: "Operations Specialist OPS-S" in text_on(app))
        await pilot.press("enter")
        await form_there(app, pilot, "Operations Specialist")
        await saved(app, pilot, "Done: 王小明 is transferred from 2026-03-16 on")
        await until(pilot, lambda: "as of 2026-03-16" in text_on(app))
        await until(pilot, lambda: "> Operations" in line_with(app, " Unit "))
        person = company.read(queries.person_detail, "E00003", TO_COME, with_pay=True)
        assert [(line.position, line.from_day) for line in person.assignments] == [
            ("OPS-S", date(2026, 3, 16)),
            ("OFF-C", date(2025, 1, 1)),
        ]
        assert person.assignments[0].terms() == Terms("OPS-S", 500_000, 50_000, "3")

        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Take the transfer of 2026-03-16 back" in text_on(app))
        await pilot.press(*"take the transfer", "enter")
        await until(pilot, lambda: "Take back that 王小明 moves to" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Done: The transfer of 王小明 on 2026-03-16 is taken back" in text_on(app))
        person = company.read(queries.person_detail, "E00003", TO_COME)
        assert [(line.position, line.to_day) for line in person.assignments] == [("OFF-C", None)]


async def test_pay_and_clock_number_are_corrected_for_the_days_of_one_assignment(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00004", "person:E00004")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Position, pay and clock number from 2026-02-01 on" in text_on(app))
        await pilot.press("enter")
        await form_there(app, pilot, "李雷 E00004, from 2026-02-01 on")
        await pilot.press("tab", "home", "shift+end", *"6,100.5", "tab", "tab", "home", "shift+end", *"0044")
        await saved(app, pilot, "Done: The assignment of 李雷 is corrected")
        lines = company.read(queries.person_detail, "E00004", TO_COME, with_pay=True).assignments
        assert lines[0].terms() == Terms("OPS-S", 610_050, 56_000, "44")
        assert lines[1].terms() == Terms("OFF-C", 510_000, 51_000, "4")


async def test_somebody_elses_clock_number_is_refused(office):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00003", "person:E00003")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Position, pay and clock number" in text_on(app))
        await pilot.press("enter")
        await form_there(app, pilot, "王小明 E00003, from")
        await pilot.press("tab", "tab", "tab", "home", "shift+end", "5", "ctrl+s")
        await until(pilot, lambda: "Clock number 5 is the one of E00005" in text_on(app))


async def test_a_departure_lists_what_is_still_to_be_settled_and_does_not_begin(office, monkeypatch):
    held = [Message("Two keys are in custody"), Message("A loan of 300.00 is open")]
    monkeypatch.setattr(hooks, "holding_back", [lambda session, employee_id: held])
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00006", "person:E00006")
        assert "To be settled before leaving" in text_on(app)
        await pilot.press("ctrl+x")
        await until(pilot, lambda: "单田 cannot leave before this is settled:" in text_on(app))
        assert "Two keys are in custody" in text_on(app)
        assert "A loan of 300.00 is open" in text_on(app)
        assert not isinstance(app.screen, Form)


async def test_a_departure_is_taken_back_and_who_left_is_hired_again_under_the_same_badge(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await pilot.press("slash", *"E00007", "enter")
        await until(pilot, lambda: "none on this day" in text_on(app))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Hire again, under the same badge" in text_on(app))
        await pilot.press(*"hire again", "enter")
        await form_there(app, pilot, "Hire 周七 E00007 again")
        await typed(pilot, "0302", "")
        await pilot.press(*"OFF-C", "enter")
        await form_there(app, pilot, "Clerk")
        await typed(pilot, "4800", "500", "7")
        await saved(app, pilot, "Done: 周七 is hired from 2026-03-02 on")
        await until(pilot, lambda: row_here(app) == "person:E00007")
        lines = company.read(queries.person_detail, "E00007", TO_COME).assignments
        assert [(line.position, line.to_day) for line in lines] == [("OFF-C", None), ("OPS-S", date(2026, 2, 15))]


async def test_a_name_is_corrected_and_the_badge_stays(office, company):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "E00006", "person:E00006")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Name and first day of work" in text_on(app))
        await pilot.press("down", "enter")
        await form_there(app, pilot, "Employee E00006")
        await pilot.press("home", "shift+end", *"单恬")
        await saved(app, pilot, "Done: E00006 is corrected")
        assert company.read(queries.person_detail, "E00006", TO_COME).person.name == "单恬"
        await until(pilot, lambda: "单恬" in text_on(app))


async def test_what_another_terminal_changed_meanwhile_is_said_and_not_overwritten(office, company):
    was = UNITS[2]
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await go_to(app, pilot, "OPS", "unit:OPS")
        await pilot.press("ctrl+o")
        await form_there(app, pilot, "Unit OPS")
        await pilot.press("end", *"X")
        company.run(service.change_unit, OFFICE, was, replace(was, name_zh="运行部"), MOMENT)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Unit OPS was changed meanwhile; look at it again" in text_on(app))
        assert company.read(queries.unit_detail, "OPS", TO_COME).data.name_zh == "运行部"


async def test_an_empty_company_begins_with_the_company_itself(first_day):
    async with first_day.signed_in() as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "The company has no units yet." in text_on(app))
        await pilot.press("ctrl+n")
        await form_there(app, pilot, "New unit")
        await typed(pilot, "ACME", "演示公司", "Demo")
        await saved(app, pilot, "Done: Unit ACME added")
        await until(pilot, lambda: app.screen.query_one(Outline).rows and row_here(app) == "unit:ACME")


@pytest.mark.parametrize("key", ["ctrl+t", "ctrl+x"])
async def test_units_and_positions_can_be_neither_transferred_nor_let_go(office, key):
    async with office.signed_in() as (app, pilot):
        await opened(app, pilot)
        await pilot.press(key)
        await go_to(app, pilot, "OPS-S", "position:OPS-S")
        await pilot.press(key)
        await pilot.pause()
        assert app.screen is app.area_screen
