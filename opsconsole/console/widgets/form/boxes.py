"""What a field is typed into: a line, a choice turned with the arrows, a pick from a list, several lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.message import Message as Event
from textual.widget import Widget
from textual.widgets import Input, TextArea

from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import cut
from opsconsole.console.widgets.inputs import HalfWidthInput, half_width
from opsconsole.console.widgets.picker import Choice, Picker, Source
from opsconsole.errors import Message
from opsconsole.i18n import N_, _, text_of

if TYPE_CHECKING:
    from opsconsole.console.app import OpsApp


class TextBox(Input):
    """One line of free text, any width."""

    @property
    def typed(self) -> str:
        return self.value

    @typed.setter
    def typed(self, typed: str) -> None:
        self.value = typed


class NumberBox(HalfWidthInput):
    """One line of a code, a number, a date: full-width characters become half-width."""

    @property
    def typed(self) -> str:
        return half_width(self.value)

    @typed.setter
    def typed(self, typed: str) -> None:
        self.value = typed


class LinesBox(TextArea):
    """Several lines; Enter begins a new one, Tab moves on."""

    def __init__(self, rows: int) -> None:
        super().__init__(tab_behavior="focus", compact=True, show_line_numbers=False)
        self.styles.height = rows

    @property
    def typed(self) -> str:
        return self.text

    @typed.setter
    def typed(self, typed: str) -> None:
        self.text = typed


class ChoiceBox(Widget, can_focus=True):
    """One of a few: Space and the arrows turn to the next and the one before."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("right,space", "turn(1)", N_("Next"), N_("The next choice"), id="choice.next"),
        key("left", "turn(-1)", N_("The choice before"), id="choice.previous", show=False),
    ]

    def __init__(self, options: Sequence[tuple[str, Message | str]]) -> None:
        super().__init__()
        self._options = options
        self._place = 0

    @property
    def typed(self) -> str:
        return self._options[self._place][0]

    @typed.setter
    def typed(self, typed: str) -> None:
        keys = [option for option, _label in self._options]
        self._place = keys.index(typed) if typed in keys else 0
        self.refresh()

    def render(self) -> Text:
        label = text_of(self._options[self._place][1])
        return Text(f"< {cut(label, self.size.width - 4)} >", no_wrap=True)

    def action_turn(self, step: int) -> None:
        self._place = (self._place + step) % len(self._options)
        self.refresh()


class YesNoBox(ChoiceBox):
    """Yes or no; `y` and `n` as well."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("y", "set('yes')", N_("Sets yes"), id="choice.yes", show=False),
        key("n", "set('no')", N_("Sets no"), id="choice.no", show=False),
    ]

    def __init__(self) -> None:
        super().__init__((("no", Message(N_("No"))), ("yes", Message(N_("Yes")))))

    def action_set(self, which: str) -> None:
        self.typed = which


class PickBox(Widget, can_focus=True):
    """One of many: typing or Space opens the list with what was typed; Delete empties it."""

    app: OpsApp

    BINDINGS: ClassVar[list[BindingType]] = [
        key("space", "pick", N_("Choose"), N_("Opens the list to choose from"), id="pick.open"),
        key("delete,backspace", "empty", N_("Takes the choice away"), id="pick.empty", show=False),
    ]

    class Picked(Event):
        """Something was chosen."""

    def __init__(self, title: Message, source: Source) -> None:
        super().__init__()
        self._title = title
        self._source = source
        self._choice: Choice | None = None
        self._picker: Picker | None = None

    @property
    def typed(self) -> Choice | None:
        return self._choice

    @typed.setter
    def typed(self, typed: Any) -> None:
        self._choice = typed if isinstance(typed, Choice) else None
        self.refresh()

    def render(self) -> Text:
        if self._choice is None:
            return Text(_("(none; type to choose)"), "dim", no_wrap=True)
        return Text(cut(self._choice.label, self.size.width), no_wrap=True)

    def on_key(self, event: events.Key) -> None:
        """What is typed faster than the list opens belongs to the list."""
        if event.is_printable and event.character and (event.character != " " or self._picker):
            self._take(event)
            if self._picker is not None:
                self._picker.type(event.character)
            else:
                self._open(event.character)
        elif event.key == "enter" and self._picker is not None:
            self._take(event)
            self._picker.take()

    def _take(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()

    def action_pick(self) -> None:
        self._open("")

    def action_empty(self) -> None:
        self.typed = None

    def _open(self, start: str) -> None:
        def picked(choice: Choice | None) -> None:
            self._picker = None
            if choice is not None:
                self.typed = choice
                self.post_message(self.Picked())

        self._picker = Picker(self._title, self._source, start=start)
        self.app.push_screen(self._picker, picked)


Box = TextBox | NumberBox | LinesBox | ChoiceBox | PickBox
