"""A key on the month sheet while a large clock file is taken in by the same console, beside the same key when idle."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator
from pathlib import Path

from benchmarks import companies
from benchmarks.measuring import Line, Scale
from benchmarks.sheet_on_screen import at_sheet, company_on_screen, drawn, timed
from opsconsole.attendance import punches
from opsconsole.attendance.punches import ReadFile
from opsconsole.console.app import OpsApp
from opsconsole.console.base import AreaScreen
from opsconsole.settings import Settings

GOAL = 2.0
_IDLE_KEYS, _MOST_KEYS = 40, 400


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """The medians of all keys that were pressed before the import, and while it ran."""
    settings = company_on_screen(folder / "company", scale.few_people)
    days = max(scale.punches // (scale.few_people * 23), 1)
    data = companies.read(companies.attlog(scale.few_people, days))
    idle_s, busy_s = asyncio.run(_sitting(settings, data))
    name = f"a key while {len(data.parsed.punches):,} punches are taken in"
    if busy_s is None:
        yield Line(name, note="the import was over before a key could be pressed")
    else:
        yield Line(name, busy_s, "idle", idle_s, GOAL)


async def _sitting(settings: Settings, data: ReadFile) -> tuple[float, float | None]:
    async with at_sheet(settings) as (app, screen):
        assert isinstance(screen, AreaScreen)
        idle = [await _key(app, number) for number in range(_IDLE_KEYS)]
        job = screen.perform(punches.take, data, companies.NOW, reporting=True)
        busy: list[float] = []
        while not job.over and len(busy) < _MOST_KEYS:
            busy.append(await _key(app, len(busy)))
        while not job.over:
            await asyncio.sleep(0.01)
        return statistics.median(idle), statistics.median(busy) if busy else None


async def _key(app: OpsApp, number: int) -> float:
    """A row down or up: each moves the cursor."""
    before = drawn(app)
    key = "down" if number % 2 == 0 else "up"
    return await timed(lambda: app.simulate_key(key), lambda: drawn(app) != before)
