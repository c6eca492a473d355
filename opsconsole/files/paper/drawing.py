"""Draws papers as PDF with a font that comes along, so that a page looks the same wherever it is made."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opsconsole.errors import Message
from opsconsole.files.paper.values import (
    Fields,
    Labels,
    Paper,
    PaperTable,
    Part,
    Signatures,
    Size,
    Text,
    Words,
)
from opsconsole.files.write import replacing
from opsconsole.i18n import N_, text_of
from opsconsole.inert import visible

if TYPE_CHECKING:
    from fpdf import FPDF

FONT_FILE = Path(__file__).parent / "fonts" / "wqy-microhei.ttc"
_FONT = "wqy"
_NO_GLYPH = "〓"
"""What print shops set for a character that they have no type for."""

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""A fixed moment keeps two prints of the same data the same bytes."""

_MARGIN_MM = 12
_GREY = (225, 225, 225)
_MM_PER_POINT = 25.4 / 72
_STRONG_MM = 0.12
"""How thick the outline is that makes letters bold: the font has one weight."""


_MM = {Size.A3: (297.0, 420.0), Size.A4: (210.0, 297.0), Size.A5: (148.0, 210.0)}
"""Width and height of a sheet; the library's own A5 comes with a warning."""


def write_pdf(path: Path, papers: Iterable[Paper]) -> int:
    """Writes papers to a file, whole or not at all; how many pages. Raises Refusal where it cannot be written."""
    with replacing(path) as unfinished:
        data, pages = _drawn(papers)
        unfinished.write_bytes(data)
    return pages


def _drawn(papers: Iterable[Paper]) -> tuple[bytes, int]:
    from fpdf import FPDF

    # What it says about single characters is answered by `_known`.
    logging.getLogger("fpdf").setLevel(logging.ERROR)
    pdf = FPDF(unit="mm")
    pdf.set_creation_date(_MADE)
    pdf.set_producer("opsconsole")
    pdf.add_font(_FONT, fname=FONT_FILE)
    pdf.set_auto_page_break(True, margin=_MARGIN_MM + 4)
    pdf.set_margin(_MARGIN_MM)
    for paper in papers:
        _Page(pdf, paper).draw()
    return bytes(pdf.output()), pdf.pages_count


@cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTCollection

    with FONT_FILE.open("rb") as stream:
        return frozenset(TTCollection(io.BytesIO(stream.read())).fonts[0].getBestCmap())


def _said(text: Text) -> str:
    """The words as they can be printed: nothing that moves or hides, and a mark for each character without a glyph."""
    words = visible(text_of(text).replace("\n", "\x00")).replace("\\x00", "\n")
    if words.isascii():
        return words
    glyphs = _glyphs()
    return "".join(one if one == "\n" or ord(one) in glyphs else _NO_GLYPH for one in words)


