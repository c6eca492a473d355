"""Paper: what was said stands on the page, on as many pages as it takes, and nothing from outside disturbs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from opsconsole import i18n
from opsconsole.errors import Message, Named, Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions, write_wanted
from opsconsole.files.paper import (
    Align,
    Fields,
    Labels,
    Paper,
    PaperColumn,
    PaperTable,
    Signatures,
    Size,
    Words,
    write_pdf,
)

SLIP = Paper(
    Named("演示公司 领用单", "Demo company: issue slip"),
    [
        Fields([(Named("领用人", "Taken by"), "E00017 张三"), (Named("用途", "For"), "=1+1 [red]x[/]")]),
        PaperTable(
            [PaperColumn("品名", 3), PaperColumn("数量", align=Align.RIGHT)],
            [[f"第{line}种纸", "2"] for line in range(1, 101)],
            totals=[["合计", "200"]],
        ),
        Words("人民币贰佰元整", strong=True),
        Signatures(["批准人", "发放人", "领用人"]),
    ],
    number="CK-26-0001",
)


def pages_of(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def test_a_form_says_all_of_it_in_the_language_in_force(tmp_path: Path) -> None:
    i18n.use("zh")
    assert write_pdf(tmp_path / "slip.pdf", [SLIP]) == len(pages_of(tmp_path / "slip.pdf"))
    whole = "".join(pages_of(tmp_path / "slip.pdf"))
    for words in (
        "演示公司 领用单",
        "CK-26-0001",
        "领用人：E00017 张三",
        "=1+1 [red]x[/]",
        "第100种纸",
        "合计",
        "人民币贰佰元整",
    ):
        assert words in whole
    i18n.use("en")
    write_pdf(tmp_path / "slip.pdf", [SLIP])
    assert "Demo company: issue slip" in pages_of(tmp_path / "slip.pdf")[0]


def test_a_long_table_repeats_its_headings_and_each_page_says_which_it_is(tmp_path: Path) -> None:
    write_pdf(tmp_path / "slips.pdf", [SLIP, SLIP])
    pages = pages_of(tmp_path / "slips.pdf")
    half = len(pages) // 2
    assert half > 1
    for number, page in enumerate(pages):
        assert f"Page {number % half + 1} of {half}" in page
        if "种纸" in page:
            assert "品名" in page


def test_the_same_form_is_the_same_bytes(tmp_path: Path) -> None:
    write_pdf(tmp_path / "one.pdf", [SLIP])
    write_pdf(tmp_path / "two.pdf", [SLIP])
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_character_without_a_glyph_is_marked_and_a_control_character_is_told(tmp_path: Path) -> None:
    write_pdf(tmp_path / "names.pdf", [Paper("x", [Words("𠮷野 😀 a\x1b[2Jb\u202ec"), Words("汉" * 600)])])
    (page,) = pages_of(tmp_path / "names.pdf")
    assert "〓野 〓 a\\x1b[2Jb\\u202ec" in page
    assert page.count("汉") == 600


def test_the_sheet_lies_as_it_was_asked_for(tmp_path: Path) -> None:
    wide = PaperTable(
        [PaperColumn(str(day)) for day in range(31)], [["迟"] * 31], shaded=frozenset({5}), above=[("三月", 31)]
    )
    write_pdf(tmp_path / "sheet.pdf", [Paper("考勤表", [wide], size=Size.A3, landscape=True, point=7)])
    (page,) = PdfReader(tmp_path / "sheet.pdf").pages
    assert [round(float(side) / 72 * 25.4) for side in page.mediabox[2:]] == [420, 297]


def test_labels_carry_a_code_to_scan(tmp_path: Path) -> None:
    labels = Labels([(f"A-{number:03d}", [f"A-{number:03d}", "很长的品名" * 9]) for number in range(40)])
    assert write_pdf(tmp_path / "labels.pdf", [Paper("标签", [labels])]) == 2
    assert sum(len(page.images) for page in PdfReader(tmp_path / "labels.pdf").pages) == 40


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="cannot be written"):
        write_pdf(tmp_path / "none" / "slip.pdf", [SLIP])
    assert not list(tmp_path.iterdir())


def test_what_has_no_form_is_not_printed(tmp_path: Path) -> None:
    kind = ExportKind("things", "x", (ExportColumn("code", "x"),), lambda session, options: [("a",)], "org.view")
    with pytest.raises(Refusal, match="no printed form"):
        write_wanted(tmp_path / "things.pdf", kind, None, ExportOptions())  # ty: ignore[invalid-argument-type]
    printed = ExportKind(
        "things",
        "x",
        kind.columns,
        kind.rows,
        "org.view",
        papers=lambda session, options: [Paper(Message("{number} things", number=3), [Words("a")])],
    )
    with pytest.raises(Refusal, match=r"nor in \.pdf"):
        write_wanted(tmp_path / "things.txt", printed, None, ExportOptions())  # ty: ignore[invalid-argument-type]
    assert write_wanted(tmp_path / "things.pdf", printed, None, ExportOptions()) == 1  # ty: ignore[invalid-argument-type]
    assert "3 things" in pages_of(tmp_path / "things.pdf")[0]
