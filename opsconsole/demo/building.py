"""Building the demo company, through the same verbs that the screens and the imports use."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access import signin
from opsconsole.access.actor import Actor, Role, machine_actor
from opsconsole.access.pins import LIGHT, PinHasher
from opsconsole.attendance import queries
from opsconsole.attendance import service as attendance
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.policy import AttendancePolicy
from opsconsole.attendance.punch_files import read_punch_file
from opsconsole.attendance.punches import ReadFile, take_file
from opsconsole.attendance.queries import GridFilter
from opsconsole.attendance.rules.values import HalfName, Result, Shift
from opsconsole.dates import Month, format_clock
from opsconsole.db import Database
from opsconsole.demo.asking import Asking, Unexplained
from opsconsole.demo.claiming import Claiming
from opsconsole.demo.clocks import BROKEN_FROM, ClockFile
from opsconsole.demo.company import POSTS, UNITS
from opsconsole.demo.duties import DESCRIPTIONS, DUTIES
from opsconsole.demo.finance import Finance
from opsconsole.demo.giving import give
from opsconsole.demo.people import GRANTED
from opsconsole.demo.quarter import Quarter, whole_quarter
from opsconsole.demo.sins import NOT_ENROLLED
from opsconsole.demo.stocking import Stocking, item_rows, opening_rows
from opsconsole.demo.working import FACTORY, MARCH, MONTHS, SHORTENED, SHORTENED_FROM, SHORTENED_UNTIL, WORKSHOP_ONE
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.org.model import Employee
from opsconsole.org.service import change_position
from opsconsole.org.service.positions import find_position, position_data

STANDS_AT = datetime(2026, 4, 1, 9, 0)
"""The demo's own clock is never before this: its quarter is over."""

_MINIMUM_WAGE_FEN = 254_000
_TERMINAL = "demo"

Progress = Callable[[Message, int, int], None]
"""Called with what is done next, how many steps are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, its PIN for everybody to know."""

    badge: str
    pin: str
    name: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """Who may sign in to the demo, and the month to look at."""

    accounts: tuple[DemoAccount, ...]
    month: Month = MARCH


def company(quarter: Quarter | None = None) -> DemoCompany:
    """The accounts of the demo, without building it."""
    holders = (quarter or whole_quarter()).holders
    posts = {post.code: post for post in POSTS}
    return DemoCompany(
        tuple(
            DemoAccount(holders[code][0].badge, pin, holders[code][0].name, posts[code].title_zh, posts[code].title_en)
            for code, pin, _ in GRANTED
        )
    )


def build(database: Database, *, now: datetime, pins: PinHasher, progress: Progress | None = None) -> DemoCompany:
    """Fills an empty database with the demo company, which is always the same; the caller marks it as whole.

    `pins` tells where this machine's pepper is. The PINs are published, so their digests cost next to nothing.
    """
    quarter = whole_quarter()
    made = _Building(database, max(now, STANDS_AT), PinHasher(pins.pepper_file, LIGHT))
    steps = made.steps(quarter)
    for done, (what, step) in enumerate(steps):
        if progress is not None:
            progress(what, done, len(steps))
        step()
    return company(quarter)


