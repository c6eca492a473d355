"""Eight terminals draw the last units of the same items at the same moment (SUP-8)."""

from __future__ import annotations

import signal
import time
from pathlib import Path

from tests.db.acts import terminal
from tests.stockroom.storeroom import Storeroom

TERMINALS = 8
ROUNDS = 130
"""Each terminal tries so often: over a thousand attempts in all."""

DRAW = """
import datetime, pathlib
from opsconsole.access.actor import Actor, Role
from opsconsole.assembly import open_database
from opsconsole.errors import Refusal
from opsconsole.stockroom.service.vouchers import Issue, Wanted, issue
url, folder, employee, pens, paper, rounds = sys.argv[1:7]
now = datetime.datetime(2026, 4, 1, 9)
actor = Actor(None, "machine", "t", frozenset({Role.MACHINE}), "t")
database = open_database(url, state_dir=pathlib.Path(folder), clock=lambda: now, actor=actor)
print("ready", flush=True)
start = pathlib.Path(folder).with_name("start")
while not start.exists():
    pass
got = short = 0
for number in range(int(rounds)):
    lines = [Wanted(int(pens), 1 + number % 3)] + ([Wanted(int(paper), 1)] if number % 2 else [])
    try:
        database.run(issue, actor, Issue(now.date(), int(employee), lines), now)
        got += lines[0].quantity
    except Refusal as refusal:
        assert refusal.clause == "SUP-8", str(refusal)
        short += 1
print(got, short)
"""


def test_eight_terminals_never_draw_more_than_there_is(any_room: Storeroom, tmp_path: Path) -> None:
    any_room.bought("pens 700 10001", "paper 300 99999")
    url = any_room.company.database.url.render_as_string(hide_password=False)
    arguments = (url, str(tmp_path / "state"), str(any_room.id_of("E1")))
    wanted = (str(any_room.items["pens"]), str(any_room.items["paper"]), str(ROUNDS))
    every = [terminal(DRAW, *arguments, *wanted) for _ in range(TERMINALS)]
    assert {one.stdout.readline().strip() for one in every if one.stdout} == {"ready"}
    (tmp_path / "start").touch()
    told = [one.communicate(timeout=180) for one in every]
    assert [error for _, error in told if error.strip()] == []
    got, short = (sum(figures) for figures in zip(*(map(int, out.split()) for out, _ in told), strict=True))
    quantity, amount = any_room.on_hand("pens")
    assert got == 700 - quantity
    assert short > 0
    assert quantity or not amount
    assert len(any_room.ledger(item="pens")) == 1 + TERMINALS * ROUNDS - short
    assert any_room.problems() == []


def test_a_voucher_is_there_whole_or_not_at_all_whenever_its_terminal_is_killed(
    any_room: Storeroom, tmp_path: Path
) -> None:
    any_room.bought("pens 5000 50001", "paper 5000 70003")
    url = any_room.company.database.url.render_as_string(hide_password=False)
    arguments = (url, str(tmp_path / "state"), str(any_room.id_of("E1")))
    wanted = (str(any_room.items["pens"]), str(any_room.items["paper"]), "5000")
    (tmp_path / "start").touch()
    for wait_s in (0.05, 0.11, 0.23):
        one = terminal(DRAW, *arguments, *wanted)
        assert one.stdout
        assert one.stdout.readline().strip() == "ready"
        time.sleep(wait_s)
        one.send_signal(signal.SIGKILL)
        one.communicate(timeout=60)
        assert any_room.problems() == []
    numbers = [row[2] for row in any_room.ledger() if row[3] == "out"]
    assert numbers == sorted(numbers)
    assert any_room.issued("E1", "pens 1", day="2026-04-01")["number"] == f"CK-26-{len(set(numbers)) + 1:04d}"
