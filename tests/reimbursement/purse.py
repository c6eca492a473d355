"""People who claim, review and pay, in the words of finance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from opsconsole.access.actor import Actor, Role
from opsconsole.access.service import add_account
from opsconsole.access.sitting import LONGEST, Sitting
from opsconsole.approvals.deciding import decide
from opsconsole.approvals.rules.states import Verdict
from opsconsole.approvals.service import find_request
from opsconsole.cashbook import service as cash
from opsconsole.cashbook.model import CashAccount
from opsconsole.cashbook.rules import AccountKind
from opsconsole.cashbook.service import AccountData, Money, payable
from opsconsole.invoices import parse_invoice
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked, hand_in, review
from opsconsole.reimbursement.service.loans import LoanAsked, ask_for_loan, open_of
from opsconsole.stockroom.queries.taken_in import taken_in_of
from tests.approvals.desk import Desk
from tests.stockroom.counter import Counter, open_counter

FINANCE, CASHIER = "E8", "E11"
GM, DEPUTY, HEAD, CLAIMANT, CLERK = "E1", "E2", "E3", "E4", "E6"
INVOICE = "26427000000375586818"
DAY = date(2026, 3, 30)


@dataclass
class Purse:
    """E4 claims; E3 heads YY, E8 reviews, E2 is in charge, E1 is general manager, E11 pays."""

    desk: Desk
    counter: Counter
    account: int = 0

    def actor(self, badge: str) -> Actor:
        roles = {FINANCE: {Role.FINANCE_REVIEWER}, CASHIER: {Role.CASHIER}, CLERK: {Role.OFFICE_CLERK}}
        return Actor(self.desk.id(badge), badge, badge, frozenset(roles.get(badge, ())), "t1")

    def run(self, badge: str, verb: Any, *args: Any, **more: Any) -> Any:
        return self.desk.database.run(verb, self.actor(badge), *args, **more)

    def read(self, query: Any, *args: Any) -> Any:
        return self.desk.database.read(query, *args)

    def asked(self, *lines: str, kind: ClaimKind = ClaimKind.DAILY, **more: Any) -> ClaimAsked:
        """A claim of lines said as `fen [invoice]`."""
        made = []
        for line in lines:
            fen, *invoice = line.split()
            made.append(
                ClaimedLine("交通", DAY, int(fen), "to a client", parse_invoice(invoice[0]) if invoice else None)
            )
        return ClaimAsked(kind, DAY, made, "clients", **more)

    def claim(self, *lines: str, by: str = CLAIMANT, **more: Any) -> int:
        """Hands a claim in; its request."""
        return self.run(by, hand_in, self.desk.id(by), self.asked(*lines, **more), self.desk.now)["request"]

    def lent(self, fen: int, by: str = CLAIMANT) -> int:
        """A loan that was approved and paid."""
        asked = LoanAsked(fen, "a journey", self.desk.now.date())
        request = self.run(by, ask_for_loan, self.desk.id(by), asked, self.desk.now)["request"]
        self.approve(request)
        self.pay(request)
        return request

    def decide(self, badge: str, request: int, verdict: Verdict = Verdict.APPROVE) -> str:
        version = self.desk.version(request)
        reason = "" if verdict is Verdict.APPROVE else "not so"
        return self.run(badge, decide, request, version, verdict, self.desk.now, reason)["state"]

    def approve(self, request: int) -> str:
        """Every step says yes."""
        while self.desk.state(request) == "waiting":
            self.decide(self.desk.deciders(request)[0], request)
        return self.desk.state(request)

    def review(self, request: int, **cuts: tuple[int, str]) -> dict[str, Any]:
        """Finance cuts lines said as `line1=(fen, why)`."""
        said = {int(name.removeprefix("line")): cut for name, cut in cuts.items()}
        return self.run(FINANCE, review, request, self.desk.version(request), said, self.desk.now)

    def open_account(self, fen: int = 10_000_000, code: str = "CASH") -> int:
        data = AccountData(code, "现金", AccountKind.CASH, "6222000011112222", date(2026, 1, 1), fen)
        self.account = self.run(CASHIER, cash.open_account, data)["account"]
        return self.account

    def pay(
        self, request: int, by: str = CASHIER, account: int | None = None, shown_fen: int | None = None
    ) -> dict[str, Any]:
        """Pays in a sitting for it."""
        actor, now = self.actor(by), self.desk.now
        item = self.read(lambda session: payable(find_request(session, request)))
        sitting = Sitting(actor, frozenset({item}), 0, now + LONGEST)
        args = (request, self.desk.version(request), account or self.account, now.date(), sitting, now, shown_fen)
        return self.desk.database.run(cash.pay, actor, *args)

    def spend(self, money: Money) -> dict[str, Any]:
        """Pays without a claim, in a sitting for just that."""
        actor, now = self.actor(CASHIER), self.desk.now
        sitting = Sitting(actor, frozenset({cash.spendable(money)}), money.amount_fen, now + LONGEST)
        return self.desk.database.run(cash.spend, actor, money, sitting, now)

    def balance(self) -> int:
        return self.read(lambda session: session.get_one(CashAccount, self.account).balance_fen)

    def open_fen(self, loan: int) -> int:
        return self.read(open_of, loan)

    def stock_in(self, *wanted: str) -> int:
        """Something taken in with all its papers; the voucher."""
        done = self.counter.room.bought(*wanted)
        return self.read(taken_in_of, done["number"]).id

    def broken(self) -> list[str]:
        return self.desk.broken()


def open_purse(desk: Desk, folder: Path) -> Purse:
    counter = open_counter(desk, folder)
    desk.database.run(add_account, desk.office.actor, FINANCE, [Role.FINANCE_REVIEWER], "digest", desk.now)
    desk.database.run(add_account, desk.office.actor, CASHIER, [Role.CASHIER], "digest", desk.now)
    purse = Purse(desk, counter)
    purse.open_account()
    return purse
