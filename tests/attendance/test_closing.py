"""A month is reviewed, closed, and proof against everything later; what comes late becomes adjustments (ATT-12)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor, Role
from opsconsole.access.sitting import LONGEST, Sitting
from opsconsole.attendance import arranging, months, service
from opsconsole.attendance.checks import CHECKS
from opsconsole.attendance.files.arrangements import LEAVE
from opsconsole.attendance.files.calendar import SHIFTS
from opsconsole.attendance.files.exports import adjustment_rows, day_rows, sheet_rows
from opsconsole.attendance.files.handover import exception_rows
from opsconsole.attendance.model import AttendanceMonth, Explanation, MonthRow, MonthState
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.queries.what_if import what_if
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.rules.values import HalfName
from opsconsole.attendance.sources import policies
from opsconsole.dates import Month
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.files.exports import ExportOptions
from opsconsole.org.model import Assignment, Employee, Position, Rank, Unit
from tests.attendance.company import MARCH, Company

APRIL = Month(2026, 4)
BLANK = {"description": "", "search": ""}
CLOCKED = ("08:57", "18:02")
LEAVE_COLUMNS = "badge,kind,from_date,from_half,to_date,to_half,approved_by"
SHIFT_COLUMNS = "scope,from,am_start,am_end,pm_start,pm_end,punches"


def make_head(session: Session, actor: Actor, unit: str) -> None:
    """The unit's position becomes its head's."""
    unit_id = session.execute(select(Unit.id).where(Unit.code == unit)).scalar_one()
    session.add(
        Position(
            code=f"{unit}-H",
            unit_id=unit_id,
            title_zh="经理",
            title_en="",
            headcount=1,
            rank=Rank.HEAD,
            description="",
            search="",
        )
    )
    audit.record(session, "head")


def hire_head(session: Session, actor: Actor, badge: str, unit: str) -> None:
    position = session.execute(select(Position).where(Position.code == f"{unit}-H")).scalar_one()
    employee = session.execute(select(Employee).where(Employee.badge == badge)).scalar_one()
    held = session.execute(select(Assignment).where(Assignment.employee_id == employee.id)).scalar_one()
    held.position_id = position.id
    audit.record(session, "head")


@pytest.fixture
def march(any_company: Company) -> Company:
    """E0001 heads OPS with E0004 and E0005; March is on the clock and over."""
    for badge in ("E0001", "E0004", "E0005"):
        any_company.hire(badge)
    any_company.database.run(make_head, any_company.machine, "OPS")
    any_company.database.run(hire_head, any_company.machine, "E0001", "OPS")
    any_company.clock(
        *(
            f"{number} {day} {time}"
            for number in (1, 4, 5)
            for day in MARCH.days()
            if day.day != 5
            for time in ("08:57", "18:02")
        )
    )
    any_company.judge()
    return any_company


def actor(company: Company, badge: str, *roles: Role) -> Actor:
    found = company.database.read(
        lambda session: session.execute(select(Employee.id).where(Employee.badge == badge)).scalar_one()
    )
    return Actor(found, badge, badge, frozenset(roles), "front-1")


def unit_id(company: Company, code: str = "OPS") -> int:
    return company.database.read(lambda session: session.execute(select(Unit.id).where(Unit.code == code)).scalar_one())


def confirm(company: Company) -> None:
    company.database.run(months.confirm_unit, actor(company, "E0001", Role.HEAD), MARCH, unit_id(company), company.now)


def close(company: Company, month: Month = MARCH) -> None:
    company.database.run(months.close_month, actor(company, "E0005", Role.OFFICE_CLERK), month, company.now)


def state(company: Company, month: Month = MARCH) -> MonthState:
    return company.database.read(lambda session: session.get_one(AttendanceMonth, str(month)).state)


def said(company: Company, month: Month = MARCH) -> list[Any]:
    """Everything that the exports of a month say."""
    options = ExportOptions(month=month)
    return company.database.read(lambda session: [*day_rows(session, options), *sheet_rows(session, options)])


def adjustments(company: Company, landing: Month = APRIL) -> list[tuple[Any, ...]]:
    return company.database.read(lambda session: list(adjustment_rows(session, ExportOptions(month=landing))))


def sound(company: Company) -> None:
    """Every invariant of attendance holds."""
    assert [message for check in CHECKS for message in company.database.read(check.run, company.now)] == []


def test_the_head_confirms_and_the_office_closes(march: Company) -> None:
    with pytest.raises(Refusal, match="not confirmed by every head"):
        close(march)
    with pytest.raises(Refusal, match="confirmed by its head"):
        march.database.run(months.confirm_unit, actor(march, "E0004"), MARCH, unit_id(march), march.now)
    confirm(march)
    assert state(march) is MonthState.REVIEWED
    with pytest.raises(NotPermitted):
        march.database.run(months.close_month, actor(march, "E0001", Role.HEAD), MARCH, march.now)
    close(march)
    assert state(march) is MonthState.CLOSED
    sound(march)


def granted_late(session: Session, actor: Actor, person: int, day: date, now: datetime) -> None:
    """What an explanation that was asked for and granted after the closing leaves behind."""
    given = {"given_by": "E0001", "given_at": now, "judged_first": "absent"}
    session.add(Explanation(employee_id=person, day=day, half=HalfName.PM, reason="other", note="late", **given))
    session.flush()
    touched = Touched()
    touched.days(person, [day])
    rejudge(session, touched)
    audit.record(session, "granted")


def test_exceptions_and_what_if_of_a_closed_month_do_not_follow_what_came_late(march: Company) -> None:
    """A verdict taken back or given later stands in an adjustment; late punches are no change of the policy's."""
    person = march.row("E0004").employee_id
    day = date(2026, 3, 5)
    march.database.run(service.explain_half, march.machine, person, day, HalfName.AM, "forgot", "note", march.now)
    confirm(march)
    close(march)
    options = ExportOptions(month=MARCH)
    before = march.database.read(lambda session: list(exception_rows(session, options)))
    assert [row[10:12] for row in before if row[0] == "E0004"] == [("forgot", "note"), ("", "")]
    march.database.run(granted_late, march.machine, person, day, march.now)
    march.clock("5 2026-03-05 08:55", "5 2026-03-05 18:10")
    assert march.database.read(lambda session: list(exception_rows(session, options))) == before
    clerk = actor(march, "E0005", Role.OFFICE_CLERK)
    found = march.database.read(what_if, clerk, MARCH, march.database.read(policies).on(MARCH.last), march.now)
    assert found.changed == ()
    sound(march)


