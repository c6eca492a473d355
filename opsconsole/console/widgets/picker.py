"""A list one types to find in: code, name or pinyin, and Enter takes the first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option

from opsconsole.console.base import Question
from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import cut, plain
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.console.widgets.lines import KeyLine, MessageLine, refusal_note
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, text_of

LONGEST_LIST = 200


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what it is known by, what it is called, and what tells it from its like."""

    key: str
    label: str
    hint: str = ""


Source = Callable[[str], Sequence[Choice]]


class FindBox(HalfWidthInput):
    """Where one types to find; Enter is the picker's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("Take"), N_("Takes the line under the cursor"), id="picker.take"),
    ]


class Picker(Question[Choice]):
    """Type to find, Enter takes the line under the cursor, which is the first until it is moved.

    `source(text)` gives what matches, best first; it is called off the event loop, and with "" at the
    start. Enter right behind the last character (a scanner) waits for the answer to the whole text.
    """

    AUTO_FOCUS = "#find"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("down", "step('down')", N_("One line down"), id="picker.down", show=False),
        key("up", "step('up')", N_("One line up"), id="picker.up", show=False),
        key("pagedown", "step('page_down')", N_("One page down"), id="picker.page_down", show=False),
        key("pageup", "step('page_up')", N_("One page up"), id="picker.page_up", show=False),
    ]

    def __init__(self, title: Message, source: Source, *, start: str = "") -> None:
        super().__init__()
        self._title = title
        self._source = source
        self._start = start
        self._choices: list[Choice] = []
        self._answered: str | None = None
        self._take_when_found = False
        self._is_open = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="question picker"):
            yield Label("", id="title", markup=False)
            yield FindBox(self._start, id="find", select_on_focus=False, compact=True)
            found = OptionList(id="found", markup=False, compact=True)
            found.can_focus = False
            yield found
            yield MessageLine()
            yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()
        self._is_open = True
        box = self.query_one("#find", Input)
        with self.prevent(Input.Changed):
            box.value = self._start
        box.cursor_position = len(self._start)
        self._find(self._start)

    def type(self, text: str) -> None:
        """Takes what was typed while it was being opened."""
        if self._is_open:
            self.query_one("#find", Input).insert_text_at_cursor(text)
        else:
            self._start += text

    def take(self) -> None:
        """Takes the first of what is found, for Enter was pressed while it was being opened."""
        if self._is_open:
            self.action_take()
        else:
            self._take_when_found = True

    def retranslate(self) -> None:
        self.query_one("#title", Label).update(plain(text_of(self._title)))
        self.query_one(MessageLine).retranslate()
        self.query_one(KeyLine).refresh()

    def on_input_changed(self, changed: Input.Changed) -> None:
        changed.stop()
        self._find(changed.value)

    def on_input_submitted(self, submitted: Input.Submitted) -> None:
        submitted.stop()
        self.action_take()

    def on_option_list_option_selected(self, selected: OptionList.OptionSelected) -> None:
        selected.stop()
        self.action_take()

    def _find(self, text: str) -> None:
        self.run_worker(self._found(text), group="find", exclusive=True, exit_on_error=False)

    async def _found(self, text: str) -> None:
        try:
            choices = await self.app.off_loop(lambda: list(self._source(text))[:LONGEST_LIST])
        except Refusal as refusal:
            self.query_one(MessageLine).say(refusal_note(refusal.message))
            return
        except Exception as error:  # noqa: BLE001 - the edge: logged whole, told as a code
            self.app.defect(error)
            return
        self._choices = choices
        self._answered = text
        found = self.query_one("#found", OptionList)
        width = max(found.scrollable_content_region.width - 2, 20)
        found.clear_options()
        found.add_options([Option(_line(choice, width)) for choice in choices])
        found.highlighted = 0 if choices else None
        if self._take_when_found:
            self.action_take()

    def action_step(self, which: str) -> None:
        found = self.query_one("#found", OptionList)
        {
            "down": found.action_cursor_down,
            "up": found.action_cursor_up,
            "page_down": found.action_page_down,
            "page_up": found.action_page_up,
        }[which]()

    def action_take(self) -> None:
        if self._answered != self.query_one("#find", Input).value:
            self._take_when_found = True
            return
        self._take_when_found = False
        place = self.query_one("#found", OptionList).highlighted
        if place is None:
            self.query_one(MessageLine).say(refusal_note(Message(N_("Nothing is called that"))))
            return
        self.dismiss(self._choices[place])


def _line(choice: Choice, width: int) -> Text:
    """Label and hint on one line; the hint gives way first."""
    label = cut(choice.label, width)
    line = Text(label, no_wrap=True)
    if choice.hint:
        line.append("  " + plain(choice.hint), "dim")
    line.truncate(width)
    return line
