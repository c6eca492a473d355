"""Asking and doing: refusals are lines, defects are codes, acts are sent once and in order."""

from __future__ import annotations

import threading
import time

from opsconsole.console.desk import Tone
from opsconsole.console.widgets.confirm import Told
from opsconsole.console.widgets.lines import JobLine, MessageLine
from opsconsole.errors import Message, Refusal, Unavailable
from opsconsole.i18n import N_

from .conftest import enter, text_on, until
from .example_area import AREAS_WITH_EXAMPLE


def greet(session, actor, name):
    return f"{actor.badge} greets {name}"


def refuse(session, actor):
    raise Refusal(N_("Unit {unit} already has a head"), clause="ORG-4", unit="[red]OPS[/]")


def break_down(session, actor, pin):
    secret_of_the_frame = pin
    raise ZeroDivisionError(f"no result for {len(secret_of_the_frame)} digits")


async def test_what_is_refused_is_a_line_with_its_clause_and_the_console_goes_on(console):
    async with console.signed_in() as (app, pilot):
        app.area_screen.perform(refuse)
        await until(pilot, lambda: "Refused: Unit [red]OPS[/] already has a head (ORG-4)" in text_on(app))
        await pilot.press("escape")
        await until(pilot, lambda: "Refused" not in text_on(app))


async def test_a_read_that_is_refused_is_a_line_as_well(console):
    async with console.signed_in() as (app, pilot):
        app.area_screen.fetch(lambda session: refuse(session, None), then=lambda answer: None)
        await until(pilot, lambda: "(ORG-4)" in text_on(app))


async def test_a_defect_is_shown_as_a_code_and_logged_whole_but_without_locals(console):
    async with console.signed_in() as (app, pilot):
        app.area_screen.perform(break_down, "246810")
        await until(pilot, lambda: "Code: " in text_on(app))
        assert isinstance(app.screen, Told)
        shown = text_on(app)
        log = console.log()
        code = log.split("defect ")[1][:6]
        assert f"Code: {code}" in shown
        assert "ZeroDivisionError: no result for 6 digits" in log
        assert "break_down" in log
        assert "246810" not in log
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, Told))
        assert app.is_running


async def test_a_defect_in_what_follows_a_read_is_told_too(console):
    def wrong(answer):
        raise KeyError(answer)

    async with console.signed_in() as (app, pilot):
        app.area_screen.fetch(lambda session: 1, then=wrong)
        await until(pilot, lambda: isinstance(app.screen, Told))
        assert "KeyError: 1" in console.log()


async def test_a_defect_on_the_event_loop_stops_the_console_with_a_code_and_a_status(console, capsys):
    app = console.app()

    def wrong():
        pin = "246810"
        raise ZeroDivisionError(len(pin))

    try:
        async with app.run_test() as pilot:
            await until(pilot, lambda: app.backend is not None)
            app.call_later(wrong)
            await until(pilot, lambda: not app.is_running)
    except ZeroDivisionError:
        pass
    assert app.return_code == 1
    log = console.log()
    assert f"defect {app.fatal_code}" in log
    assert "246810" not in log
    app._print_error_renderables()
    said = capsys.readouterr().err
    assert app.fatal_code in said
    assert said.count("\n") == 1


async def test_an_act_says_what_was_done_and_hands_its_result_on(console):
    results = []
    async with console.signed_in() as (app, pilot):
        done = Message(N_("Unit {unit} is there"), unit="OPS")
        app.area_screen.perform(greet, "Li", said=done, then=results.append)
        await until(pilot, lambda: results == ["E00003 greets Li"])
        await until(pilot, lambda: "Done: Unit OPS is there" in text_on(app))


async def test_acts_are_done_one_at_a_time_in_the_order_they_were_sent(console):
    def slow(session, actor, number):
        time.sleep(0.01)

    async with console.signed_in() as (app, pilot):
        for number in range(10):
            app.area_screen.perform(slow, number)
        await until(pilot, lambda: len(console.backend.database.calls) == 10 and not app.link.acts_under_way)
        assert [args for _name, args, _act_id in console.backend.database.calls] == [(n,) for n in range(10)]
        assert console.backend.database.most_writers == 1
        assert len({act_id for _name, _args, act_id in console.backend.database.calls}) == 10


