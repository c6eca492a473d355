"""F5: claims entered by scanning, reviewed and decided in the queue, paid at the cash desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from opsconsole.approvals.rules.states import Verdict
from opsconsole.cashbook.queries import to_pay
from opsconsole.console.reimbursement.entry import ClaimPage
from opsconsole.console.sitting import PinQuestion
from opsconsole.console.widgets.form import Form
from opsconsole.console.widgets.picker import Picker
from opsconsole.reimbursement.queries.claims import claim_detail, claim_id_of
from opsconsole.reimbursement.rules.values import ClaimKind
from opsconsole.reimbursement.service.drafts import drop_draft, kept_draft
from tests.console.conftest import paste, until
from tests.console.reimbursement.office import Finance
from tests.console.requests.sitting import HEAD, PIN, STAFF
from tests.console.stockroom.counter import burst, shows
from tests.files.test_einvoice import NUMBER, OFFICIAL
from tests.reimbursement.purse import CASHIER, FINANCE, INVOICE

SCAN = f"01,32,,{INVOICE},86.50,20260312,,ABCD\n"


async def form_up(app: Any, pilot: Any) -> None:
    await until(pilot, lambda: isinstance(app.screen, Form) and app.screen.is_running)


async def chosen(app: Any, pilot: Any, key: str, typed: str) -> None:
    """Opens a list, types into it, takes the first."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(app.screen, Picker))
    await pilot.press(*typed)
    await until(pilot, lambda: bool(app.screen._choices) and app.screen._answered == typed)
    await pilot.press("enter")


async def pin(app: Any, pilot: Any) -> None:
    await until(pilot, lambda: isinstance(app.screen, PinQuestion))
    await pilot.press(*PIN, "enter")


async def test_a_claim_is_entered_by_scanning_and_handed_in(finance: Finance) -> None:
    """EXP-1, EXP-4: scan, say what it was for, Ctrl+S; the same invoice again is refused at once."""
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await shows(pilot, "My claims: 0", "There is no claim here")
        await chosen(app, pilot, "ctrl+n", "daily")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        await shows(pilot, "No line yet")
        burst(app, "12345\n")
        await shows(pilot, "no invoice number")
        burst(app, SCAN)
        await form_up(app, pilot)
        await shows(pilot, "86.50", INVOICE)
        await pilot.press(*"taxi", "ctrl+s")
        await shows(pilot, "1 lines, 86.50", "捌拾陆元伍角")
        burst(app, SCAN)
        await shows(pilot, f"Invoice {INVOICE} is on line 1 already")
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await pilot.press(*"meal", "enter", *"40", "ctrl+s")
        await shows(pilot, "2 lines, 126.50")
        await pilot.press("ctrl+o")
        await form_up(app, pilot)
        await pilot.press(*"a client", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        await pilot.press("ctrl+s")
        await shows(pilot, "BX-2026-0001 was submitted", "My claims: 1 (126.50)")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Picker))
        await pilot.press("escape")
    read = finance.seat.desk.database.read
    detail = read(claim_detail, read(claim_id_of, "BX-2026-0001"))
    assert [(line.asked.category, line.asked.amount_fen) for line in detail.lines] == [("taxi", 8650), ("meal", 4000)]
    assert detail.lines[0].asked.invoice_fen == 8650
    assert detail.head.purpose == "a client"


async def test_a_digital_invoice_fills_the_line_and_is_kept_as_it_came(finance: Finance, tmp_path: Path) -> None:
    """EXP-4: what pretends to be one is refused in a line; the original file stays with the claim, with its hash."""
    good, bad = tmp_path / "good.xml", tmp_path / "bad.xml"
    good.write_text(OFFICIAL.replace("<BuyerName>演示公司", "<BuyerName>别家公司"), "utf-8")
    bad.write_text('<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]><a>&m;</a>')
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+n", "daily")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        await pilot.press("ctrl+t")
        await form_up(app, pilot)
        await paste(pilot, str(bad))
        await pilot.press("ctrl+s")
        await shows(pilot, "declares types or entities")
        await pilot.press("home", "shift+end")
        await paste(pilot, str(good))
        await pilot.press("ctrl+s")
        await shows(pilot, "Line 1", "1,272.00", NUMBER)
        await pilot.press(*"paper", "ctrl+s")
        await shows(pilot, "1 lines, 1,272.00", "The buyer on the invoice is 别家公司")
        await pilot.press("ctrl+s")
        await shows(pilot, "BX-2026-0001 was submitted")
    desk = finance.seat.desk
    detail = desk.detail(desk.database.read(claim_id_of, "BX-2026-0001"))
    (kept,) = detail.attachments
    assert (kept.name, kept.size_bytes) == ("good.xml", good.stat().st_size)