class _Building:
    """One database being filled, step by step."""

    def __init__(self, database: Database, now: datetime, pins: PinHasher) -> None:
        self.database = database
        self.now = now
        self.pins = pins
        self.machine = machine_actor()

    def steps(self, quarter: Quarter) -> list[tuple[Message, Callable[[], None]]]:
        """What is done in which order."""
        clocks = [
            (Message(N_("Reading {file}"), file=file.name), lambda file=file: self.take(file))
            for file in quarter.clock_files
        ]
        judging = [
            (Message(N_("Judging {month}"), month=str(month)), lambda month=month: self.judge(month))
            for month in MONTHS
        ]
        late = quarter.late_file
        return [
            (Message(N_("Units and positions")), self.organise),
            (Message(N_("People and their accounts")), lambda: self.hire(quarter)),
            (Message(N_("Policy, shifts, leave, duty and meetings")), lambda: self.arrange(quarter)),
            *clocks,
            *judging,
            (Message(N_("Reading {file}"), file=late.name), lambda: self.take(late)),
            (Message(N_("The attendance clerk's verdicts")), lambda: self.explain(quarter)),
            (Message(N_("Requests, asked for and decided")), lambda: self.ask(quarter)),
            (Message(N_("A quarter at the stockroom's counter")), lambda: self.stock(quarter)),
            (Message(N_("Claims, a loan, the cash desk")), lambda: self.claim(quarter)),
        ]

    def give(self, kind: str, rows: Iterable[Mapping[str, str]]) -> None:
        give(self.database, self.machine, kind, rows, now=self.now, pins=self.pins)

    def organise(self) -> None:
        self.give(
            "units",
            (
                {
                    "code": unit.code,
                    "parent": unit.parent,
                    "name_zh": unit.name_zh,
                    "name_en": unit.name_en,
                    "layer": unit.layer,
                    "kind": unit.kind or "",
                    "assessed": _yes(unit.assessed),
                    "in_charge": unit.in_charge,
                }
                for unit in UNITS
            ),
        )
        self.give(
            "positions",
            (
                {
                    "code": post.code,
                    "unit": post.unit,
                    "title_zh": post.title_zh,
                    "title_en": post.title_en,
                    "reports_to": post.reports_to,
                    "headcount": str(post.headcount),
                    "rank": post.rank,
                }
                for post in POSTS
            ),
        )
        self.database.run(describe_positions, self.machine, self.now)

    def hire(self, quarter: Quarter) -> None:
        self.give(
            "staff",
            (
                {
                    "badge": person.badge,
                    "name": person.name,
                    "position": one.post.code,
                    "from": str(one.first),
                    "to": str(one.last or ""),
                    "basic_wage": f"{one.basic}.00",
                    "bonus": f"{one.bonus}.00",
                    "clock_id": one.clock,
                    "work_since": str(person.work_since),
                }
                for person in quarter.people
                for one in person.assignments
            ),
        )
        self.open_accounts(quarter)

    def open_accounts(self, quarter: Quarter) -> None:
        """Every account begins with a first PIN, which its owner changes into the published one."""
        accounts = [(quarter.holders[code][0], pin, roles) for code, pin, roles in GRANTED]
        self.give(
            "accounts",
            (
                {"badge": person.badge, "roles": " ".join(roles), "pin": _first_pin(pin)}
                for person, pin, roles in accounts
            ),
        )
        ids = self.database.read(_employee_ids)
        for person, pin, roles in accounts:
            owner = Actor(ids[person.badge], person.badge, person.name, frozenset(roles), _TERMINAL)
            signin.change_pin(self.database, owner, _first_pin(pin), pin, now=self.now, pins=self.pins)

    def arrange(self, quarter: Quarter) -> None:
        figures = replace(AttendancePolicy(), minimum_wage_fen=_MINIMUM_WAGE_FEN)
        self.database.run(attendance.enter_policy, self.machine, MONTHS[0].first, figures, "最低工资标准")
        self.give("shifts", _shift_rows(quarter))
        for kind, rows in (
            ("leave", _leave_rows(quarter)),
            ("outings", _outing_rows(quarter)),
            ("duty", ({"badge": one.badge, "from": str(one.start), "to": str(one.end)} for one in quarter.duties)),
            ("findings", _finding_rows(quarter)),
            ("events", _event_rows(quarter)),
        ):
            self.give(kind, rows)

    def take(self, file: ClockFile) -> None:
        parsed = read_punch_file(file.content, file.name, latest=self.now.date())
        take_file(self.database, self.machine, ReadFile(file.name, parsed, zlib.compress(file.content)), now=self.now)

    def judge(self, month: Month) -> None:
        self.database.run(ensure_judged, self.machine, month, self.now)

    def explain(self, quarter: Quarter) -> None:
        """The clerk's verdicts: most of what was forgotten in the months before, and the first ones of March."""
        person = next(quarter.holders[code][0] for code, _, roles in GRANTED if Role.ATTENDANCE_CLERK in roles)
        employee_id = self.database.read(_employee_ids)[person.badge]
        clerk = Actor(employee_id, person.badge, person.name, frozenset({Role.ATTENDANCE_CLERK}), _TERMINAL)
        code, number, first_day = NOT_ENROLLED
        new = quarter.holders[code][number].badge
        for month in MONTHS:
            for row, day, half, result in self.database.read(_unsettled, self.machine, month):
                reason = _reason(row.unit_code, row.badge == new, day, half, result, first_day)
                if reason and row.employee_id != employee_id:
                    verdict = (row.employee_id, day, half, reason, "", self.now)
                    self.database.run(attendance.explain_half, clerk, *verdict)

    def ask(self, quarter: Quarter) -> None:
        """Leave, outings and explanations that wait, were decided, or came back."""
        waiting = [
            Unexplained(row.employee_id, row.badge, row.unit_code, day, half)
            for row, day, half, _result in self.database.read(_unsettled, self.machine, MARCH)
        ]
        Asking(self.database, quarter, self.database.read(_employee_ids), self.now).all(waiting)

    def stock(self, quarter: Quarter) -> None:
        """Items, what there was at the start of the year, and the quarter at the counter."""
        self.give("items", item_rows())
        self.give("opening-stock", opening_rows())
        Stocking(self.database, quarter, self.database.read(_employee_ids), self.now).all()

    def claim(self, quarter: Quarter) -> None:
        """Accounts, claims and a loan: paid, to be paid, waiting for finance."""
        ids = self.database.read(_employee_ids)
        Finance(self.database, quarter, ids, self.now).all()
        Claiming(self.database, quarter, ids, self.now).all()


