"""The console: who sits at the keys, which area is in front, and what lies between screens and program.

Only textual is imported on the way to the first paint; the rest of the program comes in a thread.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from opsconsole import i18n
from opsconsole.console import faults, themes
from opsconsole.console.areas import AREAS, HOME, Area
from opsconsole.console.backend import Backend, SignedIn
from opsconsole.console.base import AreaScreen, Question, keys_by_screen
from opsconsole.console.desk import Desk, Note, Tone, together
from opsconsole.console.door import DoorScreen
from opsconsole.console.keys import checked_keymap, key
from opsconsole.console.link import Link
from opsconsole.console.others import LOOK_EVERY_S, Others
from opsconsole.console.outgoing import InertLines
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, _
from opsconsole.settings import Settings

Result = TypeVar("Result")

DOOR = "door"
LONGEST_SESSION_S = 10 * 3600


class OpsApp(App[None]):
    """The console on a program that `open_backend` opens once the door is painted.

    `welcome` is said at the door, in the language in force. `clock` gives the date and time for verbs and
    forms (by default that of the settings), `ticks` the seconds that idling is measured by.
    """

    TITLE = "opsconsole"
    CSS_PATH = Path(__file__).with_name("console.tcss")
    ENABLE_COMMAND_PALETTE = False
    DEFAULT_MODE = DOOR
    MODES: ClassVar[dict[str, str | Callable[[], Screen]]] = {DOOR: DoorScreen}

    BINDINGS: ClassVar[list[BindingType]] = [
        key("f1", "help", N_("Help"), N_("Shows the keys that work here"), id="app.help", priority=True),
        key("question_mark", "help", N_("Help"), N_("Shows the keys that work here"), id="app.help2", show=False),
        key("f12", "lock", N_("Lock"), N_("Locks; everything stays as it is"), id="app.lock", priority=True),
        key("ctrl+p", "find", N_("Find"), N_("Every screen, command and person by name"), id="app.find", priority=True),
        key(
            "ctrl+g",
            "language",
            N_("Language"),
            N_("Switches between Chinese and English"),
            id="app.language",
            show=False,
            priority=True,
        ),
        key("ctrl+q", "leave", N_("Quit"), N_("Closes the console"), id="app.leave", show=False, priority=True),
    ]

    def __init__(
        self,
        open_backend: Callable[[], Backend],
        settings: Settings,
        *,
        areas: Sequence[Area] = AREAS,
        welcome: Callable[[], str] = str,
        clock: Callable[[], datetime] | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.settings = settings
        self.areas = {area.name: area for area in areas}
        self.welcome = welcome
        self.clock = clock or settings.now
        self.ticks = ticks
        self.link = Link()
        self.others = Others(self)
        self.desk: Desk | None = None
        self.desks: dict[str, Desk] = {}
        self.company: dict[str, str] = {}
        self.fatal_code = ""
        self._fatal_told = False
        self._open_backend = open_backend
        self._last_key = self._signed_in_at = ticks()
        for area in areas:
            action, binding_id = f"area('{area.name}')", f"app.{area.name}"
            # A Ctrl key may be one that a text field edits with: there it is the field's.
            first = not area.hotkey.startswith("ctrl+")
            bound = key(area.hotkey, action, area.label, area.tells, id=binding_id, priority=first)
            self._bindings.key_to_bindings[area.hotkey] = list(Binding.make_bindings([bound]))
        for theme in themes.THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in themes.NAMES else themes.DARK
        i18n.use(settings.language)

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), InertLines()]

    # Opening the program

    def on_mount(self) -> None:
        self.set_interval(LOOK_EVERY_S, self.others.look)
        self.set_interval(1.0, self._lock_when_idle)
        self.call_after_refresh(self.open_program)

    def open_program(self) -> None:
        """Opens database and program in a thread; the door tells how it went."""
        self.run_worker(self._open_program(), group="open", exclusive=True, exit_on_error=False)

    async def _open_program(self) -> None:
        try:
            backend, company, can_enter = await self.off_loop(self._opened)
            self.link.backend = backend
            self.company = company
            self.door.opened(can_enter)
            keymap, problems = await self.off_loop(self._screens_ready)
        except Refusal as refusal:
            self.door.tell(Note(refusal.message, Tone.REFUSED))
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            self.defect(error)
        else:
            if keymap:
                self.set_keymap(keymap)
            if problems:
                self.door.tell(Note(together(problems), Tone.REFUSED))
        finally:
            gc.freeze()
            gc.enable()

    def _opened(self) -> tuple[Backend, dict[str, str], bool]:
        backend = self.backend or self._open_backend()
        self.link.head = backend.database.head()
        return backend, dict(backend.company_names()), backend.has_accounts()

    def _screens_ready(self) -> tuple[dict[str, str], list[Message]]:
        """Imports every screen while badge and PIN are typed; the settings' keys, checked against them all."""
        for area in self.areas.values():
            area.screen_class()
        bound = (binding for bindings in self._bindings.key_to_bindings.values() for binding in bindings)
        return checked_keymap(self.settings.keys, [binding for binding in bound if binding.id], keys_by_screen())

    @property
    def backend(self) -> Backend | None:
        """The program, once it is open."""
        return self.link.backend

    async def off_loop(self, call: Callable[[], Result]) -> Result:
        """Runs a slow call in a thread."""
        return await self.link.off_loop(call)

    def read(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One question to the database, from a thread."""
        return self.link.read(query, *args, **kwargs)

    # Who sits here

    @property
    def company_name(self) -> str:
        """The company's name in the language in force."""
        return self.company.get(i18n.language()) or self.TITLE or ""

    @property
    def door(self) -> DoorScreen:
        door = self._screen_stacks[DOOR][0]
        assert isinstance(door, DoorScreen)
        return door

    def may(self, permission: str) -> bool:
        """Whether the person at the keys may do what `permission` names."""
        return self.desk is not None and permission in self.desk.permissions

    def areas_open(self) -> Iterable[Area]:
        """The areas of the person at the keys."""
        return (area for area in self.areas.values() if not area.permission or self.may(area.permission))

    def admit(self, signed_in: SignedIn, permissions: frozenset[str], roles: Sequence[Message]) -> None:
        """Somebody signed in: their desk, as they left it."""
        actor = signed_in.actor
        desk = self.desks.setdefault(actor.badge, Desk(actor))
        desk.actor, desk.permissions, desk.roles = actor, permissions, tuple(roles)
        self.desk = desk
        self.others.begin()
        self._last_key = self._signed_in_at = self.ticks()
        if signed_in.theme in themes.NAMES:
            self.theme = signed_in.theme
        if signed_in.language in i18n.LANGUAGES:
            self.use_language(signed_in.language)
        open_areas = list(self.areas_open())
        for area in open_areas:
            self.add_mode(area.name, partial(self._new_screen, area))
        names = [area.name for area in open_areas]
        first = desk.area if desk.area in names else HOME if HOME in names else names[0]
        self.go(first)
        self._say_notes(desk)

    def _new_screen(self, area: Area) -> AreaScreen:
        screen = area.screen_class()()
        screen.area = area.name
        return screen

    def _say_notes(self, desk: Desk) -> None:
        screen = self.area_screen
        if desk.notes and screen is not None:
            notes, desk.notes = desk.notes, []
            screen.call_after_refresh(screen.note, notes[-1])

    @property
    def area_screen(self) -> AreaScreen | None:
        """The area in front, or the page over it, also while a question stands over both."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, AreaScreen)), None)

    def area_screens(self) -> Iterable[AreaScreen]:
        """Every area and page there is, in front or not."""
        screens = [screen for stack in self._screen_stacks.values() for screen in stack]
        return (screen for screen in screens if isinstance(screen, AreaScreen))

    def go(self, name: str, found: str = "") -> None:
        """Brings an area to the front, and opens what the palette found there."""
        assert self.desk is not None
        self.desk.area = name
        self.switch_mode(name)
        screen = self.area_screen
        if found and screen is not None:
            screen.call_after_refresh(screen.open_found, found)

    def action_area(self, name: str) -> None:
        self.go(name)

    def action_lock(self) -> None:
        """Locks: what everybody has going on is kept, and every screen with data on it is gone."""
        desk = self.desk
        if desk is None:
            return
        for area in self.areas_open():
            stack = self._screen_stacks.get(area.name, [])
            if stack and isinstance(stack[0], AreaScreen):
                desk.places[area.name] = stack[0].place()
            for screen in stack:
                if isinstance(screen, Question):
                    screen.keep_draft()
        desk.sitting = None
        self.desk = None
        self.door.shut()
        self.switch_mode(DOOR)
        for name in [name for name in self.areas if name in self._modes]:
            self.remove_mode(name)

    def _lock_when_idle(self) -> None:
        if self.desk is None:
            return
        ticks = self.ticks()
        idle = ticks - self._last_key >= self.settings.idle_lock_s
        if idle or ticks - self._signed_in_at >= LONGEST_SESSION_S:
            self.action_lock()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste, events.MouseDown)):
            self._last_key = self.ticks()
        await super().on_event(event)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While nobody is signed in, only help and language work, and leaving before anybody ever was."""
        if action == "area":
            return self.desk is not None and any(area.name == parameters[0] for area in self.areas_open())
        if action == "lock":
            return self.desk is not None
        if action == "find":
            return self.desk is not None and not isinstance(self.screen, Question)
        if action in ("leave", "quit"):
            return self.desk is not None or not self.desks
        return True

    # Language, looks, help

    def use_language(self, language: str) -> None:
        """Speaks `language` from here on, on every screen there is."""
        i18n.use(language)
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, (AreaScreen, Question, DoorScreen)) and screen.is_running:
                    screen.retranslate()
        self.screen.refresh_bindings()

    def action_language(self) -> None:
        language = "en" if i18n.language() == "zh" else "zh"
        self.use_language(language)
        self._remember(language=language)

    def use_theme(self, theme: str) -> None:
        """Looks like `theme` from here on."""
        self.theme = theme
        self._remember(theme=theme)

    def _remember(self, *, language: str = "", theme: str = "") -> None:
        if self.desk is not None:
            call = partial(self.link.program.remember, self.desk.actor, language=language, theme=theme)
            self.run_worker(self._remembered(call), group="acts", exit_on_error=False)

    async def _remembered(self, call: Callable[[], None]) -> None:
        try:
            await self.link.one_at_a_time(call)
        except Refusal as refusal:
            if self.area_screen is not None:
                self.area_screen.refuse(refusal)
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            self.defect(error)

    def action_help(self) -> None:
        from opsconsole.console.help import Help

        if isinstance(self.screen, Help):
            self.screen.dismiss(None)
        else:
            self.push_screen(Help(self.screen))

    def action_find(self) -> None:
        from opsconsole.console.palette import ask_palette

        ask_palette(self)

    def notify(self, message: str, *, markup: bool = False, **options: Any) -> None:
        """As textual's, but what is said is never taken for markup."""
        super().notify(message, markup=markup, **options)

    # Leaving, and what goes wrong

    async def action_leave(self) -> None:
        from opsconsole.console.widgets.confirm import Confirm

        if self.link.acts_under_way:
            question = Message(N_("Something is still being written. Quit when it is done?"))
        else:
            question = Message(N_("Close the console?"))
        kept = any(desk.drafts for desk in self.desks.values())
        drafts = [Message(N_("Drafts that were not saved go with it."))] if kept else []
        self.push_screen(Confirm(question, *drafts), self._leave)

    async def _leave(self, yes: bool | None) -> None:
        if not yes:
            return
        while self.link.acts_under_way:
            await asyncio.sleep(0.05)
        self.exit()

    async def action_quit(self) -> None:
        await self.action_leave()

    def action_help_quit(self) -> None:
        """Ctrl+C outside a text field does nothing."""

    def defect(self, error: Exception) -> None:
        """A defect outside the event loop: logged whole, told as a code; the console goes on."""
        note = Note(
            Message(N_("The console itself made a mistake. Code: {code}"), code=faults.record(error)),
            Tone.DEFECT,
        )
        if self.desk is None:
            self.door.tell(note)
            return
        from opsconsole.console.widgets.confirm import Told

        self.push_screen(Told(note.message, Message(N_("It was written down under this code. You can go on working."))))

    def _fatal_error(self) -> None:
        """A defect in the event loop: logged whole without locals, told as a code after the screen is gone."""
        error = self._exception or sys.exc_info()[1]
        if error is not None and not self.fatal_code:
            self.fatal_code = faults.record(error)
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        if self.fatal_code and not self._fatal_told:
            self._fatal_told = True
            words = _("The console had to stop: a defect with the code {code} was written down. Start it again.")
            sys.stderr.write(words.format(code=self.fatal_code) + "\n")


def run(settings: Settings, *, welcome: Callable[[], str] = str) -> int:
    """Opens the console on the database of the settings; the exit status: 0, or 1 after a defect.

    `welcome` is said at the door, in the language in force: how to sign in to a demo company, say.
    The collector is off until the program is there: collecting while it is imported makes the start slower.
    """

    def open_backend() -> Backend:
        from opsconsole.assembly import open_program

        return open_program(settings)

    gc.disable()
    faults.log_to(settings.log_dir)
    app = OpsApp(open_backend, settings, welcome=welcome)
    app.run()
    if app.backend is not None:
        app.backend.database.close()
    return app.return_code or 0
