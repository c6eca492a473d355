"""A company of a dozen people, founded through the verbs that the screens use."""

from __future__ import annotations

from datetime import date, datetime

from opsconsole.access.actor import Actor, Role
from opsconsole.db import Database
from opsconsole.org import service
from opsconsole.org.values import Layer, PersonData, PositionData, Rank, Terms, UnitData, UnitKind

MOMENT = datetime(2026, 3, 6, 9, 30)
OFFICE = Actor(None, "machine", "office", frozenset({Role.MACHINE}), "tests")

FOUNDED = date(2025, 1, 1)
TRANSFERRED = date(2026, 2, 1)
LAST_DAY = date(2026, 2, 15)
TO_COME = date(2026, 4, 1)

HOSTILE = "[@click=app.quit]x[/]"
LONG = "汉" * 60

UNITS = (
    UnitData("ACME", "演示公司", "Demo Company", Layer.DECISION),
    UnitData("OFF", "总经办", "General Office", Layer.EXECUTION, UnitKind.FUNCTIONAL, "ACME"),
    UnitData("OPS", "运营部", "Operations", Layer.EXECUTION, UnitKind.BUSINESS, "ACME", True, "E00002"),
    UnitData("SHB", "上海分公司", "Shanghai Branch", Layer.EXECUTION, UnitKind.BRANCH, "ACME", True, "E00002"),
    UnitData("SHB-S", "销售组", "Sales Team", Layer.OPERATION, None, "SHB"),
)

DUTIES = ("编制月度运营计划", "跟踪计划的执行, 每周汇报", "管理供应商名录")

POSITIONS = (
    PositionData("GM", "ACME", "总经理", "General Manager", 1, Rank.GENERAL_MANAGER),
    PositionData("DGM", "ACME", "副总经理", "Deputy General Manager", 1, Rank.DEPUTY_GM, "GM"),
    PositionData("OFF-H", "OFF", "办公室主任", "Office Manager", 1, Rank.HEAD, "GM"),
    PositionData("OFF-C", "OFF", "文员", "Clerk", 2, Rank.STAFF, "OFF-H"),
    PositionData("OPS-H", "OPS", "运营经理", "Operations Manager", 1, Rank.HEAD, "DGM", "负责运营部.", DUTIES),
    PositionData("OPS-S", "OPS", "运营专员", "Operations Specialist", 3, Rank.STAFF, "OPS-H"),
    PositionData("SHB-H", "SHB", "分公司经理", "Branch Manager", 1, Rank.HEAD, "DGM"),
    PositionData("SHB-C", "SHB-S", "销售", "Salesperson", 1, Rank.STAFF, "SHB-H"),
)

PEOPLE = (
    ("E00001", "赵一", "GM", 2_000_000),
    ("E00002", "钱二", "DGM", 1_500_000),
    ("E00003", "王小明", "OFF-C", 500_000),
    ("E00004", "李雷", "OFF-C", 510_000),
    ("E00005", "韩梅梅", "OPS-H", 900_000),
    ("E00006", "单田", "OPS-S", 520_000),
    ("E00007", "周七", "OPS-S", 530_000),
    ("E00008", "吴八", "SHB-H", 880_000),
    ("E00009", "郑九", "SHB-C", 600_000),
    ("E00010", HOSTILE, "SHB-C", 600_000),
)
"""Badge, name, position, basic wage in fen."""


def found_company(database: Database) -> None:
    """Everybody since 2025; 李雷 moved to operations in February 2026, 周七 left on 15 February."""
    for unit in UNITS:
        database.run(service.add_unit, OFFICE, unit, MOMENT)
    for position in POSITIONS:
        database.run(service.add_position, OFFICE, position, MOMENT)
    for number, (badge, name, position, wage) in enumerate(PEOPLE, start=1):
        terms = Terms(position, wage, wage // 10, str(number))
        database.run(service.hire, OFFICE, PersonData(badge, name, date(2015, 7, 1)), FOUNDED, None, terms, MOMENT)
    moved = Terms("OPS-S", 560_000, 56_000, "4")
    database.run(service.transfer, OFFICE, "E00004", TRANSFERRED, None, moved, MOMENT)
    database.run(service.depart, OFFICE, "E00007", LAST_DAY, MOMENT)
