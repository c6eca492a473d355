"""A printed sheet comes back filled in: its reasons are read as explanations after a preview (rule 6)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from opsconsole import i18n
from opsconsole.assembly.exchange import import_rows, read_files, try_rows
from opsconsole.attendance.files.filled import MONTH_SHEET
from opsconsole.attendance.files.month_sheet import sheet_papers
from opsconsole.attendance.rules.values import JudgedHalf, Result
from opsconsole.errors import ImportRefused
from opsconsole.files.exports import ExportOptions
from opsconsole.files.imports import Counts
from opsconsole.files.paper import Paper, PaperTable, write_book
from opsconsole.i18n import text_of
from tests.attendance.company import MARCH, Company

LATE, ABSENT = date(2026, 3, 3), date(2026, 3, 5)
DAYS_FROM = 3
"""The columns before the first day, less one: day 1 is the fourth after the badge's."""


@pytest.fixture
def march(company: Company) -> Company:
    """E0001 was late on 3 March and away on the 5th; everybody else was there."""
    company.hire("E0001")
    company.hire("E0002")
    company.clock(
        *(
            f"{number} {day} {time}"
            for number in (1, 2)
            for day in MARCH.days()
            if day.weekday() < 5 and (number, day) != (1, ABSENT)
            for time in (("09:12", "18:01") if (number, day) == (1, LATE) else ("08:57", "18:02"))
        )
    )
    company.judge()
    return company


def filled(company: Company, cells: dict[tuple[str, int], str], language: str = "zh") -> Path:
    """The sheet as it is printed, with other signs in some cells, by badge and day."""
    before = i18n.language()
    i18n.use(language)
    try:
        papers = company.database.read(sheet_papers, ExportOptions(month=MARCH))
        changed = [_with(paper, cells) for paper in papers]
        path = company.folder / "filled.xlsx"
        write_book(path, changed)
    finally:
        i18n.use(before)
    return path


def _with(paper: Paper, cells: dict[tuple[str, int], str]) -> Paper:
    from dataclasses import replace

    def line(row):
        return [
            cells.get((text_of(row[1]), index - DAYS_FROM), cell) if index > DAYS_FROM else cell
            for index, cell in enumerate(row)
        ]

    parts = [
        replace(part, rows=[line(row) for row in part.rows]) if isinstance(part, PaperTable) else part
        for part in paper.parts
    ]
    return replace(paper, parts=parts)


def read(company: Company, path: Path, *, dry_run: bool = False) -> Counts:
    rows = read_files(MONTH_SHEET, [path])
    if dry_run:
        return try_rows(company.database, company.machine, MONTH_SHEET, rows, company.now)
    return Counts(**company.database.run(import_rows, company.machine, MONTH_SHEET, rows, company.now))


def half_of(company: Company, day: date) -> JudgedHalf:
    """The morning of E0001 on a day."""
    judged = company.day("E0001", str(day))
    assert judged is not None
    return judged.am


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sheet_that_nobody_touched_changes_nothing(march: Company, language: str) -> None:
    counts = read(march, filled(march, {}, language))
    assert (counts.new, counts.changed, counts.refused) == (0, 0, 0)
    assert counts.unchanged > 100


@pytest.mark.parametrize(("sign", "reason"), [("补√", "forgot"), ("3√", "business"), ("d√", "field")])
def test_a_reasons_sign_or_digit_explains_the_half(march: Company, sign: str, reason: str) -> None:
    path = filled(march, {("E0001", LATE.day): sign})
    assert read(march, path, dry_run=True).new == 1
    assert half_of(march, LATE).explained is None
    assert read(march, path).new == 1
    assert half_of(march, LATE).explained == reason
    assert march.row("E0001").late_times == 0
    assert read(march, path).new == 0


def test_one_sign_over_a_day_of_absence_explains_both_halves(march: Company) -> None:
    assert read(march, filled(march, {("E0001", ABSENT.day): "外"})).new == 2
    assert march.row("E0001").absence_halves == 0


def test_a_sign_that_means_nothing_here_is_refused_with_its_cell_and_nothing_is_taken(march: Company) -> None:
    path = filled(march, {("E0001", LATE.day): "补√", ("E0001", ABSENT.day): "病"})
    with pytest.raises(ImportRefused) as refused:
        read(march, path)
    told = [(one.column.rpartition("!")[2][:1], one.message.msgid) for one in refused.value.problems]
    assert len(told) == 2
    assert all("neither what the sheet says" in words for _cell, words in told)
    assert half_of(march, LATE).explained is None
    assert half_of(march, ABSENT).result is Result.ABSENT


def test_a_half_that_needs_no_explanation_takes_none(march: Company) -> None:
    with pytest.raises(ImportRefused, match="refused"):
        read(march, filled(march, {("E0002", LATE.day): "补√"}))


def test_a_table_of_signs_is_taken_as_well(march: Company) -> None:
    path = march.folder / "signs.csv"
    path.write_text(f"badge,date,half,sign\nE0001,{LATE},am,1\n", "utf-8")
    assert read(march, path).new == 1


def test_more_than_two_signs_in_a_cell_are_named(march: Company) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(march, filled(march, {("E0001", LATE.day): "补√√"}))
    assert "one sign for the day or two" in refused.value.problems[0].message.msgid
