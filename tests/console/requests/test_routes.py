"""The table of routes at the keys: a line is changed, the table saved with a date, and who would decide is shown."""

from __future__ import annotations

import pytest

from opsconsole.approvals.queries import routes_table
from opsconsole.approvals.rules.routes import Measure, Route
from opsconsole.console.requests.routes import RoutesPage, words
from opsconsole.console.requests.routes.who import WhoDecidesPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from opsconsole.errors import Refusal
from tests.approvals.desk import CLERK, leave
from tests.console.conftest import until
from tests.console.requests.sitting import HEAD, STAFF, Seat, shows


async def test_the_office_lets_heads_approve_three_days_from_today_on(seat: Seat) -> None:
    async with seat.at(CLERK, size=(120, 36)) as (_screen, pilot):
        app = pilot.app
        await pilot.press("shift+f8")
        await until(pilot, lambda: isinstance(app.screen, RoutesPage) and app.screen.grid.cursor_id is not None)
        page = app.screen
        await shows(pilot, "The founding routes hold.", "up to 1 days", "deputy in charge", "Needs a certificate")
        for _line in range(3):
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        for _field in range(6):
            await pilot.press("down")
        await pilot.press(*"2.7", "ctrl+s")
        await shows(pilot, "Days in halves, such")
        await pilot.press("ctrl+u", *"3", "ctrl+s")
        await until(pilot, lambda: app.screen is page)
        await shows(pilot, "Changed and not saved yet")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("n")
        await until(pilot, lambda: app.screen is page)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)
        await pilot.press("ctrl+s")
        await shows(pilot, "These routes hold since 2026-04-01")
        request = seat.desk.ask(STAFF, leave("05-25am 05-27pm"))
        assert seat.desk.deciders(request) == [HEAD]
        await pilot.press("f8")
        await until(pilot, lambda: isinstance(app.screen, WhoDecidesPage) and app.screen.grid.cursor_id is not None)
        await pilot.press("ctrl+f", *STAFF.lower())
        await shows(pilot, "up to 3 days")
    table = seat.desk.database.read(routes_table, seat.desk.now.date())
    assert [route.up_to for route in table.policy.routes if route.kind == "leave"] == [None, None, None, 6, 6, None]
    assert seat.desk.broken() == []


def test_the_first_line_that_fits_holds_so_a_new_one_comes_first_of_its_kind() -> None:
    table = (Route("leave", ("head",), up_to=2), Route("leave", ("gm",)), Route("outing", ("head",)))
    new = Route("leave", ("office",), ranks=("gm",))
    assert words.with_line(table, new, None)[0] == new
    assert words.with_line(table, new, 1) == (table[0], new, table[2])
    assert words.with_line(table, Route("outing", ("gm",)), 0) == (table[1], Route("outing", ("gm",)), table[2])
    assert words.moved(table, 0, 1)[:2] == (table[1], table[0])
    assert words.moved(table, 1, 1) == table, "a line stays with its kind"


@pytest.mark.parametrize(
    ("typed", "measure", "limit"),
    [
        ("", Measure.NONE, None),
        ("3.5", Measure.HALF_DAYS, 7),
        ("１", Measure.HALF_DAYS, 2),
        ("1,000", Measure.FEN, 100_000),
    ],
)
def test_a_limit_is_typed_as_it_is_shown(typed: str, measure: Measure, limit: int | None) -> None:
    assert words.limit_of(typed, measure) == limit
    assert words.limit_of(words.typed_limit(limit, measure), measure) == limit


@pytest.mark.parametrize(
    ("typed", "measure"),
    [
        ("1", Measure.NONE),
        ("0.3", Measure.HALF_DAYS),
        ("-1", Measure.HALF_DAYS),
        ("9999", Measure.HALF_DAYS),
        ("-1", Measure.FEN),
    ],
)
def test_a_limit_that_cannot_be_is_refused(typed: str, measure: Measure) -> None:
    with pytest.raises(Refusal):
        words.limit_of(typed, measure)
