"""The organisation as it was on any day (ORG-1 to ORG-5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from sqlalchemy import event

from opsconsole.access.actor import Role
from opsconsole.errors import Refusal
from opsconsole.org.model import Layer, Rank, UnitKind
from opsconsole.org.queries import (
    FoundKind,
    UnitNode,
    deputy_in_charge,
    general_manager,
    head_of,
    org_roles,
    person_detail,
    position_detail,
    search,
    tree_on,
    unit_detail,
    units_below,
)
from opsconsole.org.service import add_unit, change_position, depart, transfer
from opsconsole.org.values import Terms, UnitData
from tests.org.conftest import Office, day

BEFORE, AFTER = day("2026-03-15"), day("2026-03-16")


def lines(nodes: Iterable[UnitNode], depth: int = 0) -> list[str]:
    """The tree as the screen draws it: code, head, filled/headcount, vacancies and overrun, people below."""
    drawn: list[str] = []
    for node in nodes:
        head = node.head.name if node.head else "-"
        drawn.append(
            f"{'  ' * depth}{node.code} {head} {node.filled}/{node.headcount}"
            f" -{node.vacancies} +{node.overrun} ={node.people}"
        )
        drawn += lines(node.children, depth + 1)
    return drawn


def unit_id(office: Office, code: str) -> int:
    return office.read(unit_detail, code, BEFORE).path[-1].id


def test_the_tree_before_and_after_a_transfer(any_office: Office) -> None:
    """ORG-3: on the 16th one leaves, one takes over a branch of the tree, and one moves on."""
    any_office.run(depart, "E3", BEFORE)
    any_office.run(transfer, "E4", AFTER, None, Terms("YY-01", 900_000, 200_000, "4"))
    any_office.run(transfer, "E6", AFTER, None, Terms("QD-01", 900_000, 200_000, "6"))
    assert lines(any_office.read(tree_on, BEFORE)) == [
        "GS - 0/0 -0 +0 =6",
        "  JL - 2/2 -0 +0 =6",
        "    BGS - 1/1 -0 +0 =1",
        "    QD - 0/3 -3 +0 =0",
        "    YY 单经理 3/4 -1 +0 =3",
    ]
    assert lines(any_office.read(tree_on, AFTER)) == [
        "GS - 0/0 -0 +0 =4",
        "  JL - 2/2 -0 +0 =4",
        "    BGS - 0/1 -1 +0 =0",
        "    QD 王五 1/3 -2 +0 =1",
        "    YY 张三 1/4 -3 +0 =1",
    ]
    assert lines(any_office.read(tree_on, day("2019-12-31")))[0] == "GS - 0/0 -0 +0 =0"


def test_a_surplus_in_one_position_fills_no_vacancy_in_another(office: Office) -> None:
    """ORG-2: three specialists where two are meant, and nobody heads them."""
    office.run(depart, "E3", day("2026-02-28"))
    office.staff("\n".join(f"N{number},某{number},YY-02,2026-03-01,,1,1,," for number in range(2)))
    (company,) = office.read(tree_on, day("2026-03-02"))
    operations = company.children[0].children[2]
    assert (operations.filled, operations.headcount, operations.vacancies, operations.overrun) == (4, 4, 1, 1)


def test_the_tree_takes_as_many_queries_for_a_large_company(office: Office) -> None:
    def queries() -> int:
        statements: list[str] = []

        def note(*args: object) -> None:
            statements.append(str(args[2]))

        event.listen(office.database._reader, "before_cursor_execute", note)
        office.read(tree_on, AFTER)
        event.remove(office.database._reader, "before_cursor_execute", note)
        return len(statements)

    before = queries()
    for number in range(30):
        data = UnitData(f"U{number}", "部", "Unit", Layer.EXECUTION, UnitKind.BUSINESS, parent="GS", in_charge="E2")
        office.run(add_unit, data)
    assert queries() == before <= 6


def test_a_units_line_tells_who_is_in_charge(office: Office) -> None:
    (company,) = office.read(tree_on, AFTER)
    offices = {node.code: node for node in company.children[0].children}
    assert offices["YY"].in_charge is not None
    assert offices["YY"].in_charge.name == "曾副总"
    assert (offices["QD"].in_charge, offices["QD"].in_charge_badge) == (None, "E9")


def test_a_unit_with_everything_that_its_pane_shows(office: Office) -> None:
    detail = office.read(unit_detail, "YY", BEFORE)
    assert [unit.code for unit in detail.path] == ["GS", "JL", "YY"]
    assert detail.head is not None
    assert detail.head.badge == "E3"
    assert detail.in_charge is not None
    assert [(line.code, len(line.holders), line.vacancies) for line in detail.positions] == [
        ("YY-01", 1, 0),
        ("YY-02", 2, 1),
    ]
    assert [holding.person.name for holding in detail.positions[1].holders] == ["李四", "张三"]
    assert [unit.code for unit in office.read(unit_detail, "JL", BEFORE).children] == ["BGS", "QD", "YY"]


def test_a_position_with_who_held_holds_and_will_hold_it(office: Office) -> None:
    office.run(transfer, "E4", AFTER, None, Terms("QD-02", 1, 1, "4"))
    office.run(transfer, "E6", day("2026-05-01"), None, Terms("YY-02", 1, 1, "6"))
    detail = office.read(position_detail, "YY-02", AFTER)
    assert [holding.person.badge for holding in detail.now] == []
    assert [holding.person.badge for holding in detail.before] == ["E5", "E4"]
    assert [holding.person.badge for holding in detail.coming] == ["E6"]
    assert [(line.code, [holding.person.name for holding in line.holders]) for line in detail.superiors] == [
        ("YY-01", ["单经理"]),
        ("FZ", ["曾副总"]),
        ("ZJL", ["万总"]),
    ]
    reporting = office.read(position_detail, "FZ", AFTER).reporting
    assert [line.code for line in reporting] == ["QD-01", "YY-01"]


def test_a_person_with_their_history_and_no_pay_for_who_may_not_see_it(office: Office) -> None:
    office.run(transfer, "E4", AFTER, None, Terms("QD-02", 700_000, 100_000, "4"))
    detail = office.read(person_detail, "E4", BEFORE)
    assert [(line.position, line.unit.code, line.rank) for line in detail.assignments] == [
        ("QD-02", "QD", Rank.STAFF),
        ("YY-02", "YY", Rank.STAFF),
    ]
    assert detail.running == detail.assignments[1]
    assert [line.code for line in detail.superiors] == ["YY-01", "FZ", "ZJL"]
    assert {line.basic_wage_fen for line in detail.assignments} == {None}
    assert "700000" not in repr(detail)
    paid = office.read(person_detail, "E4", BEFORE, with_pay=True)
    assert [line.basic_wage_fen for line in paid.assignments] == [700_000, 600_000]
    gone = office.read(person_detail, "E5", AFTER)
    assert (gone.running, gone.superiors) == (None, ())


@pytest.mark.parametrize("query", [unit_detail, position_detail, person_detail])
def test_an_unknown_code_is_refused_with_a_sentence(office: Office, query: Callable[..., object]) -> None:
    with pytest.raises(Refusal) as refused:
        office.read(query, "NONE", AFTER)
    assert "NONE" in str(refused.value)


def test_who_leads_on_a_day(any_office: Office) -> None:
    """ORG-4: heads, deputies and the general manager are looked up by the day."""
    operations = unit_id(any_office, "YY")
    any_office.run(depart, "E3", BEFORE)
    head = any_office.read(head_of, operations, BEFORE)
    assert head is not None
    assert head.badge == "E3"
    assert any_office.read(head_of, operations, AFTER) is None
    manager = any_office.read(general_manager, AFTER)
    assert manager is not None
    assert manager.name == "万总"
    assert any_office.read(general_manager, day("2019-12-31")) is None
    any_office.run(depart, "E2", BEFORE)
    deputy = any_office.read(deputy_in_charge, operations, BEFORE)
    assert deputy is not None
    assert deputy.badge == "E2"
    assert any_office.read(deputy_in_charge, operations, AFTER) is None


def test_a_unit_below_is_under_the_deputy_of_the_unit_above(office: Office) -> None:
    office.run(add_unit, UnitData("YY-A", "一组", "Group 1", Layer.OPERATION, parent="YY"))
    deputy = office.read(deputy_in_charge, unit_id(office, "YY-A"), AFTER)
    assert deputy is not None
    assert deputy.badge == "E2"
    assert office.read(deputy_in_charge, unit_id(office, "JL"), AFTER) is None
    assert office.read(units_below, [unit_id(office, "YY")]) == {unit_id(office, "YY"), unit_id(office, "YY-A")}


def test_roles_follow_from_the_post_held_on_a_day(office: Office) -> None:
    def roles(badge: str) -> frozenset[Role]:
        return office.read(org_roles, office.read(person_detail, badge, BEFORE).person.id, BEFORE)

    assert roles("E1") == {Role.GENERAL_MANAGER}
    assert roles("E2") == {Role.DEPUTY_GM}
    assert roles("E3") == {Role.HEAD}
    assert roles("E4") == frozenset()
    office.run(transfer, "E3", day("2026-03-10"), None, Terms("YY-02", 1, 1, "3"))
    assert roles("E3") == frozenset()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("yy", ["YY", "YY-01", "YY-02"]),
        ("zs", ["E4"]),
        ("e4", ["E4"]),
        ("运营专员", ["YY-02"]),
        ("operations", ["YY", "YY-01", "YY-02"]),
        ("channel spec", ["QD-02"]),
        ("sjl", ["E3"]),
        ("100%", []),
        ("_", []),
        (" ", []),
    ],
)
def test_pickers_find_by_code_name_and_pinyin(any_office: Office, typed: str, found: list[str]) -> None:
    assert [hit.code for hit in any_office.read(search, typed, BEFORE)] == found


def test_the_closest_comes_first_and_who_left_comes_last(office: Office) -> None:
    office.staff("E50,李四维,QD-02,2024-01-01,,1,1,50,")
    assert [hit.code for hit in office.read(search, "e5", BEFORE)] == ["E5", "E50"]
    assert [hit.code for hit in office.read(search, "李", BEFORE)] == ["E5", "E50"]
    assert [hit.code for hit in office.read(search, "李", AFTER)] == ["E50", "E5"]
    assert [hit.code for hit in office.read(search, "李四", AFTER)] == ["E5", "E50"]
    assert [hit.code for hit in office.read(search, "lis", AFTER, kinds=frozenset({FoundKind.PERSON}))] == ["E50", "E5"]
    assert len(office.read(search, "e", BEFORE, 2)) == 2


def test_a_hit_tells_the_unit_on_the_day(office: Office) -> None:
    office.run(transfer, "E4", AFTER, None, Terms("QD-02", 1, 1, "4"))
    units = [office.read(search, "zhangsan", on)[0].unit_zh for on in (BEFORE, AFTER)]
    assert units == ["运营部", "渠道部"]


def test_a_change_of_rank_shows_on_every_day(office: Office) -> None:
    """Ranks are not dated: a position that becomes a head's was it all along for whoever held it."""
    was = office.read(position_detail, "YY-01", BEFORE).data
    office.run(change_position, was, replace(was, rank=Rank.STAFF))
    assert office.read(head_of, unit_id(office, "YY"), BEFORE) is None
