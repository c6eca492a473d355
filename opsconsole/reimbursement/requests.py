"""What can be asked for here: claims and loans, with their routes and what a final yes does (EXP-2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission
from opsconsole.approvals.kinds import Fact, RequestKind
from opsconsole.approvals.model import Request
from opsconsole.approvals.queries.decided import last_reason
from opsconsole.approvals.rules.posts import PostKind
from opsconsole.approvals.rules.routes import Measure, Route
from opsconsole.approvals.rules.states import OPEN_STATES, State
from opsconsole.budgets.queries import budget_facts
from opsconsole.budgets.service import check_budget
from opsconsole.capitals import capitals
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_
from opsconsole.money import format_yuan
from opsconsole.org.queries import company_names
from opsconsole.reimbursement.model import Claim, Loan, Settled
from opsconsole.reimbursement.rules.invoices import warnings
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import claim_of, let_invoices_go, lines_of, sanction
from opsconsole.reimbursement.service.loans import loan_of, open_of
from opsconsole.reimbursement.service.taken_in import check_gate, gate_of
from opsconsole.reimbursement.spent import wants_of
from opsconsole.reimbursement.values import claimed_line
from opsconsole.reimbursement.words import CLAIM_NAMES
from opsconsole.stockroom.spent import wants_of_stock_in

LARGE_SUM_FEN = 1_000_000
"""The founding limit of a large sum, as the stockroom's: the table of routes is where the company changes it."""


def _before_yes(session: Session, actor: Actor, request: Request, post: PostKind, reason: str, now: datetime) -> None:
    """Finance's yes is its review: what it did not cut stands as claimed. The gate holds what it holds (EXP-3)."""
    claim = claim_of(session, request.id)
    if post is PostKind.FINANCE:
        if claim.sanctioned_fen is None:
            sanction(session, actor, request, {}, now)
        assert claim.sanctioned_fen is not None
        if claim.sanctioned_fen == 0:
            raise Refusal(N_("Nothing of {number} stands; return or reject it"), clause="EXP-2", number=request.number)
        check_gate(session, claim, claim.sanctioned_fen, request.number)
    elif claim.sanctioned_fen is not None:
        check_gate(session, claim, claim.sanctioned_fen, request.number)


