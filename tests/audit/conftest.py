"""Empty databases of either kind."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import conftest


@pytest.fixture
def empty_url_of(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Makes a database without any table, of a kind named `sqlite` or `postgres`."""
    made: list[tuple[str, str]] = []

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        server = request.getfixturevalue("postgres_server")
        name = f"opsconsole_empty_{uuid.uuid4().hex[:12]}"
        conftest._administer(server, f'CREATE DATABASE "{name}"')
        made.append((server, name))
        return conftest._on(server, name)

    yield make
    for server, name in made:
        conftest._administer(server, f'DROP DATABASE "{name}" WITH (FORCE)')
