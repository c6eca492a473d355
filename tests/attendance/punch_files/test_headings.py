"""Tables with headings: DingTalk, WeCom, ZKTime, and whatever else names a number and a time."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from opsconsole.attendance.punch_files import DateOrder, IdentKind, Layout, normal_ident
from opsconsole.errors import Refusal
from opsconsole.i18n import text_of
from tests.attendance.punch_files.layouts import (
    csv,
    dingtalk_daily,
    dingtalk_month,
    dingtalk_raw,
    dingtalk_times,
    punches,
    read,
    rejects,
    wecom,
    zktime,
)
from tests.files.workbooks import xls, xlsx

RAW = [
    ("", "manager001", "26-03-05 星期四", "26-03-05 08:55"),
    ("0012", "manager002", "26-03-05 星期四", "2026-03-05 08:56:30"),
    ("", "manager001", "26-03-05 星期四", ""),
    ("", "manager001", "26-03-05 星期四", "次日 00:31"),
]
RAW_READ = [
    ("manager001", "2026-03-05 08:55:00"),
    ("12", "2026-03-05 08:56:30"),
    ("manager001", "2026-03-06 00:31:00"),
]


def test_dingtalks_original_records_are_known_by_userid_where_the_badge_is_empty() -> None:
    found = read(xlsx({"原始记录": dingtalk_raw(RAW)}))
    assert found.layout is Layout.DINGTALK_RAW
    assert punches(found) == RAW_READ
    assert [line for _, _, _, line in found.punches] == [4, 5, 7]
    assert {kind for kind, *_ in found.punches} == {IdentKind.EITHER}
    assert (found.ignored, found.rejects) == (1, [])
    assert punches(read(csv(dingtalk_raw(RAW)).encode("utf-8-sig"))) == RAW_READ


def test_of_dingtalks_sheets_the_one_with_the_most_detail_is_read() -> None:
    daily = dingtalk_daily([("manager001", "26-03-05 星期四", "08:55", "18:00")])
    sheets = {
        "月度汇总": dingtalk_month(["manager001"]),
        "打卡时间": dingtalk_times([("manager001", ["08:55\n18:03"])], [1, 2, 3, 4, 5, 6, 7]),
        "原始记录": dingtalk_raw(RAW),
        "每日统计": daily,
    }
    found = read(xlsx(sheets))
    assert found.layout is Layout.DINGTALK_RAW
    assert [text_of(note) for note in found.notes] == [
        "Read from the sheet 原始记录, which has the most detail; not from 打卡时间, 每日统计"
    ]
    assert read(xlsx({**sheets, "原始记录": dingtalk_raw([])})).layout is Layout.DINGTALK_TIMES


def test_dingtalks_daily_statistics_have_short_years_and_times_of_the_next_day() -> None:
    rows = [
        ("manager001", "26-03-05 星期四", "08:55", "次日 00:12"),
        ("manager001", "26-03-06 星期五", "", "18:00"),
        ("manager001", "26-02-30 星期一", "08:00", ""),
    ]
    found = read(xlsx({"每日统计": dingtalk_daily(rows)}))
    assert found.layout is Layout.DINGTALK_DAILY
    assert punches(found) == [
        ("manager001", "2026-03-05 08:55:00"),
        ("manager001", "2026-03-06 00:12:00"),
        ("manager001", "2026-03-06 18:00:00"),
    ]
    assert rejects(found) == [(6, "there is no day 26-02-30 星期一")]
    assert found.ignored == 2


WECOM = [
    ("zhangsan", "2026/02/02", "08:57", "次日00:05"),
    ("zhangsan", "2026/02/03 星期二", "--", "18:01"),
    ("lisi", "2026/02/03", "--", "--"),
]
WECOM_READ = [
    ("zhangsan", "2026-02-02 08:57:00"),
    ("zhangsan", "2026-02-03 00:05:00"),
    ("zhangsan", "2026-02-03 18:01:00"),
]


@pytest.mark.parametrize("kinds", [("年假(天)",), ("年假(天)", "事假(天)", "病假(天)", "哺乳假(小时)")])
def test_wecoms_columns_move_with_the_kinds_of_leave(kinds: tuple[str, ...]) -> None:
    rows = wecom(WECOM, kinds)
    for content in (xlsx({"概况统计与打卡明细": rows, "说明": [["x"]]}), csv(rows).encode("gbk")):
        found = read(content)
        assert found.layout is Layout.WECOM_DAILY
        assert punches(found) == WECOM_READ
        assert found.rejects == []
        assert {kind for kind, *_ in found.punches} == {IdentKind.EITHER}


def test_wecoms_list_of_all_punches_adds_what_the_shift_did_not_ask_for() -> None:
    found = read(csv(wecom([("zhangsan", "2026/02/02", "08:57", "18:00")], every="08:57、12:01、13:25、18:00")))
    assert [moment[11:16] for _, moment in punches(found)] == ["08:57", "18:00", "12:01", "13:25"]
    assert read(csv(wecom(WECOM[:1], every="上班 08:57(正常)"))).rejects == []


ZKTIME = [
    ("12", "2026-03-05", "08:55", "18:01"),
    ("0012", "2026/3/6", "20:01", "08:03"),
    ("13", "2026-03-05", "", "18:00"),
    ("14", "2026-03-05", "", ""),
]
ZKTIME_READ = [
    ("12", "2026-03-05 08:55:00"),
    ("12", "2026-03-05 18:01:00"),
    ("12", "2026-03-06 20:01:00"),
    ("12", "2026-03-07 08:03:00"),
    ("13", "2026-03-05 18:00:00"),
]


@pytest.mark.parametrize(
    "headings",
    [
        None,
        [
            "工号",
            "考勤号码",
            "编号",
            "姓名",
            "自动",
            "日期",
            "对应时段",
            "上班时间",
            "下班时间",
            "签到时间",
            "签退时间",
            "应到",
        ],
    ],
)
def test_zktime_in_and_out_where_an_earlier_out_is_of_the_next_day(headings: list[str] | None) -> None:
    rows = zktime(ZKTIME, headings) if headings else zktime(ZKTIME)
    for content in (csv(rows), xls({"Sheet1": rows})):
        found = read(content)
        assert found.layout is Layout.ZKTIME
        assert punches(found) == ZKTIME_READ
        assert {kind for kind, *_ in found.punches} == {IdentKind.CLOCK}
        assert (found.ignored, found.rejects) == (3, [])


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("考勤号码", IdentKind.CLOCK),
        ("登 记 号 码", IdentKind.CLOCK),
        ("AC-No.", IdentKind.CLOCK),
        ("EnNo", IdentKind.CLOCK),
        ("clock_id", IdentKind.CLOCK),
        ("badge", IdentKind.BADGE),
        ("工号", IdentKind.EITHER),
        ("员工编号", IdentKind.EITHER),
        ("账号", IdentKind.EITHER),
        ("UserId", IdentKind.EITHER),
    ],
)
@pytest.mark.parametrize("time_heading", ["打卡时间", "刷卡时间", "日期时间", "时间", "time"])
def test_every_known_heading_names_a_number_or_a_time(heading: str, kind: IdentKind, time_heading: str) -> None:
    found = read(f"姓名,{heading},备注,{time_heading}\n王,0012,x,2026-03-05 08:58:01\n")
    assert found.layout is Layout.HEADINGS
    assert [punch[0] for punch in found.punches] == [kind]
    assert punches(found) == [("12", "2026-03-05 08:58:01")]


def test_a_number_that_is_surely_the_clocks_goes_before_one_that_may_be_a_badge() -> None:
    found = read("工号,考勤号码,打卡时间\n9001,12,2026-03-05 08:58\n9002,,2026-03-05 08:59\n")
    assert [punch[:2] for punch in found.punches] == [(IdentKind.CLOCK, "12"), (IdentKind.EITHER, "9002")]


@pytest.mark.parametrize(
    "day",
    [
        "2024-1-5",
        "2024/1/5",
        "2024.01.05",
        "2024年1月5日",
        "20240105",
        "45296",
        "２０２４－１－５",
        "2024-01-05 星期五",
        "13/01/2024",
    ],
)
def test_every_form_of_a_date_is_read(day: str) -> None:
    expected = "2024-01-13" if day.startswith("13") else "2024-01-05"
    assert punches(read(f"工号,日期,打卡时间\n12,{day},8:05\n")) == [("12", f"{expected} 08:05:00")]
    assert punches(read(f"工号,打卡时间\n12,{day} 08:05:09\n")) == [("12", f"{expected} 08:05:09")]


@pytest.mark.parametrize(
    ("clock", "read_as"),
    [
        ("08:05", "08:05:00"),
        ("8：05", "08:05:00"),
        ("08:05:09", "08:05:09"),
        ("0.375", "09:00:00"),
        ("下午 5:30", "17:30:00"),
        ("上午12:05", "00:05:00"),
        ("05:30 PM", "17:30:00"),
        ("12:05 am", "00:05:00"),
    ],
)
def test_every_form_of_a_time_is_read(clock: str, read_as: str) -> None:
    assert punches(read(f"工号,日期,时间\n12,2026-03-05,{clock}\n")) == [("12", f"2026-03-05 {read_as}")]


def test_excel_serials_are_moments() -> None:
    assert punches(read("badge,time\n12,45296.375\n")) == [("12", "2024-01-05 09:00:00")]


def test_cells_of_a_workbook_are_typed() -> None:
    rows: list[list[Any]] = [
        ["考勤号码", "日期时间"],
        [12.0, datetime(2026, 3, 5, 8, 58, 1)],
        ["0013", datetime(2026, 3, 5)],
        [14, "2026-03-05 09:00"],
    ]
    assert punches(read(xlsx({"1": rows}))) == [
        ("12", "2026-03-05 08:58:01"),
        ("13", "2026-03-05 00:00:00"),
        ("14", "2026-03-05 09:00:00"),
    ]
    rows = [["工号", "日期", "签到时间", "签退时间"], ["12", date(2026, 3, 5), time(8, 58), time(18, 0, 30)]]
    assert punches(read(xlsx({"1": rows}))) == [("12", "2026-03-05 08:58:00"), ("12", "2026-03-05 18:00:30")]


def test_several_times_in_a_cell_are_several_punches() -> None:
    found = read('工号,日期,打卡时间\n12,2026-03-05,"08:55\n12:01 13:20"\n13,2026-03-05,08:5512:01\n')
    assert [moment[11:16] for _, moment in punches(found)] == ["08:55", "12:01", "13:20", "08:55", "12:01"]


def test_titles_may_stand_above_and_pages_repeat_the_headings() -> None:
    headings = "工号,姓名,打卡时间\n"
    page_1, page_2 = "12,王,2026-03-05 08:58\n", "13,李,2026-03-05 08:59\n"
    found = read("某公司打卡明细,,\n2026-03,,\n" + headings + page_1 + headings + page_2)
    assert [ident for ident, _ in punches(found)] == ["12", "13"]
    assert found.rejects == []


def test_dates_that_can_be_read_two_ways_are_refused_until_the_order_is_given() -> None:
    for text in ("badge,time\n12,03/04/2026 08:58\n", "badge,date,time\n12,03/04/2026,08:58\n"):
        with pytest.raises(Refusal, match="--date-order"):
            read(text)
        assert punches(read(text, date_order=DateOrder.DAY_FIRST)) == [("12", "2026-04-03 08:58:00")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",2026-03-05,08:00", "the line has no number of an employee"),
        ("1\x1b2,2026-03-05,08:00", "the number holds characters that no clock gives"),
        ("1 2,2026-03-05,08:00", "the number holds characters that no clock gives"),
        ("1.23457E+11,2026-03-05,08:00", "the spreadsheet has shortened the number; format its column as text"),
        ("12,,08:00", "the line has no date"),
        ("12,2026-02-30,08:00", "there is no day 2026-02-30"),
        ("12,26-03-05,08:00", '"26-03-05" is no date'),
        ("12,1999-03-05,08:00", "the year 1999 is not from 2001 to 2100"),
        ("12,2026-03-05,25:00", "there is no time 25:00"),
        ("12,2026-03-05,late", '"late" is no time of day'),
        ("12,2026-03-05,\x1b[2J", '"\\x1b[2J" is no time of day'),
    ],
)
def test_a_bad_row_says_why(row: str, reason: str) -> None:
    found = read(f"工号,日期,打卡时间\n1,2026-03-05,08:58\n{row}\n2,2026-03-05,08:59\n")
    assert [ident for ident, _ in punches(found)] == ["1", "2"]
    assert rejects(found) == [(3, reason)]
    assert found.rejects[0].raw.isprintable()


def test_a_moment_without_its_date_or_time_says_so() -> None:
    found = read("工号,打卡时间\n1,2026-03-05 08:58\n2,08:58\n3,2026-03-05\n")
    assert rejects(found) == [(3, "the line has no date"), (4, "the line has a date and no time")]


def test_a_templates_remarks_are_no_rows() -> None:
    found = read("clock_id,time\n# number in the clock,date and time\n# 12,2026-03-05 08:58:00\n")
    assert (found.punches, found.rejects) == ([], [])


@pytest.mark.parametrize("text", ["badge,time\n", "姓名,工号,UserId,考勤日期,打卡时间,打卡结果\r\n"])
def test_headings_alone_are_taken_as_no_punches(text: str) -> None:
    found = read(text)
    assert (found.punches, found.rejects) == ([], [])


@pytest.mark.parametrize(
    ("text", "normal"),
    [("0012", "12"), ("0", "0"), ("000", "0"), (" １２ ", "12"), ("A01", "A01"), ("", ""), ("²", "2")],
)
def test_numbers_are_compared_without_leading_zeros(text: str, normal: str) -> None:
    assert normal_ident(text) == normal


def test_accounts_may_hold_any_letters() -> None:
    found = read("账号,打卡时间\n[red]x[/],2026-03-05 08:58\n张三,2026-03-05 08:59\n")
    assert [ident for ident, _ in punches(found)] == ["[red]x[/]", "张三"]