async def test_what_was_begun_is_there_again(finance: Finance) -> None:
    """Esc leaves a claim half entered, a line is changed and another taken out when it is gone on with."""
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+n", "daily")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        for name in ("taxi", "meal"):
            await pilot.press("ctrl+n")
            await form_up(app, pilot)
            await pilot.press(*name, "enter", *"40", "ctrl+s")
            await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await chosen(app, pilot, "ctrl+n", "go on")
        await shows(pilot, "2 lines, 80.00")
        await pilot.press("enter")
        await form_up(app, pilot)
        await pilot.press("enter", *"50", "ctrl+s")
        await shows(pilot, "2 lines, 90.00")
        await pilot.press("down", "f8")
        await shows(pilot, "1 lines, 50.00")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await chosen(app, pilot, "ctrl+n", "travel")
        await shows(pilot, "Throw away the claim begun, with 1 lines?")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        assert screen.draft is not None
        assert [line.category for line in screen.draft.lines] == ["taxi"]


async def test_a_claim_that_was_returned_is_changed_and_handed_in_again(finance: Finance) -> None:
    """From its own page Ctrl+T opens it with everything that it said; what finance cut before is gone."""
    purse = finance.purse()
    request = purse.claim(f"8650 {INVOICE}", "4000")
    purse.decide(HEAD, request, Verdict.RETURN)
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await shows(pilot, "returned", "My claims: 1")
        await pilot.press("enter")
        await until(pilot, lambda: getattr(app.screen, "detail", None) is not None)
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        await shows(pilot, "2 lines, 126.50", INVOICE)
        await pilot.press("down", "f8")
        await shows(pilot, "1 lines, 86.50")
        await pilot.press("ctrl+s")
        await shows(pilot, "BX-2026-0001 was submitted")
    assert purse.desk.state(request) == "waiting"
    assert purse.desk.detail(request).line.amount_fen == 8650


async def test_finance_cuts_a_line_and_says_yes(finance: Finance) -> None:
    """EXP-2: claimed and sanctioned are both kept; the list shows what stands."""
    purse = finance.purse()
    request = purse.claim(f"8650 {INVOICE}", "4000")
    purse.decide(HEAD, request)
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await shows(pilot, "For me to decide: 1 (126.50)")
        await pilot.press("ctrl+k")
        await form_up(app, pilot)
        await pilot.press("enter", *"100", "enter", *"too much", "ctrl+s")
        await shows(pilot, "Line 1 claims 86.50")
        await pilot.press("up", "home", *["delete"] * 8, *"60", "ctrl+s")
        await shows(pilot, "BX-2026-0001: line 1 is cut", "For me to decide: 1 (100.00)", "60.00 stands: too much")
        await until(pilot, lambda: screen.is_settled)
        await pilot.press("ctrl+y")
        await pin(app, pilot)
        await shows(pilot, "approved, it goes on to the next step")
    assert purse.desk.detail(request).line.amount_fen == 10000


async def test_a_purchase_without_goods_stays_with_its_reason(finance: Finance) -> None:
    """EXP-3: several at once; what may not pass is named in the list, and in the refusal."""
    purse = finance.purse()
    bare = purse.claim("5000", kind=ClaimKind.PURCHASE)
    good = purse.claim("4000")
    for request in (bare, good):
        purse.decide(HEAD, request)
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await shows(pilot, "stock-in +2", "For me to decide: 2")
        await pilot.press("ctrl+a")
        await shows(pilot, "Marked: 2 (90.00)")
        await pilot.press("ctrl+y")
        await pin(app, pilot)
        await shows(pilot, "1 decided; 1 stay", "cannot pass")
    assert (purse.desk.state(bare), purse.desk.state(good)) == ("waiting", "waiting")
    assert purse.desk.deciders(good) == ["E1"]


