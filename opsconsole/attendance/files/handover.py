"""What leaves the office with a month: the exceptions one by one, and the figures for payroll."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.attendance.files.month_sheet import SIGN_OFF, title_of
from opsconsole.attendance.files.options import MONTH_ONLY, bring_up_to_date, month_of
from opsconsole.attendance.model import Adjustment, MonthRow
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.queries.on_paper import month_on_paper
from opsconsole.attendance.queries.verdicts import verdicts
from opsconsole.attendance.rules.names import HALF_NAMES, KEPT_BACK, LEAVE_NAMES, RESULT_NAMES, result_code
from opsconsole.attendance.rules.values import UNSETTLED, HalfName, LeaveKind, Result
from opsconsole.dates import format_clock
from opsconsole.errors import Message, Named
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Text
from opsconsole.files.write import Kind
from opsconsole.i18n import N_, _
from opsconsole.org.model import Employee, Unit


def exception_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every half day that needs a verdict or has one, by badge, date and half: as it was judged first (rule 6)."""
    month = month_of(options)
    given = verdicts(session, month)
    query = (
        select(Employee.badge, Employee.name, Unit.code, MonthRow.employee_id, MonthRow.days)
        .join(Employee, Employee.id == MonthRow.employee_id)
        .join(Unit, Unit.id == MonthRow.unit_id)
        .where(MonthRow.month == str(month))
        .order_by(Employee.badge)
    )
    for badge, name, unit, employee_id, packed in session.execute(query):
        if options.badges is not None and badge not in options.badges:
            continue
        for index, judged in enumerate(unpack_month(packed)):
            if judged is None:
                continue
            day = month.first + timedelta(days=index)
            for half_name, half in zip(HalfName, judged.halves, strict=True):
                verdict = given.of(employee_id, day, half_name, half)
                if verdict is None and half.result not in UNSETTLED:
                    continue
                yield (
                    badge,
                    name,
                    unit,
                    day.isoformat(),
                    half_name.value,
                    verdict.judged_first if verdict is not None else result_code(half),
                    half.late_min,
                    half.early_min,
                    "" if judged.first is None else format_clock(judged.first),
                    "" if judged.last is None else format_clock(judged.last),
                    verdict.reason if verdict is not None else "",
                    verdict.note if verdict is not None else "",
                    verdict.given_by if verdict is not None else "",
                )


def exception_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """The exceptions of a month on paper, for the office to go through."""
    sheet = month_on_paper(session, month_of(options), frozenset())
    names = session.execute(select(Unit.code, Unit.name_zh, Unit.name_en))
    units = {code: Named(zh, en or zh) for code, zh, en in names}
    reasons = {one.code: Named(one.zh, one.en) for one in sheet.policy.reasons}
    lines: list[Sequence[Text]] = []
    for badge, name, unit, day, half, result, late, early, first, last, reason, note, _by in exception_rows(
        session, options
    ):
        said = _(RESULT_NAMES[Result(result)]) if result in RESULT_NAMES else _leave(result)
        minutes = str(late or early) if late or early else ""
        punches = " ".join(dict.fromkeys(one for one in (first, last) if one))
        lines.append(
            [
                day[5:],
                _(HALF_NAMES[HalfName(half)]),
                badge,
                name,
                units[unit],
                said,
                minutes,
                punches,
                reasons.get(reason, reason),
                note,
            ]
        )
    columns = [
        PaperColumn(_("Date"), 1.1),
        PaperColumn(_("Half"), 1.0),
        PaperColumn(_("Badge"), 1.3),
        PaperColumn(_("Name"), 1.5),
        PaperColumn(_("Unit"), 2.0),
        PaperColumn(_("Result"), 1.8),
        PaperColumn(_("Minutes"), 0.9, Align.RIGHT),
        PaperColumn(_("Punches"), 1.8),
        PaperColumn(_("Explained by"), 2.2),
        PaperColumn(_("Note"), 2.4),
    ]
    title = Message(N_("{sheet}: exceptions"), sheet=title_of(sheet))
    pairs: list[tuple[Text, Text]] = [
        (Message(N_("Judged up to")), str(sheet.through)),
        (Message(N_("Half days")), str(len(lines))),
    ]
    parts = [Fields(pairs), PaperTable(columns, lines), Signatures([Message(one) for one in SIGN_OFF[:2]])]
    return [Paper(title, parts, landscape=True, point=8.5, tab=Message(N_("Exceptions")))]