def describe_positions(session: Session, actor: Actor, now: datetime) -> None:
    """Writes every position's description and duties (ORG-2)."""
    for code, duties in DUTIES.items():
        was = position_data(session, find_position(session, code))
        data = replace(was, description=DESCRIPTIONS.get(code, ""), duties=duties)
        change_position(session, actor, was, data, now)


def _reason(unit: str, new: bool, day: date, half: HalfName, result: Result, first_day: date) -> str:
    """What the clerk gives as the reason of a half day, or nothing while the clerk has not got to it."""
    if day == BROKEN_FROM.date() and unit == "HD" and half is HalfName.PM:
        return "clock_broken"
    if new and day == first_day:
        return "new_hire"
    forgotten = result is Result.MISSING and day < MARCH.first
    return "forgot" if forgotten and day.day % 5 else ""


def _unsettled(session: Session, actor: Actor, month: Month) -> list[tuple[queries.GridRow, date, HalfName, Result]]:
    ids = queries.row_ids(session, actor, month, GridFilter(unsettled_only=True))
    return [
        (row, day, name, half.result)
        for row in queries.rows(session, actor, month, ids)
        for day, judged in zip(month.days(), row.days, strict=True)
        if judged is not None
        for name, half in zip(HalfName, judged.halves, strict=True)
        if half.result in (Result.MISSING, Result.ABSENT) and half.explained is None
    ]


def _employee_ids(session: Session) -> dict[str, int]:
    return {row.badge: row.id for row in session.execute(select(Employee.badge, Employee.id))}


def _first_pin(pin: str) -> str:
    return pin[::-1]


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"


def _shift_rows(quarter: Quarter) -> Iterator[dict[str, str]]:
    begin = str(MONTHS[0].first)
    yield _shift_row("unit:SC", begin, FACTORY)
    yield _shift_row("unit:SC1", begin, WORKSHOP_ONE)
    yield _shift_row(f"staff:{quarter.shortened}", str(SHORTENED_FROM), SHORTENED)
    yield _shift_row(f"staff:{quarter.shortened}", str(SHORTENED_UNTIL), None)


def _shift_row(scope: str, from_day: str, shift: Shift | None) -> dict[str, str]:
    names = ("am_start", "am_end", "pm_start", "pm_end")
    times = {name: format_clock(getattr(shift, name)) if shift else "" for name in names}
    return {"scope": scope, "from": from_day, **times, "punches": str(shift.punches) if shift else ""}


def _leave_rows(quarter: Quarter) -> Iterator[dict[str, str]]:
    for one in quarter.away.leaves:
        yield {
            "badge": one.badge,
            "kind": one.kind,
            "from_date": str(one.first),
            "from_half": one.first_half,
            "to_date": str(one.last),
            "to_half": one.last_half,
            "approved_by": one.approved_by,
            "certificate": "yes" if one.certificate else "",
        }


def _outing_rows(quarter: Quarter) -> Iterator[dict[str, str]]:
    for one in quarter.away.outings:
        yield {"badge": one.badge, "from": str(one.start), "to": str(one.end), "reason": one.reason}


def _finding_rows(quarter: Quarter) -> Iterator[dict[str, str]]:
    for one in quarter.findings:
        yield {
            "badge": one.badge,
            "date": str(one.day),
            "note": one.note,
            "kind": one.kind,
            "concerns": one.concerns,
        }


def _event_rows(quarter: Quarter) -> Iterator[dict[str, str]]:
    for one in quarter.events:
        yield {
            "code": one.code,
            "title": one.title,
            "from": str(one.start),
            "to": str(one.end),
            "badge": one.badge,
            "arrived": str(one.arrived or ""),
            "left": str(one.left or ""),
            "excused": _yes(one.excused),
        }
