"""The stockroom's months (SUP-11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from opsconsole.access.actor import Actor, Role
from opsconsole.access.sitting import LONGEST, Sitting
from opsconsole.dates import Month
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.stockroom.queries.balances import balances_on
from opsconsole.stockroom.service.months import close_month, month_item, next_to_close, reopen_month
from tests.stockroom.storeroom import Storeroom

JANUARY, FEBRUARY, MARCH, APRIL = (Month(2026, number) for number in range(1, 5))


def close(room: Storeroom, month: Month, **more: Any) -> None:
    room.run(close_month, month, room.company.now, **more)


def reopen(room: Storeroom, month: Month, reason: str = "a late invoice", role: Role = Role.GENERAL_MANAGER) -> None:
    actor = Actor(room.id_of("E1"), "E1", "E1", frozenset({role}), "t")
    now: datetime = room.company.now
    sitting = Sitting(actor, frozenset({month_item(month)}), 0, now + LONGEST)
    room.run(reopen_month, month, reason, sitting, now, actor=actor)


@pytest.fixture
def quarter(any_room: Storeroom) -> Storeroom:
    any_room.bought("pens 10 1000", "calculator 1 4500", day="2026-01-05")
    any_room.issued("E1", "pens 4", "calculator 1", day="2026-02-03")
    any_room.issued("E1", "pens 2", day="2026-03-03")
    return any_room


def test_a_closed_month_takes_no_voucher(quarter: Storeroom) -> None:
    close(quarter, JANUARY)
    close(quarter, FEBRUARY)
    for day in ("2026-02-28", "2026-01-31", "2025-12-31"):
        with pytest.raises(Refusal, match="closed") as refused:
            quarter.bought("pens 1 100", day=day)
        assert refused.value.clause == "SUP-11"
    quarter.bought("pens 1 100", day="2026-03-01")
    assert quarter.problems() == []


def test_the_database_itself_keeps_a_closed_month(quarter: Storeroom) -> None:
    close(quarter, JANUARY)
    for statement in (
        "UPDATE stock_month_balance SET quantity = 3",
        "DELETE FROM stock_month_balance",
        "INSERT INTO stock_voucher (number, own, kind, day, posted_at, accepted, slip, form, invoice, supplier,"
        " list_attached, incomplete, on_paper, over_quota, note) VALUES ('X', false, 'opening', '2026-01-31',"
        " '2026-04-01 00:00:00', false, '', '', '', '', false, false, true, '', '')",
    ):
        with pytest.raises(DatabaseError):
            quarter.run(lambda session, actor, words=statement: session.execute(text(words)))
    assert quarter.problems() == []


def test_months_are_closed_in_turn_and_when_they_are_over(quarter: Storeroom) -> None:
    with pytest.raises(Refusal, match="close 2026-01 first"):
        close(quarter, FEBRUARY)
    for month in (JANUARY, FEBRUARY, MARCH):
        assert quarter.read(next_to_close) == month
        close(quarter, month)
    with pytest.raises(Refusal, match="closed already"):
        close(quarter, MARCH)
    with pytest.raises(Refusal, match="not over yet"):
        close(quarter, APRIL)
    assert quarter.problems() == []


def test_only_the_office_closes_and_only_the_general_manager_reopens(quarter: Storeroom) -> None:
    with pytest.raises(NotPermitted):
        close(quarter, JANUARY, actor=quarter.actor("E1", Role.STOREKEEPER))
    close(quarter, JANUARY, actor=quarter.actor("E1", Role.OFFICE_CLERK))
    with pytest.raises(NotPermitted):
        reopen(quarter, JANUARY, role=Role.OFFICE_CLERK)


def test_the_last_closed_month_is_reopened_with_a_reason(quarter: Storeroom) -> None:
    close(quarter, JANUARY)
    close(quarter, FEBRUARY)
    with pytest.raises(Refusal, match="reopen 2026-02 first"):
        reopen(quarter, JANUARY)
    with pytest.raises(Refusal, match="needs a reason"):
        reopen(quarter, FEBRUARY, " ")
    reopen(quarter, FEBRUARY)
    quarter.bought("pens 1 100", day="2026-02-28")
    close(quarter, FEBRUARY)
    assert quarter.problems() == []


def test_stock_of_the_past_is_the_same_from_kept_balances_as_from_movements(quarter: Storeroom) -> None:
    days = [date(2026, month, day) for month in (1, 2, 3) for day in (1, 3, 5, 28)]
    before = [quarter.read(balances_on, day) for day in days]
    for month in (JANUARY, FEBRUARY, MARCH):
        close(quarter, month)
        assert [quarter.read(balances_on, day) for day in days] == before
    kinds = {one.place.kind.value for one in before[-1]}
    assert kinds == {"store", "unit", "person"}