def test_what_a_head_confirmed_is_what_they_saw(march: Company) -> None:
    confirm(march)
    march.clock("4 2026-03-05 09:10", "4 2026-03-05 18:10")
    assert state(march) is MonthState.OPEN
    with pytest.raises(Refusal, match="not confirmed"):
        close(march)


def test_a_month_that_runs_is_not_confirmed(march: Company) -> None:
    with pytest.raises(Refusal, match="not over yet"):
        march.database.run(
            months.confirm_unit, actor(march, "E0001", Role.HEAD), APRIL, unit_id(march), datetime(2026, 4, 20, 9, 0)
        )


def late_punch(company: Company) -> None:
    company.clock("4 2026-03-05 08:50", "4 2026-03-05 18:10")


def late_leave(company: Company) -> None:
    company.give(LEAVE, f"{LEAVE_COLUMNS}\nE0004,sick,2026-03-05,am,2026-03-05,pm,")


def changed_shift(company: Company) -> None:
    company.give(SHIFTS, f"{SHIFT_COLUMNS}\nstaff:E0004,2026-03-01,08:30,12:00,13:30,18:00,2")


def late_duty(company: Company) -> None:
    employee = actor(company, "E0004").employee_id
    company.database.run(
        arranging.plan_duty, company.machine, employee, datetime(2026, 3, 7, 20), datetime(2026, 3, 8, 8)
    )


