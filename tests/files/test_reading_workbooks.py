"""Workbooks: cells as text, and traps that never harm the process that reads them."""

from __future__ import annotations

import io
import struct
import sys
import time as clock
import zipfile
from datetime import date, datetime, time, timedelta

import pytest

from opsconsole.errors import Refusal
from opsconsole.files import workbook
from opsconsole.files.read import read_tables
from opsconsole.files.table import Row
from tests.files.workbooks import claiming, with_part, xls, xlsx

needs_limits = pytest.mark.skipif(sys.platform == "win32", reason="this system knows no limits for a process")


def rows_of(data: bytes) -> list[Row]:
    return read_tables(data)[0].rows


def test_cells_are_text_as_people_write_them() -> None:
    data = xlsx(
        {
            "名册": [
                ["工号", "数", "日", "时刻", "时", "长", "真"],
                [
                    " 0012 ",
                    12.0,
                    date(2026, 3, 5),
                    datetime(2026, 3, 5, 8, 58, 1),
                    time(8, 58),
                    timedelta(hours=26),
                    True,
                ],
                [
                    "=1+1",
                    1680.32,
                    date(2024, 2, 29),
                    datetime(2026, 3, 5),
                    time(8, 58, 59),
                    timedelta(minutes=5),
                    False,
                ],
                ["[red]x[/]", -0.5, None, None, None, None, 123456789012345],
            ]
        }
    )
    (sheet,) = read_tables(data)
    assert sheet.name == "名册"
    assert [row.cells for row in sheet.rows[1:]] == [
        ["0012", "12", "2026-03-05", "2026-03-05 08:58:01", "08:58", "26:00", "TRUE"],
        ["=1+1", "1680.32", "2024-02-29", "2026-03-05 00:00:00", "08:58:59", "00:05", "FALSE"],
        ["[red]x[/]", "-0.5", "", "", "", "", "123456789012345"],
    ]


def test_midnight_is_a_moment_in_a_column_of_moments_and_a_day_in_a_column_of_days() -> None:
    data = xlsx({"1": [[datetime(2026, 3, 5), date(2026, 3, 5)], [datetime(2026, 3, 5, 9), date(2026, 3, 6)]]})
    assert rows_of(data)[0].cells == ["2026-03-05 00:00:00", "2026-03-05"]


def test_a_hair_off_a_whole_second_is_that_second() -> None:
    """Excel keeps 08:58:01 as a fraction of a day that no computer holds exactly."""
    rows = [[datetime(2026, 3, 5, 8, minute, second)] for minute in range(0, 60, 7) for second in (0, 1, 29, 59)]
    assert [row.cells[0] for row in rows_of(xlsx({"1": rows}))] == [f"{cells[0]}" for cells in rows]


def test_lines_are_those_of_the_sheet() -> None:
    data = xlsx({"1": [[], [None, "code"], [], [None, "A"], [None, " "], [None, "B"]]})
    assert rows_of(data) == [Row(2, ["code"]), Row(4, ["A"]), Row(6, ["B"])]


def test_every_sheet_is_read() -> None:
    assert [sheet.name for sheet in read_tables(xlsx({"一": [["a"]], "二": [], "三": [["b"]]}))] == ["一", "二", "三"]


def test_an_xls_is_read_by_its_content() -> None:
    """The name says nothing: only bytes come here."""
    sheets = read_tables(xls({"考勤记录": [["工 号:", "", "4"], [1, 2.5]], "二": [["中文𠮷"]]}))
    assert [(sheet.name, sheet.rows) for sheet in sheets] == [
        ("考勤记录", [Row(1, ["工 号:", "", "4"]), Row(2, ["1", "2.5", ""])]),
        ("二", [Row(1, ["中文𠮷"])]),
    ]


def test_hidden_line_ends_and_escapes_stay_text() -> None:
    assert rows_of(xlsx({"1": [["a\r\nb", "_x0041_", "\x1b[2J"]]}))[0].cells == ["a\nb", "_x0041_", "\x1b[2J"]


