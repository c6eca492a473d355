"""What forms, stock-ins and issues count against budgets (EXP-7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.budgets.queries import has_budgets, left_for
from opsconsole.budgets.rules import BudgetKey, Draw, DrawKind
from opsconsole.budgets.service import check_budget, first_over
from opsconsole.dates import Month
from opsconsole.org.model import Unit
from opsconsole.stockroom.model import FundsForm, FundsLine, Item, StockMovement, StockVoucher
from opsconsole.stockroom.rules.own_goods import OwnGoods
from opsconsole.stockroom.rules.values import HOLDERS, PlaceKind
from opsconsole.stockroom.service.remaining import remaining


def draws(session: Session, unit_ids: Collection[int], month: Month, *, by_paper: bool) -> Iterator[Draw]:
    """What is still to come on approved forms, committed in the month of the form; what was taken in on forms, spent in
    the month of the stock-in; what assessed units drew from the common stock, spent in the month of the issue.

    What a unit draws of the goods that its own forms brought counts once, with the form.
    """
    yield from _committed(session, unit_ids, month)
    yield from _bought(session, unit_ids, month)
    yield from _drawn(session, unit_ids, month, by_paper=by_paper)


def categories(session: Session) -> Iterable[str]:
    """Every category of an item."""
    return session.scalars(select(Item.category).distinct())


def wants_of_form(session: Session, request: Request) -> dict[BudgetKey, int]:
    """What a form draws by category, in the month in which it was handed in."""
    rows = session.execute(
        select(FundsForm.unit_id, Item.category, func.sum(FundsLine.amount_fen))
        .join(FundsLine, FundsLine.request_id == FundsForm.request_id)
        .join(Item, Item.id == FundsLine.item_id)
        .where(FundsForm.request_id == request.id)
        .group_by(FundsForm.unit_id, Item.category)
    )
    month = Month.of(request.submitted_at.date())
    return {BudgetKey(unit_id, category, month): int(fen) for unit_id, category, fen in rows}


def wants_of_stock_in(session: Session, voucher_id: int) -> dict[BudgetKey, int]:
    """What a stock-in drew by category, against the budgets of the unit that its form is for; nothing without a form
    that the console knows."""
    rows = session.execute(
        select(FundsForm.unit_id, Item.category, StockVoucher.day, func.sum(StockMovement.amount_fen).label("fen"))
        .join(StockVoucher, StockVoucher.form_id == FundsForm.request_id)
        .join(StockMovement, StockMovement.voucher_id == StockVoucher.id)
        .join(Item, Item.id == StockMovement.item_id)
        .where(StockVoucher.id == voucher_id)
        .group_by(FundsForm.unit_id, Item.category, StockVoucher.day)
    )
    return {BudgetKey(row.unit_id, row.category, Month.of(row.day)): int(row.fen) for row in rows}


def check_issue(
    session: Session, unit_id: int, day: date, categories: Collection[str], number: str, reason: str
) -> None:
    """Raises OverBudget where an issue that was just posted goes over a budget and no reason was given (EXP-7)."""
    month = Month.of(day)
    if reason or not has_budgets(session, month) or not charged_units(session, (unit_id,)):
        return
    if first_over(left_for(session, {BudgetKey(unit_id, category, month): 1 for category in categories})) is None:
        return
    charged = {
        BudgetKey(unit_id, draw.category, month): draw.fen
        for draw in _drawn(session, (unit_id,), month, by_paper=True)
        if draw.paper == number
    }
    check_budget(session, charged, reason, number)


def _committed(session: Session, unit_ids: Collection[int], month: Month) -> Iterator[Draw]:
    forms = session.execute(
        select(Request.id, Request.number, Request.submitted_at, FundsForm.unit_id)
        .join(FundsForm, FundsForm.request_id == Request.id)
        .where(
            Request.state == State.APPROVED,
            FundsForm.unit_id.in_(unit_ids),
            Request.submitted_at >= month.first,
            Request.submitted_at < month.next.first,
        )
    ).all()
    if not forms:
        return
    names: dict[int, str] = dict(session.execute(select(Item.id, Item.category)).all())
    for form in forms:
        left: dict[str, int] = defaultdict(int)
        for line in remaining(session, form.id):
            left[names[line.item_id]] += line.left_fen if line.left > 0 else 0
        for category, fen in left.items():
            if fen > 0:
                yield Draw(DrawKind.COMMITTED, form.unit_id, category, form.submitted_at.date(), fen, form.number)


def _on_forms(session: Session, unit_ids: Collection[int]) -> dict[int, int]:
    """The stock-ins on the forms of units, and what takes them back: by voucher, the unit that the form is for."""
    rows = session.execute(
        select(StockVoucher.id, FundsForm.unit_id)
        .join(FundsForm, FundsForm.request_id == StockVoucher.form_id)
        .where(StockVoucher.form_id.is_not(None), FundsForm.unit_id.in_(unit_ids))
    )
    return {row.id: row.unit_id for row in rows}


def _bought(session: Session, unit_ids: Collection[int], month: Month) -> Iterator[Draw]:
    vouchers = _on_forms(session, unit_ids)
    if not vouchers:
        return
    sign = case((StockMovement.to_kind == PlaceKind.SUPPLIER, -1), else_=1)
    rows = session.execute(
        select(
            StockVoucher.id,
            Item.category,
            StockVoucher.day,
            StockVoucher.number,
            func.sum(sign * StockMovement.amount_fen).label("fen"),
        )
        .join(StockMovement, StockMovement.voucher_id == StockVoucher.id)
        .join(Item, Item.id == StockMovement.item_id)
        .where(StockVoucher.id.in_(vouchers), StockVoucher.day.between(month.first, month.last))
        .group_by(StockVoucher.id, Item.category, StockVoucher.day, StockVoucher.number)
    )
    for row in rows:
        yield Draw(DrawKind.SPENT, vouchers[row.id], row.category, row.day, int(row.fen), row.number)


def _drawn(session: Session, unit_ids: Collection[int], month: Month, *, by_paper: bool) -> Iterator[Draw]:
    charged = charged_units(session, unit_ids)
    own = _own_goods(session, charged, month) if charged else {}
    if not charged:
        return
    given = and_(StockMovement.from_kind == PlaceKind.STORE, StockMovement.to_kind.in_(HOLDERS))
    back = and_(StockMovement.to_kind == PlaceKind.STORE, StockMovement.from_kind.in_(HOLDERS))
    # Item by item and voucher by voucher only where it is told, or where a unit drew goods of its own.
    fine = [StockVoucher.id, StockVoucher.number, StockMovement.day, StockMovement.item_id] if by_paper or own else []
    grouped = [StockVoucher.unit_id, Item.category, *fine]
    rows = session.execute(
        select(*grouped, func.sum(case((given, 1), else_=-1) * StockMovement.amount_fen))
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .join(Item, Item.id == StockMovement.item_id)
        .where(StockMovement.day.between(month.first, month.last), StockVoucher.unit_id.in_(charged), or_(given, back))
        .group_by(*grouped)
    )
    found: dict[tuple[int, str, str, date], int] = defaultdict(int)
    for unit_id, category, *told, fen in rows:
        voucher_id, number, day, item_id = told or (0, "", month.first, 0)
        own_goods = own.get((unit_id, item_id))
        found[unit_id, category, number, day] += int(fen) if own_goods is None else own_goods.get(voucher_id, 0)
    for (unit_id, category, number, day), fen in found.items():
        if fen:
            yield Draw(DrawKind.SPENT, unit_id, category, day, fen, number)


def charged_units(session: Session, unit_ids: Collection[int]) -> frozenset[int]:
    """Those of the units that are charged for what they draw: the assessed ones. For the others the office buys on a
    form that counts for them (SUP-1)."""
    return frozenset(session.scalars(select(Unit.id).where(Unit.id.in_(unit_ids), Unit.assessed)))


def _own_goods(session: Session, unit_ids: Collection[int], month: Month) -> dict[tuple[int, int], dict[int, int]]:
    """For each unit and item that its own forms brought up to the month: what each voucher that drew it is charged."""
    on_forms = _on_forms(session, unit_ids)
    if not on_forms:
        return {}
    brought = session.execute(
        select(StockMovement.voucher_id, StockMovement.item_id).where(StockMovement.voucher_id.in_(on_forms))
    )
    pairs = {(on_forms[row.voucher_id], row.item_id) for row in brought}
    goods: dict[tuple[int, int], OwnGoods] = defaultdict(OwnGoods)
    charged: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    rows = session.execute(
        select(StockMovement, StockVoucher.unit_id)
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .where(
            StockMovement.item_id.in_({item_id for _unit, item_id in pairs}),
            StockMovement.day <= month.last,
            or_(StockVoucher.id.in_(on_forms), StockVoucher.unit_id.in_(unit_ids)),
        )
        .order_by(StockMovement.id)
    )
    for move, unit_id in rows:
        whose = on_forms.get(move.voucher_id, unit_id)
        if whose is None or (whose, move.item_id) not in pairs:
            continue
        key = whose, move.item_id
        one = goods[key]
        if move.voucher_id in on_forms:
            one.bought(-move.quantity if move.to_kind is PlaceKind.SUPPLIER else move.quantity)
        elif move.from_kind is PlaceKind.STORE and move.to_kind in HOLDERS:
            charged[key][move.voucher_id] += one.drawn(move.quantity, move.amount_fen)
        elif move.to_kind is PlaceKind.STORE and move.from_kind in HOLDERS:
            charged[key][move.voucher_id] -= one.came_back(move.quantity, move.amount_fen)
    return {key: dict(charged[key]) for key in pairs}
