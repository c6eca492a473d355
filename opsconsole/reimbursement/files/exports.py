"""The export of claims."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import machine_actor
from opsconsole.access.permissions import Permission
from opsconsole.approvals.model import Request, RequestStep
from opsconsole.approvals.rules.states import State, StepState
from opsconsole.capitals import capitals
from opsconsole.errors import Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.write import Kind
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.reimbursement.queries.claims import claims
from opsconsole.reimbursement.queries.loans import LoanDetail, open_loan_details


def claim_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every claim (in a state), by number; Refusal for a state that is none."""
    states: tuple[State, ...] = ()
    if options.state is not None:
        if options.state not in tuple(State):
            raise Refusal(N_('"{text}" is none of {known}'), text=visible(options.state), known=", ".join(State))
        states = (State(options.state),)
    waiting = _waiting_for(session)
    found = claims(session, machine_actor(), datetime.max, *states)
    for row in sorted(found, key=lambda one: one.number):
        fen = row.claimed_fen if row.sanctioned_fen is None else row.sanctioned_fen
        yield (
            row.number,
            row.kind.value,
            row.badge,
            row.unit_code,
            fen,
            capitals(fen),
            row.state.value,
            waiting.get(row.id, "") if row.state is State.WAITING else "",
            f"{row.submitted_at:%Y-%m-%d %H:%M}",
            f"{row.paid:%Y-%m-%d}" if row.paid is not None else "",
            " ".join(row.invoices),
            row.stock_in,
        )


def _waiting_for(session: Session) -> dict[int, str]:
    """The post of the first open step of each request."""
    found: dict[int, str] = {}
    rows = session.execute(
        select(RequestStep.request_id, RequestStep.post)
        .join(Request, (Request.id == RequestStep.request_id) & (Request.round == RequestStep.round))
        .where(RequestStep.state == StepState.OPEN)
        .order_by(RequestStep.request_id, RequestStep.ordinal)
    )
    for request_id, post in rows:
        found.setdefault(request_id, post.value)
    return found


CLAIMS = ExportKind(
    "claims",
    N_("Claims"),
    (
        ExportColumn("number", N_("Number"), width=16),
        ExportColumn("kind", N_("Kind"), width=12),
        ExportColumn("badge", N_("Badge")),
        ExportColumn("unit", N_("Unit")),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
        ExportColumn("capitals", N_("In Chinese capitals"), width=36),
        ExportColumn("state", N_("State")),
        ExportColumn("waiting_for", N_("Waits for")),
        ExportColumn("submitted", N_("Submitted"), width=18),
        ExportColumn("paid", N_("Paid"), width=12),
        ExportColumn("invoices", N_("Invoices"), width=40),
        ExportColumn("stock_in", N_("Stock-in"), width=14),
    ),
    claim_rows,
    Permission.CLAIMS_VIEW,
    options=frozenset({"state"}),
)


def loan_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every loan of which something is open, by its number."""
    for one in sorted(open_loan_details(session, machine_actor()), key=lambda loan: loan.number):
        yield loan_row(one)


def loan_row(loan: LoanDetail) -> tuple[Any, ...]:
    """A loan in the columns of `LOAN_COLUMNS`."""
    paid = f"{loan.paid:%Y-%m-%d}" if loan.paid is not None else ""
    due = str(loan.due)
    return loan.number, loan.badge, loan.name, loan.purpose, loan.amount_fen, loan.open_fen, due, paid


LOAN_COLUMNS = (
    ExportColumn("number", N_("Number"), width=16),
    ExportColumn("badge", N_("Badge")),
    ExportColumn("name", N_("Name")),
    ExportColumn("purpose", N_("Purpose"), width=30),
    ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
    ExportColumn("open_fen", N_("Still open"), Kind.MONEY),
    ExportColumn("due", N_("To be settled by"), width=12),
    ExportColumn("paid", N_("Paid"), width=12),
)

LOANS = ExportKind("loans", N_("Loans open"), LOAN_COLUMNS, loan_rows, Permission.CLAIMS_VIEW)
