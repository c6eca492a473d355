"""A general manager signs ten things in two minutes and leaves (screens: F7; SEC-5)."""

from __future__ import annotations

from opsconsole.approvals.rules.states import Verdict
from opsconsole.attendance.files.arrangements import LEAVE
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.console.requests.detail_page import RequestPage
from opsconsole.console.sitting import PinQuestion
from opsconsole.console.widgets.form import Form
from opsconsole.files.imports import FileRow
from tests.approvals.desk import CLERK
from tests.console.conftest import enter, text_on, until
from tests.console.requests.sitting import COLLEAGUE, GM, HEAD, PIN, STAFF, Seat, shows
from tests.org.conftest import day, taken


async def test_ten_requests_take_ten_keys_and_one_pin(seat: Seat) -> None:
    desk = seat.desk
    waiting = seat.waiting(GM)
    assert len(waiting) == 10
    async with seat.at(GM) as (screen, pilot):
        app = pilot.app
        await shows(pilot, "To decide: 10", "family matters")
        for left in reversed(range(10)):
            await until(pilot, lambda: screen.is_settled)
            await seat.press(pilot, "ctrl+y")
            if left == 9:
                await until(pilot, lambda: isinstance(app.screen, PinQuestion))
                await seat.press(pilot, *PIN, "enter")
            await until(pilot, lambda left=left: len(seat.waiting(GM)) == left)
            await until(pilot, lambda: app.screen is screen and screen.is_settled)
        await shows(pilot, "Nothing waits for you")
    assert len(seat.pressed) == 10 + len(PIN) + 1
    assert {desk.state(request) for request in waiting} == {"approved"}
    assert desk.broken() == []


async def test_a_key_held_down_decides_nothing_that_was_not_read(seat: Seat) -> None:
    async with seat.at(GM) as (screen, pilot):
        await seat.press(pilot, "ctrl+y")
        await until(pilot, lambda: isinstance(pilot.app.screen, PinQuestion))
        await seat.press(pilot, *PIN, "enter")
        await until(pilot, lambda: len(seat.waiting(GM)) == 9 and screen.is_settled)
        for _ in range(5):
            screen.action_approve()
        await until(pilot, lambda: len(seat.waiting(GM)) == 8 and screen.is_settled)
        await pilot.pause(0.2)
        assert len(seat.waiting(GM)) == 8


async def test_who_was_slower_is_told_and_keeps_what_they_typed(seat: Seat) -> None:
    desk, (first, *_rest) = seat.desk, seat.waiting(GM)
    async with seat.at(GM) as (_screen, pilot):
        app = pilot.app
        await pilot.press("ctrl+r")
        await until(pilot, lambda: isinstance(app.screen, Form))
        form = app.screen
        await pilot.press(*"哪几天", "ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, PinQuestion))
        desk.decide(GM, first)
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: app.screen is form and "was approved by 万总" in " ".join(text_on(app).split()))
        await shows(pilot, "哪几天")
    assert desk.decisions(first) == [(GM, GM)]


async def test_several_are_decided_together_and_those_that_may_not_stay_with_the_reason(seat: Seat) -> None:
    desk, waiting = seat.desk, seat.waiting(GM)
    on_paper = {"from_date": day("2026-04-10"), "from_half": HalfName.AM, "to_date": day("2026-04-10")}
    row = {"badge": "E7", "kind": LeaveKind.SICK, "to_half": HalfName.PM, **on_paper}
    desk.database.run(taken, desk.office.actor, LEAVE, [FileRow("paper.csv", 2, row)], desk.now)
    async with seat.at(GM, size=(120, 36)) as (screen, pilot):
        app = pilot.app
        await pilot.press("ctrl+a")
        await shows(pilot, "Marked: 10")
        await pilot.press("space")
        await shows(pilot, "Marked: 9")
        await pilot.press("ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, PinQuestion))
        await pilot.press(*PIN[::-1], "enter")
        await shows(pilot, "Badge or PIN is not right")
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: app.screen is screen and "8 decided; 1 stay" in text_on(app))
        await until(pilot, lambda: "Stays: Overlaps leave of the same person" in text_on(app))
    left = seat.waiting(GM)
    assert left == [waiting[0], waiting[1]], "the one not marked, and that of E7, whose leave on paper is in the way"


async def test_the_lock_ends_the_sitting_and_so_do_ten_minutes(seat: Seat) -> None:
    async with seat.at(HEAD) as (screen, pilot):
        app = pilot.app

        async def approve_with_pin() -> None:
            here = app.screen
            await pilot.press("ctrl+y")
            await until(pilot, lambda: isinstance(app.screen, PinQuestion))
            await pilot.press(*PIN, "enter")
            await until(pilot, lambda: app.screen is here and here.is_settled)

        await approve_with_pin()
        await pilot.press("f12")
        await until(pilot, lambda: app.desk is None)
        await enter(app, pilot, HEAD, PIN)
        await until(pilot, lambda: app.screen is not screen and app.screen.is_settled)
        await approve_with_pin()
        assert "PIN holds until 09:10" in text_on(app)
        seat.desk.now = seat.desk.now.replace(minute=10)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, PinQuestion))
        assert len(seat.waiting(HEAD)) == 1


