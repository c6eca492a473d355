"""The forms for units and positions (ORG-1, ORG-2, ORG-4)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.audit.model import AuditRecord
from opsconsole.errors import NotPermitted, Refusal, Stale
from opsconsole.org import hooks
from opsconsole.org.model import Layer, Rank, UnitKind
from opsconsole.org.queries import position_detail, unit_detail
from opsconsole.org.service import add_position, add_unit, change_position, change_unit
from opsconsole.org.values import PositionData, UnitData
from tests.org.conftest import Office, day

ON = day("2026-03-01")
BRANCH = UnitData("SH", "上海办事处", "Shanghai", Layer.EXECUTION, UnitKind.BRANCH, parent="QD", assessed=True)
GUARD = PositionData(
    "BGS-05", "BGS", "门卫", "Guard", 2, reports_to="BGS-02", description="白班", duties=("巡查", "登记")
)


def unit(office: Office, code: str) -> UnitData:
    return office.read(unit_detail, code, ON).data


def position(office: Office, code: str) -> PositionData:
    return office.read(position_detail, code, ON).data


def last_act(session: Session) -> Any:
    return session.execute(
        select(AuditRecord.act, AuditRecord.subject, AuditRecord.content).order_by(AuditRecord.seq.desc()).limit(1)
    ).one()


def test_a_unit_is_added_and_on_the_record(any_office: Office) -> None:
    any_office.run(add_unit, BRANCH)
    assert unit(any_office, "SH") == BRANCH
    act = any_office.read(last_act)
    assert (act.act, act.subject) == ("org.service.units.add_unit", "unit SH")
    assert "上海办事处" in act.content


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ({"code": "YY"}, "ORG-1"),
        ({"code": ""}, ""),
        ({"code": "S H"}, ""),
        ({"parent": "NONE"}, "ORG-1"),
        ({"parent": "SH"}, "ORG-1"),
        ({"name_zh": "  "}, ""),
        ({"name_en": "x\x1b[2J"}, ""),
        ({"name_en": "x" * 201}, ""),
        ({"name_zh": "部\u202e门"}, ""),
    ],
)
def test_a_unit_that_will_not_do_is_refused(office: Office, wrong: dict[str, Any], clause: str) -> None:
    before = office.read(last_act)
    with pytest.raises(Refusal) as refused:
        office.run(add_unit, replace(BRANCH, **wrong))
    assert refused.value.clause == clause
    assert "\x1b" not in str(refused.value)
    assert office.read(last_act) == before


def test_a_changed_unit_is_found_by_its_new_name(office: Office) -> None:
    from opsconsole.org.queries import search

    was = unit(office, "YY")
    office.run(change_unit, was, replace(was, name_zh="统筹部", kind=None))
    assert unit(office, "YY") == replace(was, name_zh="统筹部", kind=None)
    assert [found.code for found in office.read(search, "tcb", ON)] == ["YY"]


def test_saving_a_form_without_a_change_leaves_no_record(office: Office) -> None:
    before = office.read(last_act)
    office.run(change_unit, unit(office, "YY"), unit(office, "YY"))
    office.run(change_position, position(office, "YY-02"), position(office, "YY-02"))
    assert office.read(last_act) == before


def test_what_somebody_else_changed_is_not_overwritten(office: Office) -> None:
    was = unit(office, "YY")
    office.run(change_unit, was, replace(was, assessed=False))
    with pytest.raises(Stale):
        office.run(change_unit, was, replace(was, name_en="Ops"))
    held = position(office, "YY-02")
    office.run(change_position, held, replace(held, duties=("一",)))
    with pytest.raises(Stale):
        office.run(change_position, held, replace(held, headcount=9))


@pytest.mark.parametrize("parent", ["YY", "SH"])
def test_a_unit_never_stands_under_itself(any_office: Office, parent: str) -> None:
    any_office.run(add_unit, replace(BRANCH, parent="YY"))
    was = unit(any_office, "YY")
    with pytest.raises(Refusal) as refused:
        any_office.run(change_unit, was, replace(was, parent=parent))
    assert refused.value.clause == "ORG-1"
    assert "YY" in str(refused.value)


def test_a_moved_unit_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[set[int]] = []
    monkeypatch.setattr(hooks, "units_changed", [lambda session, actor, unit_ids, now: told.append(unit_ids)])
    was = unit(office, "YY")
    office.run(change_unit, was, replace(was, name_en="Ops"))
    assert told == []
    was = unit(office, "YY")
    office.run(change_unit, was, replace(was, parent="QD"))
    held = position(office, "BGS-02")
    office.run(change_position, held, replace(held, unit="YY"))
    moved = office.read(unit_detail, "YY", ON).path[-1].id
    assert told == [{moved}, {moved}]


def test_a_position_keeps_its_duties_in_order(any_office: Office) -> None:
    any_office.run(add_position, GUARD)
    assert position(any_office, "BGS-05") == GUARD
    changed = replace(GUARD, duties=("登记", "巡查", "值夜"), description="白班\n夜班")
    any_office.run(change_position, GUARD, changed)
    assert position(any_office, "BGS-05") == changed
    fewer = replace(changed, duties=("值夜",))
    any_office.run(change_position, changed, fewer)
    assert position(any_office, "BGS-05") == fewer


def test_duties_typed_on_several_lines_are_several_duties(office: Office) -> None:
    office.run(add_position, replace(GUARD, duties=("巡查\n登记\n", "  ")))
    assert position(office, "BGS-05").duties == ("巡查", "登记")


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ({"code": "YY-01"}, "ORG-2"),
        ({"unit": "NONE"}, "ORG-1"),
        ({"reports_to": "NONE"}, "ORG-2"),
        ({"headcount": -1}, "ORG-2"),
        ({"unit": "YY", "rank": Rank.HEAD}, "ORG-4"),
        ({"rank": Rank.GENERAL_MANAGER}, "ORG-4"),
        ({"title_zh": ""}, ""),
        ({"description": "\x00"}, ""),
        ({"duties": ("\x9b",)}, ""),
    ],
)
def test_a_position_that_will_not_do_is_refused(office: Office, wrong: dict[str, Any], clause: str) -> None:
    with pytest.raises(Refusal) as refused:
        office.run(add_position, replace(GUARD, **wrong))
    assert refused.value.clause == clause


@pytest.mark.parametrize("superior", ["ZJL", "YY-01", "YY-02"])
def test_reporting_lines_never_form_a_loop(any_office: Office, superior: str) -> None:
    was = position(any_office, "ZJL")
    with pytest.raises(Refusal) as refused:
        any_office.run(change_position, was, replace(was, reports_to=superior))
    assert refused.value.clause == "ORG-2"


def test_what_two_people_hold_does_not_become_the_heads(office: Office) -> None:
    head = position(office, "YY-01")
    office.run(change_position, head, replace(head, rank=Rank.STAFF))
    was = position(office, "YY-02")
    with pytest.raises(Refusal) as refused:
        office.run(change_position, was, replace(was, rank=Rank.HEAD))
    assert refused.value.clause == "ORG-4"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICE_CLERK, Role.MACHINE}))
def test_only_the_office_changes_the_organisation(office: Office, role: Role) -> None:
    actor = Actor(None, "E6", "王五", frozenset({role}), "t1")
    with pytest.raises(NotPermitted):
        office.database.run(add_unit, actor, BRANCH, office.now)
    act = office.read(last_act)
    assert (act.act, act.subject) == ("access.refused", "org.service.units.add_unit")
