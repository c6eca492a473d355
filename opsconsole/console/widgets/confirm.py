"""Yes or no, and a thing told that needs no answer."""

from __future__ import annotations

import time
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from opsconsole.console.base import Answer, Question
from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import plain
from opsconsole.console.widgets.lines import KeyLine
from opsconsole.errors import Message
from opsconsole.i18n import N_, text_of

BURST_S = 0.08
"""Keys closer together than this are a scanner's, not a hand's."""


class Paragraphs(Question[Answer]):
    """A question that is nothing but words and keys."""

    def __init__(self, *paragraphs: Message) -> None:
        super().__init__()
        self._paragraphs = paragraphs

    def compose(self) -> ComposeResult:
        with Vertical(classes="question"):
            yield Static("", markup=False, id="words")
            yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        words = "\n".join(plain(text_of(message)) for message in self._paragraphs)
        self.query_one("#words", Static).update(words)
        self.query_one(KeyLine).refresh()


class Told(Paragraphs[None]):
    """Something to be read before going on; Enter or Esc closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,space", "leave", N_("Go on"), N_("Closes this"), id="told.leave"),
    ]


class Confirm(Paragraphs[bool]):
    """A question with yes or no: Enter or `y` is yes; `n`, Esc or Ctrl+B is no.

    A scanner's burst answers nothing: yes is a key with no other key within `BURST_S` before or after it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,y", "yes", N_("Yes"), N_("Does it"), id="confirm.yes"),
        key("n,escape,ctrl+b", "no", N_("No"), N_("Leaves everything as it is"), id="confirm.no"),
    ]

    _key_at = _key_before_at = 0.0

    def on_key(self, _event: events.Key) -> None:
        self._key_before_at, self._key_at = self._key_at, time.monotonic()

    def action_yes(self) -> None:
        # The key itself came by `on_key` already: the one before it is what tells a burst.
        if self._key_at - self._key_before_at >= BURST_S:
            self.set_timer(BURST_S, partial(self._answer, self._key_at))

    def _answer(self, asked_at: float) -> None:
        if self._key_at == asked_at and self.is_running:
            self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)
