"""What finance keeps beside the claims: invoices, sales notes, payments for goods, sheets of days."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from opsconsole.cashbook import service as cash
from opsconsole.cashbook.queries.goods import open_days
from opsconsole.cashbook.service import Money
from opsconsole.cashbook.service.goods import NoteData, check_notes, enter_note
from opsconsole.console.attendance.importing.page import ImportPage
from opsconsole.console.invoicing import RegisterPage
from opsconsole.console.reimbursement.goods import GoodsPage
from opsconsole.console.reimbursement.loans import LoansPage
from opsconsole.console.reimbursement.notes import NotesPage
from opsconsole.console.reimbursement.sheets import SheetsPage
from opsconsole.console.requests.desk import TodoScreen
from tests.console.conftest import paste, until
from tests.console.reimbursement.office import Finance
from tests.console.reimbursement.test_queue import chosen, form_up, pin
from tests.console.requests.sitting import GM, STAFF
from tests.console.stockroom.counter import shows
from tests.reimbursement.purse import CASHIER, FINANCE, INVOICE, Purse

OTHER = "26427000000375586827"


def sold(purse: Purse, number: str, fen: int, *, checked: bool = True) -> None:
    day = purse.desk.now.date()
    kept = purse.run(CASHIER, enter_note, NoteData(number, day, "South", "a dealer", fen))["note"]
    if checked:
        purse.run(FINANCE, check_notes, [kept], purse.desk.now)


def paid_in(purse: Purse, number: str, fen: int, days_ago: int = 0) -> None:
    day = purse.desk.now.date() - timedelta(days=days_ago)
    purse.run(
        CASHIER, cash.receive, Money(purse.account, day, fen, "a dealer", "goods", "South", number), purse.desk.now
    )


async def test_the_tax_that_is_missing_is_added_and_output_invoices_are_scanned(finance: Finance) -> None:
    """EXP-8."""
    purse = finance.purse()
    purse.claim(f"1000 {INVOICE}")
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+l", "register")
        await until(pilot, lambda: isinstance(app.screen, RegisterPage))
        await shows(pilot, "No input invoice of 2026-04")
        await pilot.press("[")
        await shows(pilot, INVOICE, "The tax of 1 is missing", "Named by BX-2026-0001")
        await pilot.press("ctrl+o", "enter")
        await form_up(app, pilot)
        await pilot.press("enter", *"shop", "enter", "enter", *"1.15", "ctrl+s")
        await shows(pilot, "without tax 8.85, tax 1.15, with tax 10.00", "registered by finance")
        await pilot.press("f8")
        await shows(pilot, "No output invoice of 2026-03")
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await pilot.press(*f"01,32,,{OTHER},113.00,20260305,,ABCD", "enter", *"a dealer", "enter", "enter", *"113")
        await pilot.press("ctrl+s")
        await shows(pilot, "A tax of 113.00 is no part of 113.00")
        await pilot.press(*["backspace"] * 3, *"13", "ctrl+s")
        await shows(pilot, f"Invoice {OTHER} is registered", "without tax 100.00, tax 13.00, with tax 113.00")


async def test_finance_checks_notes_and_reconciles_a_day(finance: Finance) -> None:
    """EXP-5: from the to-do desk to the region in order; what differs says why."""
    purse = finance.purse()
    sold(purse, "XS-1", 10_000)
    sold(purse, "XS-2", 5_000, checked=False)
    paid_in(purse, "XS-1", 10_000, days_ago=1)
    paid_in(purse, "XS-2", 5_000)
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, TodoScreen))
        await shows(pilot, "Sales notes to be checked", "Days whose payments for goods are not reconciled")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, GoodsPage))
        await shows(pilot, "2026-03-31: received 100.00", "on its note", "Days not reconciled: 2")
        await pilot.press("f8")
        await shows(pilot, "South is reconciled", "Days not reconciled: 1")
        await pilot.press("ctrl+o")
        await shows(pilot, "2026-04-01: received 50.00", "note not checked")
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, NotesPage))
        await shows(pilot, "2026-04: 2 notes, 150.00, outstanding 0.00")
        await pilot.press("f8")
        await shows(pilot, "Not checked: 1 notes")
        await pilot.press("ctrl+y")
        await shows(pilot, "1 notes are checked", "Every sales note is checked")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, GoodsPage))
        await shows(pilot, "on its note")
        await pilot.press("f8")
        await shows(pilot, "South is reconciled")
    assert purse.read(open_days) == []


async def test_the_cashier_enters_a_note_and_a_difference_asks_why(finance: Finance) -> None:
    purse = finance.purse()
    paid_in(purse, "XS-7", 4_000)
    async with finance.at(CASHIER) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+l", "sales notes")
        await until(pilot, lambda: isinstance(app.screen, NotesPage))
        await shows(pilot, "No sales note of 2026-04")
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await pilot.press(*"XS-7", "enter")
        await chosen(app, pilot, "space", "North")
        await form_up(app, pilot)
        await pilot.press(*"a dealer", "enter", *"40", "ctrl+s")
        await shows(pilot, "Sales note XS-7 is kept", "North", "not checked")
    async with finance.at(FINANCE) as (screen, pilot):
        app = screen.app
        await chosen(app, pilot, "ctrl+l", "payments for goods")
        await until(pilot, lambda: isinstance(app.screen, GoodsPage))
        await shows(pilot, "note of another region")
        await pilot.press("f8")
        await form_up(app, pilot)
        await pilot.press(*"sent on", "ctrl+s")
        await shows(pilot, "South is reconciled", "Why it differs: sent on")


async def test_the_general_manager_sees_the_sheets_of_the_day(finance: Finance) -> None:
    """EXP-5."""
    purse, now = finance.purse(), finance.seat.desk.now
    purse.run(CASHIER, cash.send_day, purse.account, now.date(), 9_999_900, "a coin short", now)
    async with finance.at(GM) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("f7")
        await until(pilot, lambda: isinstance(app.screen, TodoScreen))
        await shows(pilot, "Balance of 2026-04-01: 100,000.00")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SheetsPage))
        await shows(pilot, "sheets not seen yet: 1", "-1.00", "a coin short")
        await pilot.press("ctrl+y")
        await shows(pilot, "1 sheets are seen", "sheets not seen yet: 0")


async def test_the_palette_finds_the_lists_that_a_person_may_open(finance: Finance) -> None:
    finance.purse()
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+p", "register of invoices")
        await until(pilot, lambda: isinstance(app.screen, RegisterPage))
    async with finance.at(CASHIER) as (screen, pilot):
        door: Any = screen.app
        await pilot.press("ctrl+p", *"register of inv")
        await until(pilot, lambda: door.screen._answered == "register of inv")
        assert not door.screen._choices


async def test_budgets_are_imported_after_a_look(finance: Finance, tmp_path: Path) -> None:
    """EXP-7: typed or imported."""
    finance.purse()
    file = tmp_path / "budgets.csv"
    file.write_text("unit,category,month,amount\nYY,,2026-04,100\n", "utf-8")
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+l", "import")
        await until(pilot, lambda: isinstance(app.screen, ImportPage) and app.screen.focused is not None)
        page = app.screen
        while page._kind_box.typed != "budgets":
            await pilot.press("ctrl+t")
        await pilot.press("end", "ctrl+u")
        await paste(pilot, str(file))
        await pilot.press("enter")
        await shows(pilot, "1 rows: 1 new")
        await pilot.press("ctrl+s")
        await shows(pilot, "1 new, 0 changed")


async def test_an_account_number_is_shown_in_full_for_the_pin(finance: Finance) -> None:
    """SEC-1, SEC-5."""
    finance.purse()
    async with finance.at(CASHIER) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("ctrl+u")
        await shows(pilot, "************2222")
        await pilot.press("ctrl+d")
        await pin(app, pilot)
        await shows(pilot, "CASH: 6222000011112222")


async def test_open_loans_are_seen_by_person_and_opened(finance: Finance) -> None:
    """EXP-1: what is open, of whom, and what is overdue."""
    purse = finance.purse()
    purse.lent(10_000)
    purse.lent(5_000)
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+l", "loans open")
        await until(pilot, lambda: isinstance(app.screen, LoansPage))
        await shows(pilot, "2 loans of 1 people, open 150.00; overdue 0", "张三 E4: 2 loans, open 150.00")
        await pilot.press("enter")
        await shows(pilot, "JK-2026-0001", "a journey")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, LoansPage))
    async with finance.at(STAFF) as (screen, pilot):
        app = screen.app
        await chosen(app, pilot, "ctrl+l", "loans open")
        await shows(pilot, "2 loans of 1 people, open 150.00")
