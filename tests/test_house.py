"""The house keeps its order: imports run downwards, and what is slow to load is loaded by whom it serves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "opsconsole"
WITH_SCREENS = {"console", "cli"}
LEFT_BY_TOOLS = {"__pycache__", "build", "dist", "snapshot_report.html"}
ROOMS = sorted(
    folder.name for folder in PACKAGE.iterdir() if (folder / "__init__.py").exists() and folder.name not in WITH_SCREENS
)

LOADED = """
import importlib, json, pkgutil, sys
package = importlib.import_module(sys.argv[1])
if "whole" in sys.argv[2:]:
    for module in pkgutil.walk_packages(getattr(package, "__path__", []), package.__name__ + "."):
        importlib.import_module(module.name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded_by(module: str, *how: str) -> set[str]:
    """The top-level packages in memory after a fresh process imported `module` (`whole`: and all under it)."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, module, *how], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


def test_imports_run_downwards_and_each_room_keeps_its_contract() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint_imports, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", ROOMS)
def test_no_business_loads_the_screens(room: str) -> None:
    assert not loaded_by(f"opsconsole.{room}", "whole") & {"textual", "rich"}


def test_the_console_paints_before_it_loads_the_data_layer() -> None:
    """The first paint waits for textual alone; the rest takes longer to load than the screen to draw."""
    loaded = loaded_by("opsconsole.console.app")
    assert "textual" in loaded
    assert not loaded & {"sqlalchemy", "alembic", "psycopg", "pypinyin", "pydantic", "argon2", "chinese_calendar"}


def test_a_command_without_a_screen_does_not_load_textual() -> None:
    assert not loaded_by("opsconsole.__main__") & {"textual", "sqlalchemy", "alembic"}


def project_files(folder: Path) -> Iterator[Path]:
    """The project's own files, without what tools leave beside them (asks no git: an unpacked archive has none)."""
    for path in sorted(folder.iterdir()):
        if path.name in LEFT_BY_TOOLS or (path.name.startswith(".") and path.name not in (".ci", ".gitignore")):
            continue
        if path.is_dir():
            yield from project_files(path)
        elif path.suffix not in (".mo", ".pyc"):
            yield path


def test_the_project_names_no_place_outside_itself() -> None:
    """No path of one machine and no package index: a clone works wherever it lies."""
    elsewhere = [
        name.encode()
        for name in ("/" + "work/", ".." + "/shared", "/" + "opt/pypi", "pypi" + ".org", "python" + "hosted.org")
    ]
    files = list(project_files(ROOT))
    assert ROOT / "README.md" in files
    assert ROOT / ".ci" / "run" in files
    naming = [
        f"{path.relative_to(ROOT)}: {name.decode()}"
        for path in files
        for name in elsewhere
        if name in path.read_bytes()
    ]
    assert naming == []
