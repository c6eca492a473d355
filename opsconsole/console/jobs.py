"""Work under way: how far it is, and how it is asked to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_

Report = Callable[[int, int], None]

SHOWN_AFTER_S = 0.5


class Stopped(Refusal):
    """The person stopped the work; inside a verb it rolls the transaction back."""

    def __init__(self) -> None:
        super().__init__(N_("Stopped. Nothing was changed."))


class Job:
    """One read or one act under way.

    `report(done, total)` is handed to work that can tell how far it is; it may be called from any
    thread and as often as wanted. It raises `Stopped` once the person has asked to stop.
    """

    def __init__(self, label: Message, *, stoppable: bool) -> None:
        self.label = label
        self.stoppable = stoppable
        self.done = 0
        self.total = 0
        self.over = False
        self._began = time.monotonic()
        self._stop = threading.Event()
        self.on_stop: Callable[[], None] | None = None
        self.on_over: Callable[[], None] | None = None

    @property
    def is_long(self) -> bool:
        """Whether it has taken long enough to be shown."""
        return time.monotonic() - self._began >= SHOWN_AFTER_S

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Asks it to stop at its next report; what only waits for it stops waiting at once."""
        self._stop.set()
        if self.on_stop is not None:
            self.on_stop()

    def report(self, done: int, total: int) -> None:
        """Called by the work itself; raises `Stopped`."""
        if self._stop.is_set():
            raise Stopped
        self.done, self.total = done, total
