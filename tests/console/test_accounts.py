"""The administrator's screen: accounts, roles, one-time codes, and nothing of the business (SEC-5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from opsconsole import audit, i18n
from opsconsole.access import queries, service
from opsconsole.access.actor import Actor, Role
from opsconsole.access.model import Account
from opsconsole.access.permissions import permissions_of
from opsconsole.console.areas import AREAS
from opsconsole.console.widgets.form import Form
from opsconsole.console.widgets.grid import Grid
from opsconsole.db import Database
from opsconsole.org import service as org
from opsconsole.org.values import Layer, PersonData, PositionData, Terms, UnitData

from . import conftest
from .conftest import NOW, Console, text_on, until

ADMINISTRATOR = permissions_of(frozenset({Role.ADMINISTRATOR}))
OFFICE = Actor(None, "machine", "office", frozenset({Role.MACHINE}), "tests")
HERE = tuple(area for area in AREAS if area.name in ("org", "todo", "accounts"))


@pytest.fixture
def administrator(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    """The administrator's console: E00001 is signed in, E00002 is a clerk, E00003 has no account."""
    language = i18n.language()
    database.run(org.add_unit, OFFICE, UnitData("ACME", "公司", "Company", Layer.DECISION), NOW)
    database.run(org.add_position, OFFICE, PositionData("STAFF", "ACME", "职员", "Staff", 9), NOW)
    for badge, name in (("E00001", "赵一"), ("E00002", "[@click=app.quit]x[/]"), ("E00003", "王小明")):
        terms = Terms("STAFF", 500_000, 0)
        database.run(org.hire, OFFICE, PersonData(badge, name), date(2025, 1, 1), None, terms, NOW)
    database.run(service.add_account, OFFICE, "E00001", [Role.ADMINISTRATOR], "digest", NOW)
    database.run(service.add_account, OFFICE, "E00002", [Role.OFFICE_CLERK, Role.AUDITOR], None, NOW)
    actor = Actor(1, "E00001", "赵一", frozenset({Role.ADMINISTRATOR}), "front-1")
    monkeypatch.setitem(conftest.PEOPLE, "E00001", actor)
    console = Console(tmp_path)
    console.backend.database = database
    console.backend.pins["E00001"] = "246810"
    console.backend.granted = ADMINISTRATOR
    yield console
    i18n.use(language)


def guessed_wrong(session: Any, actor: Any, badge: str) -> None:
    """Five wrong PINs a moment ago."""
    account = service.find_account(session, badge)
    account.failures, account.blocked_until = 5, NOW + timedelta(minutes=9)
    audit.record(session, f"account {badge}")


async def opened(app: Any, pilot: Any) -> None:
    await pilot.press("ctrl+l")
    await until(pilot, lambda: app.current_mode == "accounts")
    await until(pilot, lambda: app.screen.query_one(Grid).row_count > 0)
    await pilot.pause()


def account(database: Database, badge: str) -> queries.AccountLine:
    return next(line for line in database.read(queries.accounts) if line.badge == badge)


async def test_accounts_show_roles_and_state_in_words(administrator):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        shown = text_on(app)
        assert "has no PIN: issue a code" in shown
        assert "PIN not chosen yet" in shown
        assert "Office clerk, Auditor" in shown
        assert "[@click=ap.." in shown


async def test_the_administrator_has_no_area_of_the_business_and_others_have_no_accounts(administrator):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await pilot.press("f2")
        assert app.current_mode == "todo"
        await pilot.press("ctrl+p", *"accounts")
        await until(pilot, lambda: "Who may sign in" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "accounts")
    administrator.backend.granted = permissions_of(frozenset({Role.OFFICE_CLERK}))
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await pilot.press("ctrl+l")
        await pilot.pause()
        assert app.current_mode == "todo"


