"""The funds-use approval form (资金使用审批表): drafted by the right person, decided, bought against (SUP-1, SUP-2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor, Role
from opsconsole.access.permissions import Permission, require
from opsconsole.approvals import service as approvals
from opsconsole.approvals.kinds import Fact, RequestKind
from opsconsole.approvals.model import Request
from opsconsole.approvals.queries.decided import last_reason
from opsconsole.approvals.rules.routes import Measure, Route
from opsconsole.approvals.rules.states import OPEN_STATES, State
from opsconsole.budgets.queries import budget_facts
from opsconsole.budgets.service import check_budget
from opsconsole.capitals import capitals
from opsconsole.errors import Message, Named, NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.money import LARGEST_FEN, format_each, format_yuan
from opsconsole.org.model import Unit
from opsconsole.org.queries.posts import units_headed
from opsconsole.stockroom.model import FundsForm, FundsLine, Item, StockVoucher
from opsconsole.stockroom.queries.items import item_words
from opsconsole.stockroom.queries.prices import SupplierPrices, average_paid, best_offer, last_paid, prices_of
from opsconsole.stockroom.rules.prices import Price
from opsconsole.stockroom.service.posting import LARGEST_QUANTITY, items_named
from opsconsole.stockroom.service.remaining import LineLeft, remaining
from opsconsole.stockroom.spent import wants_of_form

LARGE_SUM_FEN = 1_000_000
"""The founding limit of a large sum (大额资金), 10,000.00; the table of routes is where the company changes it."""

LONGEST_PURPOSE = 500
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class FundsWanted:
    """A line of a form: an item, so many, at so much in all (fen)."""

    item_id: int
    quantity: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class FundsAsked:
    """What a form says: for which unit, what for, whom to pay, and its lines."""

    unit_id: int
    purpose: str
    lines: Sequence[FundsWanted]
    payee: str = ""

    @property
    def total_fen(self) -> int:
        """The sum of the lines."""
        return sum(line.amount_fen for line in self.lines)


def ask_for_funds(session: Session, actor: Actor, asked: FundsAsked, now: datetime) -> dict[str, Any]:
    """Fills in a form and hands it in (SUP-1).

    Raises Refusal where somebody else has to fill it in: the head for an assessed unit, else the office.
    """
    require(session, actor, Permission.FUNDS_DRAFT)
    assert actor.employee_id is not None
    _check(session, actor, asked, now)
    request = approvals.submit(
        session, actor, FUNDS.name, actor.employee_id, now, amount=asked.total_fen, unit_id=asked.unit_id
    )
    session.add(FundsForm(request_id=request.id, **_columns(asked)))
    _write_lines(session, request.id, asked)
    return approvals.outcome(request)


def change_funds(
    session: Session, actor: Actor, request_id: int, version: int, asked: FundsAsked, now: datetime
) -> dict[str, Any]:
    """Hands in again a form that was returned for change."""
    require(session, actor, Permission.FUNDS_DRAFT)
    approvals.own_request(session, actor, request_id, version)
    _check(session, actor, asked, now)
    form = form_of(session, request_id)
    for name, value in _columns(asked).items():
        setattr(form, name, value)
    session.execute(delete(FundsLine).where(FundsLine.request_id == request_id))
    _write_lines(session, request_id, asked)
    request = approvals.resubmit(
        session, actor, request_id, version, now, amount=asked.total_fen, unit_id=asked.unit_id
    )
    return approvals.outcome(request)


def who_fills_in(session: Session, actor: Actor, unit: Unit, now: datetime) -> bool:
    """Whether the actor is the one who fills in forms for a unit (SUP-1)."""
    if unit.assessed:
        return actor.employee_id is not None and unit.id in units_headed(session, actor.employee_id, now.date())
    return Role.OFFICE_CLERK in actor.roles


def form_of(session: Session, request_id: int) -> FundsForm:
    """What a form asks for; NotPermitted for a request of another kind."""
    form = session.get(FundsForm, request_id)
    if form is None:
        raise NotPermitted(N_("This is no funds-use form"))
    return form


def _check(session: Session, actor: Actor, asked: FundsAsked, now: datetime) -> None:
    unit = session.get(Unit, asked.unit_id)
    if unit is None:
        raise Refusal(N_("There is no such unit"))
    if not who_fills_in(session, actor, unit, now):
        raise Refusal(
            N_("The head of {unit} fills in its forms, since it is assessed")
            if unit.assessed
            else N_("The office fills in the forms of {unit}, since it is not assessed"),
            clause="SUP-1",
            unit=Named(unit.name_zh, unit.name_en),
        )
    for text in (asked.purpose, asked.payee):
        if len(text) > LONGEST_PURPOSE or unsafe_character(text) is not None:
            raise Refusal(N_("A text has 1 to {most} characters and no control characters"), most=LONGEST_PURPOSE)
    if not asked.purpose.strip():
        raise Refusal(N_("A funds-use form says what the money is for"), clause="SUP-1")
    if not asked.lines or len(asked.lines) > MOST_LINES:
        raise Refusal(N_("A form has 1 to {most} lines"), clause="SUP-1", most=MOST_LINES)
    names = items_named(session, [line.item_id for line in asked.lines])
    seen: set[int] = set()
    for line in asked.lines:
        item = names[line.item_id].named
        if line.item_id in seen:
            raise Refusal(N_("{item} stands there twice; put it on one line"), clause="SUP-1", item=item)
        seen.add(line.item_id)
        if not 0 < line.quantity <= LARGEST_QUANTITY or not 0 < line.amount_fen <= LARGEST_FEN:
            raise Refusal(N_("{item} needs a quantity and an amount above zero"), clause="SUP-1", item=item)


def _columns(asked: FundsAsked) -> dict[str, Any]:
    return {"unit_id": asked.unit_id, "purpose": asked.purpose.strip(), "payee": asked.payee.strip()}


def _write_lines(session: Session, request_id: int, asked: FundsAsked) -> None:
    session.flush()
    session.add_all(
        FundsLine(
            request_id=request_id,
            line=place,
            item_id=line.item_id,
            quantity=line.quantity,
            amount_fen=line.amount_fen,
        )
        for place, line in enumerate(asked.lines, 1)
    )
    session.flush()


def _approved(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    """Over the budget it needs the approver's reason (EXP-7)."""
    check_budget(session, wants_of_form(session, request), last_reason(session, request), request.number)


