"""The file `staff`, all or nothing (ORG-3, ORG-4, ORG-6)."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from opsconsole.audit.model import AuditRecord
from opsconsole.errors import ImportRefused, Message, Problem
from opsconsole.i18n import N_
from opsconsole.org import hooks
from opsconsole.org.files import STAFF
from opsconsole.org.model import Assignment, Employee
from opsconsole.org.queries import person_detail
from tests.org.conftest import COMPANY_STAFF, STAFF_HEADINGS, Office, day, rows_of

ON = day("2026-03-01")
Told = list[dict[str, date]]


def refused(office: Office, text: str, headings: str = STAFF_HEADINGS) -> list[Problem]:
    with pytest.raises(ImportRefused) as caught:
        office.staff(text, headings)
    return list(caught.value.problems)


def places(problems: list[Problem]) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.message.clause) for problem in problems]


def counted(session: Session, *models: Any) -> list[int]:
    return [session.execute(select(func.count()).select_from(model)).scalar_one() for model in models]


def history(office: Office, badge: str) -> list[tuple[str, str, str]]:
    detail = office.read(person_detail, badge, ON)
    return [(line.position, str(line.from_day), str(line.to_day or "")) for line in reversed(detail.assignments)]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """The first day touched of each person, by badge, for each time that somebody is told."""
    heard: Told = []

    def listen(session: Session, actor: Any, earliest: dict[int, date], now: datetime) -> None:
        badges = {row.id: row.badge for row in session.execute(select(Employee.id, Employee.badge))}
        heard.append({badges[employee_id]: first for employee_id, first in earliest.items()})

    monkeypatch.setattr(hooks, "assignments_changed", [listen])
    return heard


def test_the_same_file_twice_changes_nothing(any_office: Office, told: Told) -> None:
    acts = any_office.read(counted, AuditRecord)
    assert any_office.staff(COMPANY_STAFF) == {"new": 0, "changed": 0, "unchanged": 6, "refused": 0}
    assert any_office.read(counted, AuditRecord) == acts
    assert told == []


def test_a_call_ends_an_assignment_and_opens_the_next(any_office: Office, told: Told) -> None:
    counts = any_office.staff(
        """
        E4,张三,QD-02,2026-03-10,,7000,1500,4,
        E4,张三,YY-02,2024-01-01,2026-03-09,6000,1500,4,
        """
    )
    assert counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}
    assert history(any_office, "E4") == [("YY-02", "2024-01-01", "2026-03-09"), ("QD-02", "2026-03-10", "")]
    assert told == [{"E4": day("2026-03-10")}]


def test_later_days_are_freed_before_they_are_taken(any_office: Office) -> None:
    """The boundary between two stored assignments moves back: the one grows only where the other has shrunk."""
    any_office.staff(
        """
        E6,王五,BGS-02,2023-01-01,2026-01-31,5000,1000,6,
        E6,王五,BGS-02,2026-02-01,2026-02-28,5500,1000,6,
        E6,王五,BGS-02,2026-03-01,,6000,1000,6,
        """
    )
    counts = any_office.staff(
        """
        E6,王五,BGS-02,2023-01-01,2025-12-31,5000,1000,6,
        E6,王五,BGS-02,2026-02-01,2026-02-10,5500,1000,6,
        E6,王五,YY-02,2026-01-01,2026-01-31,5000,1000,6,
        E6,王五,QD-02,2026-02-11,2026-02-28,5000,1000,6,
        """
    )
    assert (counts["new"], counts["changed"]) == (2, 2)
    assert [line[1:] for line in history(any_office, "E6")] == [
        ("2023-01-01", "2025-12-31"),
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-10"),
        ("2026-02-11", "2026-02-28"),
        ("2026-03-01", ""),
    ]


def test_overlaps_are_told_at_the_later_row_with_where_the_other_stands(any_office: Office) -> None:
    found = refused(
        any_office,
        """
        N1,甲某,YY-02,2026-01-01,2026-02-10,1,1,,
        N1,甲某,QD-02,2026-02-10,,1,1,,
        E4,张三,QD-02,2026-03-10,,7000,1500,4,
        """,
    )
    assert places(found) == [(3, "from", "ORG-3"), (4, "from", "ORG-3")]
    assert found[0].message.facts["where"].facts == {"line": 2}
    assert found[1].message.facts["where"].facts == {}
    assert found[1].message.facts["position"] == "YY-02"
    assert any_office.read(counted, Employee, Assignment) == [6, 6]


def test_the_day_after_a_last_day_may_begin_the_next(office: Office) -> None:
    assert office.staff("E5,李四,QD-02,2026-03-16,,1,1,5,")["new"] == 1


def test_one_badge_is_one_person(office: Office) -> None:
    found = refused(
        office,
        """
        N1,甲某,YY-02,2026-01-01,2026-02-10,1,1,,2010-01-01
        N1,甲莫,YY-02,2026-02-11,,1,1,,2010-01-02
        """,
    )
    assert places(found) == [(3, "name", "ORG-3"), (3, "work_since", "")]
    assert found[0].message.facts["place"].facts == {"line": 2}


def test_a_new_name_in_a_file_is_a_change_of_the_person(office: Office) -> None:
    assert office.staff("E4,张叁,YY-02,2024-01-01,,6000,1500,4,")["changed"] == 1
    assert office.read(person_detail, "E4", ON).person.name == "张叁"


def test_an_untold_first_day_of_work_is_kept(office: Office) -> None:
    assert office.staff("E4,张三,YY-02,2024-01-01,,6000,1500,4,")["unchanged"] == 1
    assert office.read(person_detail, "E4", ON).work_since == day("2015-07-01")
    office.staff(
        """
        N1,甲某,YY-02,2026-01-01,2026-02-10,1,1,,
        N1,甲某,YY-02,2026-02-11,,1,1,,2010-01-02
        """
    )
    assert office.read(person_detail, "N1", ON).work_since == day("2010-01-02")


def test_clock_numbers_are_normal_and_one_persons_at_a_time(any_office: Office) -> None:
    found = refused(
        any_office,
        """
        N1,甲某,YY-02,2026-01-01,,1,1,0006,
        N2,乙某,YY-02,2026-01-01,2026-01-31,1,1,70,
        N3,丙某,YY-02,2026-01-31,,1,1,070,
        """,
    )
    assert places(found) == [(2, "clock_id", "ORG-3"), (4, "clock_id", "ORG-3")]
    assert [problem.message.facts["badge"] for problem in found] == ["E6", "N2"]
    any_office.staff("N1,甲某,YY-02,2026-03-16,,1,1,05,")
    assert any_office.read(person_detail, "N1", ON).assignments[0].clock_id == "5"


def test_a_head_and_the_general_manager_are_one_person_at_a_time(any_office: Office) -> None:
    found = refused(
        any_office,
        """
        N1,甲某,YY-01,2026-01-01,,1,1,,
        N2,乙某,ZJL,2026-01-01,2026-01-31,1,1,,
        """,
    )
    assert places(found) == [(2, "position", "ORG-4"), (3, "position", "ORG-4")]
    counts = any_office.staff(
        """
        E3,单经理,YY-01,2021-01-01,2025-12-31,12000,3000,3,
        N1,甲某,YY-01,2026-01-01,,1,1,,
        """
    )
    assert counts == {"new": 1, "changed": 1, "unchanged": 0, "refused": 0}


def test_more_people_than_the_headcount_are_taken(office: Office) -> None:
    lines = "\n".join(f"N{number},某{number},BGS-02,2026-01-01,,1,1,," for number in range(5))
    assert office.staff(lines)["new"] == 5


def test_every_problem_is_told(office: Office) -> None:
    found = refused(
        office,
        """
        N1,甲某,NONE,2026-01-01,,1,1,,
        N2,乙某,YY-02,2026-02-01,2026-01-31,1,1,,
        N3,丙某,NONE,2026-02-01,2026-01-31,1,1,,
        N1,甲某,NONE,2026-01-01,,2,1,,
        E4,张三,NONE,2026-01-01,,1,1,,
        """,
    )
    assert [(problem.line, problem.column) for problem in found] == [
        (2, "position"),
        (3, "to"),
        (4, "position"),
        (4, "to"),
        (5, "basic_wage"),
        (6, "position"),
        (6, "from"),
    ]


def test_absent_optional_columns_leave_what_is_stored(office: Office) -> None:
    headings = "badge,name,position,from,basic_wage,bonus"
    assert office.staff("E5,李四,YY-02,2024-01-01,6100,1500", headings)["changed"] == 1
    (line,) = office.read(person_detail, "E5", ON, with_pay=True).assignments
    assert (line.to_day, line.clock_id, line.basic_wage_fen) == (day("2026-03-15"), "5", 610_000)


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("E5,李四,YY-02,2024-01-01,2026-03-20,6000,1500,5,", "2026-03-16"),
        ("E5,李四,YY-02,2024-01-01,2026-03-01,6000,1500,5,", "2026-03-02"),
        ("E5,李四,YY-02,2024-01-01,,6000,1500,5,", "2026-03-16"),
        ("E5,李四,YY-02,2024-01-01,2026-03-15,6000,1500,55,", "2024-01-01"),
        ("E5,李四,YY-02,2023-06-01,2023-12-31,6000,1500,5,", "2023-06-01"),
    ],
)
def test_the_first_day_touched_is_told(office: Office, told: Told, line: str, first: str) -> None:
    office.staff(line)
    assert told == [{"E5": day(first)}]


def test_a_name_touches_no_day(office: Office, told: Told) -> None:
    office.staff("E5,李肆,YY-02,2024-01-01,2026-03-15,6000,1500,5,")
    assert told == []


def test_nobody_leaves_who_still_holds_something(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """ORG-6, whether somebody leaves by a form or by a file."""
    held = Message(N_("{badge} holds no position"), badge="stand-in")
    monkeypatch.setattr(hooks, "holding_back", [lambda session, employee_id: [held]])
    found = refused(office, "E4,张三,YY-02,2024-01-01,2026-03-09,6000,1500,4,")
    assert places(found) == [(2, "to", "ORG-6")]
    pay_rise = """
        E4,张三,YY-02,2024-01-01,2026-03-09,6000,1500,4,
        E4,张三,YY-02,2026-03-10,,6500,1500,4,
    """
    assert office.staff(pay_rise)["new"] == 1


def test_what_changed_is_on_the_record_row_by_row(office: Office) -> None:
    office.staff("E5,李四,YY-02,2024-01-01,2026-03-15,6100,1500,5,")

    def last(session: Session) -> Any:
        return session.execute(
            select(AuditRecord.subject, AuditRecord.content).order_by(AuditRecord.seq.desc()).limit(1)
        ).one()

    record = office.read(last)
    assert record.subject == "import staff"
    assert '"basic_wage_fen":[600000,610000]' in record.content


def test_ten_thousand_people_take_a_few_seconds_and_no_query_each(empty_office: Office) -> None:
    office = empty_office
    office.units("GS,,演示公司,Demo Company,decision,,no,")
    office.positions("\n".join(f"P{number},GS,岗位,Position,,50,staff" for number in range(200)))
    names = "王李张刘陈杨赵黄周吴"
    lines = "\n".join(
        f"E{number:05},{names[number % 10]}{names[number // 10 % 10]}明,P{number % 200},2024-01-01,,6000,1500,{number},"
        for number in range(10_000)
    )
    rows = rows_of(STAFF, STAFF_HEADINGS, lines)
    statements: list[str] = []
    event.listen(office.database._writer, "before_cursor_execute", lambda *args: statements.append(args[2]))
    begun = time.perf_counter()
    assert office.take(STAFF, rows)["new"] == 10_000
    assert time.perf_counter() - begun < 10
    assert office.take(STAFF, rows)["unchanged"] == 10_000
    assert len(statements) < 400
