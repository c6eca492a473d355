"""Somebody sits down at the company's console and opens the attendance."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from opsconsole.attendance.rules.values import UNSETTLED
from opsconsole.console.app import OpsApp
from opsconsole.console.attendance import AttendanceScreen
from opsconsole.settings import Settings
from tests.console.attendance.office import NOW, PIN, Office, OfficeBackend
from tests.console.conftest import enter, until


@dataclass
class Sitting:
    """Opens consoles; `clock_now` is what their clock says."""

    office: Office
    folder: Path
    clock_now: datetime = NOW
    theme: str = ""

    def app(self, language: str = "en") -> OpsApp:
        settings = Settings("sqlite://", language, log_dir=self.folder)
        backend = OfficeBackend(self.office, self.theme)
        return OpsApp(lambda: backend, settings, clock=lambda: self.clock_now)

    @asynccontextmanager
    async def at(
        self, badge: str = "E00001", *, language: str = "en", size: tuple[int, int] = (120, 36), month: str = "2026-03"
    ) -> AsyncGenerator[tuple[AttendanceScreen, Any]]:
        """Signed in, on the sheet of a month, its rows in sight."""
        app = self.app(language)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.backend is not None)
            await pilot.pause()
            await enter(app, pilot, badge, PIN)
            await pilot.press("f3")
            await until(pilot, lambda: isinstance(app.screen, AttendanceScreen))
            screen = app.screen
            assert isinstance(screen, AttendanceScreen)
            await until(pilot, lambda: screen.opened is not None)
            while str(screen.month) != month:
                await pilot.press("[" if str(screen.month) > month else "]")
            await until(pilot, lambda: loaded(screen))
            yield screen, pilot


def loaded(screen: AttendanceScreen) -> bool:
    """Whether the rows of the month are there."""
    opened = screen.opened
    return opened is not None and opened.head.month == screen.month and screen.grid.row_here() is not None


def on_half(screen: AttendanceScreen) -> bool:
    """Whether the cursor is on a half that waits for a verdict."""
    judged = screen.judged_here()
    return judged is not None and judged.result in UNSETTLED
