"""What of attendance waits, and which month an office has in hand."""

from __future__ import annotations

from datetime import date

from opsconsole.attendance.queries import month_in_hand, months_waiting
from opsconsole.dates import Month
from tests.attendance.company import MARCH, Company


def test_the_month_in_hand_is_the_newest_with_clock_data(company: Company) -> None:
    company.hire("E0007")
    assert company.database.read(month_in_hand, date(2026, 11, 24)) == Month(2026, 11)
    company.clock("7 2026-02-05 08:57", "7 2026-03-05 08:57", "8 2026-01-05 08:57")
    assert company.database.read(month_in_hand, date(2026, 11, 24)) == MARCH
    assert company.database.read(month_in_hand, date(2026, 2, 27)) == Month(2026, 2)


def test_a_month_without_clock_data_waits_for_a_file_not_for_verdicts(company: Company) -> None:
    company.hire("E0007")
    company.judge(Month(2026, 2))
    assert company.database.read(months_waiting, company.machine) == []
    company.clock("7 2026-03-05 08:57")
    company.judge()
    waiting = company.database.read(months_waiting, company.machine)
    assert [(one.month, one.unsettled) for one in waiting] == [(MARCH, 43)]
