"""The pages of the stockroom: stock-in on a form, forms drafted, counting, reversing, months, what is low."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from opsconsole.approvals.queries import request_detail
from opsconsole.approvals.rules.states import State, Verdict
from opsconsole.console.stockroom import StockroomScreen
from opsconsole.console.stockroom.basket import Mode
from opsconsole.console.stockroom.pages.custody import CustodyPage
from opsconsole.console.widgets.confirm import Confirm
from opsconsole.console.widgets.form import Form
from opsconsole.console.widgets.picker import Picker
from opsconsole.stockroom.requests.counting import ask_for_differences
from opsconsole.stockroom.requests.funds import FundsAsked, FundsWanted, ask_for_funds
from opsconsole.stockroom.service.counts import enter_count, give_reason, open_count
from tests.approvals.desk import CLERK
from tests.console.conftest import paste, text_on, until
from tests.console.requests.sitting import GM, HEAD, PIN, STAFF
from tests.console.stockroom.counter import KEEPER, PAPER, PENS, Counter, burst, shows
from tests.stockroom.counter import Counter as Drafts

INVOICE = "01,32,,26427000000375586818,106.00,20260430,,FAFB"


async def chosen(app: Any, pilot: Any, key: str, typed: str) -> None:
    """Opens a list, types into it, takes the first."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, Picker))
    await pilot.press(*typed)
    await until(pilot, lambda: bool(app.screen._choices) and app.screen._answered == typed)
    await pilot.press("enter")


async def form_up(app: Any, pilot: Any) -> None:
    await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)


def approved(counter: Counter) -> int:
    """A form of the office for pens and paper that the general manager approved."""
    desk, room = counter.seat.desk, counter.room
    unit = Drafts(desk, room).unit("BGS")
    lines = [FundsWanted(room.items["B-001"], 40, 5800), FundsWanted(room.items["A-001"], 10, 21500)]
    asked = FundsAsked(unit, "office supplies", lines, "stationer")
    request = desk.run(ask_for_funds, CLERK, asked, desk.now)["request"]
    desk.decide(GM, request)
    return request


async def test_goods_are_taken_in_on_a_form_line_by_line(counter: Counter) -> None:
    """SUP-3: pick the form, correct what came, scan the invoice, the list, done."""
    approved(counter)
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "f8", "stock-in")
        await until(pilot, lambda: isinstance(app.screen, Picker) and "ZJ-2026-0001" in text_on(app))
        await pilot.press("enter")
        await shows(pilot, "invoice missing: scan it", "list missing: Ctrl+T", "total 273.00")
        burst(app, f"{PAPER}\n4\n86.00\n")
        await until(pilot, lambda: [line.quantity for line in screen.basket.lines] == [40, 4])
        burst(app, f"{PENS}\n10\n14.50\nF-001\n")
        await shows(pilot, "is not on ZJ-2026-0001", "total 100.50")
        await pilot.press("ctrl+s")
        await shows(pilot, "missing are the", "invoice and the itemised list (SUP-3)")
        burst(app, f"{INVOICE}\n")
        await shows(pilot, "The invoice says 106.00, the lines 100.50", "invoice 26427000000375586818")
        await pilot.press("ctrl+t", "ctrl+s")
        await shows(pilot, "Done: RK-26-0001: Stock-in on a form, 100.50")
        await chosen(app, pilot, "ctrl+r", "funds")
        await shows(pilot, "left 30 支, 43.50", "left 6 包, 129.00")
        await pilot.press("ctrl+u")
        await until(pilot, lambda: isinstance(app.screen, StockroomScreen) and screen.basket.mode is Mode.IN)
        assert [line.quantity for line in screen.basket.lines] == [30, 6]
    assert counter.room.on_hand("A-001") == (16, 34400)


async def test_what_goes_beyond_the_form_is_refused_at_the_counter(counter: Counter) -> None:
    approved(counter)
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "f8", "stock-in")
        await until(pilot, lambda: isinstance(app.screen, Picker) and "ZJ-2026-0001" in text_on(app))
        await pilot.press("enter")
        await until(pilot, lambda: screen.basket.mode is Mode.IN)
        burst(app, f"{PENS}\n41\n{INVOICE}\n")
        await until(pilot, lambda: screen.basket.lines[0].quantity == 41 and bool(screen.basket.invoice))
        await pilot.press("ctrl+t", "ctrl+s")
        await shows(pilot, "has 40 left, not 41")
        assert screen.basket.mode is Mode.IN


