"""Text tables: any delimiter, quotes and line ends, each row under the line the user sees."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.errors import Refusal
from opsconsole.files import delimited
from opsconsole.files.read import LARGEST_BYTES, read_bytes, read_tables
from opsconsole.files.table import Row
from opsconsole.files.write import write_csv


def rows_of(text: str) -> list[Row]:
    (sheet,) = read_tables(text.encode(), "file.csv")
    return sheet.rows


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_by_looking(delimiter: str) -> None:
    lines = [["工号", "姓名", "说明"], ["1", "王", "甲,乙"], ["2", "李", "丙"], ["3", "赵", "丁"]]
    text = "\n".join(delimiter.join(f'"{cell}"' if "," in cell else cell for cell in line) for line in lines)
    assert [row.cells for row in rows_of(text)] == lines


def test_commas_inside_the_cells_of_a_tab_table_are_text() -> None:
    assert [row.cells for row in rows_of("名称\t数量\n甲,乙,丙\t1\n甲,乙\t2\n")] == [
        ["名称", "数量"],
        ["甲,乙,丙", "1"],
        ["甲,乙", "2"],
    ]


def test_the_delimiter_that_a_spreadsheet_names_is_taken() -> None:
    assert rows_of("sep=;\r\ncode;name\r\nA,1;b\r\n") == [Row(2, ["code", "name"]), Row(3, ["A,1", "b"])]


def test_a_single_column_is_a_table_too() -> None:
    assert rows_of("badge\n1\n2\n") == [Row(1, ["badge"]), Row(2, ["1"]), Row(3, ["2"])]


def test_lines_are_counted_as_the_user_sees_them() -> None:
    """A quoted cell may hold line ends, and blank lines are left out; both count."""
    text = 'code,duty\n\nA,"first\r\nsecond ""quoted"""\n,\nB,x\n'
    assert rows_of(text) == [
        Row(1, ["code", "duty"]),
        Row(3, ["A", 'first\nsecond "quoted"']),
        Row(6, ["B", "x"]),
    ]


def test_old_line_ends_count_too() -> None:
    assert rows_of("a,b\r1,2\r3,4") == [Row(1, ["a", "b"]), Row(2, ["1", "2"]), Row(3, ["3", "4"])]


def test_cells_are_stripped_of_blanks_and_of_nothing_else() -> None:
    assert rows_of("code,name\n \u3000A \t, [red]x[/] \n\x1fB,=1+1\n")[1:] == [
        Row(2, ["A", "[red]x[/]"]),
        Row(3, ["\x1fB", "=1+1"]),
    ]


def test_names_come_through_as_they_are() -> None:
    names = ["[red]x[/]", "[@click=app.quit]x[/]", "=1+1", "一" * 60, "𠮷", "👩‍👩‍👧‍👦", "-", "@SUM(A1)", "'"]
    text = "badge,name\n" + "".join(f"{index},{name}\n" for index, name in enumerate(names))
    assert [row.cells[1] for row in rows_of(text)[1:]] == names


@pytest.mark.parametrize("text", ['code,name\n1,"open\n2,b\n', 'code,name\n1,"a"b\n', "code,name\n1," + "x" * 200_000])
def test_quotes_that_do_not_end_are_refused_with_their_line(text: str) -> None:
    with pytest.raises(Refusal, match="line 2"):
        rows_of(text)


def test_more_lines_or_cells_than_any_office_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MOST_LINES", 100)
    monkeypatch.setattr(delimited, "MOST_CELLS", 1_000)
    with pytest.raises(Refusal, match="split it"):
        rows_of("a\n" * 101)
    with pytest.raises(Refusal, match="split it"):
        rows_of("a" + "," * 1_001)
    with pytest.raises(Refusal, match="split it"):
        rows_of("<table><tr>" + '<td colspan="256">a' * 9 + "</tr></table>")


def test_a_web_page_saved_as_xls_is_read_as_its_table() -> None:
    page = (
        "<html><head><style>td {color: red}</style></head><body><h1>考勤</h1><TABLE border=1>\r\n"
        '<tr><th>工号</th><th colspan="2">姓名&nbsp;&amp; 部门</th><th>时间</th></tr>\n'
        "<tr><td>0012<td><b>王</b><td>总<br>经办</td><td>08:58</td></tr><tr></tr>"
        "<tr><td>13</td><td>&lt;script&gt;</td></tr></table></body></html>"
    )
    assert rows_of(page) == [
        Row(1, ["工号", "姓名\u00a0& 部门", "", "时间"]),
        Row(2, ["0012", "王", "总\n经办", "08:58"]),
        Row(3, ["13", "<script>"]),
    ]


@given(st.text("<tdrh/> '\"=&;a王\n", max_size=300))
def test_any_broken_web_page_is_a_table_or_refused(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert all(row.line >= 1 for row in rows_of("<html><table>" + text))


CELL = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u3000\u00a0\ufeff")
    | st.sampled_from('"\n,;\t'),
    max_size=12,
).map(lambda cell: cell.strip(" \t\r\n"))


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_written_is_read_back(tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "round.csv"
    write_csv(path, ["code", "name", "note"], lines)
    (sheet,) = read_tables(path)
    assert [row.cells for row in sheet.rows] == [["code", "name", "note"], *(line for line in lines if any(line))]


def test_files_that_are_not_there_say_so(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="There is no file"):
        read_bytes(tmp_path / "no.csv")
    with pytest.raises(Refusal, match="is a folder"):
        read_bytes(tmp_path)
    with pytest.raises(Refusal, match="cannot be read"):
        read_bytes(tmp_path / "no\0.csv")
    with pytest.raises(Refusal, match="cannot be read"):
        read_bytes(tmp_path / ("x" * 300))


def test_a_file_over_100_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as stream:
        stream.truncate(LARGEST_BYTES + 1)
    with pytest.raises(Refusal, match="100 MB are not read"):
        read_tables(path)
    with pytest.raises(Refusal, match="100 MB"):
        read_tables(b"\0" * (LARGEST_BYTES + 1))
