"""The record of acts: bound in one chain, and to the head that this machine saw last."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.assembly import open_database
from opsconsole.audit import checks, queries
from opsconsole.audit.journal import AuditJournal, hash_of
from opsconsole.audit.model import AuditRecord
from opsconsole.db import Database
from opsconsole.errors import Unavailable
from opsconsole.i18n import text_of
from tests.conftest import MACHINE, NOW
from tests.db import acts

SQLITE_OPEN = "DROP TRIGGER audit_record_no_update; DROP TRIGGER audit_record_no_delete"
POSTGRES_OPEN = "ALTER TABLE audit_record DISABLE TRIGGER ALL"
SQLITE_SHUT = (
    "CREATE TRIGGER audit_record_no_update BEFORE UPDATE ON audit_record"
    " BEGIN SELECT RAISE(ABORT, 'audit_record only grows'); END",
    "CREATE TRIGGER audit_record_no_delete BEFORE DELETE ON audit_record"
    " BEGIN SELECT RAISE(ABORT, 'audit_record only grows'); END",
)


def forge(database: Database, *statements: str) -> None:
    """Changes the record and leaves no other trace, as somebody would who holds the file."""
    opening, shutting = (
        (SQLITE_OPEN.split("; "), SQLITE_SHUT)
        if database.is_sqlite
        else ([POSTGRES_OPEN], (POSTGRES_OPEN.replace("DISABLE", "ENABLE"),))
    )
    acts.tamper(database, *opening, *statements, *shutting)


def failing(database: Database) -> dict[str, str]:
    """What `check` finds of the ground, by the name of the check."""
    found = checks.run_all(database, checks.CHECKS, NOW)
    return {outcome.name: text_of(outcome.failures[0]) for outcome in found if outcome.failures}


def hire_some(database: Database, machine: Actor, count: int = 5) -> None:
    for number in range(count):
        database.run(acts.hire, machine, f"{number:04}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_record SET {column} = {value} WHERE seq = 4",
        "DELETE FROM audit_record WHERE seq = 4",
        "UPDATE audit_record SET seq = seq + 100 WHERE seq >= 4",
    ],
)
@pytest.mark.parametrize(
    ("column", "value"),
    [("detail", "detail || ' '"), ("at", "'2026-04-01 08:59:59.999'"), ("actor_id", "7"), ("act_id", "'x'")],
)
def test_any_change_of_the_record_is_found(
    any_database: Database, machine: Actor, statement: str, column: str, value: str
) -> None:
    hire_some(any_database, machine)
    assert failing(any_database) == {}
    forge(any_database, statement.format(column=column, value=value))
    assert "broken at act 4" in failing(any_database)["the record of acts is unbroken"]


def test_a_single_flipped_bit_in_any_column_is_found(database: Database, machine: Actor) -> None:
    hire_some(database, machine, 1)
    columns = ("act_id", "at", "actor", "terminal", "act", "subject", "detail", "content", "result", "hash")
    for column in columns:
        flipped = f"char((unicode({column}) | 1) - (unicode({column}) & 1)) || substr({column}, 2)"
        forge(database, f"UPDATE audit_record SET {column} = {flipped} WHERE seq = 3")
        assert "the record of acts is unbroken" in failing(database), column
        forge(database, f"UPDATE audit_record SET {column} = {flipped} WHERE seq = 3")
        assert failing(database) == {}, column


def test_an_old_copy_put_back_is_seen_by_the_anchor_alone(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    path = Path(str(database.url.database))
    hire_some(database, machine, 2)
    database.close()
    shutil.copyfile(path, tmp_path / "yesterday")
    again = open_url(str(path))
    again.run(acts.hire, machine, "9999")
    again.close()
    shutil.copyfile(tmp_path / "yesterday", path)
    found = open_url(str(path))
    assert found.read(acts.badges) == ["0000", "0001"]
    with pytest.raises(Unavailable, match="does not continue what this machine saw last"):
        found.run(acts.hire, machine, "0002")
    assert list(failing(found)) == ["the record of acts continues what this machine saw last"]


def test_a_record_made_true_again_after_a_change_is_seen_by_the_anchor(
    database: Database, open_url: Callable[[str], Database], machine: Actor
) -> None:
    """Whoever holds the file can work the whole chain out again; yesterday's head they cannot."""
    hire_some(database, machine, 2)
    make_true(database, lambda row: {**row, "actor": "somebody else"})
    found = open_url(str(database.url.database))
    assert found.read(queries.walk_chain).broken_at is None
    with pytest.raises(Unavailable, match="does not continue what this machine saw last"):
        found.run(acts.hire, machine, "0002")


