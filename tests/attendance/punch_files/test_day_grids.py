"""Reports with one column a day: the standard report of standalone clocks, and DingTalk's punch times."""

from __future__ import annotations

import pytest

from opsconsole.attendance.punch_files import IdentKind, Layout
from opsconsole.i18n import text_of
from tests.attendance.punch_files.layouts import (
    csv,
    dingtalk_month,
    dingtalk_times,
    punches,
    read,
    rejects,
    standard_report,
)
from tests.files.workbooks import xls, xlsx

PEOPLE = {
    "4": [["07:4907:5312:0413:24", "07:5207:58", "", "17:35"], ["18:01", "", "", "21:40"]],
    "0008": [["", "08:00 12:01\n13:30,17:31"]],
    "12": [],
}
READ = [
    ("4", "2026-03-01 07:49:00"),
    ("4", "2026-03-01 07:53:00"),
    ("4", "2026-03-01 12:04:00"),
    ("4", "2026-03-01 13:24:00"),
    ("4", "2026-03-02 07:52:00"),
    ("4", "2026-03-02 07:58:00"),
    ("4", "2026-03-04 17:35:00"),
    ("4", "2026-03-01 18:01:00"),
    ("4", "2026-03-04 21:40:00"),
    ("8", "2026-03-02 08:00:00"),
    ("8", "2026-03-02 12:01:00"),
    ("8", "2026-03-02 13:30:00"),
    ("8", "2026-03-02 17:31:00"),
]


@pytest.mark.parametrize("workbook", [xls, xlsx])
def test_a_standard_report_gives_every_glued_time(workbook) -> None:
    found = read(workbook({"排班信息": [["工号", "姓名", 1, 2]], "考勤记录": standard_report(PEOPLE)}))
    assert (found.layout, found.sheet, found.encoding) == (Layout.STANDARD_REPORT, "考勤记录", "")
    assert punches(found) == READ
    assert {kind for kind, *_ in found.punches} == {IdentKind.CLOCK}
    assert [line for _, _, _, line in found.punches[:1] + found.punches[-1:]] == [6, 9]
    assert found.rejects == []


def test_the_day_line_may_stand_again_for_each_person() -> None:
    found = read(xls({"员工刷卡记录表": standard_report(PEOPLE, day_line_each=True)}))
    assert punches(found) == READ
    assert found.sheet == "员工刷卡记录表"


def test_a_report_saved_as_text_is_read_too() -> None:
    assert punches(read(csv(standard_report(PEOPLE)).encode("gbk"))) == READ


def test_a_period_from_the_15th_crosses_the_month_end() -> None:
    days = [*range(15, 29), *range(1, 15)]
    cells = [f"08:{day:02d}" for day in days]
    found = read(xls({"刷卡记录": standard_report({"4": [cells]}, "2026-02-15 ~ 2026-03-14", days)}))
    moments = [moment for _, moment in punches(found)]
    assert moments[0] == "2026-02-15 08:15:00"
    assert moments[13:15] == ["2026-02-28 08:28:00", "2026-03-01 08:01:00"]
    assert moments[-1] == "2026-03-14 08:14:00"


def test_day_columns_beyond_the_month_hold_no_day() -> None:
    """The line of days is often printed to 31 in February."""
    found = read(
        xls({"考勤记录": standard_report({"4": [["08:00"] + [""] * 29 + ["09:00"]]}, "2026-02-01 ~ 2026-02-28")})
    )
    assert punches(found) == [("4", "2026-02-01 08:00:00")]
    assert rejects(found) == [(6, "the column belongs to no day of the period")]


@pytest.mark.parametrize(
    "period",
    [
        "2026-3-1～2026-3-31",
        "2026/03/01 - 2026/03/31",
        "2026年3月1日至2026年3月31日",
        "考勤日期：2026.03.01 ~ 2026.03.31",
    ],
)
def test_the_period_is_written_in_many_ways(period: str) -> None:
    assert punches(read(xls({"考勤记录": standard_report(PEOPLE, period)}))) == READ


def test_facts_of_a_person_may_share_a_cell() -> None:
    rows = standard_report(PEOPLE)
    rows[4] = ["工号：4", "", "", "姓名：员工4", "", "部门：公司"]
    assert punches(read(xls({"考勤记录": rows}))) == READ


def test_times_that_are_none_are_set_apart_and_their_neighbours_taken() -> None:
    found = read(xls({"考勤记录": standard_report({"4": [["08:00 25:61 17:00", "07:5207:5", "旷工", "08:00"]]})}))
    assert punches(found) == [
        ("4", "2026-03-01 08:00:00"),
        ("4", "2026-03-01 17:00:00"),
        ("4", "2026-03-04 08:00:00"),
    ]
    assert rejects(found) == [(6, "there is no time 25:61"), (6, '"07:5207:5" is no time of day')]
    assert found.rejects[1].raw == "2026-03-02: 07:5207:5"


def test_cells_under_a_person_without_a_number_are_set_apart() -> None:
    found = read(xls({"考勤记录": standard_report({"": [["08:00"]], "5": [["09:00"]]})}))
    assert punches(found) == [("5", "2026-03-01 09:00:00")]
    assert rejects(found) == [
        (5, "the line has no number of an employee"),
        (6, "the line stands under no employee"),
    ]


WEEK = [("manager001", ["08:55\n18:03", "08:59 \n次日 00:31", "", "旷工", "09:01\n12:00\n13:29\n18:00"])]
WEEK_READ = [
    ("manager001", "2026-03-01 08:55:00"),
    ("manager001", "2026-03-01 18:03:00"),
    ("manager001", "2026-03-02 08:59:00"),
    ("manager001", "2026-03-03 00:31:00"),
    ("manager001", "2026-03-05 09:01:00"),
    ("manager001", "2026-03-05 12:00:00"),
    ("manager001", "2026-03-05 13:29:00"),
    ("manager001", "2026-03-05 18:00:00"),
]


@pytest.mark.parametrize(
    "headings",
    [
        [1, 2, 3, 4, 5, 6, 7],
        ["日", 2, 3, 4, 5, 6, "六"],
        ["日", "一", "二", "三", "四", "五", "六"],
        ["1\n日", "2\n一", "3\n二", "4\n三", "5\n四", "6\n五", "7\n六"],
    ],
)
def test_dingtalks_punch_times_split_at_line_ends_and_reach_into_the_next_day(headings: list) -> None:
    found = read(xlsx({"月度汇总": dingtalk_month(["manager001"]), "打卡时间": dingtalk_times(WEEK, headings)}))
    assert (found.layout, found.sheet) == (Layout.DINGTALK_TIMES, "打卡时间")
    assert punches(found) == WEEK_READ
    assert {kind for kind, *_ in found.punches} == {IdentKind.EITHER}
    assert found.rejects == []
    assert found.notes == ()


def test_dingtalks_monthly_totals_are_no_punches() -> None:
    with pytest.raises(Exception, match="no punch file"):
        read(xlsx({"月度汇总": dingtalk_month(["manager001"])}))


def test_the_layout_is_named_in_words() -> None:
    assert (
        text_of(read(xls({"考勤记录": standard_report(PEOPLE)})).layout_label) == "standard report of a clock machine"
    )
