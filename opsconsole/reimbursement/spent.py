"""What claims count against budgets (EXP-7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.budgets.rules import BudgetKey, Draw, DrawKind
from opsconsole.dates import Month
from opsconsole.reimbursement.model import Claim, ClaimLine
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.stockroom.model import StockVoucher


def draws(session: Session, unit_ids: Collection[int], month: Month, *, by_paper: bool) -> Iterator[Draw]:
    """What stands of approved claims, in the month in which it was spent. A purchase on a form that the console knows
    counts there already."""
    told = [Request.number, ClaimLine.day] if by_paper else []
    grouped = [Request.unit_id, ClaimLine.category, *told]
    rows = session.execute(
        select(*grouped, func.sum(func.coalesce(ClaimLine.sanctioned_fen, ClaimLine.amount_fen)))
        .join(Request, Request.id == ClaimLine.request_id)
        .join(Claim, Claim.request_id == ClaimLine.request_id)
        .outerjoin(StockVoucher, StockVoucher.id == Claim.stock_in_id)
        .where(
            Request.state == State.APPROVED,
            Request.unit_id.in_(unit_ids),
            ClaimLine.day.between(month.first, month.last),
            or_(Claim.kind != ClaimKind.PURCHASE, StockVoucher.form_id.is_(None)),
        )
        .group_by(*grouped)
    )
    for unit_id, category, *paper, fen in rows:
        number, day = paper or ("", month.first)
        yield Draw(DrawKind.SPENT, unit_id, category, day, int(fen), number)


def categories(session: Session) -> Iterable[str]:
    """Every category of a claim's line."""
    return session.scalars(select(ClaimLine.category).distinct())


def wants_of(session: Session, request: Request, claim: Claim) -> dict[BudgetKey, int]:
    """What a claim draws, by unit, category and month: what stands of each line, else what it asks. Nothing of a
    purchase whose form counts already."""
    if claim.stock_in_id is not None and session.get_one(StockVoucher, claim.stock_in_id).form_id is not None:
        return {}
    lines = session.scalars(select(ClaimLine).where(ClaimLine.request_id == claim.request_id))
    return _wants(
        request.unit_id,
        (
            (line.category, Month.of(line.day), line.amount_fen if line.sanctioned_fen is None else line.sanctioned_fen)
            for line in lines
        ),
    )


def wants_of_lines(unit_id: int, lines: Iterable[ClaimedLine]) -> dict[BudgetKey, int]:
    """What lines that are being entered would draw."""
    return _wants(unit_id, ((line.category, Month.of(line.day), line.amount_fen) for line in lines))


def _wants(unit_id: int, lines: Iterable[tuple[str, Month, int]]) -> dict[BudgetKey, int]:
    found: dict[BudgetKey, int] = defaultdict(int)
    for category, month, fen in lines:
        found[BudgetKey(unit_id, category, month)] += fen
    return dict(found)
