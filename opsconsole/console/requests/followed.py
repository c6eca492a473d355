"""A list of requests with the one under the cursor in full beneath it: what the desk and the queue of claims share."""

from __future__ import annotations

import time
from collections.abc import Sequence

from textual.timer import Timer

from opsconsole.approvals.queries import RequestDetail, RequestLine, request_detail
from opsconsole.console.requests.deciding import DecidingScreen
from opsconsole.console.requests.detail import DetailPane
from opsconsole.console.widgets.grid import Grid
from opsconsole.console.widgets.prose import Line
from opsconsole.errors import Message
from opsconsole.i18n import _, text_of

SETTLES_AFTER_S = 0.12
"""A cursor that is held down is told about where it stops, not on its way."""


class FollowedList(DecidingScreen):
    """A subclass says where `grid` and `pane` are, which request is under the cursor, and what is told of anything
    else there."""

    def __init__(self) -> None:
        super().__init__()
        self._detail: RequestDetail | None = None
        self._stays: dict[int, Message] = {}
        """Why a request was not decided with the others, by its id."""
        self._moved_at = 0.0
        self._soon: Timer | None = None

    @property
    def grid(self) -> Grid:
        raise NotImplementedError

    @property
    def pane(self) -> DetailPane:
        raise NotImplementedError

    @property
    def request_here(self) -> int | None:
        """The request under the cursor."""
        raise NotImplementedError

    def told_here(self) -> Sequence[Line]:
        """What is told where no request is under the cursor."""
        return ()

    def on_grid_cursor_moved(self, _moved: Grid.CursorMoved) -> None:
        now = time.monotonic()
        held_down, self._moved_at = now - self._moved_at < SETTLES_AFTER_S, now
        if self._soon is not None:
            self._soon.stop()
        if held_down:
            self._soon = self.set_timer(SETTLES_AFTER_S, self.read_here)
        else:
            self.read_here()
        self.refresh_bindings()

    def read_here(self) -> None:
        """Reads the request under the cursor."""
        here, desk = self.request_here, self.app.desk
        if here is None or desk is None:
            self._detail = None
            self.tell_here()
        else:
            self.fetch(request_detail, desk.actor, here, self.app.clock(), then=self._detail_read, group="detail")

    def _detail_read(self, detail: RequestDetail) -> None:
        self._detail = detail
        self.tell_here()
        self.refresh_bindings()

    def tell_here(self) -> None:
        """Tells of what is under the cursor, in the language in force."""
        if self._detail is None:
            self.pane.show(list(self.told_here()))
            return
        reason = self._stays.get(self._detail.line.id)
        beneath = [] if reason is None else [Line(_("Stays: {reason}").format(reason=text_of(reason)), "bad")]
        self.pane.show_request(self._detail, beneath)

    def is_read(self, line: RequestLine) -> bool:
        read = self._detail.line if self._detail is not None else None
        return read is not None and (read.id, read.version) == (line.id, line.version)
