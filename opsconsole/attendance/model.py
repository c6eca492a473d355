"""What attendance keeps: the calendar, what was arranged, what the clocks said, and what it was judged."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.attendance.punch_files.values import IdentKind
from opsconsole.attendance.rules.values import Consequence, DayKind, FindingKind, HalfName, LeaveKind
from opsconsole.db.types import Base, CleanText, enum_column


class Origin(StrEnum):
    """Where a calendar entry comes from; the office's word stands over the library's."""

    LIBRARY = "library"
    OFFICE = "office"


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday, or a make-up workday (ATT-1)."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(enum_column(DayKind, "kind"))
    name: Mapped[str] = mapped_column(CleanText(200), default="")
    origin: Mapped[Origin] = mapped_column(enum_column(Origin, "origin"))


class CalendarYear(Base):
    """A year whose holidays were published; a year without a row is "not yet published"."""

    __tablename__ = "calendar_year"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    origin: Mapped[Origin] = mapped_column(enum_column(Origin, "origin"))


class ShiftScope(StrEnum):
    """Whom a shift is given to (ATT-1)."""

    COMPANY = "company"
    UNIT = "unit"
    STAFF = "staff"


class ShiftRow(Base):
    """A shift given to the company, a unit or a person from a day on; four empty times end an override (ATT-1).

    Times are minutes after midnight. `scope_key` is `company`, `unit:CODE` or `staff:BADGE` as in the import.
    """

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("scope_key", "from_day"),
        CheckConstraint(
            "(am_start IS NULL AND am_end IS NULL AND pm_start IS NULL AND pm_end IS NULL)"
            " OR (am_start < am_end AND am_end <= pm_start AND pm_start < pm_end)",
            name="times",
        ),
        CheckConstraint("punches IN (2, 4)", name="punches"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[ShiftScope] = mapped_column(enum_column(ShiftScope, "scope"))
    scope_key: Mapped[str] = mapped_column(CleanText(80))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    from_day: Mapped[date]
    am_start: Mapped[int | None]
    am_end: Mapped[int | None]
    pm_start: Mapped[int | None]
    pm_end: Mapped[int | None]
    punches: Mapped[int] = mapped_column(default=2)


class Leave(Base):
    """Approved leave from a half day to a half day, both included (ATT-4, ATT-10)."""

    __tablename__ = "leave"
    __table_args__ = (
        UniqueConstraint("employee_id", "from_day", "from_half"),
        CheckConstraint("from_day < to_day OR (from_day = to_day AND from_half <= to_half)", name="span"),
        Index("ix_leave_span", "employee_id", "to_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    kind: Mapped[LeaveKind] = mapped_column(enum_column(LeaveKind, "kind"))
    from_day: Mapped[date]
    from_half: Mapped[HalfName] = mapped_column(enum_column(HalfName, "from_half"))
    to_day: Mapped[date]
    to_half: Mapped[HalfName] = mapped_column(enum_column(HalfName, "to_half"))
    approved_by: Mapped[str] = mapped_column(CleanText(64), default="")
    certificate: Mapped[bool] = mapped_column(default=False)
    on_paper: Mapped[bool] = mapped_column(default=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    """The request that was approved; None where it came from a file or a clerk."""


class Outing(Base):
    """An approved outing on business (ATT-2)."""

    __tablename__ = "outing"
    __table_args__ = (UniqueConstraint("employee_id", "start"), CheckConstraint("start < finish", name="span"))

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    start: Mapped[datetime]
    finish: Mapped[datetime]
    reason: Mapped[str] = mapped_column(CleanText(), default="")
    on_paper: Mapped[bool] = mapped_column(default=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))


class Duty(Base):
    """A line of the duty roster (ATT-3)."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("employee_id", "start"), CheckConstraint("start < finish", name="span"))

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    start: Mapped[datetime]
    finish: Mapped[datetime]


