"""Claims as lists, papers and exports show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, may
from opsconsole.access.visibility import led_units
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.errors import Named
from opsconsole.org.model import Employee, Unit
from opsconsole.org.queries.posts import title_on
from opsconsole.reimbursement.model import Claim, ClaimLine, Settled
from opsconsole.reimbursement.rules.gate import Gate
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import claim_of, lines_of
from opsconsole.reimbursement.service.taken_in import gate_of
from opsconsole.reimbursement.values import claimed_line
from opsconsole.stockroom.model import StockVoucher


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim in a list; `sanctioned_fen` None until finance has reviewed it, `paid` until it was paid."""

    id: int
    number: str
    version: int
    kind: ClaimKind
    badge: str
    name: str
    requester_id: int
    unit_code: str
    unit: Named
    day: date
    purpose: str
    claimed_fen: int
    sanctioned_fen: int | None
    state: State
    submitted_at: datetime
    stock_in: str
    loan: str
    paid: datetime | None
    invoices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of a claim: as it was asked, what finance let stand, and why less."""

    number: int
    asked: ClaimedLine
    sanctioned_fen: int | None
    cut_reason: str


@dataclass(frozen=True, slots=True)
class ClaimDetail:
    """A claim with its lines, the boxes of a purchase, and the days of a journey as far as they were said. `title` is
    the position that whoever claims held on its day."""

    head: ClaimRow
    lines: tuple[LineShown, ...]
    gate: Gate | None
    stock_in_id: int | None
    loan_id: int | None
    from_day: date | None
    to_day: date | None
    papers: int
    title: Named

    @property
    def journey(self) -> tuple[date, date]:
        """From when to when a journey was: as it was said, else the days of its lines."""
        days = [line.asked.day for line in self.lines]
        return self.from_day or min(days), self.to_day or self.from_day or max(days)


def claims(session: Session, actor: Actor, now: datetime, *states: State, unpaid: bool = False) -> list[ClaimRow]:
    """The claims that the actor may see (in these states, not paid yet), the oldest first: all for finance and who
    watches it, those of their units for heads, their own for everybody."""
    query = _visible(session, actor, now).order_by(Request.submitted_at, Request.id)
    if states:
        query = query.where(Request.state.in_(states))
    if unpaid:
        query = query.where(Settled.request_id.is_(None))
    return _rows(session, query)


def find_claims(session: Session, actor: Actor, now: datetime, text: str, most: int) -> list[ClaimRow]:
    """The newest claims that the actor may see and whose number, name, badge, purpose or invoice holds a text; with an
    empty one the newest of all."""
    typed = text.strip()
    with_invoice = select(ClaimLine.request_id).where(ClaimLine.invoice_number.contains(typed, autoescape=True))
    columns = (Request.number, Employee.name, Employee.badge, Claim.purpose)
    found = or_(*(column.contains(typed, autoescape=True) for column in columns), Request.id.in_(with_invoice))
    return _rows(session, _visible(session, actor, now).where(found).order_by(Request.id.desc()).limit(most))


def _visible(session: Session, actor: Actor, now: datetime) -> Select[*tuple[Any, ...]]:
    query = _query()
    if not may(actor, Permission.CLAIMS_VIEW):
        # Who sees the whole company's attendance sees no more of its money than anybody else.
        led = led_units(session, actor, now.date())
        query = query.where((Request.requester_id == actor.employee_id) | Request.unit_id.in_(led))
    return query


def claim_detail(session: Session, request_id: int) -> ClaimDetail:
    """A claim with everything that its form says."""
    (head,) = _rows(session, _query().where(Request.id == request_id))
    claim = claim_of(session, request_id)
    lines = tuple(
        LineShown(line.line, claimed_line(line), line.sanctioned_fen, line.cut_reason)
        for line in lines_of(session, request_id)
    )
    return ClaimDetail(
        head,
        lines,
        gate_of(session, claim),
        claim.stock_in_id,
        claim.loan_id,
        claim.from_day,
        claim.to_day,
        claim.papers,
        title_on(session, head.requester_id, head.day),
    )


def claim_id_of(session: Session, number: str) -> int | None:
    """The claim of a number, None where there is none."""
    return session.scalars(
        select(Request.id).join(Claim, Claim.request_id == Request.id).where(Request.number == number)
    ).one_or_none()


def _query() -> Select[*tuple[Any, ...]]:
    loan = aliased(Request)
    return (
        select(
            Request.id,
            Request.number,
            Request.version,
            Claim.kind,
            Employee.badge,
            Employee.name,
            Request.requester_id,
            Unit.code,
            Unit.name_zh,
            Unit.name_en,
            Claim.day,
            Claim.purpose,
            Claim.claimed_fen,
            Claim.sanctioned_fen,
            Request.state,
            Request.submitted_at,
            StockVoucher.number.label("stock_in"),
            loan.number.label("loan"),
            Settled.at.label("paid"),
        )
        .join(Claim, Claim.request_id == Request.id)
        .join(Employee, Employee.id == Request.requester_id)
        .join(Unit, Unit.id == Request.unit_id)
        .outerjoin(StockVoucher, StockVoucher.id == Claim.stock_in_id)
        .outerjoin(loan, loan.id == Claim.loan_id)
        .outerjoin(Settled, Settled.request_id == Request.id)
    )


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> list[ClaimRow]:
    rows = session.execute(query).all()
    invoices = _invoices(session, [row.id for row in rows])
    return [
        ClaimRow(
            id=row.id,
            number=row.number,
            version=row.version,
            kind=row.kind,
            badge=row.badge,
            name=row.name,
            requester_id=row.requester_id,
            unit_code=row.code,
            unit=Named(row.name_zh, row.name_en),
            day=row.day,
            purpose=row.purpose,
            claimed_fen=row.claimed_fen,
            sanctioned_fen=row.sanctioned_fen,
            state=row.state,
            submitted_at=row.submitted_at,
            stock_in=row.stock_in or "",
            loan=row.loan or "",
            paid=row.paid,
            invoices=tuple(invoices.get(row.id, ())),
        )
        for row in rows
    ]


def _invoices(session: Session, ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(ClaimLine.request_id, ClaimLine.invoice_code, ClaimLine.invoice_number)
        .where(ClaimLine.request_id.in_(list(ids)), ClaimLine.invoice_number != "")
        .order_by(ClaimLine.request_id, ClaimLine.line)
    )
    for request_id, code, number in rows:
        found[request_id].append(f"{code}-{number}" if code else number)
    return found