async def test_the_cashier_pays_all_that_is_marked_under_one_pin(finance: Finance) -> None:
    """EXP-5: an account is opened, claims and a loan are paid, one voucher is reversed, the day is sent."""
    purse = finance.purse(account=False)
    for fen in (3000, 4000):
        purse.approve(purse.claim(str(fen)))
    async with finance.at(CASHIER, size=(120, 36)) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("ctrl+o")
        await shows(pilot, "To be paid: 2 (70.00)")
        await pilot.press("ctrl+y")
        await shows(pilot, "There is no account yet")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("ctrl+u")
        await shows(pilot, "Ctrl+N opens one")
        await chosen(app, pilot, "ctrl+n", "account")
        await form_up(app, pilot)
        await pilot.press(*"CASH", "enter", *"till", "enter", "enter", *"6222000011112222", "enter", "enter", *"50")
        await pilot.press("ctrl+s")
        await shows(pilot, "Account CASH is open", "************2222", "holds 50.00")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("ctrl+o")
        await shows(pilot, "To be paid: 2 (70.00)")
        await pilot.press("ctrl+a")
        await shows(pilot, "Marked: 2 (70.00)")
        await pilot.press("ctrl+y")
        await pin(app, pilot)
        await shows(pilot, "1 paid; 1 stay", "holds 20.00, not 40.00")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("ctrl+u")
        await shows(pilot, "FK-26-0001", "holds 20.00")
        await chosen(app, pilot, "ctrl+n", "receipt")
        await form_up(app, pilot)
        await pilot.press(*"100", "enter", *"a client", "ctrl+s")
        await shows(pilot, "SK-26-0001 is written", "holds 120.00")
        await until(pilot, lambda: app.screen.here is not None and app.screen.here.number == "FK-26-0001")
        await pilot.press("ctrl+x")
        await form_up(app, pilot)
        await pilot.press(*"wrong", "ctrl+s")
        await shows(pilot, "Reversed by FK-26-0002", "holds 150.00")
        await pilot.press("f8")
        await form_up(app, pilot)
        await shows(pilot, "50.00 + 100.00 - 0.00 = 150.00")
        await pilot.press("enter", *"140", "ctrl+s")
        await shows(pilot, "Counted less the book: -10.00", "say why")
        await pilot.press("enter", *"a coin", "ctrl+s")
        await shows(pilot, "is sent", "sheets sent to")


async def test_twenty_good_claims_take_twenty_keys_and_one_pin(finance: Finance) -> None:
    """The finance clerk never leaves the list, and the PIN is asked for once (SEC-5)."""
    purse = finance.purse()
    requests = [purse.claim(str(1000 + one)) for one in range(20)]
    for request in requests:
        purse.decide(HEAD, request)
    seat = finance.seat
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await shows(pilot, "For me to decide: 20")
        for left in range(19, -1, -1):
            await seat.press(pilot, "ctrl+y")
            if left == 19:
                await pin(app, pilot)
            await shows(pilot, f"For me to decide: {left} (")
            await until(pilot, lambda: screen.is_settled)
    assert {tuple(purse.desk.deciders(request)) for request in requests} == {("E1",)}
    assert seat.pressed == ["ctrl+y"] * 20


async def test_a_claim_that_is_marked_and_out_of_sight_is_not_decided(finance: Finance) -> None:
    """SEC-5: what the find bar hides is not on the list that the PIN is given for."""
    purse = finance.purse()
    first, second = purse.claim("1000"), purse.claim("2000")
    for request in (first, second):
        purse.decide(HEAD, request)
    async with finance.at(FINANCE) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("ctrl+a")
        await shows(pilot, "Marked: 2 (30.00)")
        await pilot.press("slash", *"0002", "enter")
        await shows(pilot, "Marked: 1 (20.00)")
        await until(pilot, lambda: screen.is_settled)
        await pilot.press("ctrl+y")
        await pin(app, pilot)
        await shows(pilot, "approved, it goes on to the next step")
    assert (purse.desk.deciders(first), purse.desk.deciders(second)) == ([FINANCE], ["E1"])


async def test_a_payment_without_a_claim_asks_for_the_pin(finance: Finance) -> None:
    """SEC-5: for just this account and amount."""
    purse = finance.purse()
    async with finance.at(CASHIER) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("ctrl+u")
        await shows(pilot, "holds 100,000.00")
        await chosen(app, pilot, "ctrl+n", "payment")
        await form_up(app, pilot)
        await pilot.press(*"8.5", "enter", *"bank", "enter", *"fee", "ctrl+s")
        await pin(app, pilot)
        await shows(pilot, "FK-26-0001 is written", "holds 99,991.50")
    assert purse.broken() == []


async def test_who_has_nothing_to_do_with_money_sees_their_own_claims_alone(finance: Finance) -> None:
    """SEC-5: the cash desk's keys are not there, and no one else's claim is."""
    purse = finance.purse()
    purse.claim("4000")
    purse.claim("5000", by="E7")
    async with finance.at(STAFF) as (screen, pilot):
        await shows(pilot, "My claims: 1 (40.00)")
        await pilot.press("ctrl+o", "ctrl+u", "ctrl+k")
        await pilot.pause(0.3)
        assert screen.app.screen is screen
        await chosen(screen.app, pilot, "ctrl+t", "to be")
        await shows(pilot, "There is no claim here")


