"""Requests, the steps of their routes, decisions, comments, attachments and stand-ins.

What is asked for stands in its business's own table, which points here, never the other way round.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.approvals.rules.posts import PostKind
from opsconsole.approvals.rules.states import State, StepState, Verdict
from opsconsole.db.types import Base, CleanText, enum_column


class Request(Base):
    """Something asked for. `version` moves with every act on it; `round` counts how often it was submitted.

    `entered_by_id` is who typed it (None: a command); `paper` the paper it was taken from, '' where there is none.
    """

    __tablename__ = "request"
    __table_args__ = (
        CheckConstraint("round >= 1 AND version >= 1", name="counts"),
        CheckConstraint("(state IN ('waiting', 'returned')) = (closed_at IS NULL)", name="closed"),
        Index("ix_request_state", "state"),
        Index("ix_request_requester_id", "requester_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(32))
    requester_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    paper: Mapped[str] = mapped_column(CleanText(200), default="")
    state: Mapped[State] = mapped_column(enum_column(State, "state"))
    round: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    submitted_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class RequestCounter(Base):
    """The last number given to requests of a prefix in a year: numbers have no gaps."""

    __tablename__ = "request_counter"

    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class RequestStep(Base):
    """A step of a route, written at submission: it names a post, whose holder is looked up when it is reached."""

    __tablename__ = "request_step"
    __table_args__ = (
        CheckConstraint(
            "(post IN ('head', 'deputy')) = (unit_id IS NOT NULL) AND (post = 'position') = (position_id IS NOT NULL)",
            name="post_of",
        ),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post: Mapped[PostKind] = mapped_column(enum_column(PostKind, "post"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    state: Mapped[StepState] = mapped_column(enum_column(StepState, "state"))


class RequestDecision(Base):
    """A decision, append-only: who decided, for whom where they stood in, and as whose post."""

    __tablename__ = "request_decision"
    __table_args__ = (
        ForeignKeyConstraint(
            ["request_id", "round", "ordinal"],
            ["request_step.request_id", "request_step.round", "request_step.ordinal"],
        ),
        UniqueConstraint("request_id", "round", "ordinal"),
        UniqueConstraint("request_id", "round", "decided_by_id"),
        Index("ix_request_decision_decided_by_id", "decided_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int]
    round: Mapped[int]
    ordinal: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict, "verdict"))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    for_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    position_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"))
    went_up: Mapped[int] = mapped_column(default=0)
    """How many positions above the post that the step names."""
    reason: Mapped[str] = mapped_column(CleanText(500), default="")
    at: Mapped[datetime]


class RequestComment(Base):
    """What somebody said about a request, append-only."""

    __tablename__ = "request_comment"
    __table_args__ = (Index("ix_request_comment_request_id", "request_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(CleanText(2000))


class RequestAttachment(Base):
    """A file that belongs to a request (a certificate, an invoice), append-only."""

    __tablename__ = "request_attachment"
    __table_args__ = (UniqueConstraint("request_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(CleanText(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class StandIn(Base):
    """Who decides in a person's place from a day to a day, both included; `ended` ones count no more."""

    __tablename__ = "stand_in"
    __table_args__ = (
        CheckConstraint("to_day >= from_day", name="span"),
        CheckConstraint("employee_id <> stand_in_id", name="own"),
        Index("ix_stand_in_employee_id", "employee_id", "to_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    stand_in_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    from_day: Mapped[date]
    to_day: Mapped[date]
    ended: Mapped[bool] = mapped_column(default=False)
