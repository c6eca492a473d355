"""`opsconsole check` finds what a hand in the database broke (ORG-1 to ORG-4)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from opsconsole.errors import Message
from opsconsole.i18n import text_of
from opsconsole.org import checks
from tests.org.conftest import Office

BREAKS: list[tuple[Callable[..., list[Message]], tuple[str, ...], str]] = [
    (
        checks.units_form_a_tree,
        ("UPDATE unit SET parent_id = (SELECT id FROM unit WHERE code = 'YY') WHERE code = 'GS'",),
        "ORG-1",
    ),
    (
        checks.reporting_lines_end,
        ("UPDATE position SET reports_to_id = (SELECT id FROM position WHERE code = 'YY-02') WHERE code = 'ZJL'",),
        "ORG-2",
    ),
    (
        checks.one_position_at_a_time,
        (
            "DROP TRIGGER assignment_overlap_update",
            "UPDATE assignment SET employee_id = (SELECT id FROM employee WHERE badge = 'E4'), from_day = '2025-01-01'"
            " WHERE clock_id = '6'",
        ),
        "ORG-3",
    ),
    (
        checks.one_head_one_general_manager,
        ("UPDATE assignment SET position_id = (SELECT id FROM position WHERE code = 'YY-01') WHERE clock_id = '6'",),
        "ORG-4",
    ),
    (
        checks.one_head_one_general_manager,
        (
            "DROP INDEX uq_position_head",
            "UPDATE position SET unit_id = (SELECT id FROM unit WHERE code = 'YY') WHERE code = 'QD-01'",
        ),
        "ORG-4",
    ),
    (checks.clock_numbers_are_one_persons, ("UPDATE assignment SET clock_id = '6' WHERE clock_id = '4'",), "ORG-3"),
]


def test_a_sound_company_passes(any_office: Office) -> None:
    for check in checks.CHECKS:
        assert any_office.read(check.run, any_office.now) == []


@pytest.mark.parametrize(("check", "statements", "clause"), BREAKS)
def test_what_was_broken_by_hand_is_found(
    office: Office, check: Callable[..., list[Message]], statements: tuple[str, ...], clause: str
) -> None:
    # A connection of its own: the program's refuse to touch the schema.
    with closing(sqlite3.connect(office.database.url.database or "")) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    failures: Any = office.read(check, office.now)
    assert [failure.clause for failure in failures] == [clause]
    assert text_of(failures[0])
