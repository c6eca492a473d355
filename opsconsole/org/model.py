"""Units, positions, employees and assignments (ORG-1 to ORG-5).

Heads are not stored: a unit's head is whoever holds its position of rank `head` that day (ORG-4).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from opsconsole.db.types import Base, CleanText, enum_column


class Layer(StrEnum):
    """The four layers of ORG-1."""

    DECISION = "decision"
    MANAGEMENT = "management"
    EXECUTION = "execution"
    OPERATION = "operation"


class UnitKind(StrEnum):
    """Kinds of execution unit (ORG-1)."""

    BUSINESS = "business"
    FUNCTIONAL = "functional"
    BRANCH = "branch"


class Rank(StrEnum):
    """What holding a position makes a person (ORG-4)."""

    STAFF = "staff"
    HEAD = "head"
    DEPUTY_GM = "deputy_gm"
    GENERAL_MANAGER = "gm"


class Unit(Base):
    """A unit of the company's tree. `in_charge_badge` names the deputy general manager in charge, who may not be
    known yet (ORG-4); `assessed` decides who buys for it (ORG-5, SUP-1)."""

    __tablename__ = "unit"
    __table_args__ = (CheckConstraint("parent_id <> id", name="own_parent"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CleanText(64), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    name_zh: Mapped[str] = mapped_column(CleanText(200))
    name_en: Mapped[str] = mapped_column(CleanText(200))
    layer: Mapped[Layer] = mapped_column(enum_column(Layer, "layer"))
    kind: Mapped[UnitKind | None] = mapped_column(enum_column(UnitKind, "kind"))
    assessed: Mapped[bool] = mapped_column(default=False)
    in_charge_badge: Mapped[str] = mapped_column(CleanText(64), default="")
    search: Mapped[str] = mapped_column(Text, default="")


class Position(Base):
    """A position of a unit (ORG-2). One head a unit and one general manager are held by the database (ORG-4)."""

    __tablename__ = "position"
    __table_args__ = (
        CheckConstraint("headcount >= 0", name="headcount"),
        CheckConstraint("reports_to_id <> id", name="own_superior"),
        Index(
            "uq_position_head",
            "unit_id",
            unique=True,
            sqlite_where=text("rank = 'head'"),
            postgresql_where=text("rank = 'head'"),
        ),
        Index(
            "uq_position_gm",
            "rank",
            unique=True,
            sqlite_where=text("rank = 'gm'"),
            postgresql_where=text("rank = 'gm'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(CleanText(64), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title_zh: Mapped[str] = mapped_column(CleanText(200))
    title_en: Mapped[str] = mapped_column(CleanText(200))
    reports_to_id: Mapped[int | None] = mapped_column(ForeignKey("position.id"), index=True)
    headcount: Mapped[int]
    rank: Mapped[Rank] = mapped_column(enum_column(Rank, "rank"))
    description: Mapped[str] = mapped_column(CleanText(), default="")
    search: Mapped[str] = mapped_column(Text, default="")


class PositionDuty(Base):
    """One of a position's duties (主要职责), in its order."""

    __tablename__ = "position_duty"

    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(CleanText())


class Employee(Base):
    """A person. `sort_key` is the pinyin of the name, the same order on every database; `search` holds every code
    that finds them. `work_since` is the first day of work in life, for annual leave."""

    __tablename__ = "employee"

    id: Mapped[int] = mapped_column(primary_key=True)
    badge: Mapped[str] = mapped_column(CleanText(64), unique=True)
    name: Mapped[str] = mapped_column(CleanText(200))
    work_since: Mapped[date | None]
    sort_key: Mapped[str] = mapped_column(String(400), default="")
    search: Mapped[str] = mapped_column(Text, default="")


class Assignment(Base):
    """An employee in a position from a day to a day, both included (ORG-3); no two of one person overlap.

    `clock_id` is the number on the clock machines for these days, normalised ('' where there is none).
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("employee_id", "from_day"),
        CheckConstraint("to_day IS NULL OR to_day >= from_day", name="span"),
        CheckConstraint("basic_wage_fen >= 0 AND bonus_fen >= 0", name="pay"),
        Index("ix_assignment_clock_id", "clock_id"),
        Index("ix_assignment_position_id", "position_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    position_id: Mapped[int] = mapped_column(ForeignKey("position.id"))
    from_day: Mapped[date]
    to_day: Mapped[date | None]
    basic_wage_fen: Mapped[int]
    bonus_fen: Mapped[int]
    clock_id: Mapped[str] = mapped_column(CleanText(64), default="")
