"""The month sheet of 10,000 people as a workbook, beside XlsxWriter writing the same cells from ready tuples."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import companies
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole.attendance import punches
from opsconsole.attendance.files.exports import ATTENDANCE
from opsconsole.attendance.files.month_sheet import sheet_papers
from opsconsole.attendance.judging import ensure_judged
from opsconsole.db import Database
from opsconsole.files.exports import ExportOptions, write_wanted
from opsconsole.files.paper import Align, Paper, PaperTable
from opsconsole.i18n import text_of

_A_DAY = 3
OPTIONS = ExportOptions(month=companies.MARCH)

Ready = list[list[tuple[bool, str]]]
"""The cells of a sheet: whether each is a figure, and what it says."""


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Time and the most memory, each against the bare library."""
    database = companies.company(folder / "company", scale.many_people)
    data = companies.read(companies.attlog(scale.many_people, _A_DAY))
    punches.take_file(database, companies.MACHINE, data, now=companies.NOW)
    database.run(ensure_judged, companies.MACHINE, companies.MARCH, companies.NOW)
    ready = [_ready(paper) for paper in database.read(sheet_papers, OPTIONS)]
    calls: list[Callable[[], float]] = [
        lambda: taken(lambda: _ours(database, folder / "ours.xlsx")),
        lambda: taken(lambda: _raw(ready, folder / "raw.xlsx")),
    ]
    ours_s, raw_s = medians(*calls, repeats=max(scale.repeats // 2, 1))
    what = f"month sheet of {scale.many_people:,} people as xlsx"
    yield Line(what, ours_s, "bare XlsxWriter", raw_s, 2.0)
    ours_mb = _most_mb(lambda: _ours(database, folder / "ours.xlsx"))
    raw_mb = _most_mb(lambda: _raw(ready, folder / "raw.xlsx"))
    yield Line(f"{what}: memory", ours_mb, "bare", raw_mb, 1.5, unit="MB")
    database.close()


def _ours(database: Database, path: Path) -> None:
    database.read(lambda session: write_wanted(path, ATTENDANCE, session, OPTIONS))


def _ready(paper: Paper) -> Ready:
    return [
        [(table.columns[index].align is Align.RIGHT, text_of(cell)) for index, cell in enumerate(cells)]
        for table in paper.parts
        if isinstance(table, PaperTable)
        for cells in (*table.rows, *table.totals)
    ]


def _raw(sheets: Sequence[Ready], path: Path) -> None:
    """The same cells with the same number of formats, and nothing else."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    text, figure = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "0.00"})
    for rows in sheets:
        sheet = book.add_worksheet()
        for row, cells in enumerate(rows):
            for column, (is_figure, words) in enumerate(cells):
                if is_figure and words:
                    sheet.write_number(row, column, float(words.replace(",", "")), figure)
                else:
                    sheet.write_string(row, column, words, text)
    book.close()


def _most_mb(call: Callable[[], object]) -> float:
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 2**20