def _approved(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    """From here on it may be paid; a route without finance leaves the claim as it was asked."""
    claim = claim_of(session, request.id)
    if claim.sanctioned_fen is None:
        sanction(session, actor, request, {}, now)
    assert claim.sanctioned_fen is not None
    check_gate(session, claim, claim.sanctioned_fen, request.number)
    check_budget(session, wants_of(session, request, claim), last_reason(session, request), request.number)


def _over(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    let_invoices_go(session, request.id)


def _claim_withdrawn(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    _refuse_paid(session, request)
    let_invoices_go(session, request.id)


def _loan_withdrawn(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    _refuse_paid(session, request)


def _refuse_paid(session: Session, request: Request) -> None:
    """Paid, a claim or loan stays until its voucher is reversed."""
    if session.get(Settled, request.id) is not None:
        raise Refusal(
            N_("{number} is paid; its voucher has to be reversed first"), clause="EXP-5", number=request.number
        )


def _claim_described(session: Session, request_id: int) -> Message:
    claim = session.get_one(Claim, request_id)
    return Message(
        N_("{kind}: {purpose}"), kind=Message(CLAIM_NAMES[claim.kind]), purpose=claim.purpose or str(claim.day)
    )


def _claim_facts(session: Session, request_id: int) -> Sequence[Fact]:
    request, claim = session.get_one(Request, request_id), session.get_one(Claim, request_id)
    lines = lines_of(session, request_id)
    facts = [Fact(Message(N_("Total")), f"{format_yuan(claim.claimed_fen)}  {capitals(claim.claimed_fen)}")]
    if claim.sanctioned_fen is not None and claim.sanctioned_fen != claim.claimed_fen:
        stands = f"{format_yuan(claim.sanctioned_fen)}  {capitals(claim.sanctioned_fen)}"
        facts.append(Fact(Message(N_("Stands")), stands, warns=True))
    facts += _budget(session, request, claim)
    if claim.loan_id is not None:
        loan = session.get_one(Request, claim.loan_id)
        left = format_yuan(open_of(session, claim.loan_id))
        facts.append(Fact(Message(N_("Loan")), Message(N_("{number}, open {left}"), number=loan.number, left=left)))
    if claim.kind is ClaimKind.PURCHASE and request.state in OPEN_STATES:
        facts += _boxes(session, claim)
    facts += _odd(session, [claimed_line(line) for line in lines], claim)
    for line in lines:
        told = f"{line.category} {line.day} {format_yuan(line.amount_fen)} {line.purpose}".rstrip()
        if line.invoice_number:
            told += f"  {line.invoice_code}{'-' if line.invoice_code else ''}{line.invoice_number}"
        facts.append(Fact(Message(N_("Line {line}"), line=line.line), told))
        if line.sanctioned_fen is not None and line.sanctioned_fen < line.amount_fen:
            cut = Message(
                N_("{amount} stands: {reason}"), amount=format_yuan(line.sanctioned_fen), reason=line.cut_reason
            )
            facts.append(Fact(Message(N_("Cut")), cut, warns=True))
    return facts


def _budget(session: Session, request: Request, claim: Claim) -> Iterator[Fact]:
    """What is left of the budgets; a purchase counts with its form, from when the goods were taken in."""
    wants = wants_of(session, request, claim)
    if not wants and claim.stock_in_id is not None:
        return budget_facts(session, wants_of_stock_in(session, claim.stock_in_id), counted=True)
    return budget_facts(session, wants, counted=request.state is State.APPROVED)


def _odd(session: Session, lines: Sequence[ClaimedLine], claim: Claim) -> Iterator[Fact]:
    names = [name for name in company_names(session).values() if name]
    for warning in warnings(lines, names, claim.day.year):
        yield Fact(Message(N_("Invoice, line {line}"), line=warning.line), warning.message, warns=True)


def _boxes(session: Session, claim: Claim) -> Iterator[Fact]:
    gate = gate_of(session, claim)
    assert gate is not None
    for label, there in (
        (N_("Funds-use form"), gate.form),
        (N_("Invoice"), gate.invoice),
        (N_("Stock-in"), gate.stock_in),
    ):
        yield Fact(Message(label), Message(N_("there") if there else N_("missing")), warns=not there)
    if gate.stock_out is not None:
        told = Message(N_("there") if gate.stock_out else N_("missing"))
        yield Fact(Message(N_("Stock-out to the unit")), told, warns=not gate.stock_out)
    if gate.stock_in:
        yield Fact(Message(N_("Not reimbursed yet")), format_yuan(gate.left_fen))


def _claim_amount(session: Session, request_id: int) -> int | None:
    claim = session.get_one(Claim, request_id)
    return claim.claimed_fen if claim.sanctioned_fen is None else claim.sanctioned_fen


def _read_claims(session: Session, request_ids: Collection[int]) -> object:
    return session.scalars(select(Claim).where(Claim.request_id.in_(request_ids))).all()


def _loan_described(session: Session, request_id: int) -> Message:
    loan = loan_of(session, request_id)
    return Message(N_("{purpose}, to be settled by {due}"), purpose=loan.purpose, due=str(loan.due))


def _loan_facts(session: Session, request_id: int) -> Sequence[Fact]:
    loan, request = loan_of(session, request_id), session.get_one(Request, request_id)
    facts = [
        Fact(Message(N_("Purpose")), loan.purpose),
        Fact(Message(N_("Amount")), f"{format_yuan(loan.amount_fen)}  {capitals(loan.amount_fen)}"),
        Fact(Message(N_("To be settled by")), str(loan.due)),
    ]
    others = session.execute(
        select(Request.id, Request.number)
        .join(Loan, Loan.request_id == Request.id)
        .where(Request.requester_id == request.requester_id, Request.id != request_id)
    ).all()
    for other in others:
        left = open_of(session, other.id)
        if left > 0:
            words = Message(N_("{number}, open {left}"), number=other.number, left=format_yuan(left))
            facts.append(Fact(Message(N_("Earlier loan not settled")), words, warns=True))
    return facts


def _loan_amount(session: Session, request_id: int) -> int | None:
    return loan_of(session, request_id).amount_fen


def _nothing(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    return None


CLAIM = RequestKind(
    name="claim",
    title=N_("Claim"),
    prefix="BX",
    describe=_claim_described,
    on_approved=_approved,
    on_withdrawn=_claim_withdrawn,
    on_over=_over,
    before_yes=_before_yes,
    facts=_claim_facts,
    amount_fen=_claim_amount,
    watched_by=Permission.CLAIMS_VIEW,
    read_ahead=_read_claims,
    traits=tuple((kind.value, name) for kind, name in CLAIM_NAMES.items()),
    routes=(
        Route("claim", ("finance",), ranks=("gm",)),
        Route("claim", ("head", "finance", "gm"), up_to=LARGE_SUM_FEN),
        Route("claim", ("head", "finance", "deputy", "gm")),
    ),
    measure=Measure.FEN,
)

LOAN = RequestKind(
    name="loan",
    title=N_("Loan"),
    prefix="JK",
    describe=_loan_described,
    on_approved=_nothing,
    on_withdrawn=_loan_withdrawn,
    facts=_loan_facts,
    amount_fen=_loan_amount,
    watched_by=Permission.CLAIMS_VIEW,
    routes=(
        Route("loan", ("finance",), ranks=("gm",)),
        Route("loan", ("head", "finance", "gm"), up_to=LARGE_SUM_FEN),
        Route("loan", ("head", "finance", "deputy", "gm")),
    ),
    measure=Measure.FEN,
)

REQUEST_KINDS = (CLAIM, LOAN)
