"""Quotas: going over is shown, and needs a reason (SUP-6)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from opsconsole.dates import Month
from opsconsole.errors import Refusal
from opsconsole.org.model import Unit
from opsconsole.stockroom.model import Measure
from opsconsole.stockroom.service.quotas import OverQuota, quotas_left, set_quota
from tests.stockroom.storeroom import Storeroom

MARCH = Month(2026, 3)


def unit(room: Storeroom, code: str = "OPS") -> int:
    return room.read(lambda session: session.execute(select(Unit.id).where(Unit.code == code)).scalar_one())


def left(room: Storeroom, month: Month = MARCH) -> list[tuple[str, int]]:
    return [(one.category, one.left) for one in room.read(quotas_left, unit(room), month)]


def test_going_over_needs_a_reason_and_what_comes_back_counts(any_room: Storeroom) -> None:
    any_room.run(set_quota, unit(any_room), "", Measure.FEN, MARCH, 500)
    any_room.bought("pens 20 2000", "paper 5 2500")
    any_room.issued("E1", "pens 4")
    assert left(any_room) == [("", 100)]
    with pytest.raises(OverQuota, match="over its monthly quota") as refused:
        any_room.issued("E2", "pens 2")
    assert refused.value.clause == "SUP-6"
    assert refused.value.message.facts["over"] == "1.00"
    over = any_room.issued("E2", "pens 2", over_quota="a fair")
    assert left(any_room) == [("", -100)]
    any_room.returned("E2", "pens 1")
    assert left(any_room) == [("", 0)]
    any_room.reversed(over)
    assert left(any_room) == [("", 200)]
    assert any_room.issued("E3", "paper 5")["amount_fen"] == 2500
    assert any_room.problems() == []


def test_a_quota_counts_its_category_and_month_alone(room: Storeroom) -> None:
    room.run(set_quota, unit(room), "笔", Measure.QUANTITY, MARCH, 3)
    room.bought("pens 20 2000", "paper 5 2500", day="2026-02-02")
    room.issued("E1", "pens 9", day="2026-02-27")
    room.issued("E1", "paper 5")
    room.issued("E1", "pens 3")
    with pytest.raises(OverQuota):
        room.issued("E1", "pens 1")
    assert left(room, Month(2026, 2)) == []
    assert left(room, Month(2026, 4)) == [("笔", 3)]


def test_a_quota_is_changed_and_lifted_from_a_month_on(room: Storeroom) -> None:
    room.run(set_quota, unit(room), "", Measure.FEN, MARCH, 500)
    room.run(set_quota, unit(room), "", Measure.FEN, MARCH.next, None)
    assert left(room) == [("", 500)]
    assert left(room, MARCH.next) == []
    with pytest.raises(Refusal, match="not below zero"):
        room.run(set_quota, unit(room), "", Measure.FEN, MARCH, -1)


def test_durable_things_are_drawn_by_the_unit_too(room: Storeroom) -> None:
    room.run(set_quota, unit(room), "", Measure.FEN, MARCH, 5000)
    room.bought("calculator 2 9000")
    room.issued("E1", "calculator 1", day=str(date(2026, 3, 9)))
    assert left(room) == [("", 500)]
