"""The line that the cursor always is in: typed into and scanned into, never torn."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from opsconsole.console.keys import key
from opsconsole.console.widgets.inputs import HalfWidthInput
from opsconsole.i18n import N_


class ScanBox(HalfWidthInput):
    """Where badges, barcodes and names are typed or scanned; Enter takes them one after the other."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "submit", N_("Take"), N_("Takes what was scanned or typed, or the line chosen"), id="scan.take"),
    ]
