"""What is known of one unit, position or person: labelled lines, some of which lead to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, chop_cells
from textual import events
from textual.message import Message as Event

from opsconsole.console.org.line_view import LineView, Piece
from opsconsole.console.widgets.cells import fit, plain

NARROWEST_TEXT = 10

CLOSING = frozenset("，。、；：？！）」』》〉】%,.;:?!)]}")
"""Punctuation that no line begins with."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A text with the label before it, wrapped where it is too long; `target` is what Enter on it leads to."""

    text: str
    label: str = ""
    target: str = ""
    look: str = ""
    indent: int = 0


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One line as it is drawn, and the sheet line it is of."""

    pieces: tuple[Piece, ...]
    of: int


class Sheet(LineView):
    """`show(lines)`; the arrows go through the lines, Enter follows the one that leads somewhere."""

    @dataclass
    class Followed(Event):
        """Enter was pressed on a line that leads somewhere."""

        sheet: Sheet
        target: str

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: Sequence[SheetLine] = ()
        self._drawn: list[_Drawn] = []

    @property
    def line_count(self) -> int:
        return len(self._drawn)

    @property
    def text(self) -> str:
        """Everything on the sheet, in sight or not."""
        return "\n".join(f"{line.label} {line.text}".strip() for line in self._lines)

    def show(self, lines: Sequence[SheetLine], *, afresh: bool) -> None:
        """Shows these lines; `afresh` puts the cursor on the first, as for another subject."""
        self._lines = lines
        if afresh:
            self.cursor_line = 0
        self._wrap()
        self.lines_changed()
        if afresh:
            self.scroll_to(y=0, animate=False, force=True)

    def on_resize(self, event: events.Resize) -> None:
        self._wrap()

    def _wrap(self) -> None:
        width = self.scrollable_content_region.width
        labels = min(max((cell_len(line.label) for line in self._lines), default=0) + 1, max(width * 2 // 5, 8))
        self._drawn = [
            _Drawn(pieces, number)
            for number, line in enumerate(self._lines)
            for pieces in _wrapped(line, labels if line.label else 0, width)
        ]

    def pieces(self, line: int, width: int) -> Iterable[Piece]:
        return self._drawn[line].pieces

    def action_open(self) -> None:
        if self._drawn:
            line = self._lines[self._drawn[self.cursor_line].of]
            if line.target:
                self.post_message(self.Followed(self, line.target))


def _wrapped(line: SheetLine, own: int, width: int) -> Iterable[tuple[Piece, ...]]:
    """The lines drawn for one line of a sheet: the label once, in `own` cells, its text under itself."""
    sign = " " * line.indent + ("> " if line.target else "")
    room = max(width - 1 - own - len(sign), NARROWEST_TEXT)
    look = line.look or ("link" if line.target else "")
    label = line.label
    for text in wrap(line.text, room):
        yield (" " + (fit(label, own) if own else ""), "muted"), (sign + text, look)
        label, sign = "", " " * len(sign)


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells: broken at blanks where there are some, else between characters."""
    lines: list[str] = []
    for paragraph in plain_lines(text):
        if cell_len(paragraph) <= width:
            lines.append(paragraph.rstrip())
            continue
        here = ""
        for word in _words(paragraph, width):
            if here and cell_len(here) + cell_len(word.rstrip()) > width:
                lines.append(here.rstrip())
                here = ""
            here += word
        lines.append(here.rstrip())
    return lines


def plain_lines(text: str) -> list[str]:
    """The lines of a text, each without what cannot be drawn."""
    return [plain(line) for line in text.split("\n")]


def _words(text: str, width: int) -> Iterator[str]:
    """The pieces that a line may be broken between: words with the blanks after them, hanzi one by one with the
    punctuation that no line begins with; what is wider than a line is cut."""
    word = ""
    for character in text:
        if word and _breaks(word, character):
            yield from _chopped(word, width)
            word = ""
        word += character
    yield from _chopped(word, width)


def _breaks(word: str, character: str) -> bool:
    """Whether a line may be broken between a word and the character after it."""
    cells = cell_len(character)
    if character in CLOSING or character == " " or not cells:
        return False
    return cells > 1 or word.endswith(" ") or cell_len(word[0]) > 1


def _chopped(word: str, width: int) -> Iterable[str]:
    if not word:
        return ()
    return (word,) if cell_len(word.rstrip()) <= width else chop_cells(word, width)
