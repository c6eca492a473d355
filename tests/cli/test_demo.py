"""The demo company by command: made once, told how to sign in, its totals where there is no terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from opsconsole import demo as demo_company
from opsconsole.cli import demo
from opsconsole.demo import ready
from tests.cli.conftest import Run
from tests.cli.test_usage import ROOT


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the demo's database goes when none is named."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "opsconsole"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every database that was asked to be filled; the filling itself has tests of its own and takes its time."""
    asked: list[Any] = []

    def build(database: Any, **how: Any) -> demo_company.DemoCompany:
        asked.append(database)
        return demo_company.DemoCompany((demo_company.DemoAccount("E1", "260101", "张伟", "经理", "Head"),))

    monkeypatch.setattr(demo_company, "build", build)
    return asked


def test_the_demo_is_made_once_in_a_database_of_its_own(
    bare: Run, made: list[Any], data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tmp_path / "real.sqlite3"
    monkeypatch.setenv("OPSCONSOLE_DATABASE_URL", str(real))
    first = bare("demo")
    assert (first.status, first.errors) == (0, "")
    assert any("260101" in line for line in first.lines)
    assert first.lines[-1] == "To open the console: run opsconsole demo at a terminal"
    assert bare("demo").status == 0
    assert len(made) == 1
    assert (data_folder / "demo.sqlite3").exists()
    assert not real.exists()


def test_a_demo_whose_making_was_broken_off_is_made_again(
    bare: Run, made: list[Any], data_folder: Path, tmp_path: Path
) -> None:
    half_made(bare, data_folder / "demo.sqlite3", tmp_path)
    said = bare("demo")
    assert (said.status, said.errors) == (0, "")
    assert len(made) == 1
    assert bare("check", "--database", data_folder / "demo.sqlite3").status == 0


def test_the_demo_never_goes_into_another_company(
    bare: Run, made: list[Any], data_folder: Path, tmp_path: Path
) -> None:
    half_made(bare, tmp_path / "company.sqlite3", tmp_path)
    said = bare("demo", "--database", tmp_path / "company.sqlite3")
    assert (said.status, len(said.error_lines), made) == (1, 1, [])
    assert "Another company lies in this database" in said.errors


def half_made(bare: Run, path: Path, tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text(
        "code,parent,name_zh,name_en,layer,kind,assessed,in_charge\nGS,,公司,Company,decision,,no,\n", "utf-8"
    )
    assert bare("import", "units", units, "--database", path).status == 0


def test_what_lies_in_a_database_is_known(database: Any, machine: Any) -> None:
    assert database.read(ready.found) is ready.Found.NOTHING
    database.run(ready.mark_whole, machine)
    assert database.read(ready.found) is ready.Found.WHOLE


@pytest.mark.parametrize(("language", "total"), [("zh", "合计"), ("en", "All")])
def test_the_demos_totals_are_printed_where_there_is_no_terminal(tmp_path: Path, language: str, total: str) -> None:
    url = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    done = subprocess.run(
        [sys.executable, "-m", "opsconsole", "demo", "--lang", language, "--database", url],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=dict(os.environ),
    )
    assert (done.returncode, done.stderr) == (0, "")
    numbers = next(line.split() for line in done.stdout.splitlines() if line.split()[:1] == [total])[1:]
    people, required, present, late, early, missing, absent, leave, policy, payable = map(float, numbers)
    assert people > 200
    assert required > present > required * 0.9
    assert min(late, early, missing, absent, leave) > 0
    assert policy > payable > 0
    units = [line for line in done.stdout.splitlines() if line.startswith("  ") and len(line.split()) >= 11]
    assert sum(int(line.split()[-10]) for line in units if line.split()[-10].isdigit()) == 2 * people


def test_columns_of_hanzi_stand_under_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    demo._tell_table(["部门", "People"], [("总经理办公室", "11"), ("HR", "5")], numbers_from=1)
    assert capsys.readouterr().out.splitlines() == [
        "  部门          People",
        "  总经理办公室      11",
        "  HR                 5",
    ]