class _Page:
    """Draws one paper; every part leaves the pen at the left margin, below itself."""

    def __init__(self, pdf: FPDF, paper: Paper) -> None:
        self.pdf = pdf
        self.paper = paper
        self.point = paper.point
        self.line_mm = paper.point * _MM_PER_POINT * 1.45

    def draw(self) -> None:
        pdf, paper = self.pdf, self.paper
        first = pdf.pages_count + 1
        pdf.add_page(orientation="landscape" if paper.landscape else "portrait", format=_MM[paper.size])
        self._title()
        for part in paper.parts:
            self._part(part)
        self._feet(first, pdf.pages_count)

    def _part(self, part: Part) -> None:
        match part:
            case Fields():
                self._fields(part)
            case PaperTable():
                self._table(part)
            case Words():
                self._words(part)
            case Signatures():
                self._signatures(part)
            case Labels():
                self._labels(part)
        self.pdf.ln(self.line_mm * 0.4)

    def _font(self, point: float | None = None) -> None:
        self.pdf.set_font(_FONT, size=point or self.point)

    def _title(self) -> None:
        pdf = self.pdf
        self._font(self.point * 1.7)
        with self._bold():
            pdf.multi_cell(0, self.line_mm * 1.7, _said(self.paper.title), align="C", new_x="LMARGIN", new_y="NEXT")
        self._font()
        if self.paper.number:
            pdf.cell(0, self.line_mm, _said(self.paper.number), align="R", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(self.line_mm * 0.3)

    def _bold(self) -> Any:
        return self.pdf.local_context(text_mode="FILL_STROKE", line_width=_STRONG_MM)

    def _fields(self, part: Fields) -> None:
        pdf = self.pdf
        for start in range(0, len(part.pairs), part.across):
            pairs = part.pairs[start : start + part.across]
            width = pdf.epw / len(pairs)
            top, bottom = pdf.y, pdf.y
            for index, (label, value) in enumerate(pairs):
                pdf.set_xy(pdf.l_margin + index * width, top)
                words = text_of(Message(N_("{label}: {value}"), label=_said(label), value=_said(value)))
                pdf.multi_cell(width - 2, self.line_mm, words, align="L", new_x="LMARGIN", new_y="NEXT")
                bottom = max(bottom, pdf.y)
            pdf.set_xy(pdf.l_margin, bottom)

    def _table(self, part: PaperTable) -> None:
        from fpdf.fonts import FontFace

        grey = FontFace(fill_color=_GREY)
        self._font()
        with self.pdf.table(
            col_widths=tuple(column.share for column in part.columns),
            text_align=tuple(column.align.value for column in part.columns),
            line_height=self.line_mm,
            num_heading_rows=2 if part.above else 1,
            headings_style=grey,
            padding=(0.2, 0.6),
            width=self.pdf.epw,
        ) as table:
            if part.above:
                row = table.row()
                for words, columns in part.above:
                    row.cell(_said(words), align="CENTER", colspan=columns)
            row = table.row()
            for column in part.columns:
                row.cell(_said(column.heading), align="CENTER")
            for cells in part.rows:
                row = table.row()
                for index, cell in enumerate(cells):
                    row.cell(_said(cell), style=grey if index in part.shaded else None)
            for cells in part.totals:
                row = table.row()
                for cell in cells:
                    row.cell(_said(cell), style=grey)

    def _words(self, part: Words) -> None:
        self._font()
        words = _said(part.text)
        if part.strong:
            with self._bold():
                self.pdf.multi_cell(0, self.line_mm, words, align="L", new_x="LMARGIN", new_y="NEXT")
        else:
            self.pdf.multi_cell(0, self.line_mm, words, align="L", new_x="LMARGIN", new_y="NEXT")

    def _signatures(self, part: Signatures) -> None:
        pdf = self.pdf
        height = self.line_mm * 3.2
        if pdf.will_page_break(height):
            pdf.add_page(same=True)
        top, width = pdf.y, pdf.epw / len(part.labels)
        for index, label in enumerate(part.labels):
            left = pdf.l_margin + index * width
            pdf.set_xy(left, top)
            pdf.multi_cell(width - 2, self.line_mm, _said(label), align="L")
            pdf.line(left, top + height - 1, left + width - 4, top + height - 1)
        pdf.set_xy(pdf.l_margin, top + height)

    def _labels(self, part: Labels) -> None:
        import segno

        pdf = self.pdf
        width, height = pdf.epw / part.across, 26.0
        for index, (code, lines) in enumerate(part.labels):
            column = index % part.across
            if column == 0:
                if index:
                    pdf.set_xy(pdf.l_margin, pdf.y + height)
                if pdf.will_page_break(height):
                    pdf.add_page(same=True)
            left, top = pdf.l_margin + column * width, pdf.y
            picture = io.BytesIO()
            # Micro QR codes are not read by phones.
            segno.make_qr(code).save(picture, kind="png", scale=4, border=2)
            pdf.rect(left, top, width, height)
            pdf.image(picture, left + 1, top + 1, height - 2)
            for number, line in enumerate(lines):
                pdf.set_xy(left + height, top + 2 + number * self.line_mm)
                pdf.cell(width - height - 1, self.line_mm, _fitting(pdf, _said(line), width - height - 3))
            pdf.set_xy(pdf.l_margin, top)
        if part.labels:
            pdf.set_xy(pdf.l_margin, pdf.y + height)

    def _feet(self, first: int, last: int) -> None:
        pdf = self.pdf
        pdf.set_auto_page_break(False)
        for page in range(first, last + 1):
            pdf.page = page
            # The library names a font only when it changes, wherever the pen was before.
            self._font(1)
            self._font(7)
            pdf.set_xy(pdf.l_margin, -_MARGIN_MM)
            pdf.cell(pdf.epw / 2, 4, _said(self.paper.title))
            count = Message(N_("Page {page} of {pages}"), page=page - first + 1, pages=last - first + 1)
            pdf.cell(pdf.epw / 2, 4, text_of(count), align="R")
        pdf.page = last
        pdf.set_auto_page_break(True, margin=_MARGIN_MM + 4)


def _fitting(pdf: FPDF, words: str, width: float) -> str:
    """As much of a line as fits, with an ellipsis where it does not."""
    if pdf.get_string_width(words) <= width:
        return words
    while words and pdf.get_string_width(words + "…") > width:
        words = words[:-1]
    return words + "…"
