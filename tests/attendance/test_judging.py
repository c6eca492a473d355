"""Months judged from what really arrives, and judged again where something touches them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor, Role
from opsconsole.attendance import checks, service
from opsconsole.attendance.files.arrangements import DUTY, EVENTS, FINDINGS, LEAVE, OUTINGS
from opsconsole.attendance.files.calendar import CALENDAR, SHIFTS
from opsconsole.attendance.following import assignments_changed
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.rules.values import HalfName
from opsconsole.dates import Month
from opsconsole.errors import ImportRefused, NotPermitted, Refusal
from opsconsole.org.model import Employee
from tests.attendance.company import MARCH, Company

FEBRUARY = Month(2026, 2)


def _sound(company: Company) -> None:
    for check in (
        checks.punches_are_those_imported,
        checks.judged_days_follow_from_sources,
        checks.one_row_a_person,
        checks.leave_does_not_overlap,
    ):
        assert company.database.read(check, company.now) == []


def test_a_clock_file_becomes_judged_days_on_both_databases(any_company: Company) -> None:
    company = any_company
    company.hire("E0007")
    summary = company.clock("0007 2026-03-05 08:57", "7 2026-03-05 18:02", "7 2026-03-06 09:10", "7 2026-03-06 17:55")
    assert (summary.new, summary.known, summary.unassigned) == (4, 0, 0)
    company.judge()
    assert company.results("E0007", "2026-03-05") == ("present", "present")
    assert company.results("E0007", "2026-03-06") == ("late", "early")
    row = company.row("E0007")
    assert (row.late_times, row.late_min, row.early_times, row.early_min) == (1, 10, 1, 5)
    assert (row.required_days, row.present_halves, row.absence_halves) == (22, 4, 40)
    _sound(company)


def test_a_lone_punch_never_makes_the_whole_day_absent(company: Company) -> None:
    """Rule 2: the half with the missing side is missing, the other is judged as usual."""
    company.hire("E0007")
    company.clock("7 2026-03-05 08:57", "7 2026-03-06 18:03")
    company.judge()
    assert company.results("E0007", "2026-03-05") == ("present", "missing")
    assert company.results("E0007", "2026-03-06") == ("missing", "present")


def test_no_late_mark_is_left_on_an_absent_half(company: Company) -> None:
    """ATT-5: over 30 minutes is half a day's absence, once, and no lateness beside it."""
    company.hire("E0007")
    company.clock("7 2026-03-05 09:31", "7 2026-03-05 18:00")
    company.judge()
    judged = company.day("E0007", "2026-03-05")
    assert judged is not None
    assert (judged.am.result.value, judged.am.late_min) == ("absent", 0)
    assert company.row("E0007").late_times == 0


def test_punches_that_arrive_after_a_day_was_judged_count(company: Company) -> None:
    company.hire("E0007")
    company.judge()
    assert company.results("E0007", "2026-03-05") == ("absent", "absent")
    company.clock("7 2026-03-05 08:57", "7 2026-03-05 18:02")
    assert company.results("E0007", "2026-03-05") == ("present", "present")
    _sound(company)


def test_a_missed_departure_does_not_turn_the_next_arrival_into_one(company: Company) -> None:
    """Rule 2: the clock day ends at 04:00, so 08:55 of the next day belongs to the next day."""
    company.hire("E0007")
    company.clock("7 2026-03-05 08:57", "7 2026-03-06 08:55", "7 2026-03-06 18:01")
    company.judge()
    assert company.results("E0007", "2026-03-05") == ("present", "missing")
    assert company.results("E0007", "2026-03-06") == ("present", "present")


def test_after_midnight_work_belongs_to_the_evening_before(company: Company) -> None:
    company.hire("E0007")
    company.clock("7 2026-03-05 08:57", "7 2026-03-06 03:59:59", "7 2026-03-07 04:00")
    company.judge()
    judged = company.day("E0007", "2026-03-05")
    assert judged is not None
    assert (judged.first, judged.last) == (8 * 60 + 57, 27 * 60 + 59)
    assert company.results("E0007", "2026-03-06") == ("absent", "absent")


