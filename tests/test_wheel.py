"""What is installed from a wheel works without the source tree: its texts and its migrations came along."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import catalogs

A_MESSAGE = "{count} rows were refused; nothing was changed"
SAYS = f"""
from opsconsole import i18n
from opsconsole.db import schema
i18n.use("zh")
print(i18n.__file__)
print(i18n._({A_MESSAGE!r}))
print(*sorted(path.name for path in schema.migrations_dir().glob("versions/*.py")))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel puts into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=catalogs.ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site-packages")
    return folder / "site-packages"


def test_a_wheel_speaks_chinese_and_finds_its_migrations(installed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", SAYS],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    where, text, *migrations = done.stdout.split("\n")
    assert Path(where).is_relative_to(installed)
    chinese = catalogs.read(catalogs.path_of("zh_CN")).get(A_MESSAGE)
    assert chinese
    assert text == chinese.string
    source = sorted(path.name for path in (catalogs.ROOT / "migrations" / "versions").glob("*.py"))
    assert migrations[0].split() == source


def test_a_wheel_carries_compiled_catalogs_and_no_sources_of_them(installed: Path) -> None:
    carried = sorted(path.relative_to(installed).as_posix() for path in installed.rglob("opsconsole.[mp]o"))
    assert carried == [f"opsconsole/locales/{language}/LC_MESSAGES/opsconsole.mo" for language in ("en", "zh_CN")]


def test_a_wheel_carries_every_file_of_the_migrations(installed: Path) -> None:
    def files(folder: Path) -> set[str]:
        return {
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }

    assert files(installed / "opsconsole" / "migrations") == files(catalogs.ROOT / "migrations")
