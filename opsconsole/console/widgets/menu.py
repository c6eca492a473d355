"""A short list of things that can be done, picked from by arrows or by typing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from opsconsole.console.base import AreaScreen
from opsconsole.console.widgets.picker import Choice, Picker
from opsconsole.errors import Message
from opsconsole.i18n import text_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done, what tells it from its like, and the doing."""

    label: Message
    act: Callable[[], None]
    hint: str = ""


def offer(screen: AreaScreen, title: Message, entries: Sequence[Entry]) -> None:
    """Lets the person pick one of the entries, and does it."""

    def found(text: str) -> Sequence[Choice]:
        words = text.casefold().split()
        choices = [Choice(str(place), text_of(entry.label), entry.hint) for place, entry in enumerate(entries)]
        return [choice for choice in choices if all(word in choice.label.casefold() for word in words)]

    screen.ask(Picker(title, found), lambda choice: entries[int(choice.key)].act())
