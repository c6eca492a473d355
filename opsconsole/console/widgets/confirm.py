"""Yes or no, and a thing told that needs no answer."""

from __future__ import annotations

from typing import ClassVar

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
    """A question with yes or no: Enter or `y` is yes; `n`, Esc or Ctrl+B is no."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,y", "yes", N_("Yes"), N_("Does it"), id="confirm.yes"),
        key("n,escape,ctrl+b", "no", N_("No"), N_("Leaves everything as it is"), id="confirm.no"),
    ]

    def action_yes(self) -> None:
        self.dismiss(True)

    def action_no(self) -> None:
        self.dismiss(False)
