"""What machines read of attendance: every half day, and the month sheet in figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.attendance.files.month_sheet import sheet_papers
from opsconsole.attendance.files.options import MONTH_ONLY, bring_up_to_date, month_of
from opsconsole.attendance.model import Adjustment, AttendanceMonth, MonthRow, MonthState
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.rules.names import LEAVE_NAMES, as_days, result_code
from opsconsole.attendance.rules.values import HalfName
from opsconsole.dates import format_clock
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.write import Kind
from opsconsole.i18n import N_
from opsconsole.org.model import Employee, Unit

DAY_COLUMNS = (
    ExportColumn("badge", N_("Badge")),
    ExportColumn("date", N_("Date"), width=12),
    ExportColumn("half", N_("Half"), width=6),
    ExportColumn("result", N_("Result"), width=16),
    ExportColumn("late_min", N_("Minutes late"), Kind.NUMBER, 8),
    ExportColumn("early_min", N_("Minutes early"), Kind.NUMBER, 8),
    ExportColumn("first", N_("First punch"), width=8),
    ExportColumn("last", N_("Last punch"), width=8),
    ExportColumn("explained", N_("Explained by"), width=16),
)

_SHEET_COLUMNS = (
    ExportColumn("badge", N_("Badge")),
    ExportColumn("name", N_("Name")),
    ExportColumn("unit", N_("Unit")),
    ExportColumn("required_days", N_("Days required"), Kind.NUMBER, 8),
    ExportColumn("present_days", N_("Days present"), width=8),
    ExportColumn("late_times", N_("Times late"), Kind.NUMBER, 8),
    ExportColumn("late_minutes", N_("Minutes late"), Kind.NUMBER, 8),
    ExportColumn("early_times", N_("Times early"), Kind.NUMBER, 8),
    ExportColumn("early_minutes", N_("Minutes early"), Kind.NUMBER, 8),
    ExportColumn("missing", N_("Missing punches"), Kind.NUMBER, 8),
    ExportColumn("absent_days", N_("Days absent"), width=8),
    *(ExportColumn(f"leave_{kind}", name, width=8) for kind, name in LEAVE_NAMES.items()),
    ExportColumn("outing_times", N_("Outings"), Kind.NUMBER, 8),
    ExportColumn("duty_days", N_("Duty days"), Kind.NUMBER, 8),
    ExportColumn("late_tier", N_("Lateness tier"), width=8),
    ExportColumn("absence_tier", N_("Absence tier"), width=8),
    ExportColumn("policy_fen", N_("Policy figure (fen)"), Kind.NUMBER),
    ExportColumn("cap_fen", N_("Lawful cap (fen)"), Kind.NUMBER),
    ExportColumn("payable_fen", N_("Payable (fen)"), Kind.NUMBER),
    ExportColumn("sick_bonus_fen", N_("Bonus not paid for sick days (fen)"), Kind.NUMBER),
    ExportColumn("head_fine_fen", N_("Head's fine (fen)"), Kind.NUMBER),
    ExportColumn("consequence", N_("Consequence")),
    ExportColumn("state", N_("State")),
)


def day_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every half day of everybody employed, by badge, date and half."""
    month = month_of(options)
    query = (
        select(Employee.badge, MonthRow.days)
        .join(Employee, Employee.id == MonthRow.employee_id)
        .where(MonthRow.month == str(month))
    )
    for badge, packed in sorted(session.execute(query)):
        for index, judged in enumerate(unpack_month(packed)):
            if judged is None:
                continue
            day = (month.first + timedelta(days=index)).isoformat()
            first = "" if judged.first is None else format_clock(judged.first)
            last = "" if judged.last is None else format_clock(judged.last)
            for name, half in zip(HalfName, judged.halves, strict=True):
                yield (
                    badge,
                    day,
                    name.value,
                    result_code(half),
                    half.late_min,
                    half.early_min,
                    first,
                    last,
                    half.explained or "",
                )


def sheet_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """The month sheet in figures, one row a person, by badge."""
    month = month_of(options)
    held = session.get(AttendanceMonth, str(month))
    state = (held.state if held else MonthState.OPEN).value
    query = (
        select(MonthRow, Employee.badge, Employee.name, Unit.code)
        .join(Employee, Employee.id == MonthRow.employee_id)
        .join(Unit, Unit.id == MonthRow.unit_id)
        .where(MonthRow.month == str(month))
    )
    for row, badge, name, unit in sorted(session.execute(query), key=lambda found: found[1]):
        yield (
            badge,
            name,
            unit,
            row.required_days,
            as_days(row.present_halves),
            row.late_times,
            row.late_min,
            row.early_times,
            row.early_min,
            row.missing,
            as_days(row.absence_halves),
            *(as_days(int(halves)) for halves in row.leave_halves.split(",")),
            row.outing_times,
            row.duty_days,
            row.late_tier,
            row.absence_tier,
            row.policy_fen,
            row.cap_fen,
            row.payable_fen,
            row.sick_bonus_fen,
            row.head_fine_fen,
            row.consequence.value,
            state,
        )


ATTENDANCE_DAYS = ExportKind(
    name="attendance-days",
    title=N_("Attendance by half day"),
    columns=DAY_COLUMNS,
    rows=day_rows,
    permission=Permission.ATTENDANCE_EXPORT,
    options=MONTH_ONLY,
    required=MONTH_ONLY,
    prepare=bring_up_to_date,
)

ATTENDANCE = ExportKind(
    name="attendance",
    title=N_("Month sheet"),
    columns=_SHEET_COLUMNS,
    rows=sheet_rows,
    permission=Permission.PAY_VIEW,
    options=MONTH_ONLY,
    required=MONTH_ONLY,
    prepare=bring_up_to_date,
    papers=sheet_papers,
    laid_out=True,
)


def adjustment_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """The differences of closed months that land in a month, by badge, day and closed month (ATT-12)."""
    query = (
        select(Adjustment, Employee.badge)
        .join(Employee, Employee.id == Adjustment.employee_id)
        .where(Adjustment.landing == str(month_of(options)))
    )
    lines = [
        (badge, row.day.isoformat(), row.closed_month, row.field, row.was, row.is_now, row.fen)
        for row, badge in session.execute(query)
    ]
    yield from sorted(lines)


ADJUSTMENTS = ExportKind(
    name="adjustments",
    title=N_("Adjustments of closed months"),
    columns=(
        ExportColumn("badge", N_("Badge")),
        ExportColumn("day", N_("Day"), width=12),
        ExportColumn("month", N_("Closed month"), width=10),
        ExportColumn("field", N_("Figure"), width=18),
        ExportColumn("was", N_("Was")),
        ExportColumn("is", N_("Is")),
        ExportColumn("fen", N_("Difference (fen)"), Kind.NUMBER),
    ),
    rows=adjustment_rows,
    permission=Permission.PAY_VIEW,
    options=MONTH_ONLY,
    required=MONTH_ONLY,
)
