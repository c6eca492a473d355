"""The demo company's money: two accounts; claims that are paid, to be paid, and wait for finance; a loan; a purchase
that lacks its goods. All of it goes through the verbs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.access.sitting import LONGEST, Sitting
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.queries import request_detail
from opsconsole.approvals.rules.states import State, Verdict
from opsconsole.approvals.service import find_request
from opsconsole.cashbook.rules import AccountKind
from opsconsole.cashbook.service import AccountData, Money, open_account, pay, payable, receive, send_day
from opsconsole.db import Database
from opsconsole.demo.quarter import Quarter
from opsconsole.invoices import parse_invoice
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in
from opsconsole.reimbursement.service.loans import LoanAsked, ask_for_loan
from opsconsole.stockroom.model import StockVoucher, VoucherKind

_TERMINAL = "demo"
CLERK, OPERATIONS, CHANNEL, CASHIER = "BG-02", "YY-03", "QD-03", "CW-04"
_YEAR = date(2026, 1, 1)
_GOODS = (
    (1_280_000, "华南经销商", "华南", "XS-018"),
    (300_000, "佛山直营店", "华南", "XS-019"),
    (2_350_000, "华北经销商", "华北", "XS-020"),
)
"""What came in for goods the day before: fen, whose, region, sales note."""

TAXI, TRAIN, HOTEL = "26427000000361120026", "26312000000480055501", "26512000000590077712"


class Claiming:
    """Who claims, decides and pays in the demo."""

    def __init__(self, database: Database, quarter: Quarter, ids: dict[str, int], now: datetime) -> None:
        self._database = database
        self._quarter = quarter
        self._ids = ids
        self._now = now

    def all(self) -> None:
        """What was paid, what is to be paid, what waits."""
        cash = self._account(AccountData("CASH", "库存现金", AccountKind.CASH, "", _YEAR, 2_000_000))
        bank = self._account(AccountData("BANK", "基本户", AccountKind.BANK, "6222021001234567890", _YEAR, 35_000_000))
        day = self._now.date() - timedelta(days=6)
        taxi = ClaimedLine("交通费", day, 8_650, "拜访客户", parse_invoice(TAXI))
        self._pay(self._approved(self._claim(OPERATIONS, ClaimKind.DAILY, [taxi], "拜访客户", 5)), cash)
        self._pay(self._approved(self._loan(CHANNEL, 200_000, "广州展会差旅")), bank)
        for fen, party, region, note in _GOODS:
            money = Money(bank, self._now.date() - timedelta(days=1), fen, party, "货款", region, note)
            self._run(CASHIER, Role.CASHIER, receive, money, self._now)
        for account in (cash, bank):
            yesterday = self._now.date() - timedelta(days=1)
            self._run(CASHIER, Role.CASHIER, send_day, account, yesterday, None, "", self._now)
        meal = ClaimedLine("招待费", day, 32_000, "客户来访")
        self._approved(self._claim(OPERATIONS, ClaimKind.DAILY, [meal], "客户来访", 4))
        train = ClaimedLine("火车票", day, 55_300, "往返", parse_invoice(TRAIN), from_place="杭州", to_place="广州")
        hotel = ClaimedLine("住宿费", day, 95_000, "两晚", parse_invoice(HOTEL))
        self._to_finance(self._claim(CHANNEL, ClaimKind.TRAVEL, [train, hotel], "广州展会", 3))
        paper = ClaimedLine("办公用品", day, 30_000, "复印纸", parse_invoice("26427000000375590011"))
        stock_in = self._database.read(_first_stock_in)
        self._to_finance(self._claim(CLERK, ClaimKind.PURCHASE, [paper], "复印纸", 2, stock_in))
        desks = ClaimedLine("办公家具", day, 127_200, "文件柜", parse_invoice("26427000000375590029"))
        self._to_finance(self._claim(CLERK, ClaimKind.PURCHASE, [desks], "文件柜", 2))

    def _account(self, data: AccountData) -> int:
        return self._run(CASHIER, Role.CASHIER, open_account, data)["account"]

    def _claim(
        self,
        post: str,
        kind: ClaimKind,
        lines: Sequence[ClaimedLine],
        purpose: str,
        days_ago: int,
        stock_in: int | None = None,
    ) -> int:
        at = self._now - timedelta(days=days_ago)
        asked = ClaimAsked(kind, at.date(), lines, purpose, stock_in)
        actor = self._actor(post)
        return self._database.run(hand_in, actor, actor.employee_id, asked, at)["request"]

    def _loan(self, post: str, fen: int, purpose: str) -> int:
        actor = self._actor(post)
        asked = LoanAsked(fen, purpose, self._now.date() + timedelta(days=20))
        return self._database.run(ask_for_loan, actor, actor.employee_id, asked, self._now)["request"]

    def _approved(self, request: int) -> int:
        self._decide(request, lambda by: True)
        return request

    def _to_finance(self, request: int) -> None:
        """The steps before finance's say yes."""
        finance = self._quarter.holders["CW-02"][0].badge
        self._decide(request, lambda by: by != finance)

    def _decide(self, request: int, goes_on: Callable[[str], bool]) -> None:
        while True:
            detail = self._database.read(request_detail, self._actor(CLERK, Role.OFFICE_CLERK), request, self._now)
            if detail.line.state is not State.WAITING or not goes_on(detail.line.deciders[0].badge):
                return
            by = detail.line.deciders[0]
            actor = Actor(by.id, by.badge, by.name, frozenset(), _TERMINAL)
            self._database.run(decide, actor, request, detail.line.version, Verdict.APPROVE, self._now, "")

    def _pay(self, request_id: int, account: int) -> None:
        actor = self._actor(CASHIER, Role.CASHIER)
        item = self._database.read(lambda session: payable(find_request(session, request_id)))
        sitting = Sitting(actor, frozenset({item}), 0, self._now + LONGEST)
        self._database.run(pay, actor, *item[1:], account, self._now.date(), sitting, self._now)

    def _actor(self, post: str, *roles: Role) -> Actor:
        person = self._quarter.holders[post][0]
        return Actor(self._ids[person.badge], person.badge, person.name, frozenset(roles), _TERMINAL)

    def _run(self, post: str, role: Role, verb: Callable[..., Any], *args: Any) -> Any:
        return self._database.run(verb, self._actor(post, role), *args)


def _first_stock_in(session: Session) -> int:
    return session.scalars(
        select(StockVoucher.id).where(StockVoucher.kind == VoucherKind.IN).order_by(StockVoucher.id).limit(1)
    ).one()
