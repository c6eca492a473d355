"""The line one types into to find people on the sheet."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message as Event
from textual.widgets import Input, Label

from opsconsole.console.keys import key
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.i18n import N_, _


class FindBox(HalfWidthInput):
    """Where one types; the sheet follows with every character."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("To the sheet"), N_("Goes to the people found"), id="find.take"),
        key("down", "submit", N_("Goes to the people found"), id="find.down", show=False),
    ]


class FindBar(Horizontal):
    """Hidden until it is opened; stays in sight while it holds a text."""

    DEFAULT_CSS = """
    FindBar { height: 1; background: $surface; padding: 0 1; display: none; }
    FindBar.-open { display: block; }
    FindBar Label { color: $muted; width: auto; }
    FindBar Input { width: 1fr; }
    """

    class Changed(Event):
        """Another text stands there."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Event):
        """The person goes on to the sheet."""

    def __init__(self, label: str = N_("Find: name, pinyin, badge or unit"), *, id: str | None = None) -> None:
        """`label` is a message id."""
        super().__init__(id=id)
        self._label = label

    def compose(self) -> ComposeResult:
        yield Label("", markup=False)
        yield FindBox(compact=True, select_on_focus=False, max_length=100)

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        self.query_one(Label).update(f"{_(self._label)} ")

    @property
    def has_focus_within(self) -> bool:
        return self.query_one(FindBox).has_focus

    def open(self) -> None:
        """Shows the line and puts the cursor there."""
        self.add_class("-open")
        self.query_one(FindBox).focus()

    def fill(self, text: str) -> None:
        """Puts a text there, in sight if there is one."""
        self.set_class(bool(text), "-open")
        with self.prevent(Input.Changed):
            self.query_one(FindBox).value = text

    def on_input_changed(self, changed: Input.Changed) -> None:
        changed.stop()
        self.post_message(self.Changed(changed.value))

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self.set_class(bool(submitted.value), "-open")
        self.post_message(self.Left())