class Finding(Base):
    """A finding about a person on a day; `concerns` is the employee whose record was falsified (ATT-11)."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("employee_id", "day", "note"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    day: Mapped[date]
    note: Mapped[str] = mapped_column(CleanText(2000))
    kind: Mapped[FindingKind] = mapped_column(enum_column(FindingKind, "kind"))
    concerns_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class Event(Base):
    """A meeting, training, study, exam or team activity (ATT-9)."""

    __tablename__ = "event"
    __table_args__ = (CheckConstraint("start < finish", name="span"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CleanText(64), unique=True)
    title: Mapped[str] = mapped_column(CleanText(400))
    start: Mapped[datetime]
    finish: Mapped[datetime]


class EventAttendee(Base):
    """Who was expected at an event, and when they came and went (ATT-9)."""

    __tablename__ = "event_attendee"
    __table_args__ = (Index("ix_event_attendee_employee_id", "employee_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    arrived: Mapped[datetime | None]
    departed: Mapped[datetime | None]
    excused: Mapped[bool] = mapped_column(default=False)


class PunchImport(Base):
    """One file of clock data as it arrived: the whole original, compressed, so that every raw line is kept."""

    __tablename__ = "punch_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(CleanText(400))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    layout: Mapped[str] = mapped_column(String(32))
    imported_at: Mapped[datetime]
    imported_by: Mapped[str] = mapped_column(CleanText(128))
    new_punches: Mapped[int]
    known_punches: Mapped[int]
    rejected_lines: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    """Of the punches this file brought, by which `check` proves that none was changed or lost."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class RejectedLine(Base):
    """A line of a clock file that could not be read, kept with its reason."""

    __tablename__ = "rejected_line"

    import_id: Mapped[int] = mapped_column(ForeignKey("punch_import.id"), primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(Text)
    raw: Mapped[str] = mapped_column(CleanText())


class ClockIdent(Base):
    """A number that clock data came under; whose it is follows from the assignments of the day."""

    __tablename__ = "clock_ident"
    __table_args__ = (UniqueConstraint("ident", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ident: Mapped[str] = mapped_column(CleanText(64))
    kind: Mapped[IdentKind] = mapped_column(enum_column(IdentKind, "kind"))


class Punch(Base):
    """One punch. `at_s` is the clock's own time as seconds since 1970-01-01 00:00 on the wall; append-only."""

    __tablename__ = "punch"
    __table_args__ = ({"sqlite_with_rowid": False},)

    ident_id: Mapped[int] = mapped_column(ForeignKey("clock_ident.id"), primary_key=True, autoincrement=False)
    at_s: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    import_id: Mapped[int] = mapped_column(ForeignKey("punch_import.id"))
    line: Mapped[int]


class Explanation(Base):
    """A half day explained (rule 6). What was judged first stays; a withdrawn one stays too, marked so."""

    __tablename__ = "explanation"
    __table_args__ = (
        Index("ix_explanation_half", "employee_id", "day"),
        Index(
            "uq_explanation_standing",
            "employee_id",
            "day",
            "half",
            unique=True,
            sqlite_where=text("withdrawn = 0"),
            postgresql_where=text("NOT withdrawn"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    day: Mapped[date]
    half: Mapped[HalfName] = mapped_column(enum_column(HalfName, "half"))
    reason: Mapped[str] = mapped_column(CleanText(64))
    note: Mapped[str] = mapped_column(CleanText(), default="")
    judged_first: Mapped[str] = mapped_column(String(16))
    given_by: Mapped[str] = mapped_column(CleanText(64))
    given_at: Mapped[datetime]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))


class Probation(Base):
    """Probation on basic wage alone (留用察看), confirmed and ended by the office (ATT-7)."""

    __tablename__ = "probation"
    __table_args__ = (
        UniqueConstraint("employee_id", "from_day"),
        CheckConstraint("to_day IS NULL OR to_day >= from_day", name="span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    note: Mapped[str] = mapped_column(CleanText(), default="")


class MonthState(StrEnum):
    """The life of a month (ATT-12)."""

    OPEN = "open"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class AttendanceMonth(Base):
    """A month that has been judged at least once; `judged_through` is the last clock day that was over then."""

    __tablename__ = "attendance_month"

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    state: Mapped[MonthState] = mapped_column(enum_column(MonthState, "state"))
    judged_through: Mapped[date]
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of everything that a closed month says, taken when it was closed; None while it is not."""


class UnitReview(Base):
    """That a unit's part of a month was confirmed: by its head, or by who acts in their place (ATT-12).

    It goes when a row of the unit changes: what is confirmed is what was seen.
    """

    __tablename__ = "unit_review"

    month: Mapped[str] = mapped_column(ForeignKey("attendance_month.month"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    at: Mapped[datetime]


class LateMonth(Base):
    """A person's closed month judged again beside its closed row, as the month `landing` has it (ATT-12).

    `row` is the whole row as JSON; the latest of an earlier landing, else the closed row, is what differences are
    taken from. Derived while `landing` is open, and frozen with it.
    """

    __tablename__ = "late_month"

    closed_month: Mapped[str] = mapped_column(ForeignKey("attendance_month.month"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    landing: Mapped[str] = mapped_column(String(7), primary_key=True)
    row: Mapped[str] = mapped_column(Text)


class Adjustment(Base):
    """A difference between a closed month and what it would be now, a line of the month `landing` (ATT-12)."""

    __tablename__ = "adjustment"
    __table_args__ = (Index("ix_adjustment_closed_month", "closed_month"),)

    landing: Mapped[str] = mapped_column(String(7), primary_key=True)
    closed_month: Mapped[str] = mapped_column(ForeignKey("attendance_month.month"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(String(32), primary_key=True)
    was: Mapped[str] = mapped_column(String(64))
    is_now: Mapped[str] = mapped_column(String(64))
    fen: Mapped[int]


class MonthRow(Base):
    """One person's judged month: derived, and stored for speed. One row a person and month, never two.

    `days` is the packed form of every judged day (see `packing`); the counts are its sums. It is under the unit
    of the last day employed in the month.
    """

    __tablename__ = "month_row"
    __table_args__ = (Index("ix_month_row_employee_id", "employee_id"),)

    month: Mapped[str] = mapped_column(ForeignKey("attendance_month.month"), primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    days: Mapped[str] = mapped_column(Text)
    required_days: Mapped[int]
    present_halves: Mapped[int]
    late_times: Mapped[int]
    late_min: Mapped[int]
    early_times: Mapped[int]
    early_min: Mapped[int]
    missing: Mapped[int]
    absence_halves: Mapped[int]
    leave_halves: Mapped[str] = mapped_column(String(64))
    outing_times: Mapped[int]
    duty_days: Mapped[int]
    finding_days: Mapped[int]
    unsettled: Mapped[int]
    explained: Mapped[int]
    basic_fen: Mapped[int]
    bonus_fen: Mapped[int]
    late_tier: Mapped[str] = mapped_column(String(8))
    absence_tier: Mapped[str] = mapped_column(String(8))
    basic_part_fen: Mapped[int]
    bonus_part_fen: Mapped[int]
    policy_fen: Mapped[int]
    cap_fen: Mapped[int]
    payable_fen: Mapped[int]
    sick_bonus_fen: Mapped[int]
    head_fine_fen: Mapped[int]
    minimum_wage_known: Mapped[bool]
    consequence: Mapped[Consequence] = mapped_column(enum_column(Consequence, "consequence"))