async def test_the_head_drafts_the_units_form(counter: Counter) -> None:
    """SUP-1: an assessed unit's head, from F4."""
    async with counter.at(HEAD) as (screen, pilot):
        app: Any = screen.app
        await until(pilot, lambda: screen.basket.mode is Mode.FUNDS)
        await pilot.press(*"B-001", "enter", *"20", "enter", "ctrl+s")
        await shows(pilot, "For which unit, and what for?")
        await pilot.press("ctrl+o")
        await form_up(app, pilot)
        await pilot.press("space")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press(*"YY")
        await shows(pilot, "Operations YY")
        await pilot.press("enter")
        await form_up(app, pilot)
        await pilot.press(*"a fair", "ctrl+s")
        await until(pilot, lambda: screen.basket.purpose == "a fair")
        await pilot.press("ctrl+s")
        await shows(pilot, "type what it costs")
        await pilot.press(*"30.00", "enter", "ctrl+s")
        await shows(pilot, "ZJ-2026-0001 was submitted")
        assert "On hand" in text_on(app)
        await chosen(app, pilot, "ctrl+r", "funds")
        await shows(pilot, "ZJ-2026-0001", "30.00")


async def test_below_minimum_one_key_drafts_the_form(counter: Counter) -> None:
    """SUP-10: whole packs, at the last price paid."""
    async with counter.at(CLERK) as (screen, pilot):
        await pilot.press("ctrl+l")
        await shows(pilot, "A form for 1 items", "total 645.00")
        assert [(line.item.code, line.quantity) for line in screen.basket.lines] == [("A-001", 30)]


async def test_a_form_is_decided_on_the_desk_and_printed(counter: Counter, tmp_path: Path) -> None:
    request = approved(counter)
    desk = counter.seat.desk
    detail = desk.database.read(request_detail, desk.actor(CLERK), request, desk.now)
    assert detail.line.state is State.APPROVED
    async with counter.at(CLERK) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "funds")
        await shows(pilot, "office supplies")
        await until(pilot, lambda: app.screen._detail is not None)
        await pilot.press("f9")
        await form_up(app, pilot)
        await paste(pilot, str(tmp_path / "form.pdf"))
        await pilot.press("ctrl+s")
        await shows(pilot, "Written to")
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")


async def test_a_count_is_blind_until_it_is_looked_through(counter: Counter) -> None:
    """SUP-9."""
    async with counter.at(language="en") as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "stocktake")
        await shows(pilot, "There was no stocktake yet")
        await chosen(app, pilot, "ctrl+n", "all")
        await shows(pilot, "0 of 3 counted")
        assert "Book" not in text_on(app)
        burst(app, f"{PENS}\n")
        await until(pilot, lambda: app.screen.here is not None and app.screen.here.item.code == "B-001")
        await pilot.press("4", "8", "enter")
        await shows(pilot, "48 支 counted", "1 of 3 counted")
        counter.room.issued(STAFF, "B-001 5", day="2026-04-01")
        await pilot.press("f8")
        await shows(pilot, "Book", "-2", "moved -5 since")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await shows(pilot, "B-001 differs from the book; say why")
        await until(pilot, lambda: not isinstance(app.screen, Confirm))
        await pilot.press("ctrl+o")
        await form_up(app, pilot)
        await pilot.press(*"gone", "ctrl+s")
        await shows(pilot, "Noted")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await shows(pilot, "PC-2026-0001 was submitted", "Waiting for approval")
    desk = counter.seat.desk
    request = desk.database.read(lambda s: desk.waiting(CLERK)[-1].id)
    desk.decide(CLERK, request)
    assert counter.room.on_hand("B-001")[0] == 43


async def test_a_returned_form_is_changed_where_it_was_written(counter: Counter) -> None:
    desk, room = counter.seat.desk, counter.room
    drafts = Drafts(desk, room)
    request = drafts.run(drafts.head(), ask_for_funds, drafts.form("YY", "B-001 20 3000"), desk.now)["request"]
    desk.decide(GM, request, Verdict.RETURN)
    async with counter.seat.at(HEAD, size=(100, 30)) as (todo, pilot):
        app: Any = todo.app
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.screen, StockroomScreen))
        screen = app.screen
        await chosen(app, pilot, "ctrl+r", "funds")
        await shows(pilot, "ZJ-2026-0001", "returned")
        await until(pilot, lambda: app.screen._may_change)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: app.screen is screen and bool(screen.basket.lines))
        await pilot.press(*"10", "enter", "ctrl+s")
        await shows(pilot, "ZJ-2026-0001 was submitted")
    assert desk.state(request) == "waiting"
    assert desk.detail(request).line.amount_fen == 1500


async def test_differences_are_taken_back_to_count_again(counter: Counter) -> None:
    keeper = Drafts(counter.seat.desk, counter.room).keeper()
    run, now = counter.seat.desk.database.run, counter.seat.desk.now
    count = run(open_count, keeper, "", now)["count"]
    run(enter_count, keeper, count, counter.room.items["B-001"], 49, now)
    run(give_reason, keeper, count, counter.room.items["B-001"], "gone")
    run(ask_for_differences, keeper, count, now)
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "stocktake")
        await shows(pilot, "Waiting for approval", "PC-2026-0001")
        await pilot.press("ctrl+z")
        await shows(pilot, "Being counted")


