"""What waits for a person, from every business: requests to decide one by one, the rest counted.

A business that has something waiting adds a source to `SOURCES`: what it counts, and where it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.access.permissions import Permission, may
from opsconsole.approvals.queries import (
    Pile,
    RequestLine,
    StandInLine,
    nobody_yet,
    own_waiting,
    returned_to,
    standing_in_today,
    waiting_for,
)
from opsconsole.attendance.queries.months import months_to_confirm
from opsconsole.attendance.queries.waiting import months_waiting
from opsconsole.attendance.requests.queries import not_back, uncertified
from opsconsole.cashbook.queries import to_pay
from opsconsole.cashbook.queries.days import day_sheets, days_unsent
from opsconsole.cashbook.queries.goods import note_lines, open_days
from opsconsole.dates import Month
from opsconsole.errors import Message
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.stockroom.queries.forms import forms
from opsconsole.stockroom.queries.items import below_minimum
from opsconsole.stockroom.service.months import next_to_close

DESK = "todo"
"""The area of the desk itself, where requests are opened."""


@dataclass(frozen=True, slots=True)
class TodoItem:
    """One kind of thing that waits, how many, since how many days (None: not for long), and where it is done.

    `area` opens `key`; where it is requests that wait (`requests`, the oldest first), the desk opens those.
    """

    key: str
    title: Message
    count: int
    area: str
    age_days: int | None
    requests: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Todo:
    """All that waits for somebody, each the oldest first: requests to decide, and everything else counted."""

    requests: tuple[RequestLine, ...]
    items: tuple[TodoItem, ...]
    standing_in: tuple[StandInLine, ...] = ()
    """Who decides in their place today, and in whose place they do."""

    @property
    def count(self) -> int:
        """How many lines the desk has."""
        return len(self.requests) + len(self.items)


Source = Callable[[Session, Actor, datetime], Iterable[TodoItem]]


def todo(session: Session, actor: Actor, now: datetime) -> Todo:
    """Everything that waits for `actor`."""
    items = [item for source in SOURCES for item in source(session, actor, now)]
    items.sort(key=lambda item: -(item.age_days or 0))
    return Todo(waiting_for(session, actor, now), tuple(items), standing_in_today(session, actor, now))


def _months(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    for waiting in months_waiting(session, actor):
        over = now.date() > waiting.month.last
        yield TodoItem(
            key=str(waiting.month),
            title=Message(N_("Half days of {month} to be looked at"), month=str(waiting.month)),
            count=waiting.unsettled,
            area="attendance",
            age_days=_age(waiting.month.last, now) if over else None,
        )


def _reviews(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    """Months that wait for a head's confirmation, or for the office to close them (ATT-12)."""
    closes = may(actor, Permission.MONTH_CLOSE)
    for waiting in months_to_confirm(session, actor, now):
        key, age = f"review {waiting.month}", _age(waiting.month.last, now)
        if waiting.mine:
            title = Message(N_("Units whose {month} you confirm"), month=str(waiting.month))
            yield TodoItem(key, title, waiting.mine, "attendance", age)
        elif closes and waiting.is_reviewed:
            title = Message(N_("Months that every head has confirmed, to be closed: {month}"), month=str(waiting.month))
            yield TodoItem(key, title, 1, "attendance", age)


