"""Explanations of a half day, asked for by the employee and decided by their head (rule 6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import Actor
from opsconsole.approvals import service as approvals
from opsconsole.approvals.kinds import RequestKind
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import OPEN_STATES
from opsconsole.attendance.model import Explanation
from opsconsole.attendance.requests.facts import explanation_facts, reason_named
from opsconsole.attendance.requests.model import ExplanationRequest
from opsconsole.attendance.rules.names import HALF_NAMES
from opsconsole.attendance.rules.values import HalfName
from opsconsole.attendance.service import check_explanation, keep_explanation, take_back
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_


def ask_to_explain(
    session: Session,
    actor: Actor,
    employee_id: int,
    day: date,
    half: HalfName,
    reason: str,
    note: str,
    now: datetime,
    paper: str = "",
    confirmed_by: int | None = None,
) -> dict[str, Any]:
    """Asks that a half day be explained. Raises Refusal for one that needs no explanation or is asked for already."""
    approvals.check_asker(session, actor, employee_id, paper, confirmed_by)
    check_explanation(session, actor, employee_id, day, half, reason, note, now, asked=True)
    _refuse_second(session, employee_id, day, half)
    request = approvals.submit(
        session, actor, EXPLANATION.name, employee_id, now, paper=paper, confirmed_by=confirmed_by
    )
    session.add(ExplanationRequest(request_id=request.id, day=day, half=half, reason=reason, note=note))
    return approvals.outcome(request)


def change_explanation(
    session: Session, actor: Actor, request_id: int, version: int, reason: str, note: str, now: datetime
) -> dict[str, Any]:
    """Asks again for an explanation that was returned for change."""
    request = approvals.own_request(session, actor, request_id, version)
    row = session.get_one(ExplanationRequest, request_id)
    check_explanation(session, actor, request.requester_id, row.day, row.half, reason, note, now, asked=True)
    row.reason, row.note = reason, note
    return approvals.outcome(approvals.resubmit(session, actor, request_id, version, now))


def _refuse_second(session: Session, employee_id: int, day: date, half: HalfName) -> None:
    asked = session.execute(
        select(Request.number)
        .join(ExplanationRequest, ExplanationRequest.request_id == Request.id)
        .where(
            Request.requester_id == employee_id,
            Request.state.in_(OPEN_STATES),
            ExplanationRequest.day == day,
            ExplanationRequest.half == half,
        )
    ).scalar()
    if asked is not None:
        raise Refusal(N_("{number} asks for this half day already"), clause="rule 6", number=asked)


def _approved(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    row = session.get_one(ExplanationRequest, request.id)
    keep_explanation(
        session, actor, request.requester_id, row.day, row.half, row.reason, row.note, now, request_id=request.id
    )


def _withdrawn(session: Session, actor: Actor, request: Request, now: datetime) -> None:
    row = session.execute(
        select(Explanation).where(Explanation.request_id == request.id, Explanation.withdrawn.is_(False))
    ).scalar_one_or_none()
    if row is not None:
        take_back(session, row)


def _described(session: Session, request_id: int) -> Message:
    row = session.get_one(ExplanationRequest, request_id)
    return Message(
        N_("{day} {half}: {reason} {note}"),
        day=str(row.day),
        half=Message(HALF_NAMES[row.half]),
        reason=reason_named(session, row.day, row.reason),
        note=row.note,
    )


def _read_ahead(session: Session, request_ids: Collection[int]) -> object:
    return session.scalars(select(ExplanationRequest).where(ExplanationRequest.request_id.in_(request_ids))).all()


EXPLANATION = RequestKind(
    name="explanation",
    title=N_("Explanation"),
    prefix="E",
    describe=_described,
    on_approved=_approved,
    on_withdrawn=_withdrawn,
    facts=explanation_facts,
    read_ahead=_read_ahead,
)
