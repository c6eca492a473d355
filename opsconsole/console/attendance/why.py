"""The pane under the sheet, which tells why the cell under the cursor is what it is, and the same as a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from opsconsole.attendance.policy import Reason
from opsconsole.console.base import Question
from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import cut, plain
from opsconsole.console.widgets.lines import KeyLine
from opsconsole.console.widgets.prose import Line, Lines
from opsconsole.i18n import N_, _, language

MOST_DIGITS = 9
MOST_REASON_LINES = 2
SHORTEST_REASON = 8


class WhyPane(Vertical):
    """What is told of the cell under the cursor, and under it the reasons that a digit gives."""

    DEFAULT_CSS = """
    WhyPane { height: 8; background: $surface; border-top: solid $panel; }
    WhyPane.-tall { height: 11; }
    WhyPane #why { padding: 0 1; background: $surface; }
    WhyPane #why:focus { background: $cursor-row; }
    WhyPane #reasons { padding: 0 1; background: $panel; }
    """

    def compose(self) -> ComposeResult:
        yield Lines(focusable=True, id="why")
        yield Lines(most=MOST_REASON_LINES, wraps=False, id="reasons")

    def show(self, lines: Sequence[Line]) -> None:
        """Tells these lines, from the first on."""
        self.query_one("#why", Lines).show(lines)

    def offer(self, reasons: Sequence[Reason]) -> None:
        """Offers the reasons of the policy by digit; none where there is nothing to explain."""
        words = offered(reasons, self.size.width - 2)
        self.query_one("#reasons", Lines).show([Line(text) for text in words])


def offered(reasons: Sequence[Reason], width: int) -> list[str]:
    """Digits and reasons on as few lines as they fit, two at most: the longest are cut."""
    words = [f"{digit} {plain(reason_words(one))}" for digit, one in enumerate(reasons[:MOST_DIGITS], start=1)]
    longest = max(map(cell_len, words), default=0)
    while longest > SHORTEST_REASON and len(_lines_of(words, width)) > MOST_REASON_LINES:
        longest -= 1
        words = [cut(word, longest) for word in words]
    return _lines_of(words, width)


def _lines_of(words: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and cell_len(lines[-1]) + 2 + cell_len(word) <= width:
            lines[-1] += f"  {word}"
        else:
            lines.append(word)
    return lines


def reason_words(reason: Reason) -> str:
    """A reason in the language in force."""
    return reason.zh if language() == "zh" else reason.en


class WhyPage(Question[None]):
    """An explanation at length; arrows scroll, Esc closes."""

    AUTO_FOCUS = "#page-lines"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,escape,ctrl+b", "leave", N_("Back"), N_("Back to the sheet"), id="why.leave"),
    ]
    DEFAULT_CSS = """
    WhyPage #page { width: 96%; max-width: 100; height: 90%; background: $surface; border: solid $primary; }
    WhyPage #page-lines { padding: 0 1; background: $surface; }
    """

    def __init__(self, lines: Callable[[], Sequence[Line]]) -> None:
        """`lines` gives the explanation in the language in force."""
        super().__init__()
        self._lines_of = lines

    def compose(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Lines(focusable=True, id="page-lines")
            yield KeyLine()

    def on_mount(self) -> None:
        self.retranslate()

    def retranslate(self) -> None:
        self.query_one("#page-lines", Lines).show(self._lines_of())
        self.query_one(KeyLine).refresh()


def empty_line() -> Line:
    """What is told where there is no cell."""
    return Line(_("Nobody is here to explain."), "muted")
