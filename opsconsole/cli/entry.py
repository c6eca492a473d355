"""From the command line to an exit status."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from opsconsole import settings
from opsconsole.cli import context, outcome
from opsconsole.cli.commands import root
from opsconsole.cli.shape import NAME
from opsconsole.errors import Refusal


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the command line says; the exit status: 0 done, 1 refused or failed, 2 wrong usage."""
    told = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    context.speak(told)
    return outcome.ended(lambda: _run(told), _log_dir)


def _run(arguments: list[str]) -> int:
    status = root.main(arguments, prog_name=NAME, standalone_mode=False)
    return status if isinstance(status, int) else outcome.DONE


def _log_dir() -> Path:
    try:
        return settings.load().log_dir
    except Refusal:
        return settings.Settings("", "").log_dir
