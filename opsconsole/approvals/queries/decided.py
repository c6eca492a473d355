"""What was decided last on a request, and which request a number is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.approvals.model import Request, RequestDecision


def last_reason(session: Session, request: Request) -> str:
    """The reason that came with the latest decision of the round, '' for none."""
    query = (
        select(RequestDecision.reason)
        .where(RequestDecision.request_id == request.id, RequestDecision.round == request.round)
        .order_by(RequestDecision.id.desc())
        .limit(1)
    )
    return session.scalars(query).first() or ""


def request_id_of(session: Session, number: str) -> int | None:
    """The request of a number; None where it is none."""
    return session.scalars(select(Request.id).where(Request.number == number)).one_or_none()