def _leave(result: str) -> str:
    return _(LEAVE_NAMES[LeaveKind(result.partition(":")[2])])


ATTENDANCE_EXCEPTIONS = ExportKind(
    name="attendance-exceptions",
    title=N_("Attendance exceptions"),
    columns=(
        ExportColumn("badge", N_("Badge")),
        ExportColumn("name", N_("Name")),
        ExportColumn("unit", N_("Unit")),
        ExportColumn("date", N_("Date"), width=12),
        ExportColumn("half", N_("Half"), width=6),
        ExportColumn("result", N_("Result"), width=16),
        ExportColumn("late_min", N_("Minutes late"), Kind.NUMBER, 8),
        ExportColumn("early_min", N_("Minutes early"), Kind.NUMBER, 8),
        ExportColumn("first", N_("First punch"), width=8),
        ExportColumn("last", N_("Last punch"), width=8),
        ExportColumn("explained", N_("Explained by"), width=16),
        ExportColumn("note", N_("Note"), width=30),
        ExportColumn("given_by", N_("Verdict by"), width=10),
    ),
    rows=exception_rows,
    permission=Permission.ATTENDANCE_EXPORT,
    options=MONTH_ONLY,
    required=MONTH_ONLY,
    prepare=bring_up_to_date,
    papers=exception_papers,
    laid_out=True,
)


def payroll_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """What payroll keeps back of each person, by badge; `adjustments_fen` is what closed months left to this one.

    Whoever has adjustments and is not on the sheet any more stands there with them alone (ATT-12, ATT-13).
    """
    month = month_of(options)
    query = (
        select(Adjustment.employee_id, func.sum(Adjustment.fen))
        .where(Adjustment.landing == str(month), Adjustment.field.in_(KEPT_BACK))
        .group_by(Adjustment.employee_id)
    )
    left: dict[int, int] = {employee_id: int(fen) for employee_id, fen in session.execute(query)}
    people = (
        select(MonthRow, Employee.badge, Employee.name, Unit.code)
        .join(Employee, Employee.id == MonthRow.employee_id)
        .join(Unit, Unit.id == MonthRow.unit_id)
        .where(MonthRow.month == str(month))
    )
    lines = []
    for row, badge, name, unit in session.execute(people):
        kept = [getattr(row, column) for column in KEPT_BACK]
        adjusted = left.pop(row.employee_id, 0)
        figures = (row.basic_fen, row.bonus_fen, row.policy_fen, row.cap_fen, *kept)
        lines.append((badge, name, unit, *figures, adjusted, sum(kept) + adjusted, row.consequence.value))
    for employee in session.execute(select(Employee).where(Employee.id.in_(left))).scalars():
        fen = left[employee.id]
        lines.append((employee.badge, employee.name, "", 0, 0, 0, 0, 0, 0, 0, fen, fen, ""))
    chosen = options.badges
    yield from (line for line in sorted(lines) if chosen is None or line[0] in chosen)


PAYROLL = ExportKind(
    name="payroll",
    title=N_("Hand-over to payroll"),
    columns=(
        ExportColumn("badge", N_("Badge")),
        ExportColumn("name", N_("Name")),
        ExportColumn("unit", N_("Unit")),
        ExportColumn("basic_fen", N_("Basic wage (fen)"), Kind.NUMBER),
        ExportColumn("bonus_fen", N_("Bonus (fen)"), Kind.NUMBER),
        ExportColumn("policy_fen", N_("Policy figure (fen)"), Kind.NUMBER),
        ExportColumn("cap_fen", N_("Lawful cap (fen)"), Kind.NUMBER),
        ExportColumn("payable_fen", N_("Payable (fen)"), Kind.NUMBER),
        ExportColumn("sick_bonus_fen", N_("Bonus not paid for sick days (fen)"), Kind.NUMBER),
        ExportColumn("head_fine_fen", N_("Head's fine (fen)"), Kind.NUMBER),
        ExportColumn("adjustments_fen", N_("From closed months (fen)"), Kind.NUMBER),
        ExportColumn("total_fen", N_("Kept back in all (fen)"), Kind.NUMBER),
        ExportColumn("consequence", N_("Consequence")),
    ),
    rows=payroll_rows,
    permission=Permission.PAY_VIEW,
    options=MONTH_ONLY,
    required=MONTH_ONLY,
    prepare=bring_up_to_date,
)
