"""A program to stand under the console: everything in memory, everything it was asked kept."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.app import App

from opsconsole import i18n
from opsconsole.access.actor import Actor, Role
from opsconsole.access.pins import good_pin
from opsconsole.access.sitting import LONGEST, Item, Sitting
from opsconsole.console import faults
from opsconsole.console.app import OpsApp
from opsconsole.console.areas import AREAS, HOME, Area
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.settings import Settings

NOW = datetime(2026, 3, 6, 9, 30)
HOME_ALONE = tuple(replace(area, find="") for area in AREAS if area.name == HOME)
"""The desk alone; what its palette finds is in a database."""

HOSTILE = (
    "[/]",
    "[b",
    "[red]x[/]",
    "[@click=app.quit]x[/]",
    "\x1b]52;c;cm0gLXJm\x07x",
    "\x1b[2Jx",
    "a\x9bb",
    "a\u202eb",
    "a\x00b\rc",
    "\ud800x",
    "汉" * 60,
    "\U00020bb7野家",
    "👨‍👩‍👧👍🏽x",
)


@dataclass
class FakeDatabase:
    """Runs verbs and queries with itself as the session."""

    acts: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, tuple[Any, ...], str]] = field(default_factory=list)
    number: int = 1
    writers: int = 0
    most_writers: int = 0
    _gate: threading.Lock = field(default_factory=threading.Lock)

    def run(self, verb: Any, actor: Any, *args: Any, act_id: str | None = None, **kwargs: Any) -> Any:
        with self._gate:
            self.writers += 1
            self.most_writers = max(self.most_writers, self.writers)
        try:
            self.calls.append((verb.__name__, args, act_id or ""))
            result = verb(self, actor, *args, **kwargs)
            self.number += 1
            return result
        finally:
            with self._gate:
                self.writers -= 1

    def read(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        return query(self, *args, **kwargs)

    def head(self) -> int:
        return self.number

    def close(self) -> None:
        pass


@dataclass(frozen=True)
class Entry:
    actor: Actor
    language: str = ""
    theme: str = ""
    must_change: bool = False


@dataclass(frozen=True)
class Waiting:
    key: str
    title: Message
    count: int
    area: str
    age_days: int | None
    requests: tuple[int, ...] = ()


@dataclass(frozen=True)
class WaitingToday:
    items: Sequence[Waiting]
    requests: Sequence[Any] = ()
    standing_in: Sequence[Any] = ()

    @property
    def count(self) -> int:
        return len(self.items) + len(self.requests)


PEOPLE = {
    "E00003": Actor(3, "E00003", "王小明", frozenset({Role.OFFICE_CLERK}), "front-1"),
    "E00017": Actor(17, "E00017", "[@click=app.quit]李[/]", frozenset({Role.ATTENDANCE_CLERK}), "front-1"),
}


class FakeBackend:
    """Two people with accounts, E00003 and E00017, both with the PIN 246810."""

    def __init__(self) -> None:
        self.database: Any = FakeDatabase()
        self.accounts = True
        self.pins = dict.fromkeys(PEOPLE, "246810")
        self.must_change: set[str] = set()
        self.failures: dict[str, int] = {}
        self.remembered: list[tuple[str, str, str]] = []
        self.waiting: list[Waiting] = []
        self.granted = frozenset({"org.view"})
        self.company: Mapping[str, str] = {"zh": "演示公司", "en": "Demo Company"}
        self.asked: list[tuple[str, datetime]] = []
        self.languages: dict[str, str] = {}

    def has_accounts(self) -> bool:
        return self.accounts

    def company_names(self) -> Mapping[str, str]:
        return self.company

    def sign_in(self, badge: str, pin: str, *, now: datetime) -> Entry:
        self.asked.append((badge, now))
        if self.failures.get(badge, 0) >= 5:
            raise Refusal(N_("Too many wrong PINs. Try again in {minutes} min."), clause="SEC-5", minutes=1)
        if self.pins.get(badge) != pin:
            self.failures[badge] = self.failures.get(badge, 0) + 1
            raise Refusal(N_("Badge or PIN is wrong"), clause="SEC-5")
        return Entry(PEOPLE[badge], language=self.languages.get(badge, ""), must_change=badge in self.must_change)

    def change_pin(self, actor: Actor, old: str, new: str, *, now: datetime) -> None:
        assert self.pins[actor.badge] == old
        good_pin(new)
        self.pins[actor.badge] = new
        self.must_change.discard(actor.badge)

    def one_time_code(self) -> tuple[str, str]:
        return "73920184", "digest of 73920184"

    def permissions(self, actor: Actor) -> frozenset[str]:
        return self.granted

    def role_words(self, actor: Actor) -> Sequence[Message]:
        return [Message(N_("office clerk"))]

    def remember(self, actor: Actor, *, language: str = "", theme: str = "") -> None:
        self.remembered.append((actor.badge, language, theme))

    def todo(self, actor: Actor, now: datetime) -> WaitingToday:
        return WaitingToday(self.waiting)

    def confirm(self, actor: Actor, badge: str, pin: str, *, now: datetime) -> int:
        raise NotImplementedError

    def open_sitting(
        self, actor: Actor, pin: str, items: Iterable[Item], *, now: datetime, sum_fen: int = 0
    ) -> Sitting:
        if self.pins[actor.badge] != pin:
            raise Refusal(N_("Badge or PIN is wrong"), clause="SEC-5")
        return Sitting(actor, frozenset(items), sum_fen, now + LONGEST)


class Ticks:
    """A clock for idling that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Console:
    """Makes consoles for a test, and opens them."""

    def __init__(self, folder: Path) -> None:
        self.backend = FakeBackend()
        self.ticks = Ticks()
        self.folder = folder
        self.keys: dict[str, str] = {}

    def log(self) -> str:
        """What was logged."""
        for handler in faults.LOGGER.handlers:
            handler.flush()
        return (self.folder / "console.log").read_text("utf-8")

    def app(self, *, language: str = "en", areas: Sequence[Area] = HOME_ALONE, backend: Any = None) -> OpsApp:
        settings = Settings("sqlite://", language, log_dir=self.folder, keys=self.keys)
        return OpsApp(lambda: backend or self.backend, settings, areas=areas, clock=lambda: NOW, ticks=self.ticks)

    @asynccontextmanager
    async def at_door(self, *, size: tuple[int, int] = (80, 24), **kwargs: Any) -> Any:
        app = self.app(**kwargs)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.backend is not None)
            await pilot.pause()
            yield app, pilot

    @asynccontextmanager
    async def signed_in(self, badge: str = "E00003", **kwargs: Any) -> Any:
        async with self.at_door(**kwargs) as (app, pilot):
            await enter(app, pilot, badge)
            yield app, pilot


