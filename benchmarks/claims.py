"""The queue of claims: opening it, finding in it, deciding one, with years of claims behind it; beside our own time
with nothing behind it. As many wait on both sides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from benchmarks import companies
from benchmarks.measuring import Line, Scale, medians, taken
from opsconsole.access.actor import Actor, Role
from opsconsole.access.service import add_account
from opsconsole.approvals.deciding import approve
from opsconsole.approvals.model import Request
from opsconsole.approvals.policy import ApprovalsPolicy
from opsconsole.approvals.queries import request_detail, waiting_for
from opsconsole.approvals.rules.routes import Route
from opsconsole.approvals.service import enter_routes
from opsconsole.db import Database
from opsconsole.org.model import Employee
from opsconsole.reimbursement.queries.claims import find_claims
from opsconsole.reimbursement.queries.queue import MOST, View, queue
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in

PEOPLE = 50
WAITING = 100
REVIEWER = "E00001"
_FIRST = date(2023, 1, 1)


@dataclass(slots=True)
class Queue:
    """So many claims wait for finance, in front of those that were paid long ago."""

    database: Database
    reviewer: Actor
    waiting: Iterator[int]


def made(folder: Path, behind: int, waiting: int) -> Queue:
    """Finance alone decides. Claims that are over go in past the verbs, those that wait through them."""
    database = companies.company(folder, PEOPLE)
    ids = database.read(_employees)
    others = tuple(route for route in ApprovalsPolicy().routes if route.kind != "claim")
    routes = ApprovalsPolicy(routes=(Route("claim", ("finance",)), *others))
    database.run(enter_routes, companies.MACHINE, date(2026, 1, 1), routes)
    roles = [Role.FINANCE_REVIEWER]
    database.run(add_account, companies.MACHINE, REVIEWER, roles, "digest", companies.NOW)
    _fill(folder / "company.sqlite3", behind)
    asked = []
    for number in range(waiting):
        line = ClaimedLine("交通", companies.NOW.date(), 4_000 + number, "拜访客户")
        claim = ClaimAsked(ClaimKind.DAILY, companies.NOW.date(), [line], "拜访客户")
        who = ids[1 + number % (PEOPLE - 1)]
        actor = Actor(who, f"E{who:05d}", "", frozenset(), "bench")
        asked.append(database.run(hand_in, actor, who, claim, companies.NOW)["request"])
    return Queue(database, Actor(ids[0], REVIEWER, "", frozenset(roles), "bench"), iter(asked))


def _employees(session: object) -> list[int]:
    return list(session.scalars(select(Employee.id).order_by(Employee.id)))  # ty: ignore


def _fill(path: Path, behind: int) -> None:
    """Claims that were approved and paid, one after the other since three years."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    for number in range(1, behind + 1):
        at = datetime.combine(_FIRST, datetime.min.time()) + timedelta(hours=number * 3 % 26_000)
        moment, who = f"{at:%Y-%m-%d %H:%M:%S}.000000", 2 + number % (PEOPLE - 2)
        row = (number, f"BX-2023-{number:05d}", who, moment, moment)
        connection.execute(
            "INSERT INTO request (id, number, kind, requester_id, unit_id, paper, state, round, version, submitted_at,"
            " closed_at) VALUES (?, ?, 'claim', ?, 1, '', 'approved', 1, 2, ?, ?)",
            row,
        )
        connection.execute("INSERT INTO request_step VALUES (?, 1, 1, 'finance', NULL, NULL, 'decided')", (number,))
        connection.execute(
            "INSERT INTO request_decision (request_id, round, ordinal, verdict, decided_by_id, for_id, went_up, reason,"
            " at) VALUES (?, 1, 1, 'approve', 1, 1, 0, '', ?)",
            (number, moment),
        )
        connection.execute(
            "INSERT INTO claim (request_id, kind, purpose, day, claimed_fen, sanctioned_fen, papers)"
            " VALUES (?, 'daily', '拜访客户', ?, 4000, 4000, 0)",
            (number, moment[:10]),
        )
        connection.execute(
            "INSERT INTO claim_line (request_id, line, category, day, amount_fen, purpose, invoice_code,"
            " invoice_number, seller, buyer, from_place, to_place, transport, sanctioned_fen, cut_reason)"
            " VALUES (?, 1, '交通', ?, 4000, '', '', ?, '', '', '', '', '', 4000, '')",
            (number, moment[:10], f"{number:020d}"),
        )
        connection.execute(
            "INSERT INTO settled (request_id, paid_fen, offset_fen, at) VALUES (?, 4000, 0, ?)", (number, moment)
        )
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def run(scale: Scale, folder: Path) -> Iterator[Line]:
    """Every look and a decision, with and without claims behind."""
    waiting = min(WAITING, scale.claims)
    many, few = made(folder / "many", scale.claims, waiting), made(folder / "few", 0, waiting)
    what = f"{scale.claims:,} claims behind"
    for name, look in (
        ("opening the queue", _open),
        ("what waits for finance", _mine),
        ("finding an invoice", _find),
        ("all claims, the newest", _all),
        ("the story of one", _story),
    ):
        ours_s, few_s = medians(
            lambda look=look: taken(lambda: look(many)),
            lambda look=look: taken(lambda: look(few)),
            repeats=scale.repeats,
        )
        # A list of all shows what there is: the newest only.
        goal = None if look is _all else 1.5
        yield Line(f"{name}, {what}", ours_s, "nothing behind", few_s, goal, f"{MOST} at most" if goal is None else "")
    ours_s, few_s = medians(
        lambda: taken(lambda: _decide(many)), lambda: taken(lambda: _decide(few)), repeats=scale.repeats
    )
    yield Line(f"deciding one, {what}", ours_s, "nothing behind", few_s, 1.5)
    for one in (many, few):
        one.database.close()


def _open(one: Queue) -> object:
    return one.database.read(queue, one.reviewer, companies.NOW, View.WAITING)


def _mine(one: Queue) -> object:
    return one.database.read(waiting_for, one.reviewer, companies.NOW)


def _find(one: Queue) -> object:
    return one.database.read(find_claims, one.reviewer, companies.NOW, "00000000000000000007", 20)


def _all(one: Queue) -> object:
    return one.database.read(queue, one.reviewer, companies.NOW, View.ALL)


def _story(one: Queue) -> object:
    (line, *_rest) = one.database.read(waiting_for, one.reviewer, companies.NOW)
    return one.database.read(request_detail, one.reviewer, line.id, companies.NOW)


def _decide(one: Queue) -> object:
    request = next(one.waiting)
    version = one.database.read(lambda session: session.get_one(Request, request).version)
    return one.database.run(approve, one.reviewer, request, version, companies.NOW)