def _stock(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    """What the stockroom waits for: items below their minimum, approved forms to buy on, a month to close."""
    if may(actor, Permission.FUNDS_DRAFT) and may(actor, Permission.STOCK_VIEW):
        low = len(below_minimum(session))
        if low:
            yield TodoItem("low", Message(N_("Items of the stockroom below their minimum")), low, "stockroom", None)
    if may(actor, Permission.STOCK_KEEP) or may(actor, Permission.REQUESTS_ENTER):
        waiting = forms(session, actor, now, open_only=True)
        if waiting:
            age = _age(waiting[-1].submitted_at.date(), now)
            title = Message(N_("Approved funds-use forms with something still to come"))
            yield TodoItem("forms:", title, len(waiting), "stockroom", age)
    due = next_to_close(session) if may(actor, Permission.MONTH_CLOSE) else None
    if due is not None and due.last < now.date():
        title = Message(N_("The stockroom's {month}, to be closed"), month=str(due))
        yield TodoItem("months", title, 1, "stockroom", _age(due.last, now))


def _money(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    """What the cashier pays, what finance reconciles, what the general manager looks at each day (EXP-5)."""
    waiting = to_pay(session, actor) if may(actor, Permission.CASH_KEEP) else []
    if waiting:
        title = Message(N_("Approved claims and loans to be paid"))
        yield TodoItem("pay", title, len(waiting), "claims", _age(waiting[0].submitted_at.date(), now))

    unsent = days_unsent(session, now.date()) if may(actor, Permission.CASH_KEEP) else []
    if unsent:
        title = Message(N_("Sheets of days to be sent to the general manager"))
        yield TodoItem("book", title, len(unsent), "claims", _age(unsent[0], now))
    if Role.GENERAL_MANAGER in actor.roles:
        yield from _sheets(session, actor, now)
    if may(actor, Permission.SALES_CHECK):
        unchecked = note_lines(session, actor, Month.of(now.date()), unchecked_only=True)
        if unchecked:
            title = Message(N_("Sales notes to be checked"))
            yield TodoItem("notes", title, len(unchecked), "claims", _age(unchecked[0].day, now))
        days = open_days(session)
        if days:
            title = Message(N_("Days whose payments for goods are not reconciled"))
            yield TodoItem("goods", title, len(days), "claims", _age(days[0], now))


def _sheets(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    """The balance of the day, sent by the cashier (每日余额)."""
    sheets = day_sheets(session, actor, unseen_only=True)
    if sheets:
        newest: dict[int, int] = {}
        for sheet in sheets:
            newest.setdefault(sheet.account_id, sheet.closing_fen)
        words = N_("Balance of {day}: {sum} (sheets to look at)")
        title = Message(words, day=str(sheets[0].day), sum=format_yuan(sum(newest.values())))
        yield TodoItem("sheets", title, len(sheets), "claims", _age(sheets[-1].day, now))


def _nobody_yet(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    lines = nobody_yet(session, actor, now)
    since = lines[0].submitted_at.date() if lines else now.date()
    ids = tuple(line.id for line in lines)
    yield from _of_requests("nobody-yet", N_("Requests that nobody can decide yet"), ids, since, now)


def _own(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    """What somebody asked for themself."""
    yield from _pile("returned", N_("Requests returned for change"), returned_to(session, actor), now)
    away = not_back(session, now, actor.employee_id) if actor.employee_id is not None else ()
    ids = tuple(one.request_id for one in away)
    since = away[0].span.to_date if away else now.date()
    yield from _of_requests("report-back", N_("Leave to report back from"), ids, since, now)
    yield from _pile("own-waiting", N_("Your own requests, not decided yet"), own_waiting(session, actor), now)


def _office(session: Session, actor: Actor, now: datetime) -> Iterator[TodoItem]:
    """Leave that the office runs after."""
    if not may(actor, Permission.REQUESTS_ENTER):
        return
    away = [one for one in not_back(session, now) if one.person.id != actor.employee_id]
    ids = tuple(one.request_id for one in away)
    since = away[0].span.to_date if away else now.date()
    yield from _of_requests("not-back", N_("Leave of others that nobody reported back from"), ids, since, now)
    missing = uncertified(session, now)
    ids = tuple(one.request_id for one in missing)
    since = missing[0].span.from_date if missing else now.date()
    yield from _of_requests("certificates", N_("Certificates of leave that are outstanding"), ids, since, now)


def _pile(key: str, title: str, pile: Pile, now: datetime) -> Iterator[TodoItem]:
    since = pile.since.date() if pile.since is not None else now.date()
    return _of_requests(key, title, pile.request_ids, since, now)


def _of_requests(key: str, title: str, ids: tuple[int, ...], since: date, now: datetime) -> Iterator[TodoItem]:
    """A line for requests that wait since a day; none for no requests."""
    if ids:
        yield TodoItem(key, Message(title), len(ids), DESK, _age(since, now), ids)


def _age(since: date, now: datetime) -> int:
    return max(0, (now.date() - since).days)


SOURCES: tuple[Source, ...] = (_months, _reviews, _stock, _money, _nobody_yet, _own, _office)
"""What every business has waiting, in the order in which lines of the same age stand."""
