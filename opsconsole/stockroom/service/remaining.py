"""What is left of a funds-use form: by line, in quantity and amount (SUP-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.stockroom.model import FundsForm, FundsLine, StockMovement, StockVoucher
from opsconsole.stockroom.rules.values import PlaceKind
from opsconsole.stockroom.service.posting import items_named


@dataclass(frozen=True, slots=True)
class LineLeft:
    """A line of a form, and what was taken in against it, net of reversals; amounts in fen."""

    line: int
    item_id: int
    quantity: int
    amount_fen: int
    taken: int
    taken_fen: int

    @property
    def left(self) -> int:
        """How many may still be taken in."""
        return self.quantity - self.taken

    @property
    def left_fen(self) -> int:
        """What they may still cost."""
        return self.amount_fen - self.taken_fen


def remaining(session: Session, form_id: int) -> list[LineLeft]:
    """The lines of a form with what is left of each."""
    back = StockMovement.to_kind == PlaceKind.SUPPLIER
    rows = session.execute(
        select(
            StockMovement.item_id,
            func.sum(case((back, -StockMovement.quantity), else_=StockMovement.quantity)).label("quantity"),
            func.sum(case((back, -StockMovement.amount_fen), else_=StockMovement.amount_fen)).label("amount_fen"),
        )
        .join(StockVoucher, StockVoucher.id == StockMovement.voucher_id)
        .where(StockVoucher.form_id == form_id)
        .group_by(StockMovement.item_id)
    )
    taken = {row.item_id: (int(row.quantity), int(row.amount_fen)) for row in rows}
    lines = session.scalars(select(FundsLine).where(FundsLine.request_id == form_id).order_by(FundsLine.line))
    return [
        LineLeft(one.line, one.item_id, one.quantity, one.amount_fen, *taken.get(one.item_id, (0, 0))) for one in lines
    ]


def check_fits_form(session: Session, form_id: int, wanted: Sequence[tuple[int, int, int | None]]) -> None:
    """Raises Refusal for a form that is not approved, and for the first line that goes beyond it in item, quantity or
    amount (SUP-3)."""
    request = session.get(Request, form_id)
    if request is None or session.get(FundsForm, form_id) is None:
        raise Refusal(N_("There is no such funds-use form"), clause="SUP-3")
    if request.state is not State.APPROVED:
        raise Refusal(
            N_("{number} is not approved; goods are taken in on an approved form"),
            clause="SUP-3",
            number=request.number,
        )
    lines = {one.item_id: one for one in remaining(session, form_id)}
    names = items_named(session, [item_id for item_id, _, _ in wanted])
    asked: dict[int, tuple[int, int]] = {}
    for item_id, quantity, amount_fen in wanted:
        before = asked.get(item_id, (0, 0))
        asked[item_id] = before[0] + quantity, before[1] + (amount_fen or 0)
    for item_id, (quantity, amount_fen) in asked.items():
        line, item = lines.get(item_id), names[item_id].named
        if line is None:
            raise Refusal(N_("{item} is not on {number}"), clause="SUP-3", item=item, number=request.number)
        if quantity > line.left:
            raise Refusal(
                N_("Line {line}, {item}: {number} has {left} left, not {wanted}"),
                clause="SUP-3",
                line=line.line,
                item=item,
                number=request.number,
                left=line.left,
                wanted=quantity,
            )
        if amount_fen > line.left_fen:
            raise Refusal(
                N_("Line {line}, {item}: {number} has {left} left to spend, not {wanted}"),
                clause="SUP-3",
                line=line.line,
                item=item,
                number=request.number,
                left=format_yuan(line.left_fen),
                wanted=format_yuan(amount_fen),
            )
