"""Keys: one binding with an id, a label and a sentence each, so that footer, help and remapping follow.

Labels are marked with `N_` where they are written and translated when they are shown, so the
language switches live.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import lru_cache

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.keys import _character_to_key

from opsconsole import i18n
from opsconsole.errors import Message
from opsconsole.i18n import N_, _


def key(
    keys: str,
    action: str,
    label: str,
    tells: str = "",
    *,
    id: str,
    show: bool = True,
    priority: bool = False,
) -> Binding:
    """A binding of this console.

    `label` and `tells` (the sentence of the help) are message ids marked with `N_`; `id` is what the
    settings file names it by (`attendance.explain`). Without `show` it is left out of the footer, not
    of the help.
    """
    return Binding(keys, action, label, show=show, priority=priority, tooltip=tells, id=id)


@lru_cache(2048)
def _in_language(binding: Binding, language: str) -> Binding:
    return dataclasses.replace(binding, description=_(binding.description), tooltip=_(binding.tooltip))


def translated(bindings: Mapping[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """`bindings` with labels and sentences in the language in force; those without an id as they are."""
    language = i18n.language()
    spoken = {}
    for pressed, active in bindings.items():
        if active.binding.id:
            binding = _in_language(active.binding, language)
            active = active._replace(binding=binding, tooltip=binding.tooltip)
        spoken[pressed] = active
    return spoken


_SHOWN = {
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "space": "Space",
    "enter": "Enter",
    "escape": "Esc",
    "delete": "Del",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "tab": "Tab",
    "home": "Home",
    "end": "End",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
}


def shown(pressed: str) -> str:
    """A key as it is written on the screen: `F3`, `^X` for Ctrl+X, `Space`."""
    *modifiers, name = pressed.split("+")
    name = _SHOWN.get(name, name.upper() if len(name) > 1 and name[0] == "f" and name[1:].isdigit() else name)
    if "ctrl" in modifiers:
        name = "^" + (name.upper() if len(name) == 1 else name)
    return ("Shift+" if "shift" in modifiers else "") + name


def _normal(keys: str) -> list[str]:
    return [_character_to_key(k) if len(k) == 1 else k for k in (k.strip() for k in keys.split(",")) if k]


@lru_cache(256)
def bindings_of(owner: type[DOMNode]) -> tuple[Binding, ...]:
    """Every binding with an id that a class and its bases declare, one per key."""
    return tuple(
        binding
        for base in owner.__mro__
        for binding in Binding.make_bindings(base.__dict__.get("BINDINGS", ()))
        if binding.id
    )


def checked_keymap(
    wanted: Mapping[str, str], everywhere: Iterable[Binding], scopes: Iterable[Iterable[Binding]]
) -> tuple[dict[str, str], list[Message]]:
    """The part of a settings file's `[keys]` that can be followed, and a line for each that cannot.

    `everywhere` are bindings that work on every screen, `scopes` those of each screen. An id that is
    unknown, or a key that another binding of the same screen has, is left aside and said.
    """
    common = list(everywhere)
    screens = [[*common, *scope] for scope in scopes] or [common]
    known = {binding.id for scope in screens for binding in scope}
    problems = [
        Message(N_("Settings, keys: there is no command {id}"), id=binding_id)
        for binding_id in wanted
        if binding_id not in known
    ]
    kept = {binding_id: ",".join(_normal(keys)) for binding_id, keys in wanted.items() if binding_id in known}
    while (clash := _first_clash(kept, screens)) is not None:
        binding_id, pressed, other = clash
        del kept[binding_id]
        words = N_("Settings, keys: {key} for {id} is the key of {other}; left as it was")
        problems.append(Message(words, key=shown(pressed), id=binding_id, other=other))
    return kept, problems


def _first_clash(kept: Mapping[str, str], screens: list[list[Binding]]) -> tuple[str, str, str] | None:
    """The first remapped command that would share a key with another of the same screen, the key, the other.

    Of two remapped ones it is the one named later.
    """
    order = list(kept)
    for place, binding_id in enumerate(order):
        for scope in screens:
            if not any(binding.id == binding_id for binding in scope):
                continue
            for other in scope:
                if not other.id or other.id == binding_id or other.id in order[place:]:
                    continue
                for pressed in _normal(kept[binding_id]):
                    if pressed in _normal(kept.get(other.id, other.key)):
                        return binding_id, pressed, other.id
    return None
