"""The program under a console: opened, named, seeded, and asked what waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from opsconsole import settings
from opsconsole.access import service
from opsconsole.access.actor import Actor, Role
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.assembly import open_program
from opsconsole.assembly.todo import todo
from opsconsole.attendance import seed
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.errors import Stale
from opsconsole.org.queries import company_names
from tests.attendance.company import Company


@pytest.fixture
def company(database: Database, machine: Actor, now: datetime, tmp_path: Path) -> Company:
    made = Company(database, machine, now, tmp_path)
    made.unit("OPS")
    return made


def test_the_company_is_called_as_the_one_unit_at_the_top(company: Company) -> None:
    assert company.database.read(company_names) == {"zh": "OPS", "en": "OPS"}
    company.unit("TWO")
    assert company.database.read(company_names) == {}


def test_a_new_database_knows_the_published_holidays(database: Database, machine: Actor) -> None:
    """ATT-1: seeded once; a year that the office has is not touched again."""
    assert database.read(seed.is_seeded)
    assert database.read(seed.missing_years) == []
    before = database.head()
    assert database.run(seed.seed_calendar, machine, [2026]) == 0
    assert database.head() == before + 1


def test_the_console_signs_in_by_the_program(
    sqlite_url: str, company: Company, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    company.hire("E0007")
    told = settings.load(sqlite_url, "en")
    pins = PinHasher(told.pepper_file, LIGHT)
    code = service.open_account(company.database, company.machine, "E0007", [Role.ATTENDANCE_CLERK], now=now, pins=pins)
    company.clock("7 2026-03-05 08:57")
    company.judge()
    program = open_program(told)
    try:
        assert program.has_accounts()
        signed_in = program.sign_in("E0007", code, now=now)
        assert signed_in.must_change
        assert [words.msgid for words in program.role_words(signed_in.actor)] == ["Attendance clerk"]
        assert "attendance.explain" in program.permissions(signed_in.actor)
        (item,) = program.todo(signed_in.actor, datetime(2026, 4, 11, 9)).items
        assert (item.key, item.count, item.age_days) == ("2026-03", 43, 11)
    finally:
        program.database.close()


def test_nothing_waits_for_who_may_not_see_it(company: Company) -> None:
    company.hire("E0007")
    company.clock("7 2026-03-05 08:57")
    company.judge(Month(2026, 3))
    storekeeper = Actor(1, "E0007", "E0007", frozenset({Role.STOREKEEPER}), "t")
    assert company.database.read(todo, storekeeper, datetime(2026, 4, 1, 9)).count == 0


def test_roles_that_changed_under_a_form_are_not_overwritten(
    company: Company, now: datetime, tmp_path: Path, machine: Actor
) -> None:
    company.hire("E0007")
    pins = PinHasher(tmp_path / "pepper", LIGHT)
    service.open_account(company.database, machine, "E0007", [Role.CASHIER], now=now, pins=pins)
    change: Callable[..., None] = service.change_roles
    company.database.run(change, machine, "E0007", [Role.CASHIER], [Role.ARCHIVIST], now)
    with pytest.raises(Stale):
        company.database.run(change, machine, "E0007", [Role.CASHIER], [Role.AUDITOR], now)
