"""Papers as a workbook: a sheet each, laid out as on paper, set up so that it prints on the size it promises."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from opsconsole.errors import Message
from opsconsole.files.paper.values import Align, Fields, Labels, Paper, PaperTable, Signatures, Size, Text, Words
from opsconsole.files.write import LONGEST_SHEET_CELL, MADE, replacing, sheet_title
from opsconsole.i18n import N_, text_of
from opsconsole.inert import visible

_PAPER_SIZES = {Size.A3: 8, Size.A4: 9, Size.A5: 11}
"""What a workbook calls a size of paper."""

_CELLS_A_SHARE = 3.4
_ROW_POINTS, _TITLE_POINTS, _SIGN_POINTS = 19, 30, 44
_MARGIN_INCHES = 0.45
_GREY = "#E1E1E1"
_LONGEST_TAB = 28
"""Leaves room for a number where two sheets would bear one name."""


def write_book(path: Path, papers: Iterable[Paper]) -> int:
    """Writes papers as the sheets of an xlsx, whole or not at all; how many sheets.

    Cells of right-aligned columns that are plain figures are numbers, everything else is text, never a formula.
    Raises Refusal where it cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    with replacing(path) as unfinished:
        book = xlsxwriter.Workbook(str(unfinished), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": MADE})
        looks = _Looks(book)
        taken: set[str] = set()
        for paper in papers:
            _Sheet(book.add_worksheet(_tab(paper, taken)), looks, paper).write()
        if not taken:
            book.add_worksheet()
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*getattr(error.args[0], "args", (str(error),))) from error
    return len(taken)


def _tab(paper: Paper, taken: set[str]) -> str:
    name = sheet_title(text_of(paper.tab or paper.title))[:_LONGEST_TAB].strip("' ") or "1"
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = f"{name} {number}"
    taken.add(found.casefold())
    return found


