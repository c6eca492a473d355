"""The write gate: one writer at a time on this host, first come first served, with a bounded wait.

An advisory file lock beside the database, freed by the kernel when its holder dies. It keeps eight
busy terminals from starving one another, and SQLite's checkpoints from overlapping.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from opsconsole.errors import Unavailable
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.oserrors import reason_of

WAIT_S = 10.0


class WriteGate:
    """Held around every write transaction; `Unavailable` when it stays shut for `wait_s` seconds in all."""

    def __init__(self, path: Path | None, wait_s: float | None = None) -> None:
        self._path = path
        self._wait_s = WAIT_S if wait_s is None else wait_s
        self._turn = threading.Lock()

    @contextmanager
    def held(self, wait_s: float | None = None) -> Generator[None]:
        """Waits for the turn and keeps it for the block. Not to be entered again inside the block."""
        wait_s = self._wait_s if wait_s is None else min(wait_s, self._wait_s)
        until = time.monotonic() + wait_s
        if not self._turn.acquire(timeout=wait_s):
            raise _busy()
        try:
            if self._path is None:
                yield
                return
            descriptor = self._lock(self._path, until)
            try:
                yield
            finally:
                os.close(descriptor)
        finally:
            self._turn.release()

    def _lock(self, path: Path, until: float) -> int:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unavailable(
                N_("The lock beside the database {path} cannot be used: {reason}; nothing was changed"),
                path=visible(str(path)),
                reason=reason_of(error),
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._queue(descriptor, until)
        return descriptor

    def _queue(self, descriptor: int, until: float) -> int:
        # A blocking flock keeps its place in the kernel's queue, which polling would lose; it has no
        # timeout of its own, so it waits in a thread that gives the lock back if we no longer want it.
        state = threading.Lock()
        got = threading.Event()
        abandoned = False

        def wait() -> None:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            with state:
                if abandoned:
                    os.close(descriptor)
                else:
                    got.set()

        threading.Thread(target=wait, daemon=True, name="write-gate").start()
        if got.wait(max(0.0, until - time.monotonic())):
            return descriptor
        with state:
            if got.is_set():
                return descriptor
            abandoned = True
        raise _busy()


def _busy() -> Unavailable:
    return Unavailable(N_("The database is busy; nothing was changed. Try again in a moment"))
