"""The headings that exports of clocks, phone apps and PC programs use, and what each column is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from opsconsole.attendance.punch_files.values import IdentKind

MOST_COLUMNS = 300
"""No export is wider; what stands further right is not looked at."""

_NO_PART_OF_A_NAME = re.compile(r"[\s._*:()/\\-]+")

IDENT_NAMES: dict[str, IdentKind] = {
    "考勤号码": IdentKind.CLOCK,
    "考勤号": IdentKind.CLOCK,
    "登记号码": IdentKind.CLOCK,
    "登记号": IdentKind.CLOCK,
    "acno": IdentKind.CLOCK,
    "enno": IdentKind.CLOCK,
    "clockid": IdentKind.CLOCK,
    "clocknumber": IdentKind.CLOCK,
    "badge": IdentKind.BADGE,
    "工号": IdentKind.EITHER,
    "员工工号": IdentKind.EITHER,
    "员工编号": IdentKind.EITHER,
    "人员编号": IdentKind.EITHER,
    "empno": IdentKind.EITHER,
    "账号": IdentKind.EITHER,
    "帐号": IdentKind.EITHER,
    "userid": IdentKind.EITHER,
}
"""In order of preference: a number that is surely the clock's goes before one that may be a badge."""

MOMENT_NAMES = ("打卡时间", "刷卡时间", "日期时间", "datetime", "punchtime", "时间", "time")
"""A date and a time, or the time where a date stands in a column of its own; the first that is there is read."""

DAY_NAMES = ("考勤日期", "打卡日期", "刷卡日期", "日期", "date", "workdate", "day")
IN_AND_OUT_NAMES = ("签到时间", "签退时间", "clockin", "clockout", "签到", "签退")
ALL_TIMES_NAME = "打卡时间记录"
_IN_OR_OUT = re.compile(r"[上下]班\d{0,2}打卡时间", re.ASCII)


def name_of(heading: str) -> str:
    """A heading as it is compared: half-width, lower case, without blanks and marks; `AC-No.` is `acno`."""
    return _NO_PART_OF_A_NAME.sub("", unicodedata.normalize("NFKC", heading[:80]).casefold())


def names_of(cells: Sequence[str]) -> list[str]:
    """The names in a line of headings."""
    return [name_of(cell) for cell in cells[:MOST_COLUMNS]]


def is_in_or_out(name: str) -> bool:
    """Whether a name is 上班1打卡时间, 下班2打卡时间 and the like."""
    return _IN_OR_OUT.fullmatch(name) is not None