def test_one_person_has_one_row_a_month_however_often_they_move(company: Company) -> None:
    """ORG-3: the row stands under the unit of the last day employed."""
    company.unit("CHN")
    company.hire("E0007", "OPS", "2026-01-01", "2026-03-15")
    company.hire("E0007", "CHN", "2026-03-16")
    company.judge()
    assert company.rows() == ["E0007"]
    assert company.row("E0007").required_days == 22
    _sound(company)


def test_hired_and_gone_within_the_month_counts_only_the_days_employed(company: Company) -> None:
    company.hire("E0007", from_day="2026-03-10", to_day="2026-03-12")
    company.judge()
    days = company.days("E0007")
    assert [index + 1 for index, day in enumerate(days) if day is not None] == [10, 11, 12]
    assert company.row("E0007").required_days == 3


def test_a_make_up_saturday_is_a_workday_and_a_holiday_is_none(company: Company) -> None:
    """ATT-1: 14 and 28 February 2026 are worked, 16 to 23 are Spring Festival."""
    company.hire("E0007")
    company.clock("7 2026-02-14 08:50", "7 2026-02-14 18:10", "7 2026-02-17 10:00")
    company.judge(FEBRUARY)
    assert company.results("E0007", "2026-02-14") == ("present", "present")
    assert company.results("E0007", "2026-02-17") == ("holiday", "holiday")
    assert company.results("E0007", "2026-02-15") == ("holiday", "holiday")
    assert company.results("E0007", "2026-02-28") == ("absent", "absent")
    assert company.results("E0007", "2026-02-08") == ("rest", "rest")


def test_the_office_overrules_the_published_calendar(company: Company) -> None:
    company.hire("E0007")
    company.judge()
    assert company.give(CALENDAR, "date,kind,name\n2026-03-05,holiday,厂庆\n")["new"] == 1
    assert company.results("E0007", "2026-03-05") == ("holiday", "holiday")
    assert company.row("E0007").required_days == 21
    assert company.give(CALENDAR, "date,kind,name\n2026-03-05,holiday,厂庆\n")["unchanged"] == 1
    _sound(company)


def test_the_same_file_twice_changes_nothing(company: Company) -> None:
    company.hire("E0007")
    first = company.clock("7 2026-03-05 08:57", "7 2026-03-05 18:02", "7 2026-03-05 18:02")
    head = company.database.head()
    again = company.clock("7 2026-03-05 08:57", "7 2026-03-05 18:02", "7 2026-03-05 18:02")
    assert (first.new, first.known, again.new, again.known) == (2, 1, 0, 3)
    assert company.database.head() == head


def test_a_late_punch_judges_its_own_day_alone(company: Company) -> None:
    for number in range(1, 21):
        company.hire(f"E{number:04d}")
    company.judge()
    summary = company.clock("7 2026-03-05 08:57")
    assert summary.days_judged == 1


def test_an_unknown_number_is_kept_and_counts_once_it_is_somebodys(company: Company) -> None:
    company.hire("E0007")
    summary = company.clock("99 2026-03-05 08:57", "99 2026-03-05 18:02")
    assert (summary.new, summary.unassigned, summary.unassigned_idents) == (2, 2, ("99",))
    company.judge()
    company.hire("E0008", clock="99")
    company.judge()
    company.database.run(_follow, company.machine, "E0008", company.now)
    assert company.results("E0008", "2026-03-05") == ("present", "present")
    _sound(company)


def _follow(session: Session, actor: Actor, badge: str, now: datetime) -> None:
    employee_id = session.execute(select(Employee.id).where(Employee.badge == badge)).scalar_one()
    assignments_changed(session, actor, {employee_id: date(2026, 1, 1)}, now)
    audit.record(session, badge)


def test_a_number_belongs_to_its_holder_for_the_dates_of_the_assignment(company: Company) -> None:
    company.hire("E0007", to_day="2026-03-10", clock="50")
    company.hire("E0008", from_day="2026-03-11", clock="50")
    company.clock("50 2026-03-10 08:57", "50 2026-03-10 18:02", "50 2026-03-11 08:57", "50 2026-03-11 18:02")
    company.judge()
    assert company.results("E0007", "2026-03-10") == ("present", "present")
    assert company.day("E0007", "2026-03-11") is None
    assert company.results("E0008", "2026-03-11") == ("present", "present")


