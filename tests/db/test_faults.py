"""What goes wrong below the program arrives as a sentence that says what happened and what to do."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.assembly import open_database
from opsconsole.db import Database, engine
from opsconsole.errors import Refusal, Unavailable
from tests.conftest import MACHINE, NOW
from tests.db import acts


def words(error: sqlite3.Error) -> str:
    refusal = engine.sentence(error)
    assert refusal is not None, error
    return str(refusal)


def failing(connection: sqlite3.Connection, statement: str) -> str:
    with pytest.raises(sqlite3.Error) as raised:
        connection.execute(statement)
    return words(raised.value)


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_a_full_disk(file: Path) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA max_page_count=1")
    told = failing(connection, "CREATE TABLE big (x)")
    assert told.startswith("The disk is full; nothing was changed")


def test_a_file_that_may_not_be_written(file: Path) -> None:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    assert failing(connection, "CREATE TABLE x (x)").startswith("The database may not be written")


def test_a_file_that_another_program_holds(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    connection = sqlite3.connect(file, isolation_level=None, timeout=0.05)
    assert failing(connection, "BEGIN IMMEDIATE").startswith("The database is busy; nothing was changed")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.Error) as raised:
        sqlite3.connect(tmp_path / "no" / "where").execute("SELECT 1")
    assert words(raised.value).startswith("The database file cannot be opened")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing of the kind\n" * 100)
    with pytest.raises(Refusal, match="not a database of opsconsole"):
        open_database(str(tmp_path / "notes.txt"), state_dir=tmp_path, clock=lambda: NOW, actor=MACHINE)


def test_a_damaged_file(file: Path, tmp_path: Path) -> None:
    data = bytearray(file.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    file.write_bytes(data)
    with pytest.raises(Refusal, match="damaged"):
        open_database(str(file), state_dir=tmp_path, clock=lambda: NOW, actor=MACHINE)


def test_a_disk_that_fails_while_writing(sqlite_url: str, tmp_path: Path) -> None:
    """A limit on the size of files is the failing disk here: the write comes back with an error that is not 'full'."""
    program = (
        "import resource, signal\n"
        "from tests.conftest import MACHINE\n"
        "database = acts.opened(*sys.argv[1:])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n"
        "    for number in range(200):\n"
        "        database.run(acts.hire, MACHINE, f'{number:04}', 'x' * 190)\n"
        "except Exception as error:\n"
        "    print(type(error).__name__, error)\n"
        "print(len(database.read(acts.badges)) == number)"
    )
    told, errors = acts.terminal(program, sqlite_url, str(tmp_path / "state")).communicate(timeout=60)
    assert told.splitlines() == [
        "Unavailable The disk failed while reading or writing; nothing was changed. Check the disk",
        "True",
    ], errors


AS_SOMEBODY_ELSE = """
import os
from opsconsole.errors import Refusal
from tests.conftest import MACHINE
url, own, public = sys.argv[1:]
database = acts.opened(own, own + ".state")
database.run(acts.hire, MACHINE, "0002")
database.close()
if os.getuid() == 0:
    # What the interpreter still has to load may lie where only root may look: it is loaded by now.
    os.setgid(65534)
    os.setuid(65534)
try:
    database = acts.opened(url, public)
    print(database.read(acts.badges))
    database.run(acts.hire, MACHINE, "0002")
except Refusal as refusal:
    print(refusal)
