"""A month on paper: the sheet of each unit, one person's page to sign, the exceptions, the hand-over to payroll."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session

from opsconsole import audit, i18n
from opsconsole.access.actor import Actor
from opsconsole.assembly.exchange import export_file
from opsconsole.attendance import service
from opsconsole.attendance.files.chosen import write_chosen
from opsconsole.attendance.files.exports import ATTENDANCE
from opsconsole.attendance.files.handover import ATTENDANCE_EXCEPTIONS, PAYROLL, payroll_rows
from opsconsole.attendance.files.person_sheet import ATTENDANCE_PERSON
from opsconsole.attendance.model import Adjustment
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.queries.grid import GridFilter
from opsconsole.attendance.rules.signs import Signs
from opsconsole.attendance.rules.values import HalfName
from opsconsole.dates import Month
from opsconsole.errors import Refusal
from opsconsole.files.exports import ExportKind, ExportOptions
from opsconsole.files.read import read_tables
from tests.attendance.company import MARCH, Company

LATE, ABSENT, LEFT_EARLY = date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 9)


@pytest.fixture
def march(company: Company) -> Company:
    """Two units; E0001 was late on 3 March, away on the 5th, left early on the 9th; E0003 is alone in the office."""
    company.unit("OFF")
    company.hire("E0001")
    company.hire("E0002")
    company.hire("E0003", unit="OFF")
    sins = {(1, LATE): ("09:12", "18:01"), (1, LEFT_EARLY): ("08:55", "17:40")}
    company.clock(
        *(
            f"{number} {day} {time}"
            for number in (1, 2, 3)
            for day in MARCH.days()
            if day.weekday() < 5 and (number, day) != (1, ABSENT)
            for time in sins.get((number, day), ("08:57", "18:02"))
        )
    )
    company.judge()
    return company


def written(company: Company, kind: ExportKind, name: str, language: str = "zh", **options) -> Path:
    path = company.folder / name
    before = i18n.language()
    i18n.use(language)
    try:
        export_file(
            company.database, company.machine, kind, ExportOptions(month=MARCH, **options), path, now=company.now
        )
    finally:
        i18n.use(before)
    return path


def cells_of(path: Path) -> dict[str, list[list[str]]]:
    return {sheet.name: [row.cells for row in sheet.rows] for sheet in read_tables(path)}


def row_of(rows: list[list[str]], badge: str) -> list[str]:
    return next(cells for cells in rows if badge in cells)


def test_the_sheet_of_a_unit_has_weekdays_signs_totals_legend_and_places_to_sign(march: Company) -> None:
    sheets = cells_of(written(march, ATTENDANCE, "march.xlsx"))
    assert len(sheets) == 2
    rows = next(rows for rows in sheets.values() if any("E0001" in cells for cells in rows))
    assert any("2026年3月考勤表" in cell for cell in rows[0])
    headings = next(cells for cells in rows if "工号" in cells)
    weekdays = rows[rows.index(headings) - 1]
    assert weekdays[headings.index("1")] == "日"
    line = row_of(rows, "E0001")
    assert line[headings.index("3")] == "迟√"
    assert line[headings.index("5")] == "旷"
    assert line[headings.index("9")] == "√退"
    assert line[headings.index("1")] == "休"
    assert line[headings.index("应出勤")] == "22"
    assert line[headings.index("旷工")] == "1"
    whole = " ".join(cell for cells in rows for cell in cells)
    assert all(words in whole for words in ("图例", "迟 迟到", "补 忘记打卡", "制表人", "总经理审批", "合计"))


def test_in_english_no_chinese_sign_is_left(march: Company) -> None:
    rows = cells_of(written(march, ATTENDANCE, "march.xlsx", "en"))["OPS"]
    line = row_of(rows, "E0001")
    assert "L√" in line
    assert "A" in line
    assert not any("考" in cell for cells in rows for cell in cells)


def test_the_same_month_is_the_same_bytes_on_paper(march: Company) -> None:
    first = [written(march, ATTENDANCE, f"a.{ending}").read_bytes() for ending in ("xlsx", "pdf")]
    assert [written(march, ATTENDANCE, f"b.{ending}").read_bytes() for ending in ("xlsx", "pdf")] == first


def test_a_page_for_each_unit_as_pdf(march: Company) -> None:
    pages = [page.extract_text() for page in PdfReader(written(march, ATTENDANCE, "march.pdf")).pages]
    assert len(pages) == 2
    assert any("E0001" in page and "旷" in page for page in pages)


def test_one_person_signs_a_page_with_every_day_and_how_the_money_came(march: Company) -> None:
    (page,) = PdfReader(written(march, ATTENDANCE_PERSON, "one.pdf", badge="E0001")).pages
    text = page.extract_text()
    assert "09:12" in text
    assert "旷工" in text
    assert "本人签字" in text
    figures = march.row("E0001")
    assert f"{figures.policy_fen // 100:,}.{figures.policy_fen % 100:02d}" in text
    with pytest.raises(Refusal, match="Nobody with the badge E0099"):
        written(march, ATTENDANCE_PERSON, "none.pdf", badge="E0099")


def test_the_exceptions_are_listed_as_they_were_judged_first_with_their_verdicts(march: Company) -> None:
    person = march.row("E0001").employee_id
    march.database.run(service.explain_half, march.machine, person, LATE, HalfName.AM, "forgot", "数据线松", march.now)
    lines = written(march, ATTENDANCE_EXCEPTIONS, "e.csv").read_text("utf-8").splitlines()
    assert lines[1].startswith("E0001,E0001,OPS,2026-03-03,am,late,")
    assert lines[1].endswith("forgot,数据线松,machine")
    assert [line.split(",")[3:6] for line in lines[2:]] == [
        ["2026-03-05", "am", "absent"],
        ["2026-03-05", "pm", "absent"],
        ["2026-03-09", "pm", "early"],
    ]
    (page,) = PdfReader(written(march, ATTENDANCE_EXCEPTIONS, "e.pdf")).pages
    assert "忘记打卡" in page.extract_text()


def test_payroll_gets_what_is_kept_back_to_the_fen(march: Company) -> None:
    rows = march.database.read(lambda session: list(payroll_rows(session, ExportOptions(month=MARCH))))
    assert [row[0] for row in rows] == ["E0001", "E0002", "E0003"]
    first = rows[0]
    assert first[11] == first[7] + first[8] + first[9] + first[10]
    assert first[7] == march.row("E0001").payable_fen > 0
    assert len(written(march, PAYROLL, "pay.csv").read_text("utf-8").splitlines()) == 4


def test_who_left_stands_in_payroll_with_what_closed_months_left_also_from_the_screen(march: Company) -> None:
    left = march.row("E0002").employee_id
    month = Month(2026, 4)
    march.database.run(_gone_with_a_difference, march.machine, left, str(month))
    path = march.folder / "pay.csv"
    march.database.read(write_chosen, march.machine, PAYROLL, month, GridFilter(), path)
    assert "E0002,E0002,,0,0,0,0,0,0,0,500,500," in path.read_text("utf-8")
    march.database.read(write_chosen, march.machine, PAYROLL, month, GridFilter(text="E0001"), path)
    assert "E0002" not in path.read_text("utf-8")


def _gone_with_a_difference(session: Session, actor: Actor, employee_id: int, month: str) -> None:
    """April has nobody judged yet; March's difference of somebody stands in it."""
    line = {"day": LATE, "field": "payable_fen", "was": "0", "is_now": "500", "fen": 500}
    session.add(Adjustment(landing=month, closed_month=str(MARCH), employee_id=employee_id, **line))
    audit.record(session, "difference")


