"""The command line, called as a script calls it, in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsconsole import cli, i18n


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended, and what it wrote."""

    status: int
    out: str
    errors: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def error_lines(self) -> list[str]:
        return self.errors.splitlines()


Run = Callable[..., Said]


@pytest.fixture
def bare(capfd: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs a command on whatever database its arguments name."""

    def run_one(*arguments: object) -> Said:
        status = cli.main([str(argument) for argument in arguments])
        out, errors = capfd.readouterr()
        assert "Traceback" not in errors
        return Said(status, out, errors)

    yield run_one
    i18n.use("en")


@pytest.fixture
def run(bare: Run, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on an empty company."""
    monkeypatch.setenv("OPSCONSOLE_DATABASE_URL", sqlite_url)
    return bare


@pytest.fixture
def company(run: Run, tmp_path: Path) -> Path:
    """A folder with the files of a small company, all imported."""
    files = {
        "units": "code,parent,name_zh,name_en,layer,kind,assessed,in_charge\n"
        "GS,,公司,Company,decision,,no,\n"
        "YY,GS,运营部,Operations,execution,business,yes,\n",
        "positions": "code,unit,title_zh,title_en,reports_to,headcount,rank\n"
        "YY-01,YY,经理,Head,,1,head\nYY-02,YY,专员,Specialist,YY-01,9,staff\n",
        "staff": "badge,name,position,from,to,basic_wage,bonus,clock_id,work_since\n"
        "E1,张伟,YY-01,2025-01-01,,12000.00,3000,1,\nE2,[red]x[/],YY-02,2025-01-01,,6000,1000,2,2019-07-01\n",
    }
    for kind, text in files.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, "utf-8")
        said = run("import", kind, path)
        assert said.status == 0, said
    return tmp_path
