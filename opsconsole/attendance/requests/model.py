"""What was asked for: leave, outings, explanations; reports back, and the ledger of leave that has an allowance."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.attendance.rules.values import HalfName, LeaveKind
from opsconsole.db.types import Base, CleanText, enum_column


class LeaveRequest(Base):
    """Leave that was asked for, from a half day to a half day, both included; `halves` counts those of workdays."""

    __tablename__ = "leave_request"
    __table_args__ = (
        CheckConstraint("from_day < to_day OR (from_day = to_day AND from_half <= to_half)", name="span"),
        CheckConstraint("halves > 0", name="halves"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    kind: Mapped[LeaveKind] = mapped_column(enum_column(LeaveKind, "kind"))
    from_day: Mapped[date]
    from_half: Mapped[HalfName] = mapped_column(enum_column(HalfName, "from_half"))
    to_day: Mapped[date]
    to_half: Mapped[HalfName] = mapped_column(enum_column(HalfName, "to_half"))
    halves: Mapped[int]
    certificate: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(CleanText(500), default="")


class LeaveReport(Base):
    """Reporting back (销假): when the person was back at work, and what that gives back or leaves as absence."""

    __tablename__ = "leave_report"
    __table_args__ = (
        CheckConstraint("given_back_halves >= 0 AND late_halves >= 0", name="halves"),
        CheckConstraint("given_back_halves = 0 OR late_halves = 0", name="one_way"),
    )

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    back_day: Mapped[date]
    back_half: Mapped[HalfName] = mapped_column(enum_column(HalfName, "back_half"))
    given_back_halves: Mapped[int]
    late_halves: Mapped[int]
    reported_by: Mapped[str] = mapped_column(CleanText(64))
    reported_at: Mapped[datetime]


class EntryReason(StrEnum):
    """Why a balance moved."""

    GRANTED = "granted"
    USED = "used"
    GIVEN_BACK = "given_back"
    CORRECTED = "corrected"


class LeaveEntry(Base):
    """A line of the ledger of leave with an allowance, in half days of one year; append-only."""

    __tablename__ = "leave_entry"
    __table_args__ = (
        CheckConstraint("halves <> 0", name="halves"),
        CheckConstraint("(reason = 'used') = (halves < 0) OR reason = 'corrected'", name="sign"),
        Index("ix_leave_entry_employee_id", "employee_id", "kind", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    kind: Mapped[LeaveKind] = mapped_column(enum_column(LeaveKind, "kind"))
    year: Mapped[int]
    halves: Mapped[int]
    reason: Mapped[EntryReason] = mapped_column(enum_column(EntryReason, "reason"))
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    note: Mapped[str] = mapped_column(CleanText(500), default="")
    at: Mapped[datetime]


class OutingRequest(Base):
    """An outing on business that was asked for (ATT-2)."""

    __tablename__ = "outing_request"
    __table_args__ = (CheckConstraint("start < finish", name="span"),)

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    start: Mapped[datetime]
    finish: Mapped[datetime]
    reason: Mapped[str] = mapped_column(CleanText(500))


class ExplanationRequest(Base):
    """An explanation of a half day that an employee asks their head to accept (rule 6)."""

    __tablename__ = "explanation_request"

    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), primary_key=True)
    day: Mapped[date]
    half: Mapped[HalfName] = mapped_column(enum_column(HalfName, "half"))
    reason: Mapped[str] = mapped_column(CleanText(64))
    note: Mapped[str] = mapped_column(CleanText(500), default="")
