"""Papers as a workbook: what stands on paper stands in its cells, set up to print as promised."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from opsconsole.errors import Message, Refusal
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Size, Words, write_book
from opsconsole.files.read import read_tables

SHEET = Paper(
    "考勤表",
    [
        Fields([("部门", "运营部"), ("人员", "2")]),
        PaperTable(
            [PaperColumn("姓名", 2), PaperColumn("1", 1), PaperColumn("扣款", 2, Align.RIGHT)],
            [["张三", "迟", "1,680.32"], ["=1+1", "√", ""]],
            totals=[["合计", "", "1,680.32"]],
            shaded=frozenset({1}),
            above=[("", 1), ("一", 1), ("", 1)],
            frozen=1,
        ),
        Words("图例"),
        Signatures(["制表人", "部门负责人"]),
    ],
    size=Size.A3,
    landscape=True,
    tab="运营部",
)


def xml_of(path: Path, part: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(path) as book:
        return book.read(part).decode()


def test_a_paper_is_a_sheet_with_title_headings_rows_totals_legend_and_signatures(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    assert write_book(path, [SHEET]) == 1
    (sheet,) = read_tables(path)
    assert sheet.name == "运营部"
    cells = [[cell for cell in row.cells if cell] for row in sheet.rows]
    assert cells[0] == ["考勤表"]
    assert ["姓名", "1", "扣款"] in cells
    assert ["张三", "迟", "1680.32"] in cells
    assert ["=1+1", "√"] in cells
    assert ["图例"] in cells
    assert ["制表人", "部门负责人"] in cells


def test_it_is_set_up_for_its_paper_and_its_headings_stay_in_sight(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    write_book(path, [SHEET])
    xml = xml_of(path)
    assert 'paperSize="8"' in xml
    assert 'orientation="landscape"' in xml
    assert 'fitToHeight="0"' in xml
    assert "<f>" not in xml
    assert 'xSplit="1"' in xml and 'state="frozen"' in xml  # noqa: PT018
    assert "_xlnm.Print_Titles" in xml_of(path, "xl/workbook.xml")


def test_the_same_papers_are_the_same_bytes_and_names_of_sheets_differ(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_book(first, [SHEET, SHEET])
    write_book(second, [SHEET, SHEET])
    assert first.read_bytes() == second.read_bytes()
    assert [sheet.name for sheet in read_tables(first)] == ["运营部", "运营部 2"]


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        write_book(tmp_path / "nowhere" / "sheet.xlsx", [SHEET])
    assert not list(tmp_path.iterdir())


def test_a_message_is_told_in_the_language_in_force(tmp_path: Path) -> None:
    path = tmp_path / "sheet.xlsx"
    write_book(path, [Paper(Message("Unit"), [Words("-")])])
    assert read_tables(path)[0].rows[0].cells[0] in ("Unit", "部门")