def _withdrawn(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    """An approved form is withdrawn only while nothing was bought on it."""
    bought = session.scalars(
        select(StockVoucher.number).where(StockVoucher.form_id == request.id).order_by(StockVoucher.id).limit(1)
    ).first()
    if bought is not None and any(line.taken for line in remaining(session, request.id)):
        raise Refusal(
            N_("{number} was bought on already ({voucher}); reverse that first"),
            clause="SUP-3",
            number=request.number,
            voucher=bought,
        )


def _described(session: Session, request_id: int) -> Message:
    form = session.get_one(FundsForm, request_id)
    unit = session.get_one(Unit, form.unit_id)
    lines = session.execute(
        select(func.count()).select_from(FundsLine).where(FundsLine.request_id == request_id)
    ).scalar_one()
    return Message(
        N_("{unit}: {purpose} ({lines} items)"),
        unit=Named(unit.name_zh, unit.name_en),
        purpose=form.purpose,
        lines=lines,
    )


def _facts(session: Session, request_id: int) -> Sequence[Fact]:
    form = session.get_one(FundsForm, request_id)
    request = session.get_one(Request, request_id)
    facts = [Fact(Message(N_("Purpose")), form.purpose)]
    if form.payee:
        facts.append(Fact(Message(N_("Payee")), form.payee))
    items = {
        item.id: item
        for item in session.scalars(
            select(Item).join(FundsLine, FundsLine.item_id == Item.id).where(FundsLine.request_id == request_id)
        )
    }
    lines = remaining(session, request_id)
    total = sum(line.amount_fen for line in lines)
    facts.append(Fact(Message(N_("Total")), f"{format_yuan(total)}  {capitals(total)}"))
    facts += budget_facts(session, wants_of_form(session, request), counted=request.state is State.APPROVED)
    is_open = request.state in OPEN_STATES
    prices = prices_of(session, [line.item_id for line in lines]) if is_open else {}
    for line in lines:
        item = items[line.item_id]
        words = (
            N_("{item}: {quantity} {unit}, {amount}")
            if is_open
            else N_("{item}: {quantity} {unit}, {amount}; left {left} {unit}, {left_amount}")
        )
        facts.append(
            Fact(
                Message(N_("Line {line}"), line=line.line),
                Message(
                    words,
                    item=item_words(item),
                    quantity=line.quantity,
                    unit=item.unit,
                    amount=format_yuan(line.amount_fen),
                    left=line.left,
                    left_amount=format_yuan(line.left_fen),
                ),
            )
        )
        if is_open:
            facts += _prices(line, prices[line.item_id], request.submitted_at.date())
    return facts


def _prices(line: LineLeft, prices: Sequence[SupplierPrices], day: date) -> Iterator[Fact]:
    """The last and the average price, and the lowest offer, beside what the form expects to pay (EXP-8)."""
    wanted = Price(line.quantity, line.amount_fen, day)
    last, mean, offer = last_paid(prices), average_paid(prices), best_offer(prices, day)
    if last is not None and mean is not None:
        told = Message(
            N_("{wanted} each; last {last} ({supplier} {day}), average {average}"),
            wanted=_each(wanted),
            last=_each(last[1]),
            supplier=last[0] or "-",
            day=str(last[1].day),
            average=_each(mean),
        )
        yield Fact(Message(N_("Price")), told, warns=wanted.each > max(last[1].each, mean.each))
    if offer is not None:
        told = Message(N_("{price} each, {supplier}"), price=_each(offer[1].price), supplier=offer[0])
        yield Fact(Message(N_("Lowest offer")), told, warns=wanted.each > offer[1].price.each)


def _each(price: Price) -> str:
    return format_each(price.amount_fen, price.quantity)


def _amount(session: Session, request_id: int) -> int | None:
    return int(
        session.execute(
            select(func.coalesce(func.sum(FundsLine.amount_fen), 0)).where(FundsLine.request_id == request_id)
        ).scalar_one()
    )


def _read_ahead(session: Session, request_ids: Collection[int]) -> object:
    return session.scalars(select(FundsForm).where(FundsForm.request_id.in_(request_ids))).all()


FUNDS = RequestKind(
    name="funds",
    title=N_("Funds-use form"),
    prefix="ZJ",
    describe=_described,
    on_approved=_approved,
    on_withdrawn=_withdrawn,
    facts=_facts,
    amount_fen=_amount,
    read_ahead=_read_ahead,
    routes=(Route("funds", ("gm",), up_to=LARGE_SUM_FEN), Route("funds", ("deputy", "gm"))),
    measure=Measure.FEN,
)
