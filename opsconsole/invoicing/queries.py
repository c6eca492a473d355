"""The register of a month: input invoices of claims and stock-ins with what finance added, output invoices (EXP-8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.dates import Month
from opsconsole.errors import Refusal
from opsconsole.invoices import InvoiceNumber, parse_invoice
from opsconsole.invoicing.model import RegisteredInvoice
from opsconsole.invoicing.rules import Side
from opsconsole.reimbursement.model import ClaimLine
from opsconsole.stockroom.model import StockMovement, StockVoucher
from opsconsole.stockroom.rules.values import VoucherKind

HOLDING = (State.WAITING, State.RETURNED, State.APPROVED)
"""States in which a claim holds its invoices (EXP-4)."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """An invoice of the register. `tax_fen` None: nobody has said it yet. `papers` are the claims and stock-ins that
    name it; `registered`: finance has entered it, or added to it."""

    number: str
    day: date
    party: str
    fen: int
    tax_fen: int | None
    note: str
    papers: tuple[str, ...]
    registered: bool
    is_number: bool
    """Whether it is a number that an invoice can have: paper stock-ins keep what was written."""

    @property
    def net_fen(self) -> int | None:
        """Without tax; None while that is not known."""
        return None if self.tax_fen is None else self.fen - self.tax_fen


@dataclass(frozen=True, slots=True)
class Totals:
    """A month of one side of the register: how many invoices, of how many the tax is missing, and the sums of those
    whose tax is known beside the sum of all (fen)."""

    count: int
    missing: int
    net_fen: int
    tax_fen: int
    fen: int


@dataclass(slots=True)
class _Found:
    """What papers say of one invoice, gathered."""

    number: str
    day: date
    party: str = ""
    claimed_fen: int | None = None
    stocked_fen: int = 0
    tax_fen: int | None = None
    papers: list[str] = field(default_factory=list)


def register_of(session: Session, actor: Actor, side: Side, month: Month) -> list[InvoiceLine]:
    """The invoices of a month by day and number. Raises NotPermitted for whoever does not see the register."""
    require(session, actor, Permission.INVOICES_VIEW)
    held = _registered(session, side, month)
    if side is Side.OUT:
        lines = [_line(None, one) for one in held.values()]
    else:
        found = _input(session, month, held.values())
        held |= _registered_of(session, side, found.keys() - held.keys())
        lines = [_line(found.get(key), held.get(key)) for key in found.keys() | held.keys()]
    return sorted(
        (line for line in lines if month.first <= line.day <= month.last), key=lambda line: (line.day, line.number)
    )


def totals(lines: Iterable[InvoiceLine]) -> Totals:
    """The sums of a list."""
    told = list(lines)
    known = [line for line in told if line.tax_fen is not None]
    tax = sum(line.tax_fen or 0 for line in known)
    return Totals(
        len(told),
        len(told) - len(known),
        sum(line.fen for line in known) - tax,
        tax,
        sum(line.fen for line in told),
    )


def _line(found: _Found | None, held: RegisteredInvoice | None) -> InvoiceLine:
    if held is not None:
        number = str(InvoiceNumber(held.code, held.number))
        papers = tuple(found.papers) if found is not None else ()
        return InvoiceLine(number, held.day, held.party, held.fen, held.tax_fen, held.note, papers, True, True)
    assert found is not None
    fen = found.claimed_fen if found.claimed_fen is not None else found.stocked_fen
    return InvoiceLine(
        found.number,
        found.day,
        found.party,
        fen,
        found.tax_fen,
        "",
        tuple(found.papers),
        False,
        key_of(found.number) is not None,
    )


def key_of(text: str) -> str | None:
    """The key of an invoice as it is written; None for a text that is no number of one."""
    try:
        return parse_invoice(text).key
    except Refusal:
        return None


def _registered(session: Session, side: Side, month: Month) -> dict[str, RegisteredInvoice]:
    query = select(RegisteredInvoice).where(
        RegisteredInvoice.side == side, RegisteredInvoice.day.between(month.first, month.last)
    )
    return {one.key: one for one in session.scalars(query)}


def _registered_of(session: Session, side: Side, keys: Collection[str]) -> dict[str, RegisteredInvoice]:
    query = select(RegisteredInvoice).where(RegisteredInvoice.side == side, RegisteredInvoice.key.in_(keys))
    return {one.key: one for one in session.scalars(query)}


def _input(session: Session, month: Month, held: Iterable[RegisteredInvoice]) -> dict[str, _Found]:
    """What claims and stock-ins say of the invoices that may belong to a month, by key: those that are dated in it on
    any paper, each with every paper that names it."""
    said = func.coalesce(ClaimLine.invoice_day, ClaimLine.day)
    numbers = {
        InvoiceNumber(row.invoice_code, row.invoice_number)
        for row in session.execute(
            select(ClaimLine.invoice_code, ClaimLine.invoice_number).where(
                ClaimLine.invoice_number != "", said.between(month.first, month.last)
            )
        )
    }
    numbers |= {InvoiceNumber(one.code, one.number) for one in held}
    written = {str(one) for one in numbers}
    stocked = set(
        session.scalars(
            select(StockVoucher.invoice).where(
                StockVoucher.kind == VoucherKind.IN,
                StockVoucher.invoice != "",
                StockVoucher.day.between(month.first, month.last),
            )
        )
    )
    claimed = {one.number for one in numbers} | {text.rpartition("-")[2] for text in stocked}
    found: dict[str, _Found] = {}
    _from_claims(session, claimed, found)
    _from_stock(session, written | stocked | {one.number for one in found.values()}, found)
    return found


def _from_claims(session: Session, numbers: Collection[str], found: dict[str, _Found]) -> None:
    rows = session.execute(
        select(ClaimLine, Request.number)
        .join(Request, Request.id == ClaimLine.request_id)
        .where(ClaimLine.invoice_number != "", ClaimLine.invoice_number.in_(numbers), Request.state.in_(HOLDING))
        .order_by(Request.id, ClaimLine.line)
    )
    for line, claim in rows:
        number = InvoiceNumber(line.invoice_code, line.invoice_number)
        one = found.setdefault(number.key, _Found(str(number), line.invoice_day or line.day))
        one.party = one.party or line.seller
        one.claimed_fen = line.invoice_fen if line.invoice_fen is not None else line.amount_fen
        one.tax_fen = line.tax_fen
        one.papers.append(claim)


def _from_stock(session: Session, written: Collection[str], found: dict[str, _Found]) -> None:
    reversal, undone = aliased(StockVoucher), aliased(StockVoucher)
    rows = session.execute(
        select(
            StockVoucher.invoice,
            StockVoucher.day,
            StockVoucher.supplier,
            StockVoucher.number,
            func.sum(StockMovement.amount_fen).label("fen"),
        )
        .join(StockMovement, StockMovement.voucher_id == StockVoucher.id)
        .outerjoin(reversal, reversal.reverses_id == StockVoucher.id)
        .outerjoin(undone, undone.reverses_id == reversal.id)
        .where(
            StockVoucher.kind == VoucherKind.IN,
            StockVoucher.invoice != "",
            StockVoucher.invoice.in_(written),
            or_(reversal.id.is_(None), undone.id.is_not(None)),
        )
        .group_by(StockVoucher.id, StockVoucher.invoice, StockVoucher.day, StockVoucher.supplier, StockVoucher.number)
        .order_by(StockVoucher.id)
    )
    from_stock: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        key = key_of(row.invoice) or row.invoice
        one = found.setdefault(key, _Found(row.invoice, row.day))
        one.party = one.party or row.supplier
        one.stocked_fen += int(row.fen)
        from_stock[key].append(row.number)
    for key, vouchers in from_stock.items():
        found[key].papers += vouchers
