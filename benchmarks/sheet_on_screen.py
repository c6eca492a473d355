"""The month sheet of 10,000 people on the screen beside that of 200: opening it, a step, a page, a verdict."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from rich.segment import Segment

from benchmarks import companies
from benchmarks.measuring import Line, Scale
from opsconsole.access.actor import Actor, Role
from opsconsole.access.signin import SignedIn
from opsconsole.assembly import open_program
from opsconsole.attendance import punches
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.rules.values import UNSETTLED
from opsconsole.console.app import OpsApp
from opsconsole.console.attendance.verdicts import VerdictScreen
from opsconsole.settings import Settings

GOAL = 1.5
_A_DAY, _SIZE, _ENOUGH_ROWS = 2, (120, 36), 8
_PARTS = ("opening", "one row down", "one page down", "one verdict, durable")
_LONGEST_S = 60.0
_HANZI = ("\u4e00", "\u9fff")


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Each turn is a console of its own, without a terminal under it; the names of people tell that rows are there."""
    sizes = (scale.few_people, scale.many_people)
    consoles = [company_on_screen(folder / f"{number}-{people}", people) for number, people in enumerate(sizes)]
    turns: list[list[tuple[float, ...]]] = [[], []]
    for _ in range(scale.repeats):
        for place, settings in enumerate(consoles):
            turns[place].append(asyncio.run(_sitting(settings, min(_ENOUGH_ROWS, sizes[place]))))
    few, many = ([statistics.median(times) for times in zip(*found, strict=True)] for found in turns)
    for part, few_s, many_s in zip(_PARTS, few, many, strict=True):
        yield Line(f"sheet of {sizes[1]:,} people on the screen: {part}", many_s, f"{sizes[0]:,} people", few_s, GOAL)


def company_on_screen(folder: Path, people: int) -> Settings:
    """A company with a judged March, and how a console opens it."""
    database = companies.company(folder, people)
    data = companies.read(companies.attlog(people, _A_DAY))
    punches.take_file(database, companies.MACHINE, data, now=companies.NOW)
    database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW)
    url = database.url.render_as_string()
    database.close()
    return Settings(url, "en", state_dir=folder / "state", log_dir=folder, pepper_file=folder / "pepper")


@asynccontextmanager
async def at_sheet(settings: Settings, *, opened: bool = True) -> AsyncGenerator[tuple[OpsApp, Any]]:
    """A console without a terminal under it, somebody signed in, on the month sheet where it is `opened`."""
    app = OpsApp(lambda: open_program(settings), settings, clock=lambda: companies.NOW)
    async with app.run_test(size=_SIZE) as pilot:
        await until(lambda: app.backend is not None)
        program = app.backend
        assert program is not None
        clerk = Actor(None, "clerk", "", frozenset({Role.MACHINE}), "bench")
        app.admit(SignedIn(clerk, "en", "", False), program.permissions(clerk), ())
        await until(lambda: app.area_screen is not None and app.area_screen.is_running)
        await pilot.pause()
        if opened:
            app.go("attendance")
            await until(lambda: _people(app) > 1)
            await pilot.pause()
        yield app, app.screen
        program.database.close()


async def _sitting(settings: Settings, rows: int) -> tuple[float, ...]:
    """The seconds of each part."""
    async with at_sheet(settings, opened=False) as (app, _screen):
        times = [await timed(lambda: app.go("attendance"), lambda: _people(app) >= rows)]
        await asyncio.sleep(0.05)
        for key in ("down", "pagedown"):
            before = drawn(app)
            times.append(
                await timed(
                    lambda k=key: app.simulate_key(k),
                    lambda b=before: drawn(app) != b and _people(app) >= rows,
                )
            )
        times.append(await _verdict(app))
    return tuple(times)


async def _verdict(app: OpsApp) -> float:
    """From the digit to the row as it stands afterwards: written, judged again, read and drawn."""
    screen = app.screen
    assert isinstance(screen, VerdictScreen)
    app.simulate_key("f8")
    await until(lambda: (half := screen.judged_here()) is not None and half.result in UNSETTLED)
    await asyncio.sleep(0.3)
    before = drawn(app)
    return await timed(
        lambda: app.simulate_key("1"),
        lambda: len(screen.verdicts) == 1 and not _working(screen) and drawn(app) != before,
    )


def _working(screen: VerdictScreen) -> bool:
    return bool(screen._job_line.jobs)


async def timed(act: Callable[[], Any], done: Callable[[], bool]) -> float:
    """The seconds from an act until something is done."""
    begin = time.perf_counter()
    act()
    await until(done)
    return time.perf_counter() - begin


async def until(holds: Callable[[], bool]) -> None:
    """Waits until something holds, looking every millisecond."""
    begin = time.perf_counter()
    while not holds():
        if time.perf_counter() - begin > _LONGEST_S:
            raise TimeoutError("it did not come to the screen")
        await asyncio.sleep(0.001)


def drawn(app: OpsApp) -> list[list[Segment]]:
    """Everything on the screen, with its colours."""
    return [list(line) for line in app.screen._compositor.render_strips(app.size)]


def _people(app: OpsApp) -> int:
    """How many lines have a name in hanzi."""
    first, last = _HANZI
    return sum(any(first <= character <= last for segment in line for character in segment.text) for line in drawn(app))