@pytest.mark.parametrize("happens", [late_punch, late_leave, changed_shift, late_duty])
def test_whatever_comes_later_is_an_adjustment_and_the_closed_month_stays_the_same(
    march: Company, happens: Any
) -> None:
    confirm(march)
    close(march)
    before = said(march)
    happens(march)
    assert said(march) == before
    lines = adjustments(march)
    assert lines
    assert {line[0] for line in lines} == {"E0004"}
    assert {line[2] for line in lines} == {"2026-03"}
    assert all(line[1].startswith("2026-03-") for line in lines)
    sound(march)


def test_a_late_punch_names_its_day_and_what_it_is_worth(march: Company) -> None:
    confirm(march)
    close(march)
    was = march.row("E0004").payable_fen
    late_punch(march)
    lines = {(line[1], line[3]): line[4:] for line in adjustments(march)}
    assert lines["2026-03-05", "am"] == ("absent", "present", 0)
    assert lines["2026-03-05", "absent_days"] == ("1", "0", 0)
    assert lines["2026-03-05", "payable_fen"] == (str(was), "0", -was)


def test_a_closed_month_is_not_edited_and_its_policy_stays(march: Company) -> None:
    confirm(march)
    close(march)
    employee = actor(march, "E0004").employee_id
    clerk = actor(march, "E0005", Role.ATTENDANCE_CLERK, Role.OFFICE_CLERK)
    with pytest.raises(Refusal, match="is closed"):
        march.database.run(
            service.explain_half, clerk, employee, date(2026, 3, 5), HalfName.AM, "forgot", "", march.now
        )
    figures = march.database.read(policies).on(MARCH.last)
    assert isinstance(figures, AttendancePolicy)
    with pytest.raises(Refusal, match="earliest day is 2026-04-01"):
        march.database.run(service.enter_policy, clerk, date(2026, 3, 31), figures, "")
    assert adjustments(march) == []


def test_the_database_itself_keeps_a_closed_month(march: Company) -> None:
    confirm(march)
    close(march)
    for statement in (
        update(MonthRow).values(late_min=99),
        delete(MonthRow),
        update(AttendanceMonth).values(state=MonthState.REVIEWED),
        delete(AttendanceMonth),
    ):
        with pytest.raises(DatabaseError):
            march.database.run(lambda session, _actor, one=statement: session.execute(one) and None, march.machine)


def reopen(company: Company, month: Month = MARCH, reason: str = "wrong file") -> None:
    manager = actor(company, "E0001", Role.GENERAL_MANAGER)
    sitting = Sitting(manager, frozenset({months.month_item(month)}), 0, company.now + LONGEST)
    company.database.run(months.reopen_month, manager, month, reason, sitting, company.now)


def test_reopened_with_a_reason_it_takes_in_what_came_late(march: Company) -> None:
    confirm(march)
    close(march)
    late_punch(march)
    with pytest.raises(Refusal, match="needs a reason"):
        reopen(march, reason=" ")
    reopen(march)
    assert state(march) is MonthState.OPEN
    assert adjustments(march) == []
    assert march.results("E0004", "2026-03-05") == ("present", "present")
    sound(march)
    with pytest.raises(Refusal, match="not confirmed"):
        close(march)


def test_adjustments_are_closed_with_their_month_and_the_next_ones_start_from_there(march: Company) -> None:
    confirm(march)
    close(march)
    late_punch(march)
    first = adjustments(march)
    march.now = datetime(2026, 5, 4, 9, 0)
    march.judge(APRIL)
    march.database.run(months.confirm_unit, actor(march, "E0001", Role.HEAD), APRIL, unit_id(march), march.now)
    close(march, APRIL)
    late_leave(march)
    assert adjustments(march) == first
    second = adjustments(march, APRIL.next)
    assert ("E0004", "2026-03-05", "2026-03", "am", "present", "leave:sick", 0) in second
    sound(march)
    with pytest.raises(Refusal, match="reopen 2026-04 first"):
        reopen(march)
    reopen(march, APRIL)
    assert adjustments(march, APRIL.next) == []
    assert ("E0004", "2026-03-05", "2026-03", "am", "absent", "leave:sick", 0) in adjustments(march)
    sound(march)