def test_what_is_chosen_alone_goes_on_paper(march: Company) -> None:
    sheets = cells_of(written(march, ATTENDANCE, "one.xlsx", badges=frozenset({"E0003"})))
    assert len(sheets) == 1
    (rows,) = sheets.values()
    assert not any("E0001" in cells for cells in rows)


def test_the_signs_are_the_companys(march: Company) -> None:
    from dataclasses import replace

    policy = AttendancePolicy()
    changed = tuple(replace(one, zh="△") if one.code == "late" else one for one in policy.symbols)
    march.database.run(service.enter_policy, march.machine, MARCH.first, replace(policy, symbols=changed), "")
    rows = next(
        rows
        for rows in cells_of(written(march, ATTENDANCE, "march.xlsx")).values()
        if any("E0001" in cells for cells in rows)
    )
    assert "△√" in row_of(rows, "E0001")


@pytest.mark.parametrize(
    ("code", "sign", "told"),
    [("late", "迟到", "one character"), ("late", "7", "no digit"), ("late", "补", "stands for two things")],
)
def test_signs_that_could_not_be_read_back_are_refused(march: Company, code: str, sign: str, told: str) -> None:
    from dataclasses import replace

    policy = AttendancePolicy()
    changed = tuple(replace(one, zh=sign) if one.code == code else one for one in policy.symbols)
    with pytest.raises(Refusal, match=told):
        march.database.run(service.enter_policy, march.machine, MARCH.first, replace(policy, symbols=changed), "")


def test_both_languages_sign_every_result_that_a_sheet_can_show() -> None:
    for language in ("zh", "en"):
        signs = Signs.of(AttendancePolicy(), language)
        assert len(set(signs.by_code.values())) == len(signs.by_code)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_workbook_prints_on_the_pages_it_promises(march: Company) -> None:
    path = written(march, ATTENDANCE, "march.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{march.folder}/lo", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(march.folder), str(path)], check=True, capture_output=True, timeout=120)
    pages = PdfReader(march.folder / "march.pdf").pages
    assert len(pages) == 2
    width, height = (float(side) for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) == (1191, 842)
