"""One demo company for all tests that only look at it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import MACHINE, NOW
from tests.demo.made import Made, make


@pytest.fixture(scope="session")
def demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """The demo company; nobody changes it."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copyfile(sqlite_template, folder / "demo.sqlite3")
    made = make(f"sqlite:///{folder / 'demo.sqlite3'}", folder, MACHINE, NOW)
    yield made
    made.database.close()