database.close()
"""


@pytest.fixture
def public_folder() -> Generator[Path]:
    """A folder that any user of this host can reach, as the test's own cannot."""
    folder = Path(tempfile.mkdtemp(prefix="opsconsole-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("folder_mode", "told"),
    [
        (0o777, "['0001']\nThe database may not be written; nothing was changed"),
        (0o555, "The database may not be written; nothing was changed"),
    ],
)
def test_what_may_only_be_read_refuses_every_act_in_a_sentence(
    public_folder: Path,
    open_url: Callable[[str], Database],
    machine: Actor,
    tmp_path: Path,
    folder_mode: int,
    told: str,
) -> None:
    path, state = public_folder / "ops.sqlite3", public_folder / "state"
    database = open_url(f"sqlite:///{path}")
    database.run(acts.hire, machine, "0001")
    database.close()
    state.mkdir()
    state.chmod(0o777)
    path.chmod(0o444)
    (public_folder / "ops.sqlite3.gate").chmod(0o666)
    public_folder.chmod(folder_mode)
    somebody = acts.terminal(AS_SOMEBODY_ELSE, f"sqlite:///{path}", str(tmp_path / "own.sqlite3"), str(state))
    said, errors = somebody.communicate(timeout=60)
    assert said.startswith(told), said + errors


def postgres_words(database: Database, *statements: str) -> str:
    def fail(session: Session, actor: Actor) -> None:
        for statement in statements:
            session.execute(text(statement))

    with pytest.raises(Unavailable) as raised:
        database.run(fail, MACHINE)
    return str(raised.value)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '53100'; END $$", "The disk is full; nothing was changed"),
        ("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = 'XX001'; END $$", "The database file is damaged"),
        (
            "SET LOCAL statement_timeout = '10ms' / SELECT pg_sleep(5)",
            "The database took too long; nothing was changed",
        ),
        ("SET TRANSACTION READ ONLY / DELETE FROM employee", "The database may not be written; nothing was changed"),
    ],
)
def test_what_a_server_says_is_told_in_the_same_words(
    postgres_url: str, open_url: Callable[[str], Database], statement: str, sentence: str
) -> None:
    assert postgres_words(open_url(postgres_url), *statement.split(" / ")).startswith(sentence)


def test_a_server_on_which_another_terminal_hangs(
    postgres_url: str, open_url: Callable[[str], Database], machine: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAIT_S", 1)
    database, hanging = open_url(postgres_url), open_url(postgres_url)
    with hanging.reading() as reader, reader.connect() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": engine.WRITE_LOCK_KEY})
        with pytest.raises(Unavailable, match="The database is busy; nothing was changed"):
            database.run(acts.hire, machine, "0001")
    database.run(acts.hire, machine, "0001")


@pytest.mark.parametrize(
    ("url", "reason"),
    [("postgresql://nobody@127.0.0.1:1/ops", "refused"), ("postgresql://nobody@host.invalid/ops", "host.invalid")],
)
def test_a_server_that_is_not_there(tmp_path: Path, url: str, reason: str) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(Unavailable, match=f"The database server does not let us in: .*{reason}"):
        open_database(url, state_dir=tmp_path, clock=lambda: NOW, actor=MACHINE)


def test_a_database_that_the_server_does_not_have(postgres_url: str, tmp_path: Path) -> None:
    url = engine.parse_url(postgres_url).set(database="no_such_database").render_as_string(hide_password=False)
    with pytest.raises(Unavailable, match=r"does not let us in: .*no_such_database"):
        open_database(url, state_dir=tmp_path, clock=lambda: NOW, actor=MACHINE)


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense://", "://", ""])
def test_a_url_that_names_no_database_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="The database URL cannot be read"):
        engine.parse_url(url)


def test_a_bug_stays_a_bug_and_shows_no_values(database: Database, machine: Actor) -> None:
    def twice(session: Session, actor: Actor) -> None:
        acts.hire(session, actor, "0001", "张秘密")
        session.flush()
        acts.hire(session, actor, "0001", "张秘密")

    with pytest.raises(DBAPIError) as raised:
        database.run(twice, machine)
    assert "张秘密" not in str(raised.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="cannot be made"):
        open_database(str(tmp_path / "file" / "ops.sqlite3"), state_dir=tmp_path, clock=lambda: NOW, actor=MACHINE)


def test_a_new_database_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "ops 50%?.sqlite3"
    open_database(str(path), state_dir=tmp_path / "state", clock=lambda: NOW, actor=MACHINE).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
