"""The file `positions`, all or nothing (ORG-2, ORG-4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from opsconsole.errors import ImportRefused, Problem
from opsconsole.org import hooks
from opsconsole.org.queries import position_detail
from opsconsole.org.service import change_position
from tests.org.conftest import COMPANY_POSITIONS, Office, day

ON = day("2026-03-01")


def refused(office: Office, text: str) -> list[Problem]:
    with pytest.raises(ImportRefused) as caught:
        office.positions(text)
    return list(caught.value.problems)


def places(problems: list[Problem]) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.message.clause) for problem in problems]


def test_the_same_file_twice_changes_nothing(any_office: Office) -> None:
    assert any_office.positions(COMPANY_POSITIONS) == {"new": 0, "changed": 0, "unchanged": 7, "refused": 0}


def test_a_superior_may_stand_further_down(any_office: Office) -> None:
    any_office.positions(
        """
        YY-04,YY,运营助理,Operations assistant,YY-03,1,staff
        YY-03,YY,运营主管,Operations supervisor,YY-01,1,staff
        """
    )
    detail = any_office.read(position_detail, "YY-04", ON)
    assert [line.code for line in detail.superiors] == ["YY-03", "YY-01", "FZ", "ZJL"]


def test_unknown_units_and_superiors_are_told_together(office: Office) -> None:
    found = refused(
        office,
        """
        X-1,NONE,甲,A,YY-01,1,staff
        X-2,YY,乙,B,NOBODY,1,staff
        X-3,NONE,丙,C,NOBODY,1,staff
        """,
    )
    assert places(found) == [
        (2, "unit", "ORG-1"),
        (3, "reports_to", "ORG-2"),
        (4, "unit", "ORG-1"),
        (4, "reports_to", "ORG-2"),
    ]


def test_a_loop_of_reporting_lines_is_refused_with_its_positions(any_office: Office) -> None:
    found = refused(any_office, "ZJL,JL,总经理,General manager,YY-01,1,gm")
    assert places(found) == [(2, "reports_to", "ORG-2")]
    assert sorted(found[0].message.facts["codes"].split(" > ")[:-1]) == ["FZ", "YY-01", "ZJL"]
    assert any_office.read(position_detail, "ZJL", ON).superiors == ()


def test_a_second_head_and_a_second_general_manager_are_refused(office: Office) -> None:
    found = refused(
        office,
        """
        YY-09,YY,运营部副经理,Deputy head,YY-01,1,head
        ZJL-2,JL,总裁,President,,1,gm
        BGS-01,BGS,主任,Head,ZJL,1,head
        BGS-03,BGS,副主任,Head,ZJL,1,head
        """,
    )
    assert places(found) == [(2, "rank", "ORG-4"), (3, "rank", "ORG-4"), (5, "rank", "ORG-4")]
    assert [problem.message.facts["position"] for problem in found] == ["YY-01", "ZJL", "BGS-01"]


def test_posts_change_hands_within_one_call(any_office: Office) -> None:
    """The head steps down, another position steps up; two heads swap units; the general manager's post moves."""
    any_office.positions(
        """
        YY-01,QD,运营部经理,Head of operations,FZ,1,head
        QD-01,YY,渠道部经理,Head of channels,FZ,1,head
        FZ,JL,总经理,General manager,,1,gm
        ZJL,JL,董事长,Chairman,,1,staff
        """
    )
    assert any_office.read(position_detail, "YY-01", ON).unit.code == "QD"
    assert any_office.read(position_detail, "QD-01", ON).unit.code == "YY"
    assert any_office.read(position_detail, "FZ", ON).data.rank == "gm"
    any_office.positions(
        """
        YY-02,YY,运营负责人,Operations lead,FZ,3,staff
        YY-05,YY,新任经理,Manager,FZ,1,head
        QD-01,YY,前任经理,Former manager,FZ,1,staff
        """
    )
    assert any_office.read(position_detail, "YY-05", ON).data.rank == "head"


def test_a_position_that_two_people_hold_does_not_become_a_heads(office: Office) -> None:
    found = refused(
        office,
        """
        YY-01,YY,运营部经理,Head of operations,FZ,1,staff
        YY-02,YY,运营专员,Operations specialist,YY-01,3,head
        """,
    )
    assert places(found) == [(3, "rank", "ORG-4")]
    assert found[0].message.facts["badge"] == "E4"


def test_description_and_duties_are_kept(office: Office) -> None:
    from dataclasses import replace

    was = office.read(position_detail, "YY-02", ON).data
    office.run(change_position, was, replace(was, description="日常运营", duties=("排班", "统计")))
    office.positions("YY-02,YY,运营专员二级,Operations specialist,YY-01,4,staff")
    data = office.read(position_detail, "YY-02", ON).data
    assert (data.title_zh, data.headcount) == ("运营专员二级", 4)
    assert (data.description, data.duties) == ("日常运营", ("排班", "统计"))


def test_units_that_get_a_position_from_another_are_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[set[int]] = []

    def listen(session: Session, actor: Any, unit_ids: set[int], now: datetime) -> None:
        told.append(unit_ids)

    monkeypatch.setattr(hooks, "units_changed", [listen])
    office.positions("YY-02,QD,运营专员,Operations specialist,YY-01,3,staff")
    assert told == [{office.read(position_detail, "YY-02", ON).unit.id}]


def test_bad_cells_are_told_by_column(office: Office) -> None:
    found = refused(
        office,
        """
        P1,YY,甲,A,,-1,staff
        P2,YY,甲,A,,1.5,staff
        P3,YY,甲,A,,1,boss
        """,
    )
    assert [(problem.line, problem.column) for problem in found] == [(2, "headcount"), (3, "headcount"), (4, "rank")]
