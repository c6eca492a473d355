"""Runs the benchmarks that are named, or all: `python -m benchmarks importing judging`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from benchmarks.measuring import FULL, SMOKE, Line, Scale

NAMES = (
    "claims",
    "counters",
    "importing",
    "judging",
    "keys_while_importing",
    "on_paper",
    "one_punch",
    "opening_sheet",
    "sheet_on_screen",
    "starting",
    "stockroom",
)
SMALL = "--small"


def bench(name: str) -> Callable[[Scale, Path], Iterator[Line]]:
    """The benchmark of a name; `run(scale, folder)` gives its lines, its databases lie in the folder."""
    return import_module(f"benchmarks.{name}").run


def main(arguments: list[str]) -> int:
    """Prints each line as soon as it is known; 2 for a name that is none."""
    names = [argument for argument in arguments if argument != SMALL] or list(NAMES)
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        sys.stderr.write(f"no benchmark {unknown[0]}; there are {' '.join(NAMES)}\n")
        return 2
    scale = SMOKE if SMALL in arguments else FULL
    for name in names:
        with tempfile.TemporaryDirectory(prefix="opsconsole-bench-") as folder:
            for line in bench(name)(scale, Path(folder)):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