def test_a_badge_column_counts_for_the_badge(company: Company) -> None:
    company.hire("E0007", clock="900")
    company.clock_file("工号,打卡时间\nE0007,2026-03-05 08:57\nE0007,2026-03-05 18:02\n".encode(), "punches.csv")
    company.judge()
    assert company.results("E0007", "2026-03-05") == ("present", "present")


def test_an_approved_outing_is_presence_for_its_span(company: Company) -> None:
    """ATT-2, and an outing that is known later judges its day again."""
    company.hire("E0007")
    company.clock("7 2026-03-05 08:57", "7 2026-03-05 15:00")
    company.judge()
    assert company.results("E0007", "2026-03-05") == ("present", "absent")
    company.give(OUTINGS, "badge,from,to,reason\nE0007,2026-03-05 15:00,2026-03-05 18:30,客户\n")
    assert company.results("E0007", "2026-03-05") == ("present", "present")
    assert company.row("E0007").outing_times == 1
    _sound(company)


def test_leave_is_leave_and_without_its_certificate_absence(company: Company) -> None:
    """ATT-4, ATT-10."""
    company.hire("E0007")
    company.judge()
    rows = "badge,kind,from_date,from_half,to_date,to_half,certificate\n"
    company.give(
        LEAVE, rows + "E0007,annual,2026-03-05,pm,2026-03-09,am,\nE0007,marriage,2026-03-12,am,2026-03-12,pm,\n"
    )
    assert company.results("E0007", "2026-03-05") == ("absent", "leave")
    assert company.results("E0007", "2026-03-07") == ("rest", "rest")
    assert company.results("E0007", "2026-03-09") == ("leave", "absent")
    assert company.results("E0007", "2026-03-12") == ("absent", "absent")
    assert company.row("E0007").leave_halves == "0,0,4,0,0,0,0,0"
    company.give(LEAVE, rows + "E0007,marriage,2026-03-12,am,2026-03-12,pm,yes\n")
    assert company.results("E0007", "2026-03-12") == ("leave", "leave")
    _sound(company)


def test_overlapping_leave_is_refused_and_leaves_nothing_behind(company: Company) -> None:
    company.hire("E0007")
    rows = "badge,kind,from_date,from_half,to_date,to_half\n"
    company.give(LEAVE, rows + "E0007,sick,2026-03-05,am,2026-03-06,pm\n")
    head = company.database.head()
    with pytest.raises(ImportRefused) as refused:
        company.give(LEAVE, rows + "E0007,sick,2026-03-12,am,2026-03-12,pm\nE0007,annual,2026-03-06,pm,2026-03-08,pm\n")
    assert [(one.line, one.column) for one in refused.value.problems] == [(3, "from_date")]
    assert company.database.head() == head


def test_a_shorter_leave_gives_the_rest_back(company: Company) -> None:
    company.hire("E0007")
    rows = "badge,kind,from_date,from_half,to_date,to_half\n"
    company.give(LEAVE, rows + "E0007,sick,2026-03-05,am,2026-03-06,pm\n")
    company.judge()
    counts = company.give(LEAVE, rows + "E0007,sick,2026-03-05,am,2026-03-05,pm\n")
    assert (counts["new"], counts["changed"]) == (0, 1)
    assert company.results("E0007", "2026-03-06") == ("absent", "absent")
    _sound(company)


def test_a_night_duty_is_judged_by_its_own_punches(company: Company) -> None:
    """ATT-3, rule 5: kept duties count by the day they start; an unkept one is a day's absence."""
    company.hire("E0007")
    company.judge(FEBRUARY)
    company.give(
        DUTY, "badge,from,to\nE0007,2026-02-17 20:00,2026-02-18 08:00\nE0007,2026-02-19 20:00,2026-02-20 08:00\n"
    )
    before = company.row("E0007", FEBRUARY)
    assert before.duty_days == 0
    company.clock("7 2026-02-17 20:10", "7 2026-02-18 08:05")
    row = company.row("E0007", FEBRUARY)
    assert (row.duty_days, row.late_times, row.late_min) == (1, 1, 10)
    assert before.absence_halves - row.absence_halves == 2
    _sound(company)


