"""What stands on a page, as plain values: a title, and parts one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from opsconsole.errors import Message, Named

Text = str | Message | Named
"""Text of a person or a record as it is, or a message in the language in force when the page is drawn."""


class Size(StrEnum):
    """The sheets of paper an office has."""

    A3 = "A3"
    A4 = "A4"
    A5 = "A5"


class Align(StrEnum):
    """Where in its column a cell stands."""

    LEFT = "LEFT"
    CENTER = "CENTER"
    RIGHT = "RIGHT"


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with their values, `across` pairs to a line."""

    pairs: Sequence[tuple[Text, Text]]
    across: int = 2


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column of a table; `share` is its width against the others'."""

    heading: Text
    share: float = 1.0
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A ruled table whose headings are repeated on every page it runs over.

    `totals` are lines at its end, in bold; `shaded` are the indexes of columns with a grey ground (days off).
    `above` are words that stand over groups of columns: each with how many it spans ('' leaves a gap). In a workbook
    the headings and the first `frozen` columns stay in sight.
    """

    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[Text]]
    totals: Sequence[Sequence[Text]] = ()
    shaded: frozenset[int] = frozenset()
    above: Sequence[tuple[Text, int]] = ()
    frozen: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph."""

    text: Text
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, side by side, each with room for a name and a date."""

    labels: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels to cut out, each a QR code of `code` beside lines of text, `across` to a line."""

    labels: Sequence[tuple[str, Sequence[Text]]]
    across: int = 3


Part = Fields | PaperTable | Words | Signatures | Labels


@dataclass(frozen=True, slots=True)
class Paper:
    """A form or a list: it starts on a page of its own, and says at each foot what it is and which page of how many.

    `number` stands at the right of the title (the number of a voucher, of a claim); `point` is the size of its text;
    `tab` names its sheet in a workbook.
    """

    title: Text
    parts: Sequence[Part]
    number: Text = ""
    size: Size = Size.A4
    landscape: bool = False
    point: float = 9.5
    tab: Text = ""
