"""Rows into values: headings in either language, and every fault with its line, its column and why."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import pytest

from opsconsole.errors import Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column, ParsedRow, only_table, read_rows
from opsconsole.files.read import read_tables
from opsconsole.i18n import text_of
from tests.files.workbooks import xlsx

pytestmark = pytest.mark.usefixtures("few_words")


class Half(StrEnum):
    AM = "am"
    PM = "pm"


COLUMNS = (
    Column("badge", "Badge", "Who", "0012", parse=parse.code),
    Column("date", "Day", "Which day", "2026-03-05", parse=parse.day),
    Column("half", "Half", "Which half", "am", parse=parse.choice(Half, {Half.AM: "Morning", Half.PM: "Afternoon"})),
    Column("wage", "Wage", "In yuan", "8000.00", required=False, empty=0, parse=parse.yuan()),
    Column("note", "Note", "Anything", "", required=False, optional_column=True, parse=parse.text(max_length=20)),
)


def read(text: str, columns: tuple[Column, ...] = COLUMNS) -> tuple[list[ParsedRow], list[Problem]]:
    return read_rows(only_table(read_tables(text.encode())), columns, "leave.csv")


def faults(text: str, columns: tuple[Column, ...] = COLUMNS) -> list[tuple[int, str, str]]:
    """Line, column and sentence of every problem."""
    return [(problem.line, problem.column, text_of(problem.message)) for problem in read(text, columns)[1]]


def test_rows_come_as_values_with_their_lines() -> None:
    rows, problems = read("badge,date,half,wage,note\n0012,2026-03-05,am,8000.50,late bus\n\n13,2026/3/6,PM,,\n")
    assert problems == []
    assert rows == [
        ParsedRow(
            2,
            {"badge": "0012", "date": date(2026, 3, 5), "half": Half.AM, "wage": 800_050, "note": "late bus"},
            ("0012", "2026-03-05", "am", "8000.50", "late bus"),
        ),
        ParsedRow(
            4,
            {"badge": "13", "date": date(2026, 3, 6), "half": Half.PM, "wage": 0, "note": None},
            ("13", "2026/3/6", "PM", "", ""),
        ),
    ]


@pytest.mark.parametrize(
    "headings",
    ["工号,日期,半天,工资", "Badge,Day,Half,Wage", "BADGE, Date ,ｈａｌｆ,wage", " 工 号 ,date,Half,工资"],
)
def test_headings_are_keys_or_labels_in_either_language(headings: str) -> None:
    rows, problems = read(headings + "\n12,2026-03-05,下午,1\n")
    assert problems == []
    assert rows[0].values == {"badge": "12", "date": date(2026, 3, 5), "half": Half.PM, "wage": 100}


def test_columns_may_come_in_any_order_and_optional_ones_be_absent() -> None:
    rows, problems = read("wage,half,badge,date\n1,am,12,20260305\n")
    assert problems == []
    assert "note" not in rows[0].values


def test_an_unknown_heading_is_refused_for_a_typo_must_not_drop_a_column() -> None:
    rows, problems = read("badge,date,half,wage,notte\n12,2026-03-05,am,1,x\n")
    assert rows == []
    assert [(problem.file, problem.line, problem.column) for problem in problems] == [("leave.csv", 1, "notte")]
    assert text_of(problems[0].message) == "Unknown heading; known are badge, date, half, wage, note"


def test_all_missing_columns_are_one_problem() -> None:
    assert faults("badge,wage\n12,1\n") == [(1, "", "Columns are missing: date, half")]


def test_a_heading_in_two_languages_stands_there_twice() -> None:
    assert faults("badge,date,half,wage,工号\n") == [(1, "工号", "This heading stands there twice")]


def test_headings_alone_are_no_rows() -> None:
    assert read("badge,date,half,wage\n") == ([], [])


def test_remarks_and_blank_rows_are_skipped() -> None:
    rows, problems = read(
        "# how to fill this in\nbadge,date,half,wage\n# who,which day,,\n,,,\n,# x,,\n12,20260305,am,1\n"
    )
    assert problems == []
    assert [row.line for row in rows] == [6]


def test_every_fault_is_listed_with_line_and_column_and_the_good_rows_are_not_mixed_up() -> None:
    text = "badge,date,half,wage\n1 2,2026-02-30,noon,NaN\n13,2026-03-05,am,1\n,2026-03-05,am,－５\n"
    rows, problems = read(text)
    assert [row.values["badge"] for row in rows] == ["13"]
    assert [(problem.line, problem.column) for problem in problems] == [
        (2, "badge"),
        (2, "date"),
        (2, "half"),
        (2, "wage"),
        (4, "badge"),
        (4, "wage"),
    ]
    assert problems[0].raw == "1 2 | 2026-02-30 | noon | NaN"
    assert faults(text)[4:] == [(4, "badge", "This may not be empty"), (4, "wage", "-5.00 is less than 0.00")]


@pytest.mark.parametrize(
    "hostile", ["\x1b[2J", "a\x9bb", "a\u202eb", "a\x00b", "a\x7fb", "a\u2028b", "\x1b]52;c;x\x07"]
)
def test_a_control_character_in_any_cell_is_a_problem_and_is_shown_written_out(hostile: str) -> None:
    rows, problems = read(f"badge,date,half,wage,note\n12,2026-03-05,am,1,{hostile}\n")
    assert rows == []
    (problem,) = problems
    assert (problem.line, problem.column) == (2, "note")
    shown = text_of(problem.message) + problem.raw
    assert "control character" in shown
    assert "\\" in shown
    assert shown.isprintable()


def test_line_feeds_are_text_only_where_a_column_says_so() -> None:
    columns = (Column("badge", "Badge", "", ""), Column("note", "Note", "", "", multiline=True))
    rows, problems = read('badge,note\n1,"a\r\n\tb"\n', columns)
    assert problems == []
    assert rows[0].values["note"] == "a\n\tb"
    assert faults('badge,note\n"a\nb",x\n', columns) == [(2, "badge", "This holds a control character (\\n)")]


def test_names_are_kept_as_they_are() -> None:
    names = ["[red]x[/]", "[@click=app.quit]x[/]", "=1+1", "一" * 60, "𠮷", "😀👩‍👩‍👧‍👦", "[/]", "[b"]
    columns = (Column("name", "Note", "", "", parse=parse.text(max_length=60)),)
    rows, problems = read("name\n" + "".join(name + "\n" for name in names), columns)
    assert problems == []
    assert [row.values["name"] for row in rows] == names


def test_a_cell_to_the_right_of_the_headings_is_a_problem() -> None:
    assert faults("badge,date,half,wage\n12,2026-03-05,am,1,oops\n") == [
        (2, "", "A cell stands where there is no heading")
    ]
    assert faults("badge,date,,half,wage\n12,2026-03-05,oops,am,1\n") == [
        (2, "", "A cell stands where there is no heading")
    ]
    assert faults("badge,date,half,wage,,\n12,2026-03-05,am,1,,\n") == []


def test_short_rows_lack_only_what_may_be_empty() -> None:
    assert faults("badge,date,half,wage\n12,2026-03-05\n") == [(2, "half", "This may not be empty")]


def test_a_line_of_a_megabyte_is_a_short_problem() -> None:
    rows, problems = read("badge,date,half,wage,note\n12,2026-03-05,am,1," + "x" * 100_000 + "\n")
    assert rows == []
    assert len(text_of(problems[0].message) + problems[0].raw) < 400


def test_an_empty_file_and_data_on_two_sheets_are_refused() -> None:
    with pytest.raises(Refusal, match="empty"):
        only_table(read_tables(b"\n\n,,\n"))
    with pytest.raises(Refusal, match="several sheets"):
        only_table(read_tables(xlsx({"a": [["x"]], "b": [["y"]]})))
    assert only_table(read_tables(xlsx({"a": [], "b": [["y"]]}))).headings == ["y"]


def test_csv_and_xlsx_give_the_same_values() -> None:
    grid = [["badge", "date", "half", "wage"], ["0012", date(2026, 3, 5), "am", 8000.5]]
    from_sheet = read_rows(only_table(read_tables(xlsx({"1": grid}))), COLUMNS, "a.xlsx")
    from_text = read("badge,date,half,wage\n0012,2026-03-05,am,8000.5\n")
    assert from_sheet == from_text