class _Looks:
    """The formats of a workbook, one for each look."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._kept: dict[tuple[Any, ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._kept:
            self._kept[key] = self._book.add_format({"font_size": 9, "valign": "vcenter", **properties})
        return self._kept[key]


class _Sheet:
    """Writes one paper; every part begins on the row below the one before."""

    def __init__(self, sheet: Any, looks: _Looks, paper: Paper) -> None:
        self.sheet, self.looks, self.paper = sheet, looks, paper
        tables = [part for part in paper.parts if isinstance(part, PaperTable)]
        self.width = max((len(table.columns) for table in tables), default=8)
        self.row = 0
        self._kept: dict[tuple[int, bool], list[tuple[Any, Any, Any]]] = {}

    def write(self) -> None:
        sheet, paper = self.sheet, self.paper
        sheet.set_paper(_PAPER_SIZES[paper.size])
        if paper.landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(*([_MARGIN_INCHES] * 4))
        pages = text_of(Message(N_("Page {page} of {pages}"), page="&P", pages="&N"))
        sheet.set_footer(f"&L{_escaped(text_of(paper.title))}&R{pages}")
        self._merged(text_of(paper.title), self.looks(bold=True, font_size=16, align="center"), _TITLE_POINTS)
        if paper.number:
            self._merged(text_of(paper.number), self.looks(align="right"))
        for part in paper.parts:
            match part:
                case Fields():
                    self._fields(part)
                case PaperTable():
                    self._table(part)
                case Words():
                    self._merged(text_of(part.text), self.looks(bold=part.strong, text_wrap=True), self._tall(part))
                case Signatures():
                    self._signatures(part)
                case Labels():
                    self._labels(part)

    def _tall(self, part: Words) -> float:
        """A merged cell does not grow with its text: a line for so many characters as the sheet is wide."""
        shares = [share for part_ in self.paper.parts if isinstance(part_, PaperTable) for share in _shares(part_)]
        across = max(sum(shares) * _CELLS_A_SHARE, 40)
        lines = 1 + int(sum(2 if ord(one) > 0x2E80 else 1 for one in text_of(part.text)) / across)
        return _ROW_POINTS * lines

    def _merged(self, words: str, look: Any, points: float = _ROW_POINTS) -> None:
        self.sheet.set_row(self.row, points)
        if self.width > 1:
            self.sheet.merge_range(self.row, 0, self.row, self.width - 1, "", look)
        self.sheet.write_string(self.row, 0, _said(words), look)
        self.row += 1

    def _fields(self, part: Fields) -> None:
        words = [
            text_of(Message(N_("{label}: {value}"), label=text_of(label), value=text_of(value)))
            for label, value in part.pairs
        ]
        for start in range(0, len(words), part.across):
            self._merged("    ".join(words[start : start + part.across]), self.looks())

    def _table(self, part: PaperTable) -> None:
        sheet = self.sheet
        if part.above:
            column = 0
            for words, span in part.above:
                look = self.looks(border=1, align="center", bg_color=_GREY)
                if span > 1:
                    sheet.merge_range(self.row, column, self.row, column + span - 1, "", look)
                sheet.write_string(self.row, column, _said(text_of(words)), look)
                column += span
            self.row += 1
        for index, column in enumerate(part.columns):
            sheet.set_column(index, index, max(column.share * _CELLS_A_SHARE, 2.5))
            look = self.looks(border=1, align="center", text_wrap=True, bold=True, bg_color=_GREY)
            sheet.write_string(self.row, index, _said(text_of(column.heading)), look)
        self.row += 1
        sheet.freeze_panes(self.row, part.frozen)
        sheet.repeat_rows(0, self.row - 1)
        for cells in part.rows:
            self._line(part, cells, bold=False)
        for cells in part.totals:
            self._line(part, cells, bold=True)

    def _line(self, part: PaperTable, cells: Sequence[Text], *, bold: bool) -> None:
        sheet, row, formats = self.sheet, self.row, self._formats(part, bold=bold)
        lines = 1
        for index, cell in enumerate(cells):
            words = cell if isinstance(cell, str) else text_of(cell)
            text, figure, money = formats[index]
            if not words:
                sheet.write_blank(row, index, None, text)
                continue
            number = _number(words) if figure is not None else None
            if number is None:
                sheet.write_string(row, index, _said(words), text)
                lines = max(lines, words.count("\n") + 1)
            else:
                sheet.write_number(row, index, number, money if words[-3:-2] == "." else figure)
        sheet.set_row(row, _ROW_POINTS * lines)
        self.row += 1

    def _formats(self, part: PaperTable, *, bold: bool) -> list[tuple[Any, Any, Any]]:
        """For each column: the format of text, and where it holds figures those of a figure and of an amount."""
        key = (id(part), bold)
        if key not in self._kept:
            found = []
            for index, column in enumerate(part.columns):
                look: dict[str, Any] = {"border": 1, "align": column.align.value.casefold(), "text_wrap": True}
                if index in part.shaded or bold:
                    look["bg_color"] = _GREY
                if bold:
                    look["bold"] = True
                text = self.looks(num_format="@", **look)
                if column.align is Align.RIGHT:
                    figure = self.looks(num_format="General", **look)
                    found.append((text, figure, self.looks(num_format="#,##0.00", **look)))
                else:
                    found.append((text, None, None))
            self._kept[key] = found
        return self._kept[key]

    def _signatures(self, part: Signatures) -> None:
        self.row += 1
        count = len(part.labels)
        if self.width < count:
            self._merged("        ".join(text_of(label) for label in part.labels), self.looks(), _SIGN_POINTS)
            return
        self.sheet.set_row(self.row, _SIGN_POINTS)
        edges = [round(self.width * index / count) for index in range(count + 1)]
        for label, first, after in zip(part.labels, edges, edges[1:], strict=False):
            look = self.looks(valign="top", text_wrap=True)
            if after - first > 1:
                self.sheet.merge_range(self.row, first, self.row, after - 1, "", look)
            self.sheet.write_string(self.row, first, _said(text_of(label)), look)
        self.row += 1

    def _labels(self, part: Labels) -> None:
        for code, lines in part.labels:
            self._merged("    ".join([code, *(text_of(line) for line in lines)]), self.looks())


def _shares(table: PaperTable) -> list[float]:
    return [column.share for column in table.columns]


def _said(words: str) -> str:
    if words.isprintable():
        return words[:LONGEST_SHEET_CELL]
    return visible(words.replace("\n", "\x00")).replace("\\x00", "\n")[:LONGEST_SHEET_CELL]


def _escaped(words: str) -> str:
    return visible(words).replace("&", "&&")[:100]


def _number(words: str) -> Decimal | None:
    try:
        found = Decimal(words.replace(",", "")) if words and len(words) <= 20 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