async def test_an_act_whose_outcome_is_unknown_is_sent_again_under_the_same_id(console):
    def shaky(session, actor, number):
        if len(session.calls) < 3:
            raise Unavailable(N_("The database is busy"))
        return number

    async with console.signed_in() as (app, pilot):
        for tried in range(4):
            app.area_screen.perform(shaky, 7)
            await until(
                pilot,
                lambda tried=tried: len(console.backend.database.calls) == tried + 1 and not app.link.acts_under_way,
            )
            await pilot.pause()
        ids = [act_id for _name, _args, act_id in console.backend.database.calls]
        assert ids[0] == ids[1] == ids[2]
        assert ids[3] != ids[2]


async def test_an_act_that_ends_after_the_lock_is_told_to_the_one_who_did_it(console):
    go_on = threading.Event()

    def slow(session, actor):
        go_on.wait(5)

    async with console.signed_in() as (app, pilot):
        app.area_screen.perform(slow, said=Message(N_("Unit {unit} is there"), unit="OPS"))
        await until(pilot, lambda: console.backend.database.calls)
        await pilot.press("f12")
        await enter(app, pilot, "E00017")
        go_on.set()
        await until(pilot, lambda: not app.link.acts_under_way)
        await pilot.pause(0.1)
        assert "OPS" not in text_on(app)
        await pilot.press("f12")
        await enter(app, pilot, "E00003")
        await until(pilot, lambda: "Done: Unit OPS is there" in text_on(app))


async def test_the_newest_read_wins(console):
    first_may_end = threading.Event()
    answers = []

    def read(session, number):
        if number == 1:
            first_may_end.wait(5)
        return number

    async with console.signed_in() as (app, pilot):
        app.area_screen.fetch(read, 1, then=answers.append)
        await pilot.pause(0.05)
        app.area_screen.fetch(read, 2, then=answers.append)
        await until(pilot, lambda: answers == [2])
        first_may_end.set()
        await pilot.pause(0.1)
        assert answers == [2]


async def test_work_of_over_half_a_second_shows_how_far_it_is_and_esc_stops_it(console):
    stopped = threading.Event()

    def long_act(session, actor, report):
        for done in range(1000):
            try:
                report(done, 1000)
            except Refusal:
                stopped.set()
                raise
            time.sleep(0.01)

    async with console.signed_in() as (app, pilot):
        app.area_screen.perform(long_act, reporting=True, label=Message(N_("Working")))
        await pilot.pause(0.2)
        assert not app.screen.query_one(JobLine).display
        await until(pilot, lambda: "/1,000" in text_on(app))
        assert "Esc stops it" in text_on(app)
        await pilot.press("escape")
        await until(pilot, stopped.is_set)
        await until(pilot, lambda: "Stopped. Nothing was changed." in text_on(app))
        await until(pilot, lambda: not app.screen.query_one(JobLine).display)


async def test_a_long_read_is_given_up_with_esc_at_once(console):
    end = threading.Event()
    async with console.signed_in() as (app, pilot):
        app.area_screen.fetch(lambda session: end.wait(10), then=lambda answer: app.area_screen.say(Message("late")))
        await until(pilot, lambda: "Reading" in text_on(app))
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query_one(JobLine).display)
        end.set()
        await pilot.pause(0.1)
        assert app.screen.query_one(MessageLine).note is None


async def test_another_terminals_change_is_read_within_two_seconds(console):
    looked = []
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        await until(pilot, lambda: app.link.head == 1)
        app.area_screen.refresh_data = lambda: looked.append("example")
        console.backend.database.number += 1
        await until(pilot, lambda: looked == ["example"], 2.0)
        await pilot.pause(1.7)
        assert looked == ["example"]


async def test_an_act_of_ones_own_is_not_read_a_second_time(console):
    async with console.signed_in() as (app, pilot):
        await until(pilot, lambda: app.link.head == 1)
        looked = []
        app.area_screen.refresh_data = lambda: looked.append(1)
        app.area_screen.perform(greet, "Li")
        await until(pilot, lambda: looked == [1])
        await pilot.pause(1.7)
        assert looked == [1]


async def test_what_somebody_may_not_do_is_dimmed_and_dead(console):
    async with console.signed_in(areas=AREAS_WITH_EXAMPLE, size=(120, 36)) as (app, pilot):
        await pilot.press("f2")
        await until(pilot, lambda: "E00005" in text_on(app))
        assert not app.screen.active_bindings["ctrl+x"].enabled
        await pilot.press("ctrl+x")
        assert app.screen.query_one(MessageLine).note is None
        app.desk.permissions = frozenset({"attendance.explain"})
        await pilot.press("ctrl+x")
        note = app.screen.query_one(MessageLine).note
        assert note is not None
        assert note.tone is Tone.INFO
