"""The counter: scan a badge, scan items, Ctrl+S."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from opsconsole.budgets.service import set_budget
from opsconsole.console.confirming import Confirming
from opsconsole.console.stockroom import StockroomScreen
from opsconsole.console.stockroom.basket import Mode
from opsconsole.console.widgets.form import Form
from opsconsole.console.widgets.picker import Picker
from opsconsole.dates import Month
from opsconsole.org.model import Unit
from opsconsole.stockroom.model import Measure
from opsconsole.stockroom.service.quotas import set_quota
from tests.approvals.desk import CLERK
from tests.console.conftest import enter, text_on, until
from tests.console.requests.sitting import HEAD, PIN, STAFF
from tests.console.stockroom.counter import KEEPER, PAPER, PENS, Counter, burst, shows


async def test_three_pens_to_a_person_take_fewer_than_ten_keys(counter: Counter) -> None:
    """SUP-5; from an idle counter, by initials, without a scanner."""
    keys = ["z", "s", "enter", "z", "x", "enter", "3", "enter", "ctrl+s"]
    async with counter.at() as (_screen, pilot):
        await pilot.press(*keys)
        await shows(pilot, "Done: CK-26-0001: Issue, 4.35")
    assert len(keys) < 10
    assert counter.room.on_hand("B-001") == (47, 6815)
    assert [row[8] for row in counter.room.ledger()][-1] == STAFF


async def test_a_scanners_burst_is_never_torn_and_the_key_behind_it_waits(counter: Counter) -> None:
    """More than 50 characters with no pause between them, Ctrl+S right behind."""
    async with counter.at() as (screen, pilot):
        burst(screen.app, f"{STAFF}\n{PENS}\n{PAPER}\n{PENS}\n{PENS}\n")
        await pilot.press("ctrl+s")
        await shows(pilot, "Done: CK-26-0001")
    assert counter.room.on_hand("B-001")[0] == 47
    assert counter.room.on_hand("A-001")[0] == 11


async def test_a_burst_presses_no_button(counter: Counter) -> None:
    """With a question in front: a barcode and its Enter are no yes, and a badge that begins with y is none either."""
    async with counter.at(CLERK) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press(*"closing", "enter")
        await shows(pilot, "Value at its end")
        await pilot.press("ctrl+s")
        await shows(pilot, "Close 2026-03 of the stockroom?")
        for text in (f"{PENS}\n", f"y{PENS}\n", f"{PENS}y\n"):
            burst(app, text)
            await pilot.pause(0.3)
            assert "Close 2026-03 of the stockroom?" in text_on(app)
        await pilot.press("enter")
        await shows(pilot, "2026-03 of the stockroom is closed")


async def test_a_quantity_is_typed_before_an_item_behind_it_or_after_it(counter: Counter) -> None:
    async with counter.at() as (screen, pilot):
        await pilot.press(*STAFF, "enter", *"5*B-001", "enter")
        await until(pilot, lambda: [line.quantity for line in screen.basket.lines] == [5])
        await pilot.press(*"A-001*2", "enter")
        await until(pilot, lambda: [line.quantity for line in screen.basket.lines] == [5, 2])
        await pilot.press("4", "enter")
        await until(pilot, lambda: [line.quantity for line in screen.basket.lines] == [5, 4])
        await pilot.press("tab", "up", "enter", "0", "enter")
        await until(pilot, lambda: [line.item.code for line in screen.basket.lines] == ["A-001"])
        assert screen.focused is screen.scan


async def test_more_than_there_is_is_told_before_it_is_written(counter: Counter) -> None:
    async with counter.at() as (screen, pilot):
        await pilot.press(*STAFF, "enter", *"51*B-001", "enter")
        await shows(pilot, "51 支", "short")
        await pilot.press("ctrl+s")
        await shows(pilot, "there are 50, not 51")
        assert len(screen.basket.lines) == 1
    assert counter.room.on_hand("B-001")[0] == 50


async def test_somebody_else_draws_the_last_meanwhile(counter: Counter) -> None:
    """What the basket shows follows within two seconds; what is refused keeps everything."""
    async with counter.at() as (screen, pilot):
        await pilot.press(*STAFF, "enter", *"40*B-001", "enter")
        await until(pilot, lambda: bool(screen.basket.lines))
        counter.room.issued("E8", "B-001 20")
        await shows(pilot, "40 支", "short")
        await pilot.press("ctrl+s")
        await shows(pilot, "there are 30, not 40")
        assert screen.basket.person is not None
        await pilot.press(*"30", "enter", "ctrl+s")
        await shows(pilot, "Done: CK-26-0002")


async def test_a_durable_thing_is_accepted_with_badge_and_pin(counter: Counter) -> None:
    """SUP-7."""
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await pilot.press(*STAFF, "enter", *"F-001", "enter", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirming))
        assert "张三 takes into custody" in text_on(app)
        await pilot.press(*STAFF, "enter", *PIN, "enter")
        await shows(pilot, "Done: CK-26-0001")
    assert counter.room.held_by(STAFF, "F-001") == (1, 4500)


async def test_a_signed_slip_stands_for_it(counter: Counter) -> None:
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await pilot.press(*STAFF, "enter", *"F-001", "enter")
        await until(pilot, lambda: bool(screen.basket.lines))
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press("down", "down", *"S-17", "ctrl+s")
        await until(pilot, lambda: screen.basket.slip == "S-17")
        await pilot.press("ctrl+s")
        await shows(pilot, "Done: CK-26-0001")
    assert counter.room.held_by(STAFF, "F-001") == (1, 4500)


async def test_going_over_the_quota_is_shown_and_asks_why(counter: Counter) -> None:
    """SUP-6."""
    unit = counter.room.read(lambda session: session.execute(select(Unit.id).where(Unit.code == "YY")).scalar_one())
    counter.room.run(set_quota, unit, "", Measure.FEN, Month(2026, 4), 500)
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await pilot.press(*STAFF, "enter", *"4*B-001", "enter")
        await shows(pilot, "Quota left (all): -0.80")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form))
        assert "over its monthly quota" in text_on(app)
        await pilot.press(*"a fair", "ctrl+s")
        await shows(pilot, "Done: CK-26-0001")
        assert isinstance(app.screen, StockroomScreen)
    assert counter.room.on_hand("B-001")[0] == 46


async def test_things_are_brought_back_handed_over_and_lost(counter: Counter) -> None:
    counter.room.issued(STAFF, "F-001 3", day="2026-03-05")
    async with counter.at() as (screen, pilot):
        app: Any = screen.app

        async def mode(typed: str, which: Mode) -> None:
            await pilot.press("f8")
            await until(pilot, lambda: isinstance(app.screen, Picker))
            await pilot.press(*typed, "enter")
            await until(pilot, lambda: app.screen is screen and screen.basket.mode is which)

        await mode("return", Mode.RETURN)
        await pilot.press(*STAFF, "enter", *"F-001", "enter", "ctrl+s")
        await shows(pilot, "Done: TK-26-0001: Return to stock, 45.00")
        await mode("loss", Mode.LOSS)
        await pilot.press(*STAFF, "enter", *"F-001", "enter", "ctrl+s")
        await shows(pilot, "Done: BS-26-0001: Loss, paid for, 45.00")
        await mode("hand", Mode.HANDOVER)
        await pilot.press(*STAFF, "enter", *"E8", "enter", *"F-001", "enter", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirming))
        await pilot.press(*"E8", "enter", *PIN, "enter")
        await shows(pilot, "Done: YJ-26-0001")
    assert counter.room.held_by("E8", "F-001") == (1, 4500)
    assert counter.room.on_hand("F-001") == (1, 4500)


async def test_an_unknown_code_offers_a_new_item_with_it(counter: Counter) -> None:
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        burst(app, "6909999999999\n")
        await shows(pilot, "Ctrl+N enters a new item with this barcode")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Form))
        assert "6909999999999" in text_on(app)
        await pilot.press(*"Z-1", "enter", *"tape", "ctrl+s")
        await shows(pilot, "Z-1 is entered")
        burst(app, f"{STAFF}\n6909999999999\n")
        await until(pilot, lambda: [line.item.code for line in screen.basket.lines] == ["Z-1"])


async def test_the_next_badge_does_not_take_over_a_basket(counter: Counter) -> None:
    async with counter.at() as (screen, pilot):
        burst(screen.app, f"{STAFF}\n{PENS}\nE8\n")
        await shows(pilot, "The basket is for 张三")
        assert screen.basket.person is not None
        assert screen.basket.person.badge == STAFF


async def test_the_basket_is_still_there_after_somebody_else_sat_down(counter: Counter) -> None:
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        burst(app, f"{STAFF}\n{PENS}\n")
        await until(pilot, lambda: bool(screen.basket.lines))
        await pilot.press("f12")
        await until(pilot, lambda: app.desk is None)
        await enter(app, pilot, HEAD, PIN)
        await pilot.press("f12")
        await until(pilot, lambda: app.desk is None)
        await enter(app, pilot, KEEPER, PIN)
        await shows(pilot, "张三 E4", "1 lines, total 1.45")


async def test_an_earlier_date_tells_what_it_touches(counter: Counter) -> None:
    """SUP-8: before it is written."""
    counter.room.issued("E8", "B-001 20", day="2026-03-20")
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await pilot.press(*STAFF, "enter", *"B-001", "enter", "ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*"20260310")
        await shows(pilot, "stands before 1 movements from 2026-03-20")
        await pilot.press("ctrl+s", "ctrl+s")
        await shows(pilot, "Done: CK-26-0002")
    assert counter.room.on("B-001", "2026-03-10") == (49, 7105)


async def test_an_earlier_date_and_a_refusal_keep_the_basket(counter: Counter) -> None:
    """SUP-8: the refusal names the earliest date that works."""
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await pilot.press(*STAFF, "enter", *"B-001", "enter", "ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*"20260301")
        await shows(pilot, "the day itself would break; the earliest date that works is", "2026-03-02")
        await pilot.press("ctrl+s")
        await shows(pilot, "Issue  2026-03-01")
        await pilot.press("ctrl+s")
        await shows(pilot, "on 2026-03-01 there were only 0", "2026-03-02 (SUP-8)")
        assert len(screen.basket.lines) == 1


@pytest.mark.parametrize("hostile", ["[red]x[/]", "{item}", "%s", "'; DROP TABLE item; --", "9" * 60])
async def test_hostile_text_finds_nothing(counter: Counter, hostile: str) -> None:
    async with counter.at() as (screen, pilot):
        screen.scan.value = hostile
        await pilot.press("enter")
        await shows(pilot, "Nothing is called")
        assert screen.basket.lines == []


async def test_who_writes_nothing_sees_items_and_their_own_things(counter: Counter) -> None:
    counter.room.issued(STAFF, "F-001 1", day="2026-03-05")
    counter.room.issued("E8", "F-001 1", day="2026-03-05")
    async with counter.at(STAFF) as (screen, pilot):
        await shows(pilot, "What you hold in custody", "Calculator", "45.00")
        await pilot.press(*"B-001", "enter", "ctrl+s")
        await pilot.pause(0.2)
        assert screen.basket.lines == []
        assert "E8" not in text_on(screen.app)
        assert "worth" not in text_on(screen.app)


async def test_going_over_the_budget_is_shown_and_asks_why(counter: Counter) -> None:
    """EXP-7."""
    unit = counter.room.read(lambda session: session.execute(select(Unit.id).where(Unit.code == "YY")).scalar_one())
    counter.room.run(set_budget, unit, "书写", Month(2026, 4), Month(2026, 4), 500)
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await pilot.press(*STAFF, "enter", *"4*B-001", "enter")
        await shows(pilot, "Budget left (Operations 书写): -0.80")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Form))
        assert "goes over the budget of Operations" in text_on(app)
        await pilot.press(*"a fair", "ctrl+s")
        await shows(pilot, "Done: CK-26-0001")
        await pilot.press(*STAFF, "enter", *"1*B-001", "enter")
        await shows(pilot, "Budget left (Operations 书写): -2.25")