def test_findings_add_a_day_of_absence_each(company: Company) -> None:
    """ATT-8: n findings are n days; no half changes."""
    company.hire("E0007")
    company.judge()
    before = company.row("E0007").absence_halves
    company.give(FINDINGS, "badge,date,note\nE0007,2026-03-05,游戏\nE0007,2026-03-06,网购\n")
    assert company.row("E0007").absence_halves == before + 4


def test_a_head_who_falsified_is_fined_twice_the_figure_of_the_employee(company: Company) -> None:
    """ATT-11: the fine follows the employee's figure, also when that changes later."""
    company.hire("E0001", basic=10_000_000, bonus=0)
    company.hire("E0007")
    for day in range(2, 32):
        if date(2026, 3, day).weekday() < 5:
            company.clock(f"1 2026-03-{day:02d} 08:50", f"1 2026-03-{day:02d} 18:10")
            if day != 5:
                company.clock(f"7 2026-03-{day:02d} 08:50", f"7 2026-03-{day:02d} 18:10")
    company.judge()
    company.give(FINDINGS, "badge,date,note,kind,concerns\nE0001,2026-03-05,代打卡,falsified,E0007\n")
    # One day absent: 5 days' basic and bonus: 5 × (8,700 + 2,175) / 21.75 = 2,500.00
    assert company.row("E0007").policy_fen == 250_000
    assert company.row("E0001").head_fine_fen == 500_000
    company.clock("7 2026-03-05 08:50", "7 2026-03-05 18:10")
    assert company.row("E0007").policy_fen == 0
    assert company.row("E0001").head_fine_fen == 0
    _sound(company)


def test_an_event_missed_in_work_hours_does_not_make_a_half_absent_twice(company: Company) -> None:
    """ATT-9."""
    company.hire("E0007")
    company.clock("7 2026-03-05 08:50", "7 2026-03-05 18:10")
    company.judge()
    before = company.row("E0007").absence_halves
    heading = "code,title,from,to,badge,arrived,left,excused\n"
    company.give(EVENTS, heading + "M1,例会,2026-03-05 09:30,2026-03-05 11:00,E0007,,,no\n")
    assert company.row("E0007").absence_halves == before + 1
    company.give(EVENTS, heading + "M2,例会,2026-03-06 09:30,2026-03-06 11:00,E0007,,,no\n")
    assert company.row("E0007").absence_halves == before + 1
    company.give(EVENTS, heading + "M1,例会,2026-03-05 09:30,2026-03-05 11:00,E0007,,,yes\n")
    assert company.row("E0007").absence_halves == before
    _sound(company)


def test_a_shift_of_four_punches_is_judged_by_every_punch(company: Company) -> None:
    """Rule 4."""
    company.hire("E0007")
    company.clock("7 2026-03-05 08:50", "7 2026-03-05 12:01", "7 2026-03-05 18:02")
    company.judge()
    assert company.results("E0007", "2026-03-05") == ("present", "present")
    company.give(
        SHIFTS, "scope,from,am_start,am_end,pm_start,pm_end,punches\nunit:OPS,2026-03-01,09:00,12:00,13:30,18:00,4\n"
    )
    assert company.results("E0007", "2026-03-05") == ("present", "missing")
    _sound(company)


def test_the_nearest_shift_holds_and_an_empty_one_ends_it(company: Company) -> None:
    """ATT-1: the employee's own before the unit's before the company's."""
    company.hire("E0007")
    company.clock("7 2026-03-05 09:20", "7 2026-03-05 18:02", "7 2026-03-12 09:20", "7 2026-03-12 18:02")
    company.judge()
    heading = "scope,from,am_start,am_end,pm_start,pm_end,punches\n"
    company.give(SHIFTS, heading + "staff:E0007,2026-03-01,09:30,12:00,13:30,18:00,2\nstaff:E0007,2026-03-10,,,,,\n")
    assert company.results("E0007", "2026-03-05") == ("present", "present")
    assert company.results("E0007", "2026-03-12") == ("late", "present")
    _sound(company)


