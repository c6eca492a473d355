"""The file `units`, all or nothing (ORG-1, ORG-4, ORG-5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.audit.model import AuditRecord
from opsconsole.errors import ImportRefused, NotPermitted, Problem
from opsconsole.org import hooks
from opsconsole.org.files import UNITS
from opsconsole.org.model import Unit
from opsconsole.org.queries import tree_on, unit_detail
from tests.org.conftest import COMPANY_UNITS, Office, day, rows_of, taken

HEADINGS = "code,parent,name_zh,name_en,layer,kind,assessed,in_charge"


def problems_of(office: Office, text: str, headings: str = HEADINGS) -> list[tuple[int, str, str]]:
    """Line, column and message id of each problem of a refused file."""
    with pytest.raises(ImportRefused) as refused:
        office.units(text, headings)
    return [(problem.line, problem.column, problem.message.msgid) for problem in refused.value.problems]


def last_problems(office: Office, text: str) -> tuple[Problem, ...]:
    with pytest.raises(ImportRefused) as refused:
        office.units(text)
    return refused.value.problems


def count(session: Session, model: Any) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """What is told of units that moved."""
    told: list[set[int]] = []

    def listen(session: Session, actor: Any, unit_ids: set[int], now: datetime) -> None:
        told.append(unit_ids)

    monkeypatch.setattr(hooks, "units_changed", [listen])
    return told


def test_the_same_file_twice_changes_nothing(any_office: Office) -> None:
    acts = any_office.read(count, AuditRecord)
    assert any_office.units(COMPANY_UNITS) == {"new": 0, "changed": 0, "unchanged": 5, "refused": 0}
    assert any_office.read(count, AuditRecord) == acts


def test_a_parent_may_stand_further_down(any_office: Office) -> None:
    counts = any_office.units(
        """
        SH-1,SH,上海一组,Shanghai 1,operation,,no,
        SH,QD,上海办事处,Shanghai,execution,branch,yes,E2
        """
    )
    assert counts["new"] == 2
    path = any_office.read(unit_detail, "SH-1", day("2026-03-01")).path
    assert [unit.code for unit in path] == ["GS", "JL", "QD", "SH", "SH-1"]


def test_changed_rows_are_counted_and_moves_are_told(office: Office, moved: list[set[int]]) -> None:
    counts = office.units(
        """
        YY,QD,运营部,Operations,execution,business,yes,E2
        QD,JL,渠道管理部,Channels,execution,business,yes,E9
        BGS,JL,总经办,General Office,execution,functional,no,E2
        """
    )
    assert counts == {"new": 0, "changed": 2, "unchanged": 1, "refused": 0}
    detail = office.read(unit_detail, "YY", day("2026-03-01"))
    assert moved == [{detail.path[-1].id}]
    assert detail.data.parent == "QD"


def test_a_deputy_may_be_named_before_they_are_known(office: Office) -> None:
    on = day("2026-03-01")
    before = office.read(unit_detail, "QD", on)
    assert (before.data.in_charge, before.in_charge) == ("E9", None)
    office.staff("E9,赵副总,BGS-02,2026-02-01,,1,1,9,")
    after = office.read(unit_detail, "QD", on)
    assert after.in_charge is not None
    assert after.in_charge.name == "赵副总"


def test_absent_optional_columns_leave_what_is_stored(office: Office) -> None:
    counts = office.units("YY,运营中心,Operations,execution,yes", "code,name_zh,name_en,layer,assessed")
    assert counts["changed"] == 1
    data = office.read(unit_detail, "YY", day("2026-03-01")).data
    assert (data.name_zh, data.parent, data.in_charge, data.kind) == ("运营中心", "JL", "E2", "business")


def test_an_empty_cell_clears(office: Office) -> None:
    office.units("YY,,运营部,Operations,execution,,yes,")
    data = office.read(unit_detail, "YY", day("2026-03-01")).data
    assert (data.parent, data.in_charge, data.kind) == (None, "", None)


def test_every_problem_is_told_with_line_and_column(office: Office) -> None:
    found = last_problems(
        office,
        """
        A,NONE,甲,A,execution,,no,
        B,C,乙,B,execution,,no,
        C,B,丙,C,execution,,no,
        D,D,丁,D,execution,,no,
        A,GS,甲,A,execution,,no,
        """,
    )
    assert [(problem.line, problem.column) for problem in found] == [
        (2, "parent"),
        (3, "parent"),
        (5, "parent"),
        (6, "parent"),
    ]
    assert found[0].message.facts["unit"] == "NONE"
    assert found[1].message.facts["codes"] == "B > C > B"
    assert found[2].message.facts["codes"] == "D > D"
    assert str(found[3].message.facts["place"].facts["line"]) == "2"
    assert office.read(count, Unit) == 5


def test_a_loop_through_stored_units_is_refused(any_office: Office) -> None:
    found = last_problems(any_office, "GS,YY,演示公司,Demo Company,decision,,no,")
    assert [(problem.line, problem.column) for problem in found] == [(2, "parent")]
    assert sorted(found[0].message.facts["codes"].split(" > ")[:-1]) == ["GS", "JL", "YY"]
    assert any_office.read(unit_detail, "GS", day("2026-03-01")).data.parent is None


def test_an_exact_repeat_within_a_file_is_taken_once(office: Office) -> None:
    line = "SH,QD,上海办事处,Shanghai,execution,branch,yes,E2\n"
    assert office.units(line * 3) == {"new": 1, "changed": 0, "unchanged": 2, "refused": 0}


def test_repeats_in_different_files_name_the_file(office: Office) -> None:
    first = rows_of(UNITS, HEADINGS, "SH,QD,上海,Shanghai,execution,branch,yes,E2", "a.csv")
    second = rows_of(UNITS, HEADINGS, "SH,QD,沪办,Shanghai,execution,branch,yes,E2", "b.csv")
    with pytest.raises(ImportRefused) as refused:
        office.take(UNITS, [*first, *second])
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.column) == ("b.csv", 2, "name_zh")
    assert problem.message.facts["place"].facts == {"file": "a.csv", "line": 2}


def test_headings_alone_are_nothing(office: Office) -> None:
    assert office.take(UNITS, []) == {"new": 0, "changed": 0, "unchanged": 0, "refused": 0}


def test_several_units_may_stand_at_the_top(office: Office) -> None:
    office.units("JSH,,监事会,Supervisory Board,decision,,no,")
    assert [unit.code for unit in office.read(tree_on, day("2026-03-01"))] == ["GS", "JSH"]


def test_names_that_look_like_markup_are_kept_as_they_are(any_office: Office) -> None:
    for name in ("[red]x[/]", "[@click=app.quit]x[/]", "=1+1", "测" * 60, "𠮷部", "😀"):
        any_office.units(f"X,GS,{name},{name},execution,,no,")
        data = any_office.read(unit_detail, "X", day("2026-03-01")).data
        assert (data.name_zh, data.name_en) == (name, name)


def test_only_who_may_change_the_organisation_imports_it(office: Office) -> None:
    from opsconsole.access.actor import Actor, Role

    auditor = Actor(None, "E6", "王五", frozenset({Role.AUDITOR}), "t1")
    with pytest.raises(NotPermitted):
        office.database.run(taken, auditor, UNITS, [], office.now)
