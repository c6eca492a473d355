"""Tables out: raw and the same bytes every time, whole or not at all, and never a formula."""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from opsconsole import i18n
from opsconsole.errors import Refusal
from opsconsole.files import parse, write
from opsconsole.files.columns import Column, only_table, read_rows
from opsconsole.files.read import read_tables
from opsconsole.files.template import write_template
from opsconsole.files.write import Kind, SheetColumn, write_csv, write_xlsx

HEADINGS = ["badge", "name", "fen"]
ROWS: list[list[write.Cell]] = [["0012", "[red]x[/]", 168_032], ["13", '=1+1,"q"', 0], ["14", "a\nb", None]]
COLUMNS = [
    SheetColumn("工号"),
    SheetColumn("姓名"),
    SheetColumn("次数", Kind.NUMBER),
    SheetColumn("工资", Kind.MONEY),
    SheetColumn("日期", Kind.DAY),
]
PEOPLE: list[list[write.Cell]] = [
    ["0012", "=1+1", 3, Decimal("1680.32"), date(2026, 3, 5)],
    ["+13", "http://example.org", 0, Decimal("-0.05"), None],
    ["@x", "mailto:a@b", None, None, None],
    ["14", "𠮷😀[red]x[/]\x1b", -1, Decimal("0"), date(2024, 2, 29)],
]


def test_csv_is_raw_utf8_with_line_feeds_and_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert write_csv(path, HEADINGS, ROWS) == 3
    assert path.read_bytes() == (b'badge,name,fen\n0012,[red]x[/],168032\n13,"=1+1,""q""",0\n14,"a\nb",\n')


def test_csv_goes_to_a_stream_too() -> None:
    stream = io.StringIO()
    assert write_csv(stream, ["a"], [["1"], ["\r"]]) == 2
    assert stream.getvalue() == 'a\n1\n"\r"\n'


def test_a_sheet_types_text_as_text(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    assert write_xlsx(path, "2026/03: 考勤表 [总经办]", COLUMNS, PEOPLE) == 4
    archive = zipfile.ZipFile(path)
    sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'state="frozen"' in sheet
    (read,) = read_tables(path)
    assert read.name == "2026 03  考勤表  总经办"
    assert [row.cells for row in read.rows] == [
        ["工号", "姓名", "次数", "工资", "日期"],
        ["0012", "=1+1", "3", "1680.32", "2026-03-05"],
        ["+13", "http://example.org", "0", "-0.05", ""],
        ["@x", "mailto:a@b", "", "", ""],
        ["14", "𠮷😀[red]x[/]\x1b", "-1", "0", "2024-02-29"],
    ]


def test_money_is_shown_with_two_decimals(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_xlsx(path, "1", COLUMNS, PEOPLE[:1])
    archive = zipfile.ZipFile(path)
    style = re.search(r'<c r="D2" s="(\d+)"', archive.read("xl/worksheets/sheet1.xml").decode())
    assert style
    styles = archive.read("xl/styles.xml").decode()
    numbers = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    codes = dict(re.findall(r'<numFmt numFmtId="(\d+)" formatCode="([^"]*)"', styles))
    assert codes[numbers[int(style[1])]] == "#,##0.00"


def test_two_exports_of_the_same_data_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_xlsx(first, "1", COLUMNS, PEOPLE)
    os.utime(first, (0, 0))
    write_xlsx(second, "1", COLUMNS, PEOPLE)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("title", ["", "[]:*?/\\", "'", "一" * 40, "\x1b"])
def test_any_title_names_a_sheet(tmp_path: Path, title: str) -> None:
    write_xlsx(tmp_path / "out.xlsx", title, COLUMNS, [])
    assert 1 <= len(read_tables(tmp_path / "out.xlsx")[0].name) <= 31


def interrupted() -> Iterator[list[write.Cell]]:
    yield ["1", "a", 1]
    raise Refusal("stop")


def write_either(path: Path, rows: Iterable[list[write.Cell]]) -> None:
    if path.suffix == ".csv":
        write_csv(path, HEADINGS, rows)
    else:
        write_xlsx(path, "1", COLUMNS, rows)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    path.write_text("old")
    with pytest.raises(Refusal, match="stop"):
        write_either(path, interrupted())
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_path_that_cannot_be_written_is_refused_with_its_reason(tmp_path: Path, ending: str) -> None:
    folder = tmp_path / f"folder.{ending}"
    folder.mkdir()
    with pytest.raises(Refusal, match="folder of that name"):
        write_either(folder, ROWS)
    with pytest.raises(Refusal, match="no such file or folder"):
        write_either(tmp_path / "none" / f"a.{ending}", ROWS)
    with pytest.raises(Refusal, match="name is too long"):
        write_either(tmp_path / ("x" * 300 + f".{ending}"), ROWS)


def test_a_full_disk_is_refused_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, "_sync", full)
    with pytest.raises(Refusal, match="the disk is full"):
        write_csv(tmp_path / "out.csv", HEADINGS, ROWS)
    assert list(tmp_path.iterdir()) == []


def test_what_a_sheet_cannot_hold_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="export as csv"):
        write_xlsx(tmp_path / "out.xlsx", "1", COLUMNS, [["x" * 32_768]])
    monkeypatch.setattr(write, "MOST_SHEET_ROWS", 3)
    with pytest.raises(Refusal, match="export as csv"):
        write_xlsx(tmp_path / "out.xlsx", "1", COLUMNS, [["x"]] * 3)


TEMPLATE = (
    Column("badge", "Badge", "Who", "0012", parse=parse.code),
    Column("date", "Day", "Which day", "2026-03-05", parse=parse.day),
    Column("note", "Note", "a, b", "", required=False, optional_column=True),
)


@pytest.mark.usefixtures("few_words")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(("language", "headings"), [("zh", ["工号", "日期", "备注"]), ("en", ["Badge", "Day", "Note"])])
def test_a_template_speaks_the_language_in_force_and_imports_as_no_rows(
    tmp_path: Path, ending: str, language: str, headings: list[str]
) -> None:
    i18n.use(language)
    path = tmp_path / f"leave.{ending.upper()}"
    write_template(path, "Leave", TEMPLATE)
    table = only_table(read_tables(path))
    assert table.headings == headings
    assert table.rows[0].cells[0] == ("# 员工的工号" if language == "zh" else "# Who")
    assert table.rows[1].cells[:2] == ["# 0012", "2026-03-05"]
    assert read_rows(table, TEMPLATE, path.name) == ([], [])


def test_a_template_of_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"neither in \.csv nor in \.xlsx"):
        write_template(tmp_path / "leave.pdf", "Leave", TEMPLATE)