async def test_what_was_begun_survives_the_machine(finance: Finance, tmp_path: Path) -> None:
    """EXP-1: the console goes down in the middle; everything typed is there at the next, files and all."""
    file = tmp_path / "good.xml"
    file.write_text(OFFICIAL, "utf-8")
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+n", "travel")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        await pilot.press("ctrl+t")
        await form_up(app, pilot)
        await paste(pilot, str(file))
        await pilot.press("ctrl+s")
        await shows(pilot, "Line 1", NUMBER)
        await pilot.press(*"hotel", "ctrl+s")
        await shows(pilot, "1 lines, 1,272.00")
        await pilot.press("ctrl+o")
        await form_up(app, pilot)
        await pilot.press(*"the fair", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage) and not app.screen._job_line.jobs)
    async with finance.at(STAFF) as (screen, pilot):
        app = screen.app
        await until(pilot, lambda: screen.draft is not None)
        await chosen(app, pilot, "ctrl+n", "go on")
        await shows(pilot, "Travel  2026-04-01  the fair", "1 lines, 1,272.00", "hotel")
        await pilot.press("ctrl+s")
        await shows(pilot, "BX-2026-0001 was submitted")
        await until(pilot, lambda: screen.draft is None)
    desk = finance.seat.desk
    detail = desk.detail(desk.database.read(claim_id_of, "BX-2026-0001"))
    assert [one.name for one in detail.attachments] == ["good.xml"]


async def test_a_claim_begun_is_one_at_all_terminals(finance: Finance) -> None:
    """What was handed in or changed at another terminal is neither handed in twice nor written over."""
    desk = finance.seat.desk
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+n", "daily")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        await pilot.press("ctrl+n")
        await form_up(app, pilot)
        await pilot.press(*"taxi", "enter", *"40", "ctrl+s")
        await shows(pilot, "1 lines, 40.00")
        await until(pilot, lambda: not app.screen._job_line.jobs)
        kept = desk.database.read(kept_draft, desk.id(STAFF))
        assert kept is not None
        desk.run(drop_draft, STAFF, kept[1])
        await pilot.press("ctrl+s")
        await shows(pilot, "was changed at another terminal")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen and screen.draft is None)


async def test_the_lock_stops_a_batch_of_payments(finance: Finance) -> None:
    """SEC-5: the sitting ends with the lock; what was not paid by then waits."""
    purse = finance.purse()
    wanted = 30
    for _ in range(wanted):
        purse.approve(purse.claim("3000"))
    async with finance.at(CASHIER) as (screen, pilot):
        app: Any = screen.app
        await pilot.press("ctrl+o")
        await shows(pilot, f"To be paid: {wanted}")
        await pilot.press("ctrl+a", "ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, PinQuestion))
        burst(app, f"{PIN}\n")
        await until(pilot, lambda: purse.balance() < 10_000_000)
        app.simulate_key("f12")
        await until(pilot, lambda: app.desk is None)
        await pilot.pause(0.5)
        left = purse.read(to_pay, purse.actor(CASHIER))
        assert 0 < len(left) < wanted
        await pilot.pause(0.5)
        assert purse.read(to_pay, purse.actor(CASHIER)) == left
    assert purse.broken() == []


async def test_what_was_typed_for_one_invoice_does_not_come_back_over_another(finance: Finance) -> None:
    """A line left with Esc is a draft of its own invoice alone."""
    other = INVOICE[:-1] + "7"
    async with finance.at(STAFF) as (screen, pilot):
        app: Any = screen.app
        await chosen(app, pilot, "ctrl+n", "daily")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        burst(app, SCAN)
        await form_up(app, pilot)
        await pilot.press(*"taxi", "escape")
        await until(pilot, lambda: isinstance(app.screen, ClaimPage))
        burst(app, f"01,32,,{other},12.00,20260312,,ABCD\n")
        await form_up(app, pilot)
        await shows(pilot, other, "12.00")
        await pilot.press(*"meal", "ctrl+s")
        await shows(pilot, "1 lines, 12.00", "meal")
        burst(app, SCAN)
        await form_up(app, pilot)
        await shows(pilot, INVOICE, "86.50", "taxi")
        await pilot.press("ctrl+s")
        await shows(pilot, "2 lines, 98.50")