async def test_a_voucher_is_reversed_with_a_reason(counter: Counter) -> None:
    counter.room.issued(STAFF, "B-001 5", day="2026-03-05")
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "vouchers")
        await shows(pilot, "CK-26-0001", "张三 E4")
        await until(pilot, lambda: app.screen.here is not None)
        await pilot.press("ctrl+x")
        await form_up(app, pilot)
        await pilot.press("ctrl+s")
        await shows(pilot, "Needed")
        await pilot.press(*"wrong person", "ctrl+s")
        await shows(pilot, "Reversed by CH-26-0001", "Reversal CK-26-0001")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press(*"B-001")
        await until(pilot, lambda: screen.item_here is not None and screen.item_here.code == "B-001")
        await chosen(app, pilot, "ctrl+r", "ledger of")
        await shows(pilot, "Reversed: Issue YY", "50")
    assert counter.room.on_hand("B-001")[0] == 50


async def test_custody_is_seen_and_begins_what_is_written(counter: Counter) -> None:
    counter.room.issued(STAFF, "F-001 2", day="2026-03-05")
    async with counter.at() as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "custody")
        await until(pilot, lambda: isinstance(app.screen, CustodyPage) and app.screen.grid.cursor_id is not None)
        await shows(pilot, "1 people hold things that cost 90.00", "2026-03-05")
        await pilot.press("ctrl+x")
        await until(
            pilot, lambda: app.screen is screen and screen.basket.mode is Mode.LOSS and bool(screen.basket.lines)
        )
        await pilot.press("ctrl+s")
        await shows(pilot, "Done: BS-26-0001: Loss, paid for, 45.00")


async def test_the_month_is_closed_and_reopened(counter: Counter) -> None:
    """SUP-11."""
    async with counter.at(CLERK) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "closing")
        await shows(pilot, "2026-03")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        await pilot.press("y")
        await shows(pilot, "2026-03 of the stockroom is closed")
    async with counter.at(GM) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "closing")
        await shows(pilot, "2026-03", "closed")
        await until(pilot, lambda: app.screen.grid.cursor_id is not None)
        await pilot.press("ctrl+r")
        await form_up(app, pilot)
        await pilot.press(*"a late invoice", "ctrl+s")
        await shows(pilot, "Your PIN, please")
        await pilot.press(*PIN, "enter")
        await shows(pilot, "2026-03 of the stockroom is open again", "a late invoice")


async def test_consumption_stock_on_a_day_and_quotas(counter: Counter) -> None:
    counter.room.issued(STAFF, "B-001 5", day="2026-03-05")
    async with counter.at(CLERK) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+r", "consumption")
        await shows(pilot, "used up 7.25", "Operations")
        await pilot.press("f8")
        await shows(pilot, "书写")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await chosen(app, pilot, "ctrl+r", "stock and value")
        await shows(pilot, "3 items on hand, worth 458.25")
        await pilot.press("ctrl+d")
        await pilot.press(*"20260301", "enter")
        await shows(pilot, "0 items on hand")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await chosen(app, pilot, "ctrl+r", "quotas")
        await shows(pilot, "No unit has a quota")
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await pilot.press("space")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press(*"YY")
        await shows(pilot, "Operations YY")
        await pilot.press("enter")
        await form_up(app, pilot)
        await pilot.press("enter", "enter", "enter", *"300", "ctrl+s")
        await shows(pilot, "The quota holds from 2026-04 on", "300.00")


async def test_the_palette_finds_items_and_vouchers(counter: Counter) -> None:
    counter.room.issued(STAFF, "B-001 5", day="2026-03-05")
    async with counter.at(KEEPER) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+p", "CK-26-0001")
        await shows(pilot, "For", "张三 E4")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)


async def test_prices_of_an_item_stand_by_supplier_and_an_offer_is_entered(counter: Counter) -> None:
    """EXP-8."""
    async with counter.at(CLERK) as (screen, pilot):
        app: Any = screen.app
        await pilot.press(*"B-001", "down")
        await until(pilot, lambda: screen.item_here is not None)
        await chosen(app, pilot, "ctrl+r", "prices")
        await shows(pilot, "supplier not noted", "1.45", "average of all suppliers 1.45")
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await pilot.press("space")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press(*"Deli")
        await until(pilot, lambda: app.screen._answered == "Deli")
        await pilot.press("enter")
        await form_up(app, pilot)
        await pilot.press(*"13", "enter", *["backspace"], *"10", "ctrl+s")
        await shows(pilot, "The offer of Deli is kept", "lowest offer 1.30 of Deli")