@pytest.mark.parametrize("last_cell", [b"A1048576", b"C1048576"])
def test_a_small_workbook_that_claims_the_last_row_is_fine(last_cell: bytes) -> None:
    data = claiming(last_cell)
    assert len(data) < 6_000
    assert [row.line for row in rows_of(data)] == [1, 2, 1_048_576]


def test_a_claimed_dimension_alone_costs_nothing() -> None:
    claim = with_part(
        xlsx({"1": [["code", "name"]]}),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"'),
    )
    assert b"XFD1048576" in zipfile.ZipFile(io.BytesIO(claim)).read("xl/worksheets/sheet1.xml")
    assert rows_of(claim) == [Row(1, ["code", "name"])]


@needs_limits
@pytest.mark.parametrize("last_cell", [b"XFD1048576", b"ZZZZ99999999"])
def test_a_workbook_that_claims_every_cell_is_refused_and_harms_nobody(last_cell: bytes) -> None:
    """Read in this process it would end it: 16 thousand million cells are asked for at once."""
    with pytest.raises(Refusal):
        rows_of(claiming(last_cell))


def test_a_zip_that_unpacks_to_more_than_100_mb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_part(xlsx({"1": [["a"]]}), "xl/theme/theme1.xml", lambda _: b"\0" * (101 << 20))
    assert len(bomb) < 200_000
    began = clock.perf_counter()
    with pytest.raises(Refusal, match="101 MB"):
        rows_of(bomb)
    assert clock.perf_counter() - began < 5


def test_a_part_packed_over_100_to_1_is_refused() -> None:
    with pytest.raises(Refusal, match="trap"):
        rows_of(with_part(xlsx({"1": [["a"]]}), "xl/theme/theme1.xml", lambda _: b"\0" * (2 << 20)))


def test_a_zip_of_many_parts_is_refused() -> None:
    stream = io.BytesIO(xlsx({"1": [["a"]]}))
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(200):
            archive.writestr(f"xl/media/{number}", b"")
    with pytest.raises(Refusal, match="200 are not read"):
        rows_of(stream.getvalue())


def test_a_directory_that_hides_its_length_is_refused() -> None:
    data = xlsx({"1": [["a"]]})
    end = data.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, end, 1)
    with pytest.raises(Refusal, match="damaged"):
        rows_of(data[:end] + locator + data[end:])


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.99])
def test_half_a_workbook_is_refused(kept: float) -> None:
    for data in (xlsx({"1": [["a", "b"]] * 50}), xls({"1": [["a", "b"]] * 50})):
        with pytest.raises(Refusal):
            rows_of(data[: max(9, int(len(data) * kept * (1 if data.startswith(b"PK") else 0.5)))])


def test_what_is_packed_or_boxed_but_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme.txt", "hello")
    for data in (stream.getvalue(), b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600):
        with pytest.raises(Refusal):
            rows_of(data)


def test_entities_of_a_document_type_are_never_opened() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "ha"><!ENTITY file SYSTEM "file:///etc/passwd">{laughs}]>'.encode()

    def change(xml: bytes) -> bytes:
        declaration, _, rest = xml.partition(b"?>")
        return declaration + b"?>" + doctype + rest.replace(b"<t>name</t>", b"<t>&l8;&file;</t>")

    data = with_part(xlsx({"1": [["code", "name"]]}), "xl/sharedStrings.xml", change)
    try:
        cells = rows_of(data)[0].cells
    except Refusal:
        return
    assert "root:" not in cells[1]
    assert len(cells[1]) < 100


def test_a_cell_longer_than_a_spreadsheet_holds_is_refused() -> None:
    long = with_part(
        xlsx({"1": [["code", "name"]]}), "xl/sharedStrings.xml", lambda xml: xml.replace(b"name", b"ab" * 16_384)
    )
    with pytest.raises(Refusal, match="32767"):
        rows_of(long)


def test_a_workbook_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LONGEST_S", 0.001)
    with pytest.raises(Refusal, match="too long"):
        rows_of(xlsx({"1": [["a"]]}))


def test_a_fault_of_our_own_is_no_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("raise KeyError('defect')")
    monkeypatch.setattr(workbook, "_PROCESS", broken)
    with pytest.raises(RuntimeError, match="defect"):
        rows_of(xlsx({"1": [["a"]]}))
