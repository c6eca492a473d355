"""Five days a week, public holidays, and the Saturdays that make up for them (ATT-1)."""

from __future__ import annotations

from datetime import date

import pytest

from opsconsole.attendance.rules.calendar import kind_of
from opsconsole.attendance.rules.judge_day import judge_day
from opsconsole.attendance.rules.values import DayKind
from tests.attendance.rules.days import told_day, workday

ENTRIES = {
    date(2026, 2, 14): (DayKind.WORKDAY, "春节调休"),
    date(2026, 2, 16): (DayKind.HOLIDAY, "春节"),
    date(2026, 2, 21): (DayKind.HOLIDAY, "春节"),
    date(2026, 3, 20): (DayKind.REST, "公司日"),
}


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        pytest.param(date(2026, 3, 2), DayKind.WORKDAY, id="a Monday"),
        pytest.param(date(2026, 3, 6), DayKind.WORKDAY, id="a Friday"),
        pytest.param(date(2026, 3, 7), DayKind.REST, id="a Saturday"),
        pytest.param(date(2026, 3, 8), DayKind.REST, id="a Sunday"),
        pytest.param(date(2026, 2, 14), DayKind.WORKDAY, id="a make-up Saturday"),
        pytest.param(date(2026, 2, 16), DayKind.HOLIDAY, id="a Monday of a holiday"),
        pytest.param(date(2026, 2, 21), DayKind.HOLIDAY, id="a Saturday inside a holiday"),
        pytest.param(date(2026, 3, 20), DayKind.REST, id="a Friday that the company gives"),
    ],
)
def test_an_entry_comes_before_the_day_of_the_week(day: date, kind: DayKind) -> None:
    assert kind_of(day, ENTRIES) is kind


def test_a_make_up_saturday_is_judged_as_any_workday() -> None:
    saturday = date(2026, 2, 14)
    assert told_day(judge_day(workday("09:10", kind=kind_of(saturday, ENTRIES)))) == ("late 10", "missing")
    assert told_day(judge_day(workday("09:10", kind=kind_of(saturday, {})))) == ("rest", "rest")