def test_an_explained_half_is_present_and_what_was_judged_first_stays(company: Company) -> None:
    """Rule 6, and taking it back."""
    employee_id = company.hire("E0007")
    company.clock("7 2026-03-05 08:57")
    company.judge()
    day = date(2026, 3, 5)
    company.database.run(
        service.explain_half, company.machine, employee_id, day, HalfName.PM, "forgot", "", company.now
    )
    judged = company.day("E0007", "2026-03-05")
    assert judged is not None
    assert judged.pm.judged_first is not None
    assert (judged.pm.result.value, judged.pm.judged_first.value, judged.pm.explained) == (
        "present",
        "missing",
        "forgot",
    )
    with pytest.raises(Refusal, match="explained already"):
        company.database.run(
            service.explain_half, company.machine, employee_id, day, HalfName.PM, "forgot", "", company.now
        )
    company.database.run(service.withdraw_explanation, company.machine, employee_id, day, HalfName.PM)
    assert company.results("E0007", "2026-03-05") == ("present", "missing")
    _sound(company)


def test_nobody_explains_their_own_half(company: Company) -> None:
    employee_id = company.hire("E0007")
    company.judge()
    own = Actor(employee_id, "E0007", "E0007", frozenset({Role.ATTENDANCE_CLERK}), "t")
    with pytest.raises(NotPermitted):
        company.database.run(
            service.explain_half, own, employee_id, date(2026, 3, 5), HalfName.PM, "forgot", "", company.now
        )


def test_only_a_half_that_needs_it_is_explained(company: Company) -> None:
    employee_id = company.hire("E0007")
    company.clock("7 2026-03-05 08:57", "7 2026-03-05 18:00")
    for day in (5, 7):
        with pytest.raises(Refusal, match="Only a half day"):
            company.database.run(
                service.explain_half,
                company.machine,
                employee_id,
                date(2026, 3, day),
                HalfName.AM,
                "forgot",
                "",
                company.now,
            )


def test_days_thresholds_are_of_their_day_and_tiers_of_the_months_last(company: Company) -> None:
    """ATT-14."""
    company.hire("E0007")
    for day in (5, 6, 19, 20):
        company.clock(f"7 2026-03-{day:02d} 09:20", f"7 2026-03-{day:02d} 18:00")
    company.judge()
    assert company.row("E0007").late_times == 4
    company.database.run(
        service.enter_policy, company.machine, date(2026, 3, 16), AttendancePolicy(late_from_min=21), "弹性"
    )
    row = company.row("E0007")
    assert row.late_times == 2
    assert company.results("E0007", "2026-03-05") == ("late", "present")
    assert company.results("E0007", "2026-03-19") == ("present", "present")
    _sound(company)


def test_probation_takes_the_bonus(company: Company) -> None:
    """ATT-7: while it runs the bonus is 0."""
    employee_id = company.hire("E0007")
    company.judge()
    company.database.run(service.begin_probation, company.machine, employee_id, date(2026, 3, 1), "旷工四日")
    assert company.row("E0007").bonus_fen == 0
    company.database.run(service.end_probation, company.machine, employee_id, date(2026, 3, 20))
    assert company.row("E0007").bonus_fen == 217_500
    _sound(company)


def test_a_workday_that_is_not_over_is_open_until_it_is(company: Company) -> None:
    """Rule 1: open counts in no total but the days required."""
    company.hire("E0007")
    company.now = datetime(2026, 3, 11, 3, 59)
    company.judge()
    row = company.row("E0007")
    assert company.results("E0007", "2026-03-10") == ("open", "open")
    assert company.results("E0007", "2026-03-09") == ("absent", "absent")
    assert (row.required_days, row.absence_halves) == (22, 12)
    company.now = datetime(2026, 3, 11, 4, 0)
    assert company.judge() == 1
    assert company.results("E0007", "2026-03-10") == ("absent", "absent")
    assert company.judge() == 0
    _sound(company)


def test_wages_are_those_of_the_last_assignment_of_the_month(company: Company) -> None:
    """ATT-13."""
    company.hire("E0007", to_day="2026-03-15", basic=500_000)
    company.hire("E0007", from_day="2026-03-16", basic=900_000, bonus=0)
    company.judge()
    row = company.row("E0007")
    assert (row.basic_fen, row.bonus_fen, row.cap_fen) == (900_000, 0, 180_000)
    assert Month(2026, 3) == MARCH
