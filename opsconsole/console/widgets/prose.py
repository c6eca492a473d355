"""Lines of words, wrapped and drawn without moving anything else on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import BindingType
from textual.strip import Strip
from textual.widget import Widget

from opsconsole.console.keys import key
from opsconsole.console.widgets.cells import fit, plain
from opsconsole.i18n import N_

INDENT = 2
ABOVE, BELOW = "^", "v"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation, and the look that says the same again."""

    text: str
    look: str = ""


class Lines(Widget):
    """`show(lines)`. With `most` it is as tall as its lines, so many at most; without, it fills its place and scrolls.

    Lines that are too long are wrapped, or cut where `wraps` is off. A change of the words alone never lays the
    screen out anew (as a scrolling view of textual does): that would cost more than everything else a key does.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lines--strong",
        "lines--muted",
        "lines--good",
        "lines--warn",
        "lines--bad",
        "lines--info",
    }
    DEFAULT_CSS = """
    Lines { height: 1fr; }
    Lines:focus { background: $cursor-row; }
    Lines > .lines--strong { text-style: bold; }
    Lines > .lines--muted { color: $muted; }
    Lines > .lines--good { color: $success; }
    Lines > .lines--warn { color: $warning; }
    Lines > .lines--bad { color: $error; text-style: bold; }
    Lines > .lines--info { color: $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("up", "scroll(-1)", N_("One line up"), id="lines.up", show=False),
        key("down", "scroll(1)", N_("One line down"), id="lines.down", show=False),
        key("pageup", "turn(-1)", N_("One page up"), id="lines.page_up", show=False),
        key("pagedown", "turn(1)", N_("One page down"), id="lines.page_down", show=False),
    ]

    def __init__(
        self, *, most: int | None = None, wraps: bool = True, focusable: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.can_focus = focusable
        self.shown: Sequence[Line] = ()
        self._most = most
        self._wraps = wraps
        self._drawn: list[Line] = []
        self._top = 0
        self._looks: dict[str, Style] = {}
        if most is not None:
            self.styles.height = 0

    def show(self, lines: Sequence[Line]) -> None:
        """Shows these lines, from the first on."""
        if lines != self.shown:
            self.shown = lines
            self._top = 0
            self._wrap()

    def _wrap(self) -> None:
        width = self._width
        wrapped = (part for line in self.shown for part in self._parts(line, width))
        self._drawn = list(wrapped) if self._wraps and width > 0 else list(self.shown)
        if self._most is not None:
            height = min(len(self._drawn), self._most)
            if self.styles.height is None or self.styles.height.value != height:
                self.styles.height = height
        self.action_scroll(0)
        self.refresh()

    @property
    def _width(self) -> int:
        """Cells for words; the last one of a view that scrolls is for the marks of what lies above and below."""
        return self.size.width - (1 if self._most is None else 0)

    def _parts(self, line: Line, width: int) -> Iterator[Line]:
        """A line in parts of `width` cells; what is wrapped stands under its beginning, a little further in."""
        text = plain(line.text)
        body = text.lstrip(" ")
        indent = len(text) - len(body)
        if cell_len(text) <= width:
            yield Line(text, line.look)
            return
        first = Text(body).wrap(self.app.console, max(width - indent, 1))[0].plain
        yield Line(" " * indent + first.rstrip(), line.look)
        indent = min(indent + INDENT, width // 2)
        beyond = Text(body[len(first) :].lstrip(" "))
        for part in beyond.wrap(self.app.console, max(width - indent, 1)):
            yield Line(" " * indent + part.plain.rstrip(), line.look)

    def on_resize(self, event: events.Resize) -> None:
        self._wrap()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._looks.clear()

    def action_scroll(self, lines: int) -> None:
        top = max(0, min(self._top + lines, len(self._drawn) - self.size.height))
        if top != self._top:
            self._top = top
            self.refresh()

    def action_turn(self, pages: int) -> None:
        self.action_scroll(pages * max(self.size.height - 1, 1))

    def _look(self, name: str) -> Style:
        if name not in self._looks:
            style = self.get_component_rich_style(f"lines--{name}", partial=True) if name else Style.null()
            self._looks[name] = style
        return self._looks[name]

    def render_line(self, y: int) -> Strip:
        index = y + self._top
        line = self._drawn[index] if index < len(self._drawn) else Line("")
        base, width = self.rich_style, self._width
        pieces = [Segment(fit(line.text, width), base + self._look(line.look))]
        if self._most is None:
            pieces.append(Segment(self._mark(y), base + self._look("info")))
        return Strip(pieces, self.size.width)

    def _mark(self, y: int) -> str:
        """What stands at the end of a line: `^` where more lies above, `v` where more lies below."""
        if y == self.size.height - 1 and self._top + self.size.height < len(self._drawn):
            return BELOW
        return ABOVE if y == 0 and self._top else " "
