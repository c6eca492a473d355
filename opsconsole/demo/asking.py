"""What is asked for in the demo company: some of everything waits, some was decided, some came back.

All of it goes through the verbs, some days around the demo's own `now`; no day before April 2026 changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.rules.states import Verdict
from opsconsole.approvals.service import attach, comment
from opsconsole.approvals.stand_ins import appoint_stand_in
from opsconsole.attendance.requests.balances import workday_halves
from opsconsole.attendance.requests.explanations import ask_to_explain
from opsconsole.attendance.requests.leave import LeaveAsked, ask_for_leave
from opsconsole.attendance.requests.outings import ask_for_outing
from opsconsole.attendance.rules.leave import LeaveSpan
from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.dates import ONE_DAY
from opsconsole.db import Database
from opsconsole.demo.quarter import Quarter

_TERMINAL = "demo"
_AFTER_THE_QUARTER = date(2026, 4, 2)
_WORKDAYS_AHEAD = 30
_MATERNITY_DAYS = 98
GENERAL_MANAGER, MARKETING, PRODUCTION = "ZJ-01", "ZJ-03", "ZJ-04"
OPERATIONS, CHANNELS, CLERK = "YY-01", "QD-01", "BG-02"

Half = tuple[date, HalfName]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A half day of March that nobody has explained yet."""

    employee_id: int
    badge: str
    unit: str
    day: date
    half: HalfName