async def test_the_pin_is_for_the_list_in_sight_and_not_for_what_a_filter_hid(seat: Seat) -> None:
    async with seat.at(HEAD, language="zh") as (screen, pilot):
        app = pilot.app
        await pilot.press("slash", *"qq", "enter")
        await shows(pilot, "待我审批：1", "钱七")
        await pilot.press("ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, PinQuestion))
        await shows(pilot, "1 项申请等您审批")
        await pilot.press(*PIN, "enter")
        await until(pilot, lambda: app.screen is screen and len(seat.waiting(HEAD)) == 2)
        await pilot.press("escape")
        await until(pilot, lambda: "待我审批：2" in text_on(app) and screen.is_settled)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: isinstance(app.screen, PinQuestion))
        await shows(pilot, "上次输入口令之后清单有变化")


async def test_rejecting_and_returning_take_a_reason_and_the_requester_finds_it(seat: Seat) -> None:
    desk, (first, second, _third) = seat.desk, seat.waiting(HEAD)
    async with seat.at(HEAD) as (screen, pilot):
        app = pilot.app
        for number, pressed in enumerate(("ctrl+d", "ctrl+r")):
            await until(pilot, lambda: app.screen is screen and screen.is_settled)
            await pilot.press(pressed)
            await until(pilot, lambda: isinstance(app.screen, Form))
            await pilot.press("ctrl+s")
            await shows(pilot, "Needed")
            await pilot.press(*"too few of us", "ctrl+s")
            if not number:
                await until(pilot, lambda: isinstance(app.screen, PinQuestion))
                await pilot.press(*PIN, "enter")
            await until(pilot, lambda number=number: len(seat.waiting(HEAD)) == 2 - number)
    assert (desk.state(first), desk.state(second)) == ("rejected", "returned")
    async with seat.at(COLLEAGUE) as (_screen, pilot):
        await shows(pilot, "Requests returned for change")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RequestPage))
        await shows(pilot, "returned for change by 单经理 E3", "too few of us")


async def test_somebody_whom_nothing_concerns_finds_an_empty_desk_and_no_request_of_others(seat: Seat) -> None:
    for request in (*seat.waiting(GM), *seat.waiting(HEAD)):
        for badge in (GM, HEAD):
            if request in seat.waiting(badge):
                seat.desk.decide(badge, request, Verdict.REJECT)
    number = seat.desk.detail(1).line.number
    async with seat.at(COLLEAGUE) as (screen, pilot):
        await shows(pilot, "Nothing waits for you")
        await pilot.press("ctrl+y")
        assert screen.targets() == []
        await pilot.press("ctrl+p", *number)
        await until(pilot, lambda: number in text_on(pilot.app))
        await pilot.press("enter")
        await shows(pilot, "Nothing is called that")


async def test_a_request_is_found_in_the_palette_commented_and_its_files_saved(seat: Seat) -> None:
    folder = seat.folder
    (folder / "证明.txt").write_text("certified", "utf-8")
    (folder / "large.bin").write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    async with seat.at(STAFF) as (_screen, pilot):
        app = pilot.app
        await pilot.press("ctrl+p", *"0001")
        await shows(pilot, "L-2026-0001 张三")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RequestPage) and app.screen.detail is not None)
        page = app.screen
        await pilot.press("ctrl+k")
        await until(pilot, lambda: isinstance(app.screen, Form))
        await pilot.press(*"[b]please", "ctrl+s")
        await until(pilot, lambda: app.screen is page and "[b]please" in text_on(app))
        for name, told in (("large.bin", "at most 10 MB"), ("证明.txt", "证明.txt is attached")):
            await pilot.press("ctrl+o")
            await until(pilot, lambda: isinstance(app.screen, Form))
            app.screen.query_one("Input").value = str(folder / name)
            await pilot.press("ctrl+s")
            await shows(pilot, told)
            if name == "large.bin":
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is page)
        await until(pilot, lambda: "9 B" in text_on(app))
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(app.screen, Form))
        app.screen.query_one("Input").value = str(folder / "saved.txt")
        await pilot.press("ctrl+s")
        await shows(pilot, "Written to")
    assert (folder / "saved.txt").read_text("utf-8") == "certified"


async def test_a_stand_in_is_named_and_ended_by_keys(seat: Seat) -> None:
    desk = seat.desk
    (request, *_rest) = seat.waiting(HEAD)
    async with seat.at(HEAD) as (_screen, pilot):
        app = pilot.app
        await pilot.press("f8")
        await shows(pilot, "Nobody stands in for anybody")
        page = app.screen
        await pilot.press("ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, Form))
        form = app.screen
        await pilot.press(*"zfz")
        await shows(pilot, "曾副总 E2")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is form)
        await pilot.press("down", *"+3", "ctrl+s")
        await until(pilot, lambda: app.screen is page and "2026-04-04" in text_on(app))
        assert desk.deciders(request) == ["E2"]
        await pilot.press("escape")
        await shows(pilot, "曾副总 decides in your place until 04-04", "To decide: 0")
        await pilot.press("f8")
        await shows(pilot, "曾副总 E2")
        page = app.screen
        await pilot.press("ctrl+d")
        await shows(pilot, "no longer decide in the place of")
        await pilot.press("enter")
        await until(pilot, lambda: desk.deciders(request) == [HEAD])
        await shows(pilot, "Nobody stands in for anybody")
    async with seat.at(CLERK) as (_screen, pilot):
        await pilot.press("f8", "ctrl+n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Form))
        await shows(pilot, "In place of")
