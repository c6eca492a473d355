"""The verbs of attendance: verdicts on half days, probation, policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.judging import ensure_judged
from opsconsole.attendance.late import days_now
from opsconsole.attendance.model import AttendanceMonth, Explanation, MonthRow, MonthState, Probation
from opsconsole.attendance.months import closed_through
from opsconsole.attendance.packing import unpack_month
from opsconsole.attendance.policy import AttendancePolicy, refuse_unsound
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.rules.values import UNSETTLED, HalfName, Result
from opsconsole.attendance.sources import DOMAIN, MOST_IN_ONE_QUERY, policies
from opsconsole.dates import ONE_DAY, Month
from opsconsole.errors import NotPermitted, Refusal, Stale
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character
from opsconsole.org.model import Employee
from opsconsole.policy import service as policy_service
from opsconsole.policy.queries import Timeline

LONGEST_NOTE = 500


def explain_half(
    session: Session, actor: Any, employee_id: int, day: date, half: HalfName, reason: str, note: str, now: datetime
) -> dict[str, Any]:
    """Explains a half day that was judged late, early, absent or missing: it counts as present from then on.

    What was judged first stays on the record (rule 6). Nobody explains their own half. Raises Refusal for a closed
    month, a half that needs no explanation, or a reason that the policy does not know.
    """
    require(session, actor, Permission.ATTENDANCE_EXPLAIN)
    return keep_explanation(session, actor, employee_id, day, half, reason, note, now)


def keep_explanation(
    session: Session,
    actor: Any,
    employee_id: int,
    day: date,
    half: HalfName,
    reason: str,
    note: str,
    now: datetime,
    request_id: int | None = None,
) -> dict[str, Any]:
    """What `explain_half` does for whoever may; `request_id` where the employee asked and their head said yes."""
    employee = _employee(session, employee_id)
    if actor.employee_id == employee_id:
        raise NotPermitted(N_("Nobody explains their own half day; a colleague has to do it"), clause="rule 6")
    asked = request_id is not None
    first = check_explanation(session, actor, employee_id, day, half, reason, note, now, asked=asked)
    row = _explanation(actor, employee_id, day, half, first, reason, note, now)
    row.request_id = request_id
    session.add(row)
    session.flush()
    _rejudge_day(session, employee_id, day)
    audit.record(
        session, f"{employee.badge} {day} {half}", judged=first.value, reason=reason, note=note, explanation=row.id
    )
    return {"explanation": row.id}


def explain_halves(
    session: Session,
    actor: Any,
    employee_ids: Sequence[int],
    day: date,
    half: HalfName,
    reason: str,
    note: str,
    now: datetime,
) -> dict[str, Any]:
    """Explains the same half day of several people with one reason, in one act (rule 6).

    Who waits for no verdict there, and the actor's own half, are left as they are; gives the explanations and how many
    were left. Raises Refusal as `explain_half` where the month or the reason will not do, and where nobody waits.
    """
    require(session, actor, Permission.ATTENDANCE_EXPLAIN)
    month = _open_month(session, day)
    _known_reason(session, day, reason)
    _clean_note(note)
    ensure_judged(session, actor, month, now)
    due = _due(session, month, set(employee_ids) - {actor.employee_id}, day, half)
    if not due:
        raise Refusal(N_("Nobody of those marked waits for a verdict there"), clause="rule 6")
    rows = [
        _explanation(actor, employee_id, day, half, first, reason, note, now)
        for employee_id, first in sorted(due.items())
    ]
    session.add_all(rows)
    session.flush()
    touched = Touched()
    for employee_id in due:
        touched.days(employee_id, [day])
    rejudge(session, touched)
    made = [row.id for row in rows]
    audit.record(session, f"{day} {half}", people=len(due), reason=reason, note=note, explanations=made)
    return {"explanations": made, "left": len(set(employee_ids)) - len(due)}


def _explanation(
    actor: Any, employee_id: int, day: date, half: HalfName, first: Result, reason: str, note: str, now: datetime
) -> Explanation:
    return Explanation(
        employee_id=employee_id,
        day=day,
        half=half,
        reason=reason,
        note=note,
        judged_first=first.value,
        given_by=actor.badge,
        given_at=now,
    )


def _due(session: Session, month: Month, employee_ids: set[int], day: date, half: HalfName) -> dict[int, Result]:
    """What the same half of these people was judged, of those that wait for a verdict there."""
    query = select(MonthRow.employee_id, MonthRow.days).where(MonthRow.month == str(month))
    if len(employee_ids) <= MOST_IN_ONE_QUERY:
        query = query.where(MonthRow.employee_id.in_(employee_ids))
    found = {}
    for employee_id, days in session.execute(query):
        judged = unpack_month(days)[(day - month.first).days]
        result = judged.halves[list(HalfName).index(half)].result if judged is not None else None
        if employee_id in employee_ids and result in UNSETTLED:
            found[employee_id] = result
    return found


def withdraw_explanations(session: Session, actor: Any, explanations: Sequence[int]) -> dict[str, Any]:
    """Takes several explanations back in one act, as far as they still stand; how many. Refusal in a closed month."""
    require(session, actor, Permission.ATTENDANCE_EXPLAIN)
    rows = session.execute(
        select(Explanation).where(Explanation.id.in_(explanations), Explanation.withdrawn.is_(False))
    ).scalars()
    touched = Touched()
    taken = []
    for row in rows.all():
        _open_month(session, row.day)
        if row.employee_id == actor.employee_id:
            continue
        row.withdrawn = True
        touched.days(row.employee_id, [row.day])
        taken.append(row.id)
    session.flush()
    if not taken:
        raise Refusal(N_("Nothing of it stands any more; nothing was taken back"), clause="rule 6")
    rejudge(session, touched)
    audit.record(session, f"explanations {len(taken)}", withdrawn=taken)
    return {"taken": len(taken)}


def check_explanation(
    session: Session,
    actor: Any,
    employee_id: int,
    day: date,
    half: HalfName,
    reason: str,
    note: str,
    now: datetime,
    *,
    asked: bool = False,
) -> Result:
    """What a half day was judged, where it can be explained; else Refusal.

    `asked`: the employee asks and their head decides, which for a closed month becomes an adjustment (ATT-12).
    """
    month = Month.of(day) if asked else _open_month(session, day)
    _known_reason(session, day, reason)
    _clean_note(note)
    ensure_judged(session, actor, month, now)
    if _standing(session, employee_id, day, half) is not None:
        raise Refusal(N_("This half day is explained already; take that explanation back first"), clause="rule 6")
    first = _judged(session, month, employee_id, day, half)
    if first not in UNSETTLED:
        raise Refusal(
            N_("Only a half day that is late, early, absent or missing a punch can be explained"), clause="rule 6"
        )
    return first


def take_back(session: Session, row: Explanation) -> None:
    """Marks an explanation withdrawn and judges its half as before.

    Refusal in a closed month, but for one that was asked for: taken back, that becomes an adjustment (ATT-12).
    """
    if row.request_id is None:
        _open_month(session, row.day)
    row.withdrawn = True
    session.flush()
    _rejudge_day(session, row.employee_id, row.day)


def withdraw_explanation(
    session: Session, actor: Any, employee_id: int, day: date, half: HalfName, explanation: int | None = None
) -> None:
    """Takes an explanation back: the half is judged as before; the explanation stays, marked withdrawn.

    With `explanation` only that one is taken back, not another that somebody has given since.
    """
    require(session, actor, Permission.ATTENDANCE_EXPLAIN)
    employee = _employee(session, employee_id)
    if actor.employee_id == employee_id:
        raise NotPermitted(N_("Nobody explains their own half day; a colleague has to do it"), clause="rule 6")
    _open_month(session, day)
    row = _standing(session, employee_id, day, half)
    if row is None:
        raise Refusal(N_("This half day has no explanation to take back"), clause="rule 6")
    if explanation is not None and row.id != explanation:
        raise Stale(N_("Somebody else has explained this half day since; nothing was taken back"), clause="rule 6")
    take_back(session, row)
    audit.record(session, f"{employee.badge} {day} {half}", withdrawn=row.id)


def enter_policy(
    session: Session,
    actor: Any,
    effective_from: date,
    figures: AttendancePolicy,
    note: str,
    was: Timeline[AttendancePolicy] | None = None,
) -> None:
    """Keeps a version of the attendance policy from a day on, and judges again what it changes (ATT-14).

    `was` are the versions that the change was made from: raises Stale where somebody else has entered one since.
    Raises Refusal for figures that contradict each other, and for a day of a closed month or before it: a closed
    month keeps the policy it was closed with.
    """
    require(session, actor, Permission.POLICY_EDIT)
    refuse_unsound(figures)
    if was is not None and policies(session) != was:
        raise Stale(N_("Somebody else has changed the policy meanwhile; look at it again"), clause="ATT-14")
    closed = closed_through(session)
    if closed is not None and effective_from <= closed:
        raise Refusal(
            N_("A closed month keeps its policy; the earliest day is {day}"),
            clause="ATT-12",
            day=str(closed + ONE_DAY),
        )
    policy_service.enter(session, actor, DOMAIN, effective_from, figures, note)
    touched = Touched()
    # Tiers and caps are those of the month's last day, so the whole month is looked at.
    touched.all_from(Month.of(effective_from).first)
    rejudge(session, touched)


def begin_probation(session: Session, actor: Any, employee_id: int, from_day: date, note: str) -> None:
    """Confirms probation on basic wage alone from a day on (ATT-7)."""
    require(session, actor, Permission.ATTENDANCE_EXPLAIN)
    employee = _employee(session, employee_id)
    _clean_note(note)
    running = session.execute(
        select(Probation).where(Probation.employee_id == employee_id, Probation.to_day.is_(None))
    ).first()
    if running is not None:
        raise Refusal(N_("{name} is on probation already"), clause="ATT-7", name=employee.name)
    session.add(Probation(employee_id=employee_id, from_day=from_day, note=note))
    _rejudge_from(session, employee_id, from_day)
    audit.record(session, f"probation {employee.badge}", from_day=str(from_day), note=note)


def end_probation(session: Session, actor: Any, employee_id: int, last_day: date) -> None:
    """Ends the running probation with its last day (ATT-7)."""
    require(session, actor, Permission.ATTENDANCE_EXPLAIN)
    employee = _employee(session, employee_id)
    row = session.execute(
        select(Probation).where(Probation.employee_id == employee_id, Probation.to_day.is_(None))
    ).scalar_one_or_none()
    if row is None or last_day < row.from_day:
        raise Refusal(N_("{name} is not on probation on that day"), clause="ATT-7", name=employee.name)
    row.to_day = last_day
    _rejudge_from(session, employee_id, row.from_day)
    audit.record(session, f"probation {employee.badge}", to_day=str(last_day))


def _employee(session: Session, employee_id: int) -> Employee:
    employee = session.get(Employee, employee_id)
    if employee is None:
        raise Refusal(N_("There is no such employee"))
    return employee


def _open_month(session: Session, day: date) -> Month:
    month = Month.of(day)
    held = session.get(AttendanceMonth, str(month))
    if held is not None and held.state is MonthState.CLOSED:
        raise Refusal(
            N_("{month} is closed; a correction becomes an adjustment of the open month"),
            clause="ATT-12",
            month=str(month),
        )
    return month


def _known_reason(session: Session, day: date, reason: str) -> None:
    known = policies(session).on(day).reasons
    if reason not in {one.code for one in known}:
        raise Refusal(N_('"{reason}" is not one of the reasons of the policy'), clause="rule 6", reason=reason)


def _clean_note(note: str) -> None:
    if unsafe_character(note) is not None or len(note) > LONGEST_NOTE:
        raise Refusal(N_("A note has at most {most} characters and no control characters"), most=LONGEST_NOTE)


def _standing(session: Session, employee_id: int, day: date, half: HalfName) -> Explanation | None:
    return session.execute(
        select(Explanation).where(
            Explanation.employee_id == employee_id,
            Explanation.day == day,
            Explanation.half == half,
            Explanation.withdrawn.is_(False),
        )
    ).scalar_one_or_none()


def _judged(session: Session, month: Month, employee_id: int, day: date, half: HalfName) -> Result:
    """What a half stands as on the sheet, which the verb has brought up to date."""
    packed = days_now(session, month, employee_id)
    judged = unpack_month(packed)[(day - month.first).days] if packed is not None else None
    if judged is None:
        raise Refusal(N_("Nobody was employed under this badge on {day}"), clause="ORG-3", day=str(day))
    return judged.halves[0 if half is HalfName.AM else 1].result


def _rejudge_day(session: Session, employee_id: int, day: date) -> None:
    touched = Touched()
    touched.days(employee_id, [day])
    rejudge(session, touched)


def _rejudge_from(session: Session, employee_id: int, day: date) -> None:
    touched = Touched()
    touched.person(employee_id, Month.of(day).first)
    rejudge(session, touched)
