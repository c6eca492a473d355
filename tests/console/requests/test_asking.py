"""Asking by real keys: for oneself, and at the counter for somebody who confirms with badge and PIN."""

from __future__ import annotations

from opsconsole.approvals.queries import mine
from opsconsole.approvals.rules.states import Verdict
from opsconsole.console.confirming import Confirming
from opsconsole.console.requests.balances import BalancesPage
from opsconsole.console.requests.detail_page import RequestPage
from opsconsole.console.requests.lists import MinePage, OfficePage
from opsconsole.console.widgets.form import Form
from tests.approvals.desk import CLERK, leave
from tests.console.conftest import text_on, until
from tests.console.requests.sitting import COLLEAGUE, HEAD, PIN, STAFF, Seat, shows
from tests.org.conftest import day


def newest(seat: Seat, badge: str) -> str:
    """What somebody asked for last, in a line."""
    line = max(seat.desk.database.read(mine, seat.desk.actor(badge), seat.desk.now), key=lambda one: one.id)
    return f"{line.state} {line.kind} {line.asked.facts}"


async def test_leave_is_asked_for_with_what_it_means_in_sight(seat: Seat) -> None:
    async with seat.at(STAFF) as (_screen, pilot):
        app = pilot.app
        await pilot.press("ctrl+n")
        await shows(pilot, "What do you ask for?")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await shows(pilot, "1 days of leave on workdays", "Decides: ")
        form = app.screen
        # Kind, from, half, to, half: the day after tomorrow to the day after that, until noon.
        await pilot.press("enter", *"0602", "enter", "enter", *"0603", "enter", "left", "enter", *"wedding")
        await shows(pilot, "1.5 days of leave on workdays")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.screen is not form)
        await shows(pilot, "was submitted")
    told = newest(seat, STAFF)
    assert told.startswith("waiting leave")
    assert "2026-06-02" in told
    assert seat.desk.broken() == []


async def test_what_will_not_do_is_told_in_the_form_and_nothing_typed_is_lost(seat: Seat) -> None:
    async with seat.at(STAFF) as (_screen, pilot):
        app = pilot.app
        await pilot.press("ctrl+n")
        await shows(pilot, "What do you ask for?")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("enter", *"0603", "enter", "enter", *"0602", "enter")
        await shows(pilot, "cannot end before it")
        await pilot.press("ctrl+s")
        await shows(pilot, "Refused: ", "cannot end before it")
        assert isinstance(app.screen, Form)
        await pilot.press("ctrl+b")
        await shows(pilot, "Kept as a draft")


async def test_a_returned_request_is_changed_and_goes_its_way_again(seat: Seat) -> None:
    desk = seat.desk
    request = desk.ask(STAFF, leave("06-08am 06-08pm"))
    desk.decide(HEAD, request, Verdict.RETURN, "which half?")
    async with seat.at(STAFF) as (_screen, pilot):
        app = pilot.app
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, MinePage))
        await shows(pilot, "returned")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RequestPage))
        await shows(pilot, "which half?")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*["enter"] * 4, "left", "ctrl+s")
        await shows(pilot, "was submitted again")
    assert desk.state(request) == "waiting"
    assert desk.decide(HEAD, request) == "approved"
    assert desk.broken() == []


async def test_what_waits_is_taken_back(seat: Seat) -> None:
    desk = seat.desk
    request = desk.ask(STAFF, leave("06-08am 06-08pm"))
    async with seat.at(STAFF) as (_screen, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, MinePage))
        await shows(pilot, "personal leave 2026-06-08")
        await pilot.press("enter")
        await shows(pilot, "Who decides")
        await pilot.press("ctrl+z")
        await shows(pilot, "Take L-2026")
        await pilot.press("enter")
        await shows(pilot, "was taken back")
    assert desk.state(request) == "withdrawn"


async def test_whoever_is_back_early_sees_what_is_given_back_before_it_is_sent(seat: Seat) -> None:
    desk = seat.desk
    request = desk.ask(STAFF, leave("04-01am 04-03pm"))
    for badge in desk.deciders(request):
        desk.decide(badge, request)
    assert desk.state(request) == "approved"
    desk.now = desk.now.replace(day=2)
    async with seat.at(STAFF) as (screen, pilot):
        screen.open_request(request)
        await until(pilot, lambda: isinstance(pilot.app.screen, RequestPage))
        await shows(pilot, "Who decides")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await shows(pilot, "2 days of the leave are given back")
        await pilot.press("ctrl+s")
        await shows(pilot, "is back since 2026-04-02")
    assert desk.broken() == []


async def test_at_the_counter_the_employee_confirms_with_their_own_badge_and_pin(seat: Seat) -> None:
    async with seat.at(CLERK) as (_screen, pilot):
        app = pilot.app
        await pilot.press("ctrl+u")
        await until(pilot, lambda: isinstance(app.screen, OfficePage))
        await shows(pilot, "Open: ")
        await pilot.press("ctrl+n")
        await shows(pilot, "What does the employee ask for?")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*COLLEAGUE)
        await shows(pilot, f"{COLLEAGUE} ")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await shows(pilot, "Decides: ")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirming))
        await pilot.press(*STAFF, "enter", *PIN, "enter")
        await shows(pilot, f"This is for {COLLEAGUE} to confirm")
        await pilot.press(*COLLEAGUE, "enter", *PIN, "enter")
        await shows(pilot, "was submitted")
    told = newest(seat, COLLEAGUE)
    assert told.startswith("waiting leave")
    assert day("2026-04-01").isoformat() in told


async def test_the_ledger_behind_the_leave_that_is_left(seat: Seat) -> None:
    async with seat.at(STAFF, language="zh") as (_screen, pilot):
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, MinePage))
        await shows(pilot, "年假余")
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(pilot.app.screen, BalancesPage))
        await pilot.press("ctrl+left")
        await shows(pilot, "2025 年假期台账")
        assert "Year" not in text_on(pilot.app)
