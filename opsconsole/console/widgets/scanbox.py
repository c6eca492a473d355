"""The line that the cursor always is in: typed into and scanned into, never torn."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message as Event

from opsconsole.console.keys import key
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.i18n import N_


class ScanBox(HalfWidthInput):
    """Where badges, barcodes and names are typed or scanned; Enter takes them one after the other.

    A key that is bound is looked up only after it has travelled through the whole screen; by then the characters of
    the next scan would stand in the box. Enter is taken here, where the characters before it were, and empties it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("Take"), N_("Takes what was scanned or typed, or the line chosen"), id="scan.take"),
    ]

    class Scanned(Event):
        """Enter behind a text, which may be empty; the box is empty again."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            await self.action_submit()
        else:
            await super()._on_key(event)

    async def action_submit(self) -> None:
        text = self.value.strip()
        self.value = ""
        self.post_message(self.Scanned(text))
