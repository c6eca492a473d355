"""Claims: handed in, changed, reviewed line by line by finance (EXP-1 to EXP-4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.approvals import service as approvals
from opsconsole.approvals.model import Request, RequestDecision, RequestStep
from opsconsole.approvals.rules.posts import PostKind
from opsconsole.approvals.rules.states import State
from opsconsole.errors import NotPermitted, Refusal
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.invoices import InvoiceNumber
from opsconsole.money import LARGEST_FEN, format_yuan
from opsconsole.reimbursement.model import Claim, ClaimedInvoice, ClaimLine, ClaimReview
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.loans import open_of, paid_loan

CLAIM = "claim"
MOST_LINES = 200
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class ClaimAsked:
    """What a claim says. `stock_in_id` for a purchase, `loan_id` for one against a loan, days for a journey."""

    kind: ClaimKind
    day: date
    lines: Sequence[ClaimedLine]
    purpose: str = ""
    stock_in_id: int | None = None
    loan_id: int | None = None
    from_day: date | None = None
    to_day: date | None = None
    papers: int = 0

    @property
    def total_fen(self) -> int:
        """The sum of the lines."""
        return sum(line.amount_fen for line in self.lines)


def hand_in(
    session: Session,
    actor: Actor,
    employee_id: int,
    asked: ClaimAsked,
    now: datetime,
    paper: str = "",
    confirmed_by: int | None = None,
    paper_number: str | None = None,
    files: Sequence[tuple[str, bytes]] = (),
) -> dict[str, Any]:
    """Hands a claim in: its lines, its invoices held, its route begun. `files` (name and content) are kept with it.

    Raises Refusal for an invoice that another claim holds (EXP-4), and for a loan or stock-in that does not fit.
    """
    approvals.check_asker(session, actor, employee_id, paper, confirmed_by)
    _check(session, employee_id, asked)
    request = approvals.submit(
        session,
        actor,
        CLAIM,
        employee_id,
        now,
        amount=asked.total_fen,
        traits=(asked.kind.value,),
        paper=paper,
        confirmed_by=confirmed_by,
    )
    session.add(Claim(request_id=request.id, claimed_fen=asked.total_fen, paper_number=paper_number, **_columns(asked)))
    session.flush()
    _write_lines(session, request, asked.lines)
    _keep(session, actor, request.id, files, now)
    return approvals.outcome(request)


def change_claim(
    session: Session,
    actor: Actor,
    request_id: int,
    version: int,
    asked: ClaimAsked,
    now: datetime,
    files: Sequence[tuple[str, bytes]] = (),
) -> dict[str, Any]:
    """Hands in again a claim that was returned for change; what finance cut before is looked at anew."""
    request = approvals.own_request(session, actor, request_id, version)
    claim = claim_of(session, request_id)
    _check(session, request.requester_id, asked)
    let_invoices_go(session, request_id)
    session.execute(delete(ClaimLine).where(ClaimLine.request_id == request_id))
    for name, value in _columns(asked).items():
        setattr(claim, name, value)
    claim.claimed_fen, claim.sanctioned_fen, claim.reviewed_by_id = asked.total_fen, None, None
    session.flush()
    _write_lines(session, request, asked.lines)
    again = approvals.resubmit(
        session, actor, request_id, version, now, amount=asked.total_fen, traits=(asked.kind.value,)
    )
    _keep(session, actor, request_id, files, now)
    return approvals.outcome(again)


def review(
    session: Session,
    actor: Actor,
    request_id: int,
    version: int,
    cuts: Mapping[int, tuple[int, str]],
    now: datetime,
) -> dict[str, Any]:
    """Finance looks at every line: those of `cuts` (line to amount and reason) are cut, the others stand as claimed.

    The claim's version moves on: what others have open is looked at again. Raises Refusal for a cut without a reason,
    above the line, of one's own claim, while it does not wait, and once finance has said yes.
    """
    require(session, actor, Permission.CLAIMS_REVIEW)
    request = approvals.find_request(session, request_id, version)
    if request.state is not State.WAITING:
        raise Refusal(N_("{number} does not wait for review"), clause="EXP-2", number=request.number)
    if request.requester_id == actor.employee_id:
        raise NotPermitted(N_("Nobody reviews their own claim"), clause="EXP-2")
    if _finance_said_yes(session, request):
        raise Refusal(
            N_("{number} was reviewed and approved; return it to have it changed"),
            clause="EXP-2",
            number=request.number,
        )
    reviewed = sanction(session, actor, request, cuts, now)
    request.version += 1
    audit.record(session, request.number, reviewed=reviewed, cuts={str(line): cut for line, cut in cuts.items()})
    return approvals.outcome(request)


def _finance_said_yes(session: Session, request: Request) -> bool:
    query = (
        select(RequestDecision.id)
        .join(
            RequestStep,
            (RequestStep.request_id == RequestDecision.request_id)
            & (RequestStep.round == RequestDecision.round)
            & (RequestStep.ordinal == RequestDecision.ordinal),
        )
        .where(
            RequestStep.request_id == request.id,
            RequestStep.round == request.round,
            RequestStep.post == PostKind.FINANCE,
        )
    )
    return session.scalars(query.limit(1)).first() is not None


def sanction(
    session: Session, actor: Actor, request: Request, cuts: Mapping[int, tuple[int, str]], now: datetime
) -> int:
    """Writes what stands of each line, and the sum of it, which is given back (fen)."""
    claim = claim_of(session, request.id)
    lines = {line.line: line for line in lines_of(session, request.id)}
    unknown = set(cuts) - set(lines)
    if unknown:
        raise Refusal(N_("{number} has no line {line}"), number=request.number, line=min(unknown))
    total = 0
    for number, line in lines.items():
        fen, reason = cuts.get(number, (line.amount_fen, ""))
        if not 0 <= fen <= line.amount_fen:
            raise Refusal(
                N_("Line {line} claims {claimed}; between nothing and that may stand"),
                clause="EXP-2",
                line=number,
                claimed=format_yuan(line.amount_fen),
            )
        if fen < line.amount_fen and not reason.strip():
            raise Refusal(N_("A cut needs a reason (line {line})"), clause="EXP-2", line=number)
        line.sanctioned_fen, line.cut_reason = fen, reason.strip() if fen < line.amount_fen else ""
        session.add(
            ClaimReview(
                request_id=request.id,
                round=request.round,
                line=number,
                sanctioned_fen=fen,
                reason=line.cut_reason,
                by_id=actor.employee_id,
                at=now,
            )
        )
        total += fen
    claim.sanctioned_fen, claim.reviewed_by_id = total, actor.employee_id
    session.flush()
    return total


def claim_of(session: Session, request_id: int) -> Claim:
    """A claim; NotPermitted for a request of another kind."""
    claim = session.get(Claim, request_id)
    if claim is None:
        raise NotPermitted(N_("This is no claim"))
    return claim


def asked_by(session: Session, request_id: int) -> int:
    """Who claims: the employee's id."""
    return session.get_one(Request, request_id).requester_id


