"""The console in a browser: this host alone, and no password where others can see it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.test_usage import ROOT


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a server was asked to serve, without serving it."""
    server = pytest.importorskip("textual_serve.server", reason="the extra 'serve' is not installed")
    asked: list[dict[str, Any]] = []

    class Server:
        def __init__(self, command: str, **how: Any) -> None:
            asked.append({"command": command, **how})

        def serve(self) -> None:
            asked[-1]["database"] = os.environ.get("OPSCONSOLE_DATABASE_URL")
            asked[-1]["language"] = os.environ.get("OPSCONSOLE_LANG")

    monkeypatch.setattr(server, "Server", Server)
    monkeypatch.setenv("OPSCONSOLE_DATABASE_URL", "")
    return asked


def test_a_browser_of_this_host_alone_is_served(bare: Run, served: list[dict[str, Any]]) -> None:
    said = bare("serve", "--port", "8123", "--lang", "zh", "--database", "postgresql://clerk:s3cret@db/ops")
    assert said.status == 0
    assert "http://127.0.0.1:8123" in said.out
    [asked] = served
    assert (asked["host"], asked["port"]) == ("127.0.0.1", 8123)
    assert "s3cret" not in asked["command"] + said.out
    assert asked["database"] == "postgresql://clerk:s3cret@db/ops"
    assert asked["language"] == "zh"


def test_without_the_extra_the_line_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    said = run("serve")
    assert (said.status, said.out) == (1, "")
    assert said.error_lines == ["A browser needs the extra 'serve': pip install opsconsole[serve]"]


def test_the_console_draws_for_a_browser_though_there_is_no_terminal(sqlite_url: str) -> None:
    web = {"TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver", "OPSCONSOLE_DATABASE_URL": sqlite_url}
    process = subprocess.Popen(
        [sys.executable, "-m", "opsconsole"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **web},
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"__GANGLION__\n"
    finally:
        process.kill()
        process.communicate()
