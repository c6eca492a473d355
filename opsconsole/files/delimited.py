"""Text tables: csv with the delimiter found by looking, and the html that some programs save as `.xls`."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter

from opsconsole.errors import Refusal
from opsconsole.files.table import Row
from opsconsole.files.text import BLANKS
from opsconsole.i18n import N_

DELIMITERS = "\t,;"
MOST_CELLS = 10_000_000
MOST_LINES = 1_000_000

TOO_MUCH = N_("The file has more than {lines} lines or {cells} cells; split it")

_SAMPLE_ROWS = 40
_SAMPLE_CHARACTERS = 65_536
_WIDEST_SPAN = 256
_TAG = re.compile(r"(<[^<>]*>)")
_TAG_NAME = re.compile(r"</?([a-zA-Z]+)")
_STRUCTURE = frozenset({"td", "th", "tr", "table"})
_SPAN = re.compile(r"""colspan\s*=\s*["']?(\d{1,4})""", re.IGNORECASE)


def read_delimited(text: str) -> list[Row]:
    """The rows of a csv, blank ones left out; raises Refusal for an open quote, and for what no office's file needs."""
    named = re.match(r"sep=([,;\t])\r?\n", text)
    delimiter = named[1] if named else find_delimiter(text)
    _refuse_too_much(text, delimiter)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip(BLANKS) for cell in cells]
            if any(stripped):
                rows.append(Row(line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refusal(
            N_("The quotes that begin in line {line} do not end, or a cell is too long"), line=line
        ) from error
    if named:
        del rows[0]
    return [_with_line_feeds(row) for row in rows] if '"' in text and "\r\n" in text else rows


def _with_line_feeds(row: Row) -> Row:
    return Row(row.line, [cell.replace("\r\n", "\n") for cell in row.cells])


def find_delimiter(text: str) -> str:
    """The one of `DELIMITERS` under which most of the first rows have the same number of cells; else a comma."""
    best, agreeing = ",", 0
    for delimiter in DELIMITERS:
        widths = Counter(len(cells) for cells in _sample(text, delimiter) if len(cells) > 1)
        rows = max(widths.values(), default=0)
        if rows > agreeing:
            best, agreeing = delimiter, rows
    return best


def first_rows(text: str) -> list[Row]:
    """The first rows of a text taken as a csv, whether it is one or not; their lines are not counted."""
    return [Row(0, [cell.strip(BLANKS) for cell in cells]) for cells in _sample(text, find_delimiter(text))]


def _sample(text: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=delimiter):
            if any(cells):
                rows.append(cells)
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return rows
    return rows


def _refuse_too_much(text: str, delimiter: str) -> None:
    if text.count("\n") + text.count("\r") > MOST_LINES or text.count(delimiter) > MOST_CELLS:
        raise Refusal(TOO_MUCH, lines=MOST_LINES, cells=MOST_CELLS)


def looks_like_html(text: str) -> bool:
    """Whether a text is a web page with a table in it, whatever its name."""
    start = text[:4096].lstrip(BLANKS).lower()
    return start.startswith("<") and ("<table" in text[:65536].lower() or start.startswith(("<!doctype html", "<html")))


def read_html(text: str) -> list[Row]:
    """The rows of every table of a web page, one after the other; `line` counts rows. Nothing in it is followed."""
    _refuse_too_much(text, "<")
    rows: list[Row] = []
    cells: list[str] = []
    open_cell: list[str] | None = None
    line = span = count = 0
    for piece in _TAG.split(text):
        tag, closing = _tag_of(piece)
        if tag in _STRUCTURE and open_cell is not None:
            cells += [html.unescape("".join(open_cell)).strip(BLANKS), *[""] * (span - 1)]
            open_cell, count = None, count + span
        if count > MOST_CELLS:
            raise Refusal(TOO_MUCH, lines=MOST_LINES, cells=MOST_CELLS)
        if tag in ("td", "th") and not closing:
            open_cell, span = [], _span_of(piece)
        elif tag in ("tr", "table") and cells:
            line += 1
            if any(cells):
                rows.append(Row(line, cells))
            cells = []
        elif open_cell is not None:
            open_cell.append("\n" if tag == "br" else "" if tag else piece)
    return rows


def _tag_of(piece: str) -> tuple[str, bool]:
    name = _TAG_NAME.match(piece)
    return (name[1].lower() if name else "", piece.startswith("</"))


def _span_of(piece: str) -> int:
    found = _SPAN.search(piece)
    return max(1, min(int(found[1]), _WIDEST_SPAN)) if found else 1
