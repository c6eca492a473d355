"""Exit status, one line of error each, help in the language in force, options before and after."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from opsconsole import __version__, settings
from opsconsole.cli import outcome, shape
from opsconsole.cli.commands import root
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def process(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "opsconsole", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env=env,
    )


WRONG = [
    (("nonsense",), "There is no command nonsense; see: opsconsole --help"),
    (("--nonsense",), "There is no option --nonsense; see: opsconsole --help"),
    (("check", "--nonsense"), "There is no option --nonsense; see: opsconsole check --help"),
    (("check", "more"), '"more" is one argument too many; see: opsconsole check --help'),
    (("--database",), "--database needs a value; see: opsconsole --help"),
    (("check", "--version=1"), "--version takes no value; see: opsconsole check --help"),
    (("--lang", "fr", "check"), "--lang is zh or en, not fr; see: opsconsole --help"),
    (("check", "--lang=fr"), "--lang is zh or en, not fr; see: opsconsole check --help"),
    (("db",), "A command is missing; see: opsconsole db --help"),
    (("db", "nonsense"), "There is no command nonsense; see: opsconsole db --help"),
    (("db", "copy"), "--to URL is missing; see: opsconsole db copy --help"),
    (("account",), "A command is missing; see: opsconsole account --help"),
    (("account", "add", "E1"), "--role ROLE is missing; see: opsconsole account add --help"),
    (("account", "reset"), "BADGE is missing; see: opsconsole account reset --help"),
    (("backup",), "FILE is missing; see: opsconsole backup --help"),
    (("import",), "KIND is missing; see: opsconsole import --help"),
    (("import", "units"), "FILE is missing; see: opsconsole import --help"),
    (("import", "units", "x", "--rejects", "y"), "--rejects and --date-order are for clock files; see: opsc"),
    (("import", "punches", "x", "--date-order", "ydm"), "--date-order is ymd, mdy or dmy, not ydm; see: opsconsole"),
    (("import", "units", "x", "--template", "y"), "--template takes no file to import beside it; see: opsconsole"),
    (("export", "audit"), "-o FILE is missing; see: opsconsole export --help"),
    (("export", "attendance", "-o", "x.csv"), "attendance needs --month; see: opsconsole export --help"),
    (("export", "audit", "-o", "x.csv", "--month", "2026-03"), "audit takes no --month; see: opsconsole export --help"),
    (("export", "attendance", "-o", "x", "--month", "2026-13"), '"2026-13" is not a month such as 2026-03; see: opsc'),
    (("serve", "--port", "http"), "--port is a number from 1 to 65535, not http; see: opsconsole serve --help"),
]


@pytest.mark.parametrize(("arguments", "line"), WRONG)
def test_wrong_usage_is_told_in_one_line_and_ends_with_2(bare: Run, arguments: tuple[str, ...], line: str) -> None:
    said = bare(*arguments)
    assert (said.status, said.out, len(said.error_lines)) == (2, "", 1), said
    assert said.errors.startswith(line)


@pytest.mark.parametrize(("command", "file"), [("import", ["x"]), ("export", ["-o", "x"])])
def test_an_unknown_kind_is_told_with_those_that_there_are(bare: Run, command: str, file: list[str]) -> None:
    said = bare(command, "nonsense", *file)
    assert said.status == 2
    assert said.errors.startswith(f"There is nothing called nonsense to {command}; there are ")


def test_wrong_usage_makes_no_database(bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPSCONSOLE_DATABASE_URL", str(tmp_path / "new.sqlite3"))
    for arguments, _line in WRONG:
        bare(*arguments)
    assert not (tmp_path / "new.sqlite3").exists()


def commands(group: shape.Group = root, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    for name, command in group.commands.items():
        found += commands(command, (*path, name)) if isinstance(command, shape.Group) else [(*path, name)]
    return found


@pytest.mark.parametrize("path", commands())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_command_has_help_in_both_languages(bare: Run, path: tuple[str, ...], language: str) -> None:
    said = bare(*path, "--help", "--lang", language)
    assert (said.status, said.errors) == (0, "")
    assert said.lines[0].startswith("Usage: opsconsole" if language == "en" else "用法：opsconsole")
    assert "--database URL" in said.out
    assert all(shape.cells(line) <= 100 for line in said.lines)
    assert any("\u3400" <= character <= "\u9fff" for character in said.out) == (language == "zh")
    assert bare("--lang", language, *path, "--help") == said


def test_the_help_of_an_import_names_every_kind(bare: Run) -> None:
    named = [line.split()[0] for line in bare("import", "--help").lines if line.startswith("  ")]
    assert {"units", "positions", "staff", "calendar", "shifts", "leave", "accounts", "punches"} <= set(named)


@pytest.mark.parametrize("arguments", [("--version",), ("check", "--version"), ("db", "copy", "--version")])
def test_the_version_is_told_before_and_after_a_command(bare: Run, arguments: tuple[str, ...]) -> None:
    assert bare(*arguments).out == f"opsconsole {__version__}\n"


def test_the_language_is_named_by_option_then_environment_then_settings(
    bare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chinese, english = "没有命令 x；参见：opsconsole --help\n", "There is no command x; see: opsconsole --help\n"
    (tmp_path / "settings.toml").write_text('language = "zh"\n')
    assert bare("x").errors == english
    monkeypatch.delenv("OPSCONSOLE_LANG")
    assert bare("x").errors == chinese
    assert bare("--lang", "en", "x").errors == english
    monkeypatch.setenv("OPSCONSOLE_LANG", "en")
    assert bare("x", "--lang=zh").errors == chinese


def test_the_database_is_named_before_or_after_the_command(run: Run, tmp_path: Path) -> None:
    here, there = tmp_path / "here.sqlite3", tmp_path / "there.sqlite3"
    assert run("--database", here, "db", "status").lines[0] == f"Database: sqlite:///{here}"
    assert run("db", "status", "--database", f"sqlite:///{there}").lines[0] == f"Database: sqlite:///{there}"
    assert run("db", "--database", here, "status", "--database", there).lines[0] == f"Database: sqlite:///{there}"


def test_settings_that_cannot_be_read_are_told_in_one_line(bare: Run, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("language = ")
    said = bare("check")
    assert (said.status, said.out, len(said.error_lines)) == (1, "", 1)
    assert str(tmp_path / "settings.toml") in said.errors


def test_a_database_url_that_is_none_is_told_in_one_line(bare: Run) -> None:
    said = bare("check", "--database", "mysql://x/y")
    assert (said.status, said.out) == (1, "")
    assert said.errors.startswith("The database URL cannot be read")


def test_without_a_terminal_the_console_says_how_and_does_not_open(tmp_path: Path) -> None:
    done = process(env={**os.environ, "OPSCONSOLE_DATABASE_URL": str(tmp_path / "x.sqlite3")})
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "needs a terminal" in done.stderr


def test_a_defect_is_told_by_a_code_and_kept_whole_in_the_log(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "482913"

    def stumble(told: settings.Settings) -> None:
        pin = "".join(secret)
        assert pin
        raise LookupError("nobody foresaw this")

    monkeypatch.setattr(settings.Settings, "now", stumble)
    said = run("check")
    log = tmp_path / "state" / "opsconsole.log"
    assert said.status == 1
    assert len(said.error_lines) == 1
    assert str(log) in said.errors
    code = said.errors.split()[-1]
    kept = log.read_text()
    assert f"defect {code}" in kept
    assert "LookupError: nobody foresaw this" in kept
    assert secret not in kept


def test_a_defect_whose_log_cannot_be_written_is_told_all_the_same(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(told: settings.Settings) -> None:
        raise LookupError

    monkeypatch.setattr(settings.Settings, "now", stumble)
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "opsconsole.log").mkdir()
    said = run("check")
    assert said.status == 1
    assert said.error_lines[-1].startswith("A defect of opsconsole (LookupError), and its log")


def test_nobody_reading_the_output_is_no_reason_to_complain(sqlite_url: str) -> None:
    command = f"{sys.executable} -m opsconsole import --help --database {sqlite_url} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""


def test_output_onto_a_full_disk_is_told_in_one_line(sqlite_url: str) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    command = f"{sys.executable} -m opsconsole check --database {sqlite_url} > /dev/full"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert done.stderr.startswith("The output cannot be written")


def test_text_from_outside_moves_no_cursor(run: Run, tmp_path: Path) -> None:
    said = run("import", "units", str(tmp_path / "no\x1b]0;title\x07\u202efile"))
    assert said.status == 1
    assert said.error_lines == [f"There is no file {tmp_path}/no\\x1b]0;title\\x07\\u202efile"]


def test_a_terminal_that_knows_no_hanzi_still_gets_its_lines(sqlite_url: str) -> None:
    done = process("check", "--lang", "zh", "--database", sqlite_url, env={**os.environ, "PYTHONIOENCODING": "latin-1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("\\u901a\\u8fc7")


@pytest.mark.parametrize("width", [8, 20, 37, 80])
def test_wrapped_lines_fit_and_lose_nothing(width: int) -> None:
    text = "打卡文件按内容识别；坏行另列，好行照收。Ends with 1 when, say, anything is refused (or「拒绝」) at all。"
    lines = shape.wrap(text, width)
    assert all(shape.cells(line) <= max(width, 10) + 2 for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line[0] in "，。；）」," for line in lines)


def test_a_hundred_problems_are_told_and_the_rest_counted(bare: Run, capfd: pytest.CaptureFixture[str]) -> None:
    from opsconsole.errors import Message, Problem

    outcome.complain_of([Problem("f.csv", line, "code", Message("This may not be empty")) for line in range(1, 131)])
    told = capfd.readouterr().err.splitlines()
    assert len(told) == 101
    assert told[0] == "f.csv:1: code: This may not be empty"
    assert told[-1] == "and 30 more"


def test_a_quick_answer_loads_nothing_that_is_slow() -> None:
    program = "import sys; from opsconsole import cli; cli.main(['--version']); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[1].split())
    assert not loaded & {"sqlalchemy", "alembic", "textual", "rich", "pydantic", "psycopg", "argon2", "pypinyin"}


def test_a_command_without_a_screen_loads_no_screen(sqlite_url: str) -> None:
    program = (
        f"import sys; from opsconsole import cli; cli.main(['check', '--database', '{sqlite_url}']);"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "sqlalchemy" in loaded
    assert not loaded & {"textual", "rich", "alembic"}