async def test_an_employee_is_picked_for_a_new_account_and_the_code_is_shown_once(administrator, database):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "New account" in text_on(app))
        await pilot.press(*"wxm")
        await until(pilot, lambda: "王小明 E00003" in text_on(app))
        assert "Company" not in text_on(app).split("Employee")[-1]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("tab", "y", "ctrl+s")
        await until(pilot, lambda: "The one-time code of E00003 is:  73920184" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.area_screen)
        assert "73920184" not in text_on(app)
        await until(pilot, lambda: "王小明" in text_on(app))
    line = account(database, "E00003")
    assert line.roles == (Role.ATTENDANCE_CLERK,)
    assert line.must_change
    kept = database.read(lambda session: session.scalars(select(Account.pin_hash)).all())
    assert "digest of 73920184" in kept


async def test_who_has_an_account_is_not_offered_again(administrator):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "New account" in text_on(app))
        await pilot.press(*"E00002", "enter")
        await until(pilot, lambda: "Nothing is called that" in text_on(app))


async def test_roles_are_granted_and_taken_away_in_one_form(administrator, database):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("down", "ctrl+o")
        await until(pilot, lambda: "Roles of [@click=app.quit]x[/] E00002" in text_on(app))
        await pilot.press("n", "tab", "tab", "y", "ctrl+s")
        await until(pilot, lambda: "Done: The roles of E00002 are changed" in text_on(app))
    assert account(database, "E00002").roles == (Role.STOREKEEPER, Role.AUDITOR)


async def test_roles_that_were_changed_meanwhile_are_not_overwritten(administrator, database):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("down", "ctrl+o")
        await until(pilot, lambda: "Roles of" in text_on(app))
        database.run(service.grant, OFFICE, "E00002", [Role.CASHIER], NOW)
        await pilot.press("n", "ctrl+s")
        await until(pilot, lambda: "The roles of E00002 were changed meanwhile" in text_on(app))
    assert Role.OFFICE_CLERK in account(database, "E00002").roles


async def test_nobody_changes_their_own_roles_or_closes_their_own_account(administrator, database):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Roles of 赵一 E00001" in text_on(app))
        await pilot.press("y", "ctrl+s")
        await until(pilot, lambda: "Nobody changes their own roles" in text_on(app))
        await pilot.press("escape", "ctrl+d")
        await until(pilot, lambda: "Close the account of 赵一 E00001?" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Refused: Nobody changes their own roles" in text_on(app))
    assert account(database, "E00001").enabled
    assert account(database, "E00001").roles == (Role.ADMINISTRATOR,)


async def test_an_account_is_closed_after_a_question_and_opened_again(administrator, database):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("down", "ctrl+d")
        await until(pilot, lambda: "Close the account of" in text_on(app))
        await pilot.press("n")
        await until(pilot, lambda: app.screen is app.area_screen)
        assert account(database, "E00002").enabled
        await pilot.press("ctrl+d")
        await until(pilot, lambda: "Close the account of" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: "disabled" in text_on(app))
        assert not account(database, "E00002").enabled
        await pilot.press("ctrl+d")
        await until(pilot, lambda: "is open again" in text_on(app))
        assert account(database, "E00002").enabled


async def test_a_one_time_code_takes_the_place_of_a_forgotten_pin(administrator, database):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("down", "ctrl+r")
        await until(pilot, lambda: "Issue a one-time code for" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: "The one-time code of E00002 is:  73920184" in text_on(app))
    assert account(database, "E00002").has_pin


async def test_who_guessed_too_often_is_marked_and_can_be_let_in_at_once(administrator, database):
    database.run(guessed_wrong, OFFICE, "E00002")
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("ctrl+t")
        await pilot.press("down")
        await until(pilot, lambda: "blocked until 03-06 09:39" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Let them try again at once" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: "Done: E00002 can try again at once" in text_on(app))
    assert account(database, "E00002").blocked_until is None


async def test_an_account_is_found_by_badge_or_name(administrator):
    async with administrator.signed_in("E00001", areas=HERE) as (app, pilot):
        await opened(app, pilot)
        await pilot.press("slash", *"e00002", "enter")
        await until(pilot, lambda: app.area_screen.query_one(Grid).cursor_id == "E00002")
