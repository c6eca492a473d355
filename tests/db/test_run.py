"""One verb, one transaction, one act, whatever happens on the way."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from opsconsole import i18n
from opsconsole.access.actor import Actor
from opsconsole.access.model import Account
from opsconsole.audit import record
from opsconsole.audit.model import AuditRecord
from opsconsole.db import Database
from opsconsole.db.engine import Damaged
from opsconsole.errors import NotPermitted, Refusal, Unavailable
from opsconsole.org.model import Employee
from tests.db import acts


def last_act(session: Session) -> dict[str, Any]:
    row = session.execute(select(AuditRecord).order_by(AuditRecord.seq.desc()).limit(1)).scalar_one()
    return {
        "act": row.act,
        "subject": row.subject,
        "detail": json.loads(row.detail),
        "content": json.loads(row.content),
    }


def test_the_same_act_again_gives_the_first_result_and_changes_nothing(any_database: Database, machine: Actor) -> None:
    first = any_database.run(acts.hire, machine, "0001", act_id="a" * 32)
    head = any_database.head()
    again = any_database.run(acts.hire, machine, "0002", act_id="a" * 32)
    assert again == first == {"badge": "0001"}
    assert any_database.head() == head
    assert any_database.read(acts.badges) == ["0001"]


def test_a_first_result_and_a_repeated_one_are_of_the_same_types(database: Database, machine: Actor) -> None:
    def verb(session: Session, actor: Actor) -> tuple[int, dict[int, str]]:
        record(session, "nothing")
        return (1, {2: "x"})

    assert database.run(verb, machine, act_id="b" * 32) == database.run(verb, machine, act_id="b" * 32)


def test_a_refusal_leaves_nothing_behind(any_database: Database, machine: Actor) -> None:
    head = any_database.head()
    with pytest.raises(Refusal, match="Unit U1 already has a head"):
        any_database.run(acts.hire_then_refuse, machine, "0001")
    assert any_database.read(acts.badges) == []
    assert any_database.head() == head


def test_what_a_person_may_not_do_is_on_the_record_in_one_language(any_database: Database, machine: Actor) -> None:
    i18n.use("zh")
    try:
        with pytest.raises(NotPermitted):
            any_database.run(acts.hire_then_not_permitted, machine, "0001")
    finally:
        i18n.use("en")
    assert any_database.read(acts.badges) == []
    told = any_database.read(last_act)
    assert told["act"] == "access.refused"
    assert told["subject"].endswith("acts.hire_then_not_permitted")
    assert told["detail"] == {"reason": "Unit U1 already has a head"}


def test_nothing_done_is_not_on_the_record(database: Database, machine: Actor) -> None:
    head = database.head()
    assert database.run(acts.do_nothing, machine) == 7
    assert database.head() == head


@pytest.mark.parametrize("verb", [acts.hire_off_the_record, acts.hire_in_bulk_off_the_record])
def test_a_verb_that_changes_data_off_the_record_is_a_bug_and_keeps_nothing(
    database: Database, machine: Actor, verb: Callable[..., None]
) -> None:
    with pytest.raises(AssertionError, match="left no record"):
        database.run(verb, machine, "0001")
    assert database.read(acts.badges) == []


def test_the_record_holds_what_was_written(any_database: Database, machine: Actor) -> None:
    any_database.run(acts.hire, machine, "0001", "王芳")
    any_database.run(acts.rename, machine, "0001", "王小芳")
    told = any_database.read(last_act)
    assert told["detail"] == {"name": "王小芳"}
    [row] = told["content"]
    assert (row["table"], row["how"]) == ("employee", "changed")
    assert row["row"]["name"] == ["王芳", "王小芳"]


def test_the_record_keeps_a_digest_of_a_pin_and_never_its_hash(database: Database, machine: Actor) -> None:
    def open_account(session: Session, actor: Actor) -> None:
        employee = session.execute(select(Employee)).scalar_one()
        session.add(Account(employee_id=employee.id, pin_hash="$argon2id$secret"))
        record(session, "account 0001")

    database.run(acts.hire, machine, "0001")
    database.run(open_account, machine)
    told = json.dumps(database.read(last_act))
    assert "argon2id" not in told
    assert '"pin_hash": "sha256:' in told


def test_a_row_taken_away_is_on_the_record(database: Database, machine: Actor) -> None:
    def take_away(session: Session, actor: Actor) -> None:
        session.delete(session.execute(select(Employee)).scalar_one())
        record(session, "employee 0001")

    database.run(acts.hire, machine, "0001")
    database.run(take_away, machine)
    [row] = database.read(last_act)["content"]
    assert (row["how"], row["row"]["badge"]) == ("gone", "0001")


def test_an_act_that_is_killed_half_way_leaves_nothing_and_stands_in_nobodys_way(
    any_database: Database, machine: Actor, tmp_path: Path
) -> None:
    url = any_database.url.render_as_string(hide_password=False)
    program = (
        "database = acts.opened(*sys.argv[1:])\n"
        "from tests.conftest import MACHINE\n"
        "database.run(acts.hire_then_die, MACHINE, '0001')"
    )
    head = any_database.head()
    killed = acts.terminal(program, url, str(tmp_path / "state"))
    assert killed.wait(60) == -signal.SIGKILL, killed.communicate()
    killed.communicate()
    any_database.run(acts.hire, machine, "0002")
    assert any_database.read(acts.badges) == ["0002"]
    assert any_database.head() == head + 1


def test_an_act_that_lost_a_race_is_tried_again(postgres_url: str, open_url: Any, machine: Actor) -> None:
    database: Database = open_url(postgres_url)
    attempts: list[int] = []

    def lose_twice(session: Session, actor: Actor) -> int:
        acts.hire(session, actor, "0001")
        session.flush()
        attempts.append(1)
        if len(attempts) < 3:
            session.execute(text("DO $$ BEGIN RAISE EXCEPTION 'race' USING ERRCODE = '40001'; END $$"))
        return len(attempts)

    assert database.run(lose_twice, machine) == 3
    assert database.read(acts.badges) == ["0001"]


def test_an_act_whose_connection_breaks_is_done_once(postgres_url: str, open_url: Any, machine: Actor) -> None:
    database: Database = open_url(postgres_url)
    attempts: list[int] = []

    def break_off_once(session: Session, actor: Actor) -> int:
        acts.hire(session, actor, "0001")
        session.flush()
        attempts.append(1)
        if len(attempts) == 1:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return len(attempts)

    assert database.run(break_off_once, machine) == 2
    assert database.read(acts.badges) == ["0001"]


def test_a_question_cannot_change_anything(any_database: Database) -> None:
    def change(session: Session) -> None:
        session.execute(insert(Employee).values(badge="0001", name="x"))

    with pytest.raises(Unavailable):
        any_database.read(change)
    assert any_database.read(acts.badges) == []


def test_a_question_sees_one_moment_while_others_write(any_database: Database, machine: Actor) -> None:
    any_database.run(acts.hire, machine, "0001")

    def look_twice(session: Session) -> tuple[list[str], list[str]]:
        before = acts.badges(session)
        any_database.run(acts.hire, machine, "0002")
        return before, acts.badges(session)

    assert any_database.read(look_twice) == (["0001"], ["0001"])
    assert any_database.read(acts.badges) == ["0001", "0002"]


@pytest.mark.parametrize("statement", ["UPDATE audit_record SET actor = 'x'", "DELETE FROM audit_record"])
def test_the_record_of_acts_only_grows(any_database: Database, machine: Actor, statement: str) -> None:
    def change(session: Session, actor: Actor) -> None:
        session.execute(text(statement))

    with pytest.raises(DBAPIError, match="only grows"):
        any_database.run(change, machine)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER audit_record_no_update",
        "DROP TABLE punch",
        "ALTER TABLE employee RENAME TO people",
        "PRAGMA writable_schema=ON",
        "PRAGMA recursive_triggers=OFF",
        "ATTACH ':memory:' AS other",
    ],
)
def test_the_programs_own_connections_cannot_take_the_guards_away(
    database: Database, machine: Actor, statement: str
) -> None:
    def change(session: Session, actor: Actor) -> None:
        session.connection().exec_driver_sql(statement)

    with pytest.raises(DBAPIError, match="not authorized"):
        database.run(change, machine)


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\x9b", "\u202e", "\u2066", "\ud800"])
def test_control_characters_do_not_reach_the_database(any_database: Database, machine: Actor, character: str) -> None:
    with pytest.raises((StatementError, ValueError), match="control character"):
        any_database.run(acts.hire, machine, "0001", f"张{character}伟")
    assert any_database.read(acts.badges) == []


@pytest.mark.parametrize("name", ["[red]x[/]", "[@click=app.quit]x[/]", "=1+1", "𠮷" * 60, "😀"])
def test_ordinary_text_comes_back_as_it_was(any_database: Database, machine: Actor, name: str) -> None:
    any_database.run(acts.hire, machine, "0001", name)
    assert any_database.read(acts.name_of, "0001") == name


def test_a_database_moved_away_under_an_open_console_is_not_written_to(
    database: Database, machine: Actor, tmp_path: Path
) -> None:
    path = Path(str(database.url.database))
    shutil.copyfile(path, tmp_path / "kept")
    path.rename(tmp_path / "moved")
    with pytest.raises(Unavailable, match="replaced or taken away"):
        database.run(acts.hire, machine, "0001")
    (tmp_path / "kept").rename(path)
    with pytest.raises(Unavailable, match="replaced or taken away"):
        database.run(acts.hire, machine, "0001")
    with pytest.raises(Unavailable, match="replaced or taken away"):
        database.read(acts.badges)


def test_text_that_is_no_text_any_more_is_told_as_damage(database: Database, machine: Actor) -> None:
    database.run(acts.hire, machine, "0001")
    acts.tamper(database, "UPDATE employee SET name = CAST(x'ff' AS TEXT)")
    with pytest.raises(Damaged):
        database.read(acts.name_of, "0001")


def test_a_reader_does_not_decide_how_the_file_is_kept(sqlite_url: str, open_url: Any) -> None:
    """Becoming a WAL file is a write; a reader that did it could meet another that migrates."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    database = Database(sqlite_url)
    assert database.read(acts.badges) == []
    assert path.read_bytes()[18] == 1
    database.close()
