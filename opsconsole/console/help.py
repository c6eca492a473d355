"""F1: the keys that work here, one sentence each, as they are mapped."""

from __future__ import annotations

from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import Screen
from textual.widgets import Label, Static

from opsconsole.console import keys
from opsconsole.console.base import Question
from opsconsole.console.keys import key
from opsconsole.console.widgets.lines import KeyLine
from opsconsole.i18n import N_, _

KEY_CELLS = 16


class Help(Question[None]):
    """A page of keys; arrows scroll; Esc, Enter or F1 again closes."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,ctrl+b,enter", "leave", N_("Close"), N_("Closes this"), id="help.leave"),
    ]

    def __init__(self, over: Screen) -> None:
        """The page of the keys that work on the screen `over`."""
        super().__init__()
        self._over = over

    def compose(self) -> ComposeResult:
        with Vertical(classes="question help"):
            yield Label("", id="title", markup=False)
            with VerticalScroll():
                yield Static("", id="keys", markup=False)
            yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        self.query_one("#title", Label).update(_("Keys that work here"))
        self.query_one("#keys", Static).update(self._page())
        self.query_one(KeyLine).refresh()

    def _page(self) -> Table:
        """One line for each command: its keys, then its sentence; a dimmed one is not for this person or place."""
        pressed: dict[str, list[str]] = {}
        told: dict[str, ActiveBinding] = {}
        for name, active in self._over.active_bindings.items():
            if active.binding.id:
                pressed.setdefault(active.binding.action, []).append(keys.shown(name))
                told.setdefault(active.binding.action, active)
        page = Table.grid(padding=(0, 1), expand=True)
        page.add_column(width=KEY_CELLS)
        page.add_column(ratio=1)
        for action, active in sorted(told.items(), key=lambda item: self._order(item[1])):
            sentence = active.tooltip or active.binding.description
            style = "bold" if active.enabled else "dim"
            page.add_row(Text(" ".join(pressed[action]), style), Text(sentence, "" if active.enabled else "dim"))
        return page

    def _order(self, active: ActiveBinding) -> int:
        """The screen's own commands first, then the console's, then the keys that move."""
        if active.node is self.app:
            return 1
        return 0 if active.binding.show else 2
