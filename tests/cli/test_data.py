"""Files in and out by command, databases kept and moved, accounts."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
from pathlib import Path

import pytest

from opsconsole import i18n
from opsconsole.db import gate, schema
from tests.cli.conftest import Run
from tests.cli.test_usage import process

UNITS = "code,parent,name_zh,name_en,layer,kind,assessed,in_charge\n"
ATTLOG = "        1\t2026-03-02 08:55:00\t1\t0\t1\t0\n        1\t2026-03-02 18:05:00\t1\t0\t1\t0\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "units.csv"


def test_an_import_counts_what_was_new_changed_and_unchanged(run: Run, file: Path) -> None:
    file.write_text(UNITS + "GS,,公司,Company,decision,,no,\nYY,GS,运营部,Operations,execution,business,yes,\n")
    assert run("import", "units", file).lines == ["units: 2 new, 0 changed, 0 unchanged, 0 refused"]
    assert run("import", "units", file).lines == ["units: 0 new, 0 changed, 2 unchanged, 0 refused"]
    file.write_text(UNITS + "GS,,公司,Company,decision,,no,\nYY,GS,运营中心,Operations,execution,business,yes,\n")
    said = run("import", "units", file, "--lang", "zh")
    assert (said.status, said.out, said.errors) == (0, "units：新增 0，变更 1，不变 1，拒绝 0\n", "")


def test_a_dry_run_says_what_would_happen_and_changes_nothing(run: Run, file: Path, sqlite_url: str) -> None:
    file.write_text(UNITS + "GS,,公司,Company,decision,,no,\n")
    run("check")
    before = acts_in(sqlite_url)
    would = ["units: would be 1 new, 0 changed, 0 unchanged, 0 refused"]
    assert run("import", "units", "--dry-run", file).lines == would
    assert run("import", "units", file, "--dry-run").lines == would
    assert acts_in(sqlite_url) == before


def acts_in(url: str) -> int:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    try:
        return connection.execute("SELECT max(seq) FROM audit_record").fetchone()[0]
    finally:
        connection.close()


def test_refused_rows_are_told_by_file_line_and_column_and_nothing_is_kept(run: Run, file: Path) -> None:
    file.write_text(UNITS + "GS,,公司,Company,decision,,no,\nYY,NO,运营部,Ops,nowhere,business,perhaps,\n")
    said = run("import", "units", file)
    assert said.status == 1
    assert said.lines == ["units: 0 new, 0 changed, 0 unchanged, 1 refused"]
    assert [line.split(": ")[:2] for line in said.error_lines] == [[f"{file}:3", "layer"], [f"{file}:3", "assessed"]]
    assert run("import", "units", file, "--dry-run").status == 1
    file.write_text(UNITS + "GS,,公司,Company,decision,,no,\n")
    assert run("import", "units", file).lines == ["units: 1 new, 0 changed, 0 unchanged, 0 refused"]


def test_several_files_are_taken_together_or_not_at_all(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(UNITS + "YY,GS,运营部,Operations,execution,business,yes,\n")
    second.write_text(UNITS + "GS,,公司,Company,decision,,no,\n")
    assert run("import", "units", first).status == 1
    assert run("import", "units", first, second).lines == ["units: 2 new, 0 changed, 0 unchanged, 0 refused"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "There is no file {file}"),
        ("folder", "{file} is a folder"),
        (b"", "{file}: The file is empty; not even headings are in it"),
        (b"\xff\xfe\x00\xd8\x00", "{file}: This is no text in UTF-8, UTF-16 or GB18030"),
        (b"PK\x03\x04nonsense", "{file}: "),
        (b"name\nx\n", "{file}:1: name: Unknown heading; known are"),
    ],
)
@pytest.mark.parametrize("kind", ["units", "accounts"])
def test_a_file_that_cannot_be_used_is_told_in_a_line(
    run: Run, file: Path, kind: str, content: bytes | str | None, reason: str
) -> None:
    if content == "folder":
        file.mkdir()
    elif isinstance(content, bytes):
        file.write_bytes(content)
    said = run("import", kind, file)
    assert said.status == 1
    assert said.errors.startswith(reason.format(file=file)), said.errors


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_every_template_imports_untouched_as_no_rows(run: Run, tmp_path: Path, ending: str, language: str) -> None:
    from opsconsole import assembly

    for kind in (*assembly.IMPORTS, "punches"):
        path = tmp_path / f"{kind}.{ending}"
        written = run("import", kind, "--template", path, "--lang", language)
        assert (written.status, len(written.lines)) == (0, 1), written
        said = run("import", kind, path)
        assert said.status == 0, said
        assert said.lines[-1] == f"{kind}: 0 new, 0 changed, 0 unchanged, 0 refused"


def test_a_template_that_cannot_be_written_is_told_in_a_line(run: Run, tmp_path: Path) -> None:
    said = run("import", "units", "--template", tmp_path / "units.pdf")
    assert (said.status, said.out) == (1, "")
    assert said.errors.startswith(f"{tmp_path}/units.pdf ends neither in .csv nor in .xlsx")


def test_clock_files_keep_the_good_lines_and_set_the_bad_apart(run: Run, company: Path) -> None:
    path, rejects = company / "1_attlog.dat", company / "bad.csv"
    path.write_text(ATTLOG + "        1\t2026-13-02 18:05:00\t1\t0\t1\t0\n        9\t2026-03-02 09:00:00\t1\t0\t1\t0\n")
    said = run("import", "punches", path, "--rejects", rejects)
    assert said.status == 0
    assert said.lines[-1] == "punches: 3 new, 0 changed, 0 unchanged, 1 refused"
    assert any("of clock numbers that nobody has (9)" in line for line in said.lines)
    assert [line.split(": ")[0] for line in said.error_lines] == ["1_attlog.dat:3"]
    with rejects.open(newline="") as stream:
        [bad] = list(csv.DictReader(stream))
    assert (bad["file"], bad["line"]) == ("1_attlog.dat", "3")
    assert "2026-13-02" in bad["raw"]
    again = run("import", "punches", path)
    assert (again.status, again.lines[-1]) == (0, "punches: 0 new, 0 changed, 3 unchanged, 1 refused")


def test_a_clock_file_with_nothing_to_read_is_refused_and_the_others_are_taken(run: Run, company: Path) -> None:
    good, bad = company / "good.dat", company / "bad.dat"
    good.write_text(ATTLOG)
    bad.write_text("dear diary\n" * 3)
    said = run("import", "punches", bad, good, company / "missing.dat")
    assert said.status == 1
    assert said.lines[-1] == "punches: 2 new, 0 changed, 0 unchanged, 0 refused"
    assert len(said.error_lines) == 2
    dry = run("import", "punches", good, "--dry-run")
    assert (dry.status, dry.lines[-1]) == (0, "punches: would be 0 new, 0 changed, 2 unchanged, 0 refused")


def test_dates_that_can_be_read_two_ways_wait_for_their_order(run: Run, company: Path) -> None:
    path = company / "app.csv"
    path.write_text("clock_id,time\n1,02/03/2026 08:55:00\n")
    assert run("import", "punches", path).status == 1
    assert run("import", "punches", path, "--date-order", "dmy").status == 0


def test_a_month_is_exported_with_names_as_they_are(run: Run, company: Path) -> None:
    (company / "1_attlog.dat").write_text(ATTLOG)
    run("import", "punches", company / "1_attlog.dat")
    sheet, days = company / "sheet.csv", company / "days.csv"
    assert run("export", "attendance", "--month", "2026-03", "-o", sheet).lines == [f"{sheet}: 2 rows"]
    assert run("export", "attendance-days", "--month", "2026-03", "-o", days).lines == [f"{days}: 124 rows"]
    with sheet.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["badge"], row["name"], row["present_days"]) for row in rows] == [
        ("E1", "张伟", "1"),
        ("E2", "[red]x[/]", "0"),
    ]
    first = sheet.read_bytes()
    run("export", "attendance", "--month", "2026-03", "-o", sheet)
    assert sheet.read_bytes() == first


@pytest.mark.parametrize("name", ["sheet.doc", "sheet", "no/folder/sheet.csv", "."])
def test_an_export_that_cannot_be_written_leaves_nothing(run: Run, company: Path, name: str) -> None:
    before = sorted(company.iterdir())
    said = run("export", "attendance", "--month", "2026-03", "-o", company / name)
    assert (said.status, said.out, len(said.error_lines)) == (1, "", 1)
    assert sorted(path for path in company.iterdir() if path.suffix != ".sqlite3-wal") == before


def test_the_record_of_acts_is_exported(run: Run, company: Path) -> None:
    path = company / "audit.csv"
    run("export", "audit", "-o", path)
    with path.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["seq", "at", "actor", "terminal", "act", "subject", "detail", "hash"]
    assert [int(row["seq"]) for row in rows] == list(range(1, len(rows) + 1))
    assert {row["actor"] for row in rows} == {"machine"}
    assert json.loads(rows[-1]["detail"])["new"] == 2
    assert run("export", "audit", "-o", path, "--from", "2999-01-01").lines == [f"{path}: 0 rows"]


def test_check_tells_each_invariant_in_a_line(run: Run, company: Path) -> None:
    said = run("check")
    assert (said.status, said.errors) == (0, "")
    assert all(line.startswith("ok: ") for line in said.lines)
    assert len(said.lines) >= 10


def test_check_finds_a_changed_record_and_ends_with_1(run: Run, company: Path, sqlite_url: str) -> None:
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    connection.execute("DROP TRIGGER audit_record_no_update")
    connection.execute("UPDATE audit_record SET actor = 'x' WHERE seq = 2")
    connection.close()
    said = run("check")
    assert said.status == 1
    failed = [line for line in said.lines if line.startswith("FAILED: ")]
    assert any("the record is broken at act 2" in line for line in failed)
    assert any(line.startswith("ok: ") for line in said.lines)
    refused = run("import", "units", company / "units.csv")
    assert refused.status == 1
    assert len(refused.error_lines) == 1


def test_a_backup_is_proven_and_says_what_is_not_in_it(run: Run, company: Path) -> None:
    said = run("backup", company / "backup")
    assert said.status == 0
    assert said.lines[0].startswith(f"{company}/backup: proven; ")
    assert str(company / "state" / "pepper") in said.lines[1]


def test_a_restore_tells_where_it_kept_what_was_there(run: Run, company: Path) -> None:
    run("backup", company / "backup")
    (company / "units.csv").write_text(UNITS + "ZZ,GS,新部门,New,execution,functional,no,\n")
    assert run("import", "units", company / "units.csv").status == 0
    said = run("restore", company / "backup")
    assert said.status == 0, said
    assert f"{company}/ops.sqlite3.before-restore" in said.lines[1]
    assert run("import", "units", company / "units.csv").lines == ["units: 1 new, 0 changed, 0 unchanged, 0 refused"]
    assert run("check").status == 0


def test_a_restore_of_nothing_of_the_kind_is_refused_in_a_line(run: Run, company: Path) -> None:
    for file in (company / "missing", company, company / "units.csv"):
        said = run("restore", file)
        assert (said.status, said.out, len(said.error_lines)) == (1, "", 1)
    assert run("check").status == 0


def test_a_command_that_finds_no_database_makes_it_and_status_does_not(bare: Run, tmp_path: Path) -> None:
    path = tmp_path / "new" / "ops.sqlite3"
    said = bare("db", "status", "--database", path)
    assert (said.status, said.lines[-1]) == (0, "There is no database yet; the first command or console makes it")
    assert not path.parent.exists()
    assert bare("check", "--database", path).status == 0
    assert bare("db", "status", "--database", path).lines[-1] == "Nothing to do"
    assert bare("db", "upgrade", "--database", path).lines == [f"Schema {schema.HEAD}: nothing to do"]


def test_upgrade_makes_a_database_too(bare: Run, tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    assert bare("db", "upgrade", "--database", path).lines == [f"Schema - -> {schema.HEAD}"]
    assert bare("check", "--database", path).status == 0


def test_a_password_is_not_told(bare: Run) -> None:
    said = bare("db", "status", "--database", "postgresql://clerk:s3cret@127.0.0.1:1/ops")
    assert said.status == 1
    assert "s3cret" not in said.out + said.errors


def test_a_database_is_copied_to_another_and_works_there(run: Run, company: Path) -> None:
    other = company / "other.sqlite3"
    said = run("db", "copy", "--to", f"sqlite:///{other}")
    assert said.status == 0, said
    assert said.lines[0].startswith("Copied and compared: ")
    assert run("check", "--database", other).status == 0
    assert run("import", "units", company / "units.csv", "--database", other).lines == [
        "units: 0 new, 0 changed, 2 unchanged, 0 refused"
    ]
    assert run("db", "copy", "--to", other).status == 1


def test_an_account_is_opened_reset_and_closed(run: Run, company: Path) -> None:
    added = run("account", "add", "E1", "--role", "office_clerk", "--role", "auditor")
    assert added.status == 0
    first = added.out.split()[3].rstrip(";")
    assert first.isdigit()
    second = run("account", "reset", "E1").out.split()[3].rstrip(";")
    assert second != first
    assert run("account", "disable", "E1").lines == ["E1: closed"]
    for arguments, line in (
        (("add", "E1", "--role", "auditor"), "E1 has an account already"),
        (("add", "NO", "--role", "auditor"), "Nobody has badge NO"),
        (("reset", "E2"), "E2 has no account"),
    ):
        said = run("account", *arguments)
        assert (said.status, said.out, said.error_lines) == (1, "", [line])


@pytest.mark.parametrize("role", ["boss", "gm", "machine", "head"])
def test_a_role_that_is_not_granted_is_wrong_usage(run: Run, company: Path, role: str) -> None:
    said = run("account", "add", "E1", "--role", role)
    assert said.status == 2
    assert said.errors.startswith(f"There is no role {role}; there are office_clerk, ")


def test_commands_act_as_the_machine_with_the_systems_user_on_the_record(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "units.csv"
    file.write_text(UNITS + "GS,,公司,Company,decision,,no,\n")
    done = process("import", "units", str(file), "--database", sqlite_url, env={**os.environ, "LOGNAME": "somebody"})
    assert (done.returncode, done.stderr) == (0, "")
    connection = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))
    actor, terminal = connection.execute("SELECT actor, terminal FROM audit_record ORDER BY seq DESC").fetchone()
    connection.close()
    assert actor == "machine"
    assert terminal.startswith("somebody@")


def test_a_database_that_is_busy_is_told_in_a_line(
    run: Run, company: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "WAIT_S", 0.2)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    (company / "units.csv").write_text(UNITS + "ZZ,GS,新部门,New,execution,functional,no,\n")
    with gate.WriteGate(path.with_name(path.name + ".gate")).held():
        said = run("import", "units", company / "units.csv")
    assert (said.status, said.out) == (1, "")
    assert said.error_lines == ["The database is busy; nothing was changed. Try again in a moment"]


def test_both_languages_say_the_same_numbers(run: Run, company: Path) -> None:
    english, chinese = run("check"), run("check", "--lang", "zh")
    assert i18n.language() == "zh"
    assert len(english.lines) == len(chinese.lines)
    assert all(line.startswith("通过：") for line in chinese.lines)
