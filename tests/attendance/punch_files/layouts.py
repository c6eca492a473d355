"""Punch files in the shape in which they really arrive, made in code; all names and numbers are invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from opsconsole.attendance.punch_files import PunchFile, moment_of, read_punch_file
from opsconsole.i18n import text_of

ERASED = (
    "31ZZZZZZZZ\t2047-02-30 19:13:30\t1\t90\t90\t1515870810",
    "ZZZZZZZZZZ\t2047-02-30 19:13:30\t1\t90\t90\t1515870810",
    "ZZq?0R?0\t2005-11-04 13:09:14\t1\t0\t200\t-256901121",
    "         \t2006-01-04 01:57:20\t1\t0\t0\t805452871",
    "      ZZA\t2038-02-09 09:25:20\t1\t0\t69\t5767235",
    "ZZZZZZZZZZ\t2026-01-04 15:31:38\t1\t48\t90\t0",
    "      ZZ \t2000-07-09 04:20:15\t1\t0\t255\t808452095",
    "\x10?0'?0\ufffd\ufffd\t2026-01-31 19:12:48\t1\t90\t23\t32",
    "      \x020\x0c\t2023-01-25 08:49:39\t1\t196\t144\t77830",
    "  20ABCD\x0c\t2023-02-06 10:22:13\t1\t0\t100\t1981022207",
    "        \x05\t2026-01-01 00:00:48\t1\t0\t2\t808678931",
    " \x08\x08'0 \x08'0\t2026-01-09 04:16:00\t1\t0\t127\t808645339",
)
"""A block of erased flash as a machine hands it out between good lines; some of its dates could be true."""


def attlog(punches: Sequence[tuple[str, str]], end: str = "\n", rest: str = "1\t0\t1\t0") -> str:
    """A disk file: number padded to nine, moment, device, status, verification, work code."""
    return "".join(f"{ident:>9}\t{moment}\t{rest}{end}" for ident, moment in punches)


GLG_HEADING = "No\tTMNo\tEnNo\tName\tINOUT\tMode\tDateTime"
GMNO_HEADING = "No\tTMNo\tEnNo\tName\t\t\tGMNo\tMode\tDateTime"


def glg(
    punches: Sequence[tuple[str, str]], heading: str | None = GLG_HEADING, end: str = "\r\n", name: str = ""
) -> str:
    """A GLG log; rows have seven cells under a heading of seven or nine, or under none."""
    rows = [f"{number}\t1\t{ident}\t{name:<10}\t0\t1\t{moment}" for number, (ident, moment) in enumerate(punches, 1)]
    return "".join(line + end for line in ([heading] if heading else []) + rows)


def standard_report(
    people: Mapping[str, Sequence[Sequence[str]]],
    period: str = "2026-03-01 ~ 2026-03-31",
    days: Sequence[int] = range(1, 32),
    day_line_each: bool = False,
) -> list[list[Any]]:
    """The sheet 考勤记录: title, period, a line of days; then for each person facts and day cells."""
    day_line: list[Any] = list(days)
    rows: list[list[Any]] = [["考 勤 记 录 表"], [], ["考勤时间", "", period, "", "制表时间", "", "2026-04-10"]]
    if not day_line_each:
        rows.append(day_line)
    for number, lines in people.items():
        rows.append(["工 号:", "", number, "", "", "姓 名:", "", f"员工{number}", "", "部 门:", "", "公司"])
        if day_line_each:
            rows.append(day_line)
        rows += [list(line) for line in lines]
    return rows


RAW_HEADINGS = [
    "姓名",
    "考勤组",
    "部门",
    "工号",
    "职位",
    "UserId",
    "考勤日期",
    "考勤时间",
    "打卡时间",
    "打卡结果",
    "打卡地址",
    "打卡备注",
]


def dingtalk_raw(rows: Sequence[tuple[str, str, str, str]]) -> list[list[Any]]:
    """The sheet 原始记录 from (工号, UserId, 考勤日期, 打卡时间)."""
    return [
        ["原始记录 统计日期：2026-03-01 至 2026-03-31"],
        ["报表生成时间：2026-04-01 09:00"],
        list(RAW_HEADINGS),
        *(
            ["王", "默认", "总经办", badge, "职员", user, day, "09:00", moment, "正常", "公司", ""]
            for badge, user, day, moment in rows
        ),
    ]


def dingtalk_times(people: Sequence[tuple[str, Sequence[str]]], headings: Sequence[Any]) -> list[list[Any]]:
    """The sheet 打卡时间 from (UserId, one cell a day)."""
    return [
        ["打卡时间表 统计日期：2026-03-01 至 2026-03-07"],
        ["报表生成时间：2026-04-01 09:00"],
        ["姓名", "考勤组", "部门", "工号", "职位", "UserId", *headings],
        *(["李", "默认", "总经办", "", "职员", user, *cells] for user, cells in people),
    ]


def dingtalk_month(people: Sequence[str]) -> list[list[Any]]:
    """The sheet 月度汇总: it has the shape of 打卡时间 and words in its day cells."""
    return [
        ["月度汇总 统计日期：2026-03-01 至 2026-03-07"],
        ["报表生成时间：2026-04-01 09:00"],
        ["姓名", "部门", "工号", "UserId", "出勤天数", *range(1, 8)],
        *(
            ["李", "总经办", "", user, 5, "正常", "上班迟到12分钟", "正常", "旷工", "正常", "休息", "休息"]
            for user in people
        ),
    ]


def dingtalk_daily(rows: Sequence[tuple[str, str, str, str]]) -> list[list[Any]]:
    """The sheet 每日统计 from (UserId, 日期, 上班1打卡时间, 下班1打卡时间)."""
    headings = [
        "姓名",
        "考勤组",
        "部门",
        "工号",
        "职位",
        "UserId",
        "日期",
        "班次",
        "上班1打卡时间",
        "上班1打卡结果",
        "下班1打卡时间",
        "下班1打卡结果",
    ]
    return [
        ["每日统计表 统计日期：2026-03-01 至 2026-03-31"],
        ["报表生成时间：2026-04-01 09:00"],
        headings,
        *(
            ["赵", "默认", "总经办", "", "职员", user, day, "A", came, "正常", left, "正常"]
            for user, day, came, left in rows
        ),
    ]


def wecom(
    rows: Sequence[tuple[str, str, str, str]], leave_kinds: Sequence[str] = ("年假(天)", "事假(天)"), every: str = ""
) -> list[list[Any]]:
    """The daily report from (账号, 时间, 上班1, 下班1), headings on two lines; leave kinds move the columns."""
    gap = [""] * (len(leave_kinds) - 1)
    return [
        ["上下班打卡_日报"],
        ["统计时间: 2026.02.01~2026.02.28"],
        [
            "时间",
            "姓名",
            "账号",
            "基础信息",
            "",
            "考勤概况",
            "",
            "假勤统计",
            *gap,
            "上班1",
            "",
            "下班1",
            "",
            "打卡时间记录",
        ],
        ["", "", "", "部门", "职务", "最早", "最晚", *leave_kinds, "打卡时间", "打卡状态", "打卡时间", "打卡状态", ""],
        *(
            [day, "钱", user, "总经办", "--", came, left, "--", *gap, came, "正常", left, "正常", every]
            for user, day, came, left in rows
        ),
    ]


ZKTIME_HEADINGS = [
    "Emp No.",
    "AC-No.",
    "No.",
    "Name",
    "Auto-Assign",
    "Date",
    "Timetable",
    "On duty",
    "Off duty",
    "Clock In",
    "Clock Out",
    "Normal",
]


def zktime(rows: Sequence[tuple[str, str, str, str]], headings: Sequence[str] = ZKTIME_HEADINGS) -> list[list[Any]]:
    """An export of ZKTime from (AC-No., Date, Clock In, Clock Out)."""
    return [
        list(headings),
        *(
            ["", number, "", "周", "", day, "白班", "09:00", "18:00", came, left, "1"]
            for number, day, came, left in rows
        ),
    ]


def csv(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> str:
    """Rows as a text table; cells with line ends are quoted."""
    return "".join(
        delimiter.join(f'"{cell}"' if "\n" in str(cell) else str(cell) for cell in row) + "\r\n" for row in rows
    )


def at(moment: str) -> datetime:
    """`2026-03-05 08:58[:01]` as a moment."""
    return datetime.fromisoformat(moment)


def punches(read: PunchFile) -> list[tuple[str, str]]:
    """Number and moment of every punch, in the order of the file."""
    return [(ident, moment_of(at_s).isoformat(" ")) for _, ident, at_s, _ in read.punches]


def rejects(read: PunchFile) -> list[tuple[int, str]]:
    """Line and reason of every line set apart."""
    return [(reject.line, text_of(reject.reason)) for reject in read.rejects]


def read(content: str | bytes, **options: Any) -> PunchFile:
    """The file read, whatever its name."""
    return read_punch_file(content.encode() if isinstance(content, str) else content, "file", **options)