class Asking:
    """People of the demo asking and deciding around `now`."""

    def __init__(self, database: Database, quarter: Quarter, ids: dict[str, int], now: datetime) -> None:
        self._database = database
        self._quarter = quarter
        self._ids = ids
        self._now = now
        self._workdays = database.read(workdays_after, max(now.date(), _AFTER_THE_QUARTER - ONE_DAY), _WORKDAYS_AHEAD)

    def all(self, unexplained: list[Unexplained]) -> None:
        """Everything, the oldest first."""
        self._back_already()
        self._for_the_general_manager()
        self._for_the_deputy()
        self._for_the_heads()
        self._for_the_office()
        self._explanations(unexplained)
        self._stand_in()

    # Who waits for whom

    def _for_the_general_manager(self) -> None:
        """Long leave, leave that needs a certificate, and that of heads and deputies (ATT-4, ATT-10)."""
        day = self._workdays
        self._leave(9, "RL-02", 0, LeaveKind.MATERNITY, day[12], day[12] + timedelta(_MATERNITY_DAYS - 1), "预产期临近")
        self._leave(8, "XS-03", 3, LeaveKind.MARRIAGE, day[4], day[6], "婚礼在老家办")
        self._leave(7, "XS-03", 5, LeaveKind.PERSONAL, day[3], day[7], "陪父亲手术", attached=True)
        self._leave(6, "YF-04", 2, LeaveKind.ANNUAL, day[8], day[12], "全家出游，行程已定")
        self._leave(6, "SC1-03", 5, LeaveKind.FAMILY, day[5], day[8], "探望父母")
        self._leave(5, "CW-03", 1, LeaveKind.PERSONAL, day[2], day[5], "房屋交付")
        self._leave(4, MARKETING, 0, LeaveKind.ANNUAL, day[9], day[10], "")
        self._leave(3, OPERATIONS, 0, LeaveKind.PERSONAL, day[1], day[1], "孩子家长会")
        self._leave(2, CHANNELS, 0, LeaveKind.ANNUAL, day[6], day[7], "")
        self._leave(1, "BG-01", 0, LeaveKind.SICK, day[0], day[0], "复查")
        self._outing(1, PRODUCTION, 0, day[1], (9, 0), (17, 0), "到省质检院送检样品")

    def _for_the_deputy(self) -> None:
        day = self._workdays
        asked = self._leave(5, "XS-03", 8, LeaveKind.PERSONAL, day[2], day[3], "办理户口迁移")
        self._say(4, "XS-03", 8, asked, "客户拜访已请同组同事代为跟进。")
        self._leave(3, "QD-03", 4, LeaveKind.ANNUAL, day[6], day[8], "")
        self._leave(1, "YY-03", 3, LeaveKind.SICK, day[0], day[1], "牙科手术后休息")
        decided = self._leave(8, "QH-02", 1, LeaveKind.PERSONAL, day[7], day[8], "搬家")
        self._decide(6, MARKETING, decided, Verdict.APPROVE)

    def _for_the_heads(self) -> None:
        day = self._workdays
        self._leave(4, "YY-03", 1, LeaveKind.PERSONAL, day[2], day[2], "车辆年检", last_half=HalfName.AM)
        self._leave(2, "YY-06", 2, LeaveKind.ANNUAL, day[3], day[3], "")
        self._outing(1, "YY-04", 0, day[0], (14, 0), (17, 30), "到客户公司核对数据口径")
        self._outing(0, "YY-02", 1, day[1], (9, 30), (11, 30), "银行办理收款码变更")
        self._outing(2, "QD-02", 1, day[2], (9, 0), (18, 0), "走访临港代理商")
        returned = self._leave(6, "YY-03", 2, LeaveKind.PERSONAL, day[9], day[9], "有事")
        self._decide(5, OPERATIONS, returned, Verdict.RETURN, "请写明事由，并安排好当天的值守")
        rejected = self._leave(7, "YY-06", 3, LeaveKind.PERSONAL, day[5], day[5], "同学聚会")
        self._decide(6, OPERATIONS, rejected, Verdict.REJECT, "当天活动上线，客服不能再少人")
        approved = self._outing(3, "YY-03", 4, day[4], (13, 30), (16, 0), "送合同原件")
        self._decide(2, OPERATIONS, approved, Verdict.APPROVE)

    def _for_the_office(self) -> None:
        """The general manager's own leave is the office's to record; the clerk has one back for change (ATT-4)."""
        day = self._workdays
        self._leave(2, GENERAL_MANAGER, 0, LeaveKind.ANNUAL, day[10], day[11], "")
        asked = self._leave(4, CLERK, 0, LeaveKind.ANNUAL, day[8], day[8], "")
        self._decide(3, "BG-01", asked, Verdict.RETURN, "当天有董事会材料要印，请换一天")
        approved = self._leave(8, "SC2-03", 3, LeaveKind.MARRIAGE, day[11], day[13], "结婚登记")
        self._decide(7, GENERAL_MANAGER, approved, Verdict.APPROVE)

    def _back_already(self) -> None:
        """Leave that is over and nobody has reported back from; there is none right after the quarter."""
        first = self._database.read(workdays_after, self._now.date() - timedelta(12), 1)[0]
        if first < _AFTER_THE_QUARTER:
            return
        for post, number in (("YY-06", 4), ("XS-04", 1)):
            asked = self._leave(14, post, number, LeaveKind.PERSONAL, first, first, "家里有事")
            head = OPERATIONS if post.startswith("YY") else "XS-01"
            self._decide(13, head, asked, Verdict.APPROVE)

    def _explanations(self, unexplained: list[Unexplained]) -> None:
        """Half days of March, waiting for the head of operations and of others."""
        texts = ("早上直接去客户处，忘了打卡", "指纹没识别出来", "在楼下接货，回来忘了")
        own = [one for one in unexplained if one.unit == "YY"][:2]
        others = [one for one in unexplained if one.unit in ("QD", "XS", "SC")][:2]
        for place, one in enumerate([*own, *others]):
            actor = Actor(one.employee_id, one.badge, one.badge, frozenset(), _TERMINAL)
            at = self._at(3 - place % 3)
            self._run(ask_to_explain, actor, one.employee_id, one.day, one.half, "forgot", texts[place % 3], at)

    def _stand_in(self) -> None:
        """One deputy decides in another's place from today on."""
        day = self._workdays
        self._leave(3, "SC-03", 2, LeaveKind.PERSONAL, day[4], day[5], "老人住院")
        today = self._now.date()
        ids = self._id(PRODUCTION, 0), self._id(MARKETING, 0)
        self._run(appoint_stand_in, self._actor(PRODUCTION, 0), *ids, today, today + timedelta(10), self._now)

    # Doing it

    def _leave(
        self,
        days_ago: int,
        post: str,
        number: int,
        kind: LeaveKind,
        first: date,
        last: date,
        reason: str,
        *,
        last_half: HalfName = HalfName.PM,
        attached: bool = False,
    ) -> dict[str, Any]:
        asked = LeaveAsked(kind, first, HalfName.AM, last, last_half, reason)
        actor = self._actor(post, number)
        outcome = self._run(ask_for_leave, actor, actor.employee_id, asked, self._at(days_ago))
        if attached:
            content = "住院通知单（演示附件）\n".encode()
            self._run(attach, actor, outcome["request"], "住院通知单.txt", content, self._at(days_ago))
        return outcome

    def _outing(
        self,
        days_ago: int,
        post: str,
        number: int,
        day: date,
        start: tuple[int, int],
        finish: tuple[int, int],
        why: str,
    ) -> dict[str, Any]:
        span = datetime.combine(day, time(*start)), datetime.combine(day, time(*finish))
        actor = self._actor(post, number)
        return self._run(ask_for_outing, actor, actor.employee_id, *span, why, self._at(days_ago))

    def _decide(self, days_ago: int, post: str, asked: dict[str, Any], verdict: Verdict, reason: str = "") -> None:
        version = (asked["request"], asked["version"])
        self._run(decide, self._actor(post, 0), *version, verdict, self._at(days_ago), reason)

    def _say(self, days_ago: int, post: str, number: int, asked: dict[str, Any], text: str) -> None:
        self._run(comment, self._actor(post, number), asked["request"], text, self._at(days_ago))

    def _run(self, verb: Callable[..., Any], actor: Actor, *args: Any) -> Any:
        return self._database.run(verb, actor, *args)

    def _at(self, days_ago: int) -> datetime:
        return self._now - timedelta(days_ago)

    def _id(self, post: str, number: int) -> int:
        return self._ids[self._quarter.holders[post][number].badge]

    def _actor(self, post: str, number: int) -> Actor:
        person = self._quarter.holders[post][number]
        roles = frozenset({Role.OFFICE_CLERK}) if (post, number) == (CLERK, 0) else frozenset()
        return Actor(self._ids[person.badge], person.badge, person.name, roles, _TERMINAL)


def workdays_after(session: Session, day: date, count: int) -> list[date]:
    """The first `count` workdays after a day."""
    found: list[date] = []
    while len(found) < count:
        day += ONE_DAY
        if workday_halves(session, LeaveSpan(day, HalfName.AM, day, HalfName.PM)):
            found.append(day)
    return found