async def until(pilot: Any, holds: Any, seconds: float = 20.0) -> None:
    """Waits until something holds."""
    for _try in range(int(seconds / 0.02)):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"did not come about within {seconds} s")


async def still(pilot: Any, seconds: float = 0.4) -> None:
    """Waits until what waits is counted and the screen has shown the same for a while: before a picture of it."""
    others = pilot.app.others
    await until(pilot, lambda: others._counted_at == pilot.app.link.head and not others._looking)
    shown, since = "", 0.0
    while since < seconds:
        await pilot.pause(0.1)
        now = text_on(pilot.app)
        shown, since = now, since + 0.1 if now == shown else 0.0


async def paste(pilot: Any, text: str) -> None:
    """What a terminal sends for a text that is pasted: long paths, without a key for each character."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def enter(app: OpsApp, pilot: Any, badge: str = "E00003", pin: str = "246810") -> None:
    """Types badge and PIN at the door."""
    await pilot.press(*badge, "enter", *pin, "enter")
    await until(pilot, lambda: app.desk is not None)
    await until(pilot, lambda: app.area_screen is not None and app.area_screen.is_running)
    await pilot.pause()


def text_on(app: App[Any]) -> str:
    """Everything on the screen, as a person sees it."""
    width = app.size.width
    lines = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in line)[:width].rstrip() for line in lines)


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    language = i18n.language()
    faults.log_to(tmp_path)
    yield Console(tmp_path)
    i18n.use(language)
    for handler in list(faults.LOGGER.handlers):
        faults.LOGGER.removeHandler(handler)
        handler.close()
