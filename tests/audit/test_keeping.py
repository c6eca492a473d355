"""Backups, restores and copies: proven before they count, and nothing lost on the way."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.access.model import Account, AccountRole
from opsconsole.assembly import open_database
from opsconsole.audit import keeping, queries, record
from opsconsole.db import Database, copy, schema
from opsconsole.errors import Refusal, Unavailable
from opsconsole.org.model import Assignment, Employee, Layer, Position, Rank, Unit
from tests.audit.test_chain import failing, forge
from tests.conftest import MACHINE, NOW
from tests.db import acts

WRITE_ON = """
from tests.conftest import MACHINE
database = acts.opened(sys.argv[1], sys.argv[2])
print("open", flush=True)
number = 0
while True:
    database.run(acts.hire, MACHINE, f"{sys.argv[3]}{number:05}")
    number += 1
"""


def fill(session: Session, actor: Actor) -> None:
    """A little of everything that a copy could get wrong: trees, dates, truths, enums, text of every kind."""
    add, flush = session.add, session.flush
    top = Unit(code="GS", name_zh="公司", name_en="Company", layer=Layer.DECISION)
    add(top)
    flush()
    for number in range(3):
        below = Unit(code=f"U{number}", name_zh="[red]x[/]", name_en="=1+1", layer=Layer.EXECUTION, parent_id=top.id)
        add(below)
        flush()
        top = below
    # A parent with a higher number than its child: a copy by number alone would meet the child first.
    root = Unit(code="TOP", name_zh="顶", name_en="Top", layer=Layer.DECISION, assessed=True)
    add(root)
    flush()
    session.get_one(Unit, 1).parent_id = root.id
    position = Position(code="P1", unit_id=top.id, title_zh="𠮷", title_en="x", headcount=2, rank=Rank.HEAD)
    add(position)
    employee = Employee(badge="E1", name="张伟", work_since=date(2019, 2, 28))
    add(employee)
    flush()
    add(
        Assignment(
            employee_id=employee.id,
            position_id=position.id,
            from_day=date(2020, 1, 1),
            basic_wage_fen=2**40,
            bonus_fen=0,
        )
    )
    account = Account(employee_id=employee.id, pin_hash="x", enabled=False, blocked_until=NOW)
    add(account)
    flush()
    add(AccountRole(account_id=account.id, role=Role.AUDITOR))
    record(session, "everything")


def contents(database: Database) -> dict[str, copy.Content]:
    """What every table holds, but for the record and the identity, which a copy continues."""
    own = {"audit_record", "installation"}
    return {table.name: database.read(copy.content_of, table) for table in copy.tables() if table.name not in own}


def restored(url: str, file: Path, tmp_path: Path) -> keeping.Restored:
    return keeping.restore(url, file, state_dir=tmp_path / "state", clock=lambda: NOW, actor=MACHINE)


def path_of(database: Database) -> Path:
    return Path(str(database.url.database))


def left_over(folder: Path) -> list[str]:
    """Whatever a backup or restore did not tidy away."""
    return sorted(file.name for file in folder.iterdir() if ".part" in file.name)


def test_a_backup_taken_while_others_write_is_whole(database: Database, machine: Actor, tmp_path: Path) -> None:
    url, state = str(path_of(database)), str(tmp_path / "state")
    writers = [acts.terminal(WRITE_ON, url, state, str(number)) for number in range(2)]
    try:
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "open\n"
        kept = [keeping.back_up(database, tmp_path / f"backup{number}", actor=machine) for number in range(5)]
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()
    assert kept[0].acts < kept[-1].acts
    for number, one in enumerate(kept):
        connection = sqlite3.connect(tmp_path / f"backup{number}")
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT max(seq) FROM audit_record").fetchone() == (one.acts,)
        connection.close()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize("what", ["the database", "its hard link", "something else", "a folder", "another database"])
def test_a_backup_never_overwrites_what_is_no_backup(
    database: Database, machine: Actor, tmp_path: Path, what: str
) -> None:
    file = tmp_path / "file"
    if what == "the database":
        file = path_of(database)
    elif what == "its hard link":
        os.link(path_of(database), file)
    elif what == "something else":
        file.write_text("my thesis")
    elif what == "a folder":
        file.mkdir()
    else:
        open_database(str(file), state_dir=tmp_path / "x", clock=lambda: NOW, actor=MACHINE).close()
    before = file.read_bytes() if file.is_file() else b""
    with pytest.raises(Refusal, match="name another file"):
        keeping.back_up(database, file, actor=machine)
    assert (file.read_bytes() if file.is_file() else b"") == before


def test_a_backup_takes_the_place_of_an_earlier_one(database: Database, machine: Actor, tmp_path: Path) -> None:
    keeping.back_up(database, tmp_path / "backup", actor=machine)
    database.run(acts.hire, machine, "0001")
    assert keeping.back_up(database, tmp_path / "backup", actor=machine).acts == database.head()


def test_a_backup_where_nothing_can_be_written_is_told_in_a_sentence(
    database: Database, machine: Actor, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="cannot be written"):
        keeping.back_up(database, tmp_path / "no" / "folder" / "backup", actor=machine)


def test_a_broken_record_is_no_backup_and_yesterdays_stays(database: Database, machine: Actor, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    database.run(acts.hire, machine, "0001")
    keeping.back_up(database, file, actor=machine)
    before = file.read_bytes()
    forge(database, "UPDATE audit_record SET actor = 'x' WHERE seq = 1")
    with pytest.raises(Refusal, match="backup was not kept: the record is broken at act 1"):
        keeping.back_up(database, file, actor=machine)
    assert file.read_bytes() == before
    assert left_over(tmp_path) == []


def test_a_restore_brings_back_what_was_and_keeps_what_is(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    url = str(path_of(database))
    database.run(fill, machine)
    keeping.back_up(database, tmp_path / "backup", actor=machine)
    before = contents(database)
    database.run(acts.hire, machine, "0002")
    database.close()
    done = restored(url, tmp_path / "backup", tmp_path)
    assert done.before == path_of(database).with_name("ops.sqlite3.before-restore")
    again = open_url(url)
    assert again.read_only_because is None
    assert contents(again) == before
    assert failing(again) == {}
    last = again.read(lambda session: list(queries.lines(session)))[-1]
    assert (last.act, last.subject) == ("audit.opening.succeed", "installation")
    again.run(acts.hire, machine, "0003")
    kept = sqlite3.connect(done.before)
    assert kept.execute("SELECT count(*) FROM employee").fetchone() == (2,)
    kept.close()
    assert left_over(tmp_path) == []


def test_a_second_restore_keeps_both_that_were_there(database: Database, machine: Actor, tmp_path: Path) -> None:
    keeping.back_up(database, tmp_path / "backup", actor=machine)
    database.close()
    names = [restored(str(path_of(database)), tmp_path / "backup", tmp_path).before for _ in range(2)]
    assert [name.name for name in names if name] == ["ops.sqlite3.before-restore", "ops.sqlite3.before-restore-2"]


def test_a_console_that_was_open_reads_on_and_is_told_to_start_again(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    open_console = open_url(str(path_of(database)))
    open_console.run(acts.hire, machine, "0001")
    keeping.back_up(database, tmp_path / "backup", actor=machine)
    open_console.run(acts.hire, machine, "0002")
    restored(str(path_of(database)), tmp_path / "backup", tmp_path)
    assert open_console.read(acts.badges) == ["0001"]
    with pytest.raises(Unavailable, match="Close opsconsole and start it again"):
        open_console.run(acts.hire, machine, "0003")
    assert open_url(str(path_of(database))).run(acts.hire, machine, "0003") == {"badge": "0003"}


def test_another_machine_accepts_a_restore_for_it_is_on_the_record(
    database: Database, machine: Actor, tmp_path: Path
) -> None:
    url = str(path_of(database))

    def there() -> Database:
        return open_database(url, state_dir=tmp_path / "there", clock=lambda: NOW, actor=MACHINE)

    keeping.back_up(database, tmp_path / "backup", actor=machine)
    other = there()
    other.run(acts.hire, machine, "0001")
    other.close()
    database.close()
    restored(url, tmp_path / "backup", tmp_path)
    again = there()
    assert again.read_only_because is None
    again.close()


def test_an_older_copy_can_be_put_in_place_on_the_record(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    """A file copied over by hand is read only; restoring that very file makes it the one to work on."""
    path = path_of(database)
    database.close()
    shutil.copyfile(path, tmp_path / "copy")
    later = open_url(str(path))
    later.run(acts.hire, machine, "0001")
    later.close()
    shutil.copyfile(tmp_path / "copy", path)
    assert open_url(str(path)).read_only_because is not None
    restored(str(path), path, tmp_path)
    found = open_url(str(path))
    assert found.read_only_because is None
    assert found.read(acts.badges) == []


def damaged(file: Path, how: str) -> None:
    data = bytearray(file.read_bytes())
    if how == "nothing of the kind":
        data = bytearray(b"my thesis\n" * 500)
    elif how == "empty":
        data = bytearray()
    elif how == "cut off":
        del data[len(data) // 2 :]
    elif how == "a page of noise":
        data[4096 * 5 : 4096 * 6] = b"\xa5" * 4096
    elif how == "its beginning":
        data[:100] = b"\x00" * 100
    file.write_bytes(data)


DAMAGES = ["nothing of the kind", "empty", "cut off", "a page of noise", "its beginning"]


@pytest.mark.parametrize("how", DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_changes(
    database: Database, machine: Actor, tmp_path: Path, how: str
) -> None:
    path, file = path_of(database), tmp_path / "backup"
    database.run(fill, machine)
    keeping.back_up(database, file, actor=machine)
    database.close()
    before = path.read_bytes()
    damaged(file, how)
    with pytest.raises(Refusal, match=r"backup was not restored: "):
        restored(str(path), file, tmp_path)
    assert path.read_bytes() == before
    assert not path.with_name(path.name + ".before-restore").exists()
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "the schema is 9999"),
        ("DROP INDEX uq_position_head", "not as the migrations make them"),
        ("UPDATE installation SET identity = 'x'", "that of another database"),
        ("DELETE FROM employee", "points at a row of employee"),
    ],
)
def test_a_backup_that_is_not_sound_is_refused(
    database: Database, machine: Actor, tmp_path: Path, change: str, reason: str
) -> None:
    file = tmp_path / "backup"
    database.run(fill, machine)
    keeping.back_up(database, file, actor=machine)
    connection = sqlite3.connect(file)
    connection.execute(change)
    connection.commit()
    connection.close()
    with pytest.raises(Refusal, match=reason):
        restored(str(path_of(database)), file, tmp_path)


def test_another_programs_database_is_neither_restored_nor_overwritten(
    database: Database, machine: Actor, tmp_path: Path
) -> None:
    theirs, file = tmp_path / "theirs", tmp_path / "backup"
    connection = sqlite3.connect(theirs)
    connection.execute("CREATE TABLE orders (x)")
    connection.close()
    keeping.back_up(database, file, actor=machine)
    with pytest.raises(Refusal, match="another program"):
        restored(str(path_of(database)), theirs, tmp_path)
    with pytest.raises(Refusal, match="another program"):
        restored(str(theirs), file, tmp_path)


def test_a_restore_puts_a_damaged_database_right(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    path, file = path_of(database), tmp_path / "backup"
    database.run(fill, machine)
    keeping.back_up(database, file, actor=machine)
    database.close()
    damaged(path, "a page of noise")
    with pytest.raises(Refusal, match="damaged"):
        open_url(str(path))
    restored(str(path), file, tmp_path)
    assert failing(open_url(str(path))) == {}


def test_a_restore_over_what_is_no_database_says_what_to_do(database: Database, machine: Actor, tmp_path: Path) -> None:
    path, file = path_of(database), tmp_path / "backup"
    keeping.back_up(database, file, actor=machine)
    database.close()
    damaged(path, "its beginning")
    with pytest.raises(Refusal, match="move it away together with"):
        restored(str(path), file, tmp_path)


def test_a_restore_where_there_is_no_database_makes_it(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    database.run(acts.hire, machine, "0001")
    keeping.back_up(database, tmp_path / "backup", actor=machine)
    done = restored(str(tmp_path / "new" / "ops.sqlite3"), tmp_path / "backup", tmp_path)
    assert done.before is None
    assert open_url(str(tmp_path / "new" / "ops.sqlite3")).read(acts.badges) == ["0001"]


def test_a_restore_while_others_write_leaves_one_or_the_other(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    keeping.back_up(database, tmp_path / "backup", actor=machine)
    writer = open_url(str(path_of(database)))
    stopped: list[Unavailable] = []

    def write_on() -> None:
        try:
            for number in range(100_000):
                writer.run(acts.hire, machine, f"{number:06}")
        except Unavailable as refusal:
            stopped.append(refusal)

    working = threading.Thread(target=write_on)
    working.start()
    restored(str(path_of(database)), tmp_path / "backup", tmp_path)
    working.join(30)
    assert len(stopped) == 1
    found = open_url(str(path_of(database)))
    assert failing(found) == {}
    assert found.read(acts.badges) == []


@pytest.mark.parametrize(("kind", "other"), [("sqlite", "postgres"), ("postgres", "sqlite"), ("sqlite", "sqlite")])
def test_a_copy_into_the_other_kind_of_database_is_the_same(
    request: pytest.FixtureRequest,
    open_url: Callable[[str], Database],
    empty_url_of: Callable[[str], str],
    machine: Actor,
    tmp_path: Path,
    kind: str,
    other: str,
) -> None:
    source = open_url(request.getfixturevalue(f"{kind}_url"))
    source.run(fill, machine)
    url = empty_url_of(other)
    kept = keeping.copy_to(source, url, state_dir=tmp_path / "state", actor=machine)
    assert kept.acts == source.head()
    target = open_url(url)
    assert contents(target) == contents(source)
    assert failing(target) == {}
    assert target.head() == source.head() + 1
    target.run(acts.hire, machine, "0002")
    source.run(acts.hire, machine, "0002")
    assert contents(target) == contents(source)


def test_a_copy_goes_into_an_empty_database_alone(
    database: Database, open_url: Callable[[str], Database], machine: Actor, tmp_path: Path
) -> None:
    other = str(tmp_path / "other.sqlite3")
    open_url(other)
    with pytest.raises(Refusal, match="not empty"):
        keeping.copy_to(database, other, state_dir=tmp_path / "state", actor=machine)
    with pytest.raises(Refusal, match="not empty"):
        keeping.copy_to(database, str(path_of(database)), state_dir=tmp_path / "state", actor=machine)


def test_a_copy_of_a_broken_record_leaves_nothing(database: Database, machine: Actor, tmp_path: Path) -> None:
    forge(database, "UPDATE audit_record SET actor = 'x' WHERE seq = 1")
    other = Database(str(tmp_path / "other.sqlite3"))
    with pytest.raises(Refusal, match="copy was not kept: the record is broken at act 1"):
        keeping.copy_to(database, str(tmp_path / "other.sqlite3"), state_dir=tmp_path / "state", actor=machine)
    assert other.read(copy.first_filled) is None
    other.close()


def test_a_server_is_backed_up_to_a_file_and_restored_into_an_empty_one(
    postgres_url: str,
    open_url: Callable[[str], Database],
    empty_url_of: Callable[[str], str],
    machine: Actor,
    tmp_path: Path,
) -> None:
    source = open_url(postgres_url)
    source.run(fill, machine)
    kept = keeping.back_up(source, tmp_path / "backup", actor=machine)
    assert kept.acts == source.head() + 1
    assert (tmp_path / "backup").read_bytes()[18] == 1
    with pytest.raises(Refusal, match="not empty"):
        restored(postgres_url, tmp_path / "backup", tmp_path)
    url = empty_url_of("postgres")
    restored(url, tmp_path / "backup", tmp_path)
    target = open_url(url)
    assert contents(target) == contents(source)
    assert failing(target) == {}
    target.run(acts.hire, machine, "0002")


def test_every_table_that_there_is_gets_copied(any_database: Database) -> None:
    with any_database.reading() as engine, engine.connect() as connection:
        names = set(schema.inspect(connection).get_table_names())
    assert names == {table.name for table in copy.tables()} | {"alembic_version"}
