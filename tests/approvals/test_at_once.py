"""Two people at the same step at the same moment: one decides, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from opsconsole.approvals.deciding import decide
from opsconsole.approvals.rules.states import Verdict
from opsconsole.errors import Stale
from tests.approvals.desk import CLERK, Desk, leave
from tests.db.acts import terminal

DECIDE = """
from datetime import datetime
from opsconsole.access.actor import Actor
from opsconsole.approvals.deciding import approve
from opsconsole.assembly import open_database
from opsconsole.errors import Stale
url, folder, employee, request, version = sys.argv[1:6]
now = datetime(2026, 4, 1, 9)
actor = Actor(int(employee), "E", "E", frozenset(), "t")
database = open_database(url, state_dir=__import__("pathlib").Path(folder), clock=lambda: now, actor=actor)
print("ready", flush=True)
start = __import__("pathlib").Path(folder).with_name("start")
while not start.exists():
    pass
try:
    database.run(approve, actor, int(request), int(version), now)
    print("decided")
except Stale:
    print("told")
"""


def test_two_clerks_decide_the_same_step_at_once(any_desk: Desk) -> None:
    """Both hold the office's post; the general manager's leave is recorded once."""
    from opsconsole.access.actor import Role
    from opsconsole.access.service import add_account

    desk = any_desk
    desk.database.run(add_account, desk.office.actor, "E8", [Role.OFFICE_CLERK], "digest", desk.now)
    request = desk.ask("E1", leave("04-08am 04-08pm"))
    assert sorted(desk.deciders(request)) == [CLERK, "E8"]
    version, start = desk.version(request), Barrier(2)
    actors = [desk.actor("E6"), desk.actor("E8")]

    def say(verdict: Verdict, number: int) -> str:
        start.wait()
        try:
            return desk.database.run(decide, actors[number], request, version, verdict, desk.now, "so")["state"]
        except Stale:
            return "told"

    with ThreadPoolExecutor(2) as both:
        told = [one.result() for one in [both.submit(say, Verdict.APPROVE, 0), both.submit(say, Verdict.REJECT, 1)]]
    assert sorted(told) in (["approved", "told"], ["rejected", "told"])
    assert len(desk.decisions(request)) == 1
    assert desk.broken() == []


def test_two_terminals_decide_the_same_step_at_once(any_desk: Desk, tmp_path: Path) -> None:
    desk = any_desk
    request = desk.ask("E4", leave("04-08am 04-08pm"))
    url = desk.database.url.render_as_string(hide_password=False)
    arguments = (url, str(tmp_path / "state"), str(desk.id("E3")), str(request), str(desk.version(request)))
    both = [terminal(DECIDE, *arguments) for _ in range(2)]
    assert [one.stdout.readline().strip() for one in both if one.stdout] == ["ready", "ready"]
    (tmp_path / "start").touch()
    told = [one.communicate(timeout=60) for one in both]
    assert sorted(out.strip() for out, _ in told) == ["decided", "told"], told
    assert desk.decisions(request) == [("E3", "E3")]


@pytest.mark.parametrize("table", ["request_decision", "request_comment", "leave_entry"])
@pytest.mark.parametrize("act", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_what_was_decided_and_said_only_grows(any_desk: Desk, table: str, act: str) -> None:
    from sqlalchemy import text

    from opsconsole.approvals.service import comment
    from opsconsole.attendance.rules.values import LeaveKind

    desk = any_desk
    request = desk.ask("E4", leave("04-08am 04-08pm", LeaveKind.ANNUAL))
    desk.run(comment, "E4", request, "please", desk.now)
    desk.decide("E3", request)
    with (
        pytest.raises(DBAPIError, match="only grows"),
        desk.database.exclusive() as engine,
        engine.begin() as connection,
    ):
        connection.execute(text(act.format(table=table)))