def test_another_database_in_the_place_of_the_known_one_is_not_trusted(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    path = Path(str(database.url.database))
    other = tmp_path / "other.sqlite3"
    made = open_database(str(other), state_dir=tmp_path / "elsewhere", clock=lambda: NOW, actor=MACHINE)
    made.run(acts.hire, machine, "6666")
    made.close()
    database.close()
    shutil.copyfile(other, path)
    found = open_url(str(path))
    assert found.read(acts.badges) == ["6666"]
    with pytest.raises(Unavailable, match="Another database lies where this machine knew one"):
        found.run(acts.hire, machine, "0001")


def test_a_database_under_another_identity_is_not_trusted(
    database: Database, open_url: Callable[[str], Database], machine: Actor
) -> None:
    acts.tamper(database, "UPDATE installation SET identity = 'another'")
    assert failing(database)["the record of acts is unbroken"] == "the record is that of another database"
    with pytest.raises(Unavailable, match="Another database lies where"):
        open_url(str(database.url.database)).run(acts.hire, machine, "0001")


def test_another_machine_sees_the_record_go_on(any_database: Database, machine: Actor, tmp_path: Path) -> None:
    url = any_database.url.render_as_string(hide_password=False)
    for number in range(3):
        here = open_database(url, state_dir=tmp_path / "here", clock=lambda: NOW, actor=MACHINE)
        here.run(acts.hire, machine, f"1{number}")
        here.close()
        there = open_database(url, state_dir=tmp_path / "there", clock=lambda: NOW, actor=MACHINE)
        there.run(acts.hire, machine, f"2{number}")
        assert failing(there) == {}
        there.close()


def test_an_anchor_never_goes_back_when_two_terminals_finish_out_of_turn(database: Database, machine: Actor) -> None:
    hire_some(database, machine, 2)
    journal = database.journal
    assert isinstance(journal, AuditJournal)
    assert journal.anchor is not None
    head = journal.anchor.read()
    journal.anchor.move(1, "0" * 64)
    assert journal.anchor.read() == head
    assert head == database.read(queries.head)


@pytest.mark.parametrize("content", ["{", "[]", '{"seq": 1}', "null", '{"seq": "x", "hash": "y"}', "\udcff"])
def test_a_damaged_anchor_makes_the_database_read_only(
    database: Database, open_url: Callable[[str], Database], machine: Actor, content: str
) -> None:
    journal = database.journal
    assert isinstance(journal, AuditJournal)
    assert journal.anchor is not None
    journal.anchor.path.write_text(content, errors="surrogateescape")
    found = open_url(str(database.url.database))
    with pytest.raises(Unavailable, match=r"anchor .* cannot be read: reading only"):
        found.run(acts.hire, machine, "0001")


def test_an_anchor_that_a_power_cut_left_empty_is_begun_again(
    database: Database, open_url: Callable[[str], Database], machine: Actor
) -> None:
    journal = database.journal
    assert isinstance(journal, AuditJournal)
    assert journal.anchor is not None
    journal.anchor.path.write_bytes(b"")
    open_url(str(database.url.database)).run(acts.hire, machine, "0001")
    assert journal.anchor.read() == database.read(queries.head)


def test_an_anchor_that_cannot_be_written_does_not_undo_what_was_said_to_be_kept(
    database: Database, machine: Actor
) -> None:
    journal = database.journal
    assert isinstance(journal, AuditJournal)
    assert journal.anchor is not None
    journal.anchor.path.unlink()
    journal.anchor.path.mkdir()
    assert database.run(acts.hire, machine, "0001") == {"badge": "0001"}
    assert database.read(acts.badges) == ["0001"]


def test_a_check_that_breaks_off_has_failed_and_the_next_one_is_run(database: Database) -> None:
    def stumble(session: object, now: datetime) -> list[checks.Message]:
        raise LookupError("a row that nobody foresaw")

    outcomes = list(checks.run_all(database, (checks.Check("stumbles", stumble), *checks.CHECKS), NOW))
    assert [outcome.name for outcome in outcomes if outcome.failures] == ["stumbles"]
    assert len(outcomes) == len(checks.CHECKS) + 2


def test_a_row_that_points_nowhere_is_found(database: Database, machine: Actor) -> None:
    hire_some(database, machine, 1)
    with database.exclusive() as engine, engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.set_authorizer(None)
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("DELETE FROM employee")
        driver.execute("INSERT INTO duty (employee_id, start, finish) VALUES (7, '2026-03-01', '2026-03-02')")
    assert "of duty points at a row of employee" in failing(database)["every row finds the rows it points at"]


def make_true(database: Database, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Rewrites the last act and works its hash out again."""
    table = AuditRecord.__table__

    def last_two(session: Session) -> list[dict[str, Any]]:
        rows = session.execute(select(table).order_by(table.c.seq.desc()).limit(2))
        return [dict(row._mapping) for row in rows]

    last, before = database.read(last_two)
    forged = change(last)
    digest = hash_of(str(before["hash"]), forged)
    forge(
        database,
        f"UPDATE audit_record SET actor = '{forged['actor']}', hash = '{digest}' WHERE seq = {forged['seq']}",
    )


def test_what_is_on_the_record_is_json_that_a_reader_can_use(any_database: Database, machine: Actor) -> None:
    hire_some(any_database, machine, 1)
    line = any_database.read(lambda session: list(queries.lines(session)))[-1]
    assert (line.actor, line.terminal, line.subject) == ("machine", "tests", "employee 0000")
    assert json.loads(line.detail) == {"name": "张伟"}
    assert line.at == "2026-04-01 09:00:00.000"