def lines_of(session: Session, request_id: int) -> Sequence[ClaimLine]:
    """The lines of a claim, in order."""
    return session.scalars(select(ClaimLine).where(ClaimLine.request_id == request_id).order_by(ClaimLine.line)).all()


def let_invoices_go(session: Session, request_id: int) -> None:
    """A claim that is over without having been approved holds no invoice any more (EXP-4)."""
    session.execute(delete(ClaimedInvoice).where(ClaimedInvoice.request_id == request_id))


def _keep(session: Session, actor: Actor, request_id: int, files: Sequence[tuple[str, bytes]], now: datetime) -> None:
    for name, content in files:
        approvals.attach(session, actor, request_id, name, content, now)


def _check(session: Session, employee_id: int, asked: ClaimAsked) -> None:
    if not asked.lines or len(asked.lines) > MOST_LINES:
        raise Refusal(N_("A claim has 1 to {most} lines"), clause="EXP-1", most=MOST_LINES)
    for place, line in enumerate(asked.lines, 1):
        if not 0 < line.amount_fen <= LARGEST_FEN:
            raise Refusal(N_("Line {line} needs an amount above zero"), clause="EXP-1", line=place)
        if not line.category.strip():
            raise Refusal(N_("Line {line} needs a category"), clause="EXP-1", line=place)
        for text in (line.category, line.purpose, line.seller, line.buyer):
            if len(text) > LONGEST_TEXT or unsafe_character(text) is not None:
                raise Refusal(N_("A text has 1 to {most} characters and no control characters"), most=LONGEST_TEXT)
    if asked.from_day is not None and asked.to_day is not None and asked.to_day < asked.from_day:
        raise Refusal(N_("A journey ends no day before it begins"), clause="EXP-1")
    if (asked.kind is ClaimKind.LOAN) != (asked.loan_id is not None):
        raise Refusal(N_("A claim against a loan names the loan, and no other claim does"), clause="EXP-1")
    if asked.kind is not ClaimKind.PURCHASE and asked.stock_in_id is not None:
        raise Refusal(N_("Only a purchase names a stock-in"), clause="EXP-3")
    if asked.loan_id is not None:
        loan = paid_loan(session, asked.loan_id)
        if session.get_one(Request, loan.request_id).requester_id != employee_id:
            raise Refusal(N_("The loan is somebody else's"), clause="EXP-1")
        if open_of(session, asked.loan_id) <= 0:
            raise Refusal(N_("Nothing of the loan is open any more"), clause="EXP-1")


def _columns(asked: ClaimAsked) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "purpose": asked.purpose.strip(),
        "day": asked.day,
        "stock_in_id": asked.stock_in_id,
        "loan_id": asked.loan_id,
        "from_day": asked.from_day,
        "to_day": asked.to_day,
        "papers": asked.papers,
    }


def _write_lines(session: Session, request: Request, lines: Sequence[ClaimedLine]) -> None:
    for place, line in enumerate(lines, 1):
        columns = asdict(line)
        columns.pop("invoice")
        number = line.invoice or InvoiceNumber("", "")
        session.add(
            ClaimLine(
                request_id=request.id, line=place, invoice_code=number.code, invoice_number=number.number, **columns
            )
        )
        if line.invoice is not None:
            _hold(session, request, place, line.invoice)
    session.flush()


def _hold(session: Session, request: Request, place: int, invoice: InvoiceNumber) -> None:
    """Holds an invoice for a claim; Refusal naming who has it (EXP-4). The primary key is what makes it sure."""
    held = session.execute(
        select(Request.number, ClaimedInvoice.line)
        .join(ClaimedInvoice, ClaimedInvoice.request_id == Request.id)
        .where(ClaimedInvoice.key == invoice.key)
    ).first()
    if held is not None:
        raise Refusal(
            N_("Invoice {invoice} is reimbursed by {number}, line {line}, already"),
            clause="EXP-4",
            invoice=str(invoice),
            number=held.number,
            line=held.line,
        )
    session.add(ClaimedInvoice(key=invoice.key, request_id=request.id, line=place))
    session.flush()
