"""Ctrl+P: every area, every command that works here, every person and thing by any of its names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.binding import ActiveBinding
from textual.screen import Screen

from opsconsole.console import keys, themes
from opsconsole.console.areas import named
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.errors import Message
from opsconsole.i18n import N_, _

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp

FIND_FROM = 1
LEFT_OUT = ("grid.", "list.", "app.find", "app.help2", "area.back")


def ask_palette(app: OpsApp) -> None:
    """Opens the palette over the screen in front."""
    screen = app.screen
    commands = _commands(app, screen)

    def found(text: str) -> Sequence[Choice]:
        return [*_matching(commands, text), *_found_in_areas(app, text)]

    def chosen(choice: Choice | None) -> None:
        if choice is None:
            return
        if choice.key in commands:
            commands[choice.key][1]()
            return
        area, _sign, key = choice.key.partition("\t")
        app.go(area, key)

    app.push_screen(Picker(Message(N_("Find: a screen, a command, a person")), found), chosen)


Commands = dict[str, tuple[Choice, Callable[[], object]]]


def _commands(app: OpsApp, screen: Screen) -> Commands:
    """What can be done from here, by id, in the language in force."""
    commands: Commands = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if not binding.id or not active.enabled or binding.id in commands or binding.id.startswith(LEFT_OUT):
            continue
        hint = active.tooltip if active.tooltip != binding.description else ""
        choice = Choice(binding.id, f"{binding.description}  ({keys.shown(binding.key)})", hint)
        commands[binding.id] = (choice, partial(_run, app, active))
    for theme, name in themes.NAMES.items():
        label = _("Look: {name}").format(name=_(name))
        commands[theme] = (Choice(theme, label), partial(app.use_theme, theme))
    return commands


def _run(app: OpsApp, active: ActiveBinding) -> None:
    app.call_later(app.run_action, active.binding.action, active.node)


def _matching(commands: Commands, text: str) -> list[Choice]:
    """The commands in whose words every typed word is found."""
    words = text.casefold().split()
    choices = [choice for choice, _run in commands.values()]
    return [choice for choice in choices if all(word in f"{choice.label} {choice.hint}".casefold() for word in words)]


def _found_in_areas(app: OpsApp, text: str) -> list[Choice]:
    """What the areas of this person find by their own names; called off the event loop."""
    if len(text.strip()) < FIND_FROM or app.desk is None:
        return []
    found = []
    for area in list(app.areas_open()):
        if area.find:
            more = (app.clock(),) if area.find_now else ()
            for choice in app.read(named(area.find), app.desk.actor, text, *more):
                found.append(Choice(f"{area.name}\t{choice.key}", choice.label, choice.hint))
    return found
