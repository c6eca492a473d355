"""Imports of what was arranged on paper: leave, outings, duty, findings, events (ATT-2 to ATT-4, ATT-8 to ATT-10)."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.files.taking import employees_by_badge, named, only_once, refuse, unknown_badge, upsert
from opsconsole.attendance.model import Duty, Event, EventAttendee, Finding, Leave, Outing
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.rules.leave import LeaveSpan, check_leave_span, overlaps
from opsconsole.attendance.rules.names import FINDING_NAMES, HALF_NAMES, LEAVE_NAMES
from opsconsole.attendance.rules.values import FindingKind, HalfName, LeaveKind
from opsconsole.dates import ONE_DAY
from opsconsole.errors import Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_


def _known(rows: Sequence[FileRow], people: dict[str, int], column: str = "badge") -> list[Problem]:
    return [unknown_badge(row, column) for row in rows if row.values.get(column) and row.values[column] not in people]


def _finish(
    session: Session, subject: str, rows: Sequence[FileRow], counts: Counts, touched: Touched, now: datetime
) -> Counts:
    if counts.anything:
        audit.record(session, subject, badges=named(row.values["badge"] for row in rows), **counts.as_result())
        rejudge(session, touched)
    return counts


def take_leave(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Keeps leave that was approved on paper; leave of one person that overlaps is refused (ATT-4, ATT-10)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    people = employees_by_badge(session)
    problems = [*only_once(rows, _leave_key, "from_date"), *_known(rows, people)]
    for row in rows:
        try:
            check_leave_span(*_span_values(row))
        except Refusal as refusal:
            problems.append(Problem(row.file, row.line, "to_date", refusal.message))
    refuse(problems)
    ids = {people[row.values["badge"]] for row in rows}
    held: dict[int, dict[tuple[date, HalfName], Leave]] = defaultdict(dict)
    for one in session.execute(select(Leave)).scalars():
        if one.employee_id in ids:
            held[one.employee_id][one.from_day, one.from_half] = one
    refuse(_leave_overlaps(rows, people, held))
    counts, touched = Counts(), Touched()
    for row in {_leave_key(row): row for row in rows}.values():
        employee_id = people[row.values["badge"]]
        from_day, from_half, to_day, to_half = _span_values(row)
        known = held[employee_id].get((from_day, from_half))
        before = known.to_day if known is not None else to_day
        values = {
            "kind": row.values["kind"],
            "to_day": to_day,
            "to_half": to_half,
            "approved_by": row.values.get("approved_by", ""),
            "certificate": row.values.get("certificate", False),
        }
        fixed = {"employee_id": employee_id, "from_day": from_day, "from_half": from_half, "on_paper": True}
        if upsert(known, lambda f=fixed, v=values: Leave(**f, **v), values, session, counts):
            touched.person(employee_id, from_day, max(before, to_day))
    return _finish(session, "leave", rows, counts, touched, now)


def _span_values(row: FileRow) -> tuple[date, HalfName, date, HalfName]:
    values = row.values
    return values["from_date"], values["from_half"], values["to_date"], values["to_half"]


def _leave_key(row: FileRow) -> tuple[str, date, HalfName]:
    return row.values["badge"], row.values["from_date"], row.values["from_half"]


def _leave_overlaps(
    rows: Sequence[FileRow], people: dict[str, int], held: dict[int, dict[tuple[date, HalfName], Leave]]
) -> list[Problem]:
    """Leave of one person that meets other leave of theirs, among the rows and with what is kept."""
    after: dict[int, dict[tuple[date, HalfName], tuple[LeaveSpan, FileRow | None]]] = defaultdict(dict)
    for employee_id, leaves in held.items():
        for key, one in leaves.items():
            after[employee_id][key] = (LeaveSpan(one.from_day, one.from_half, one.to_day, one.to_half), None)
    for row in rows:
        after[people[row.values["badge"]]][_leave_key(row)[1:]] = (LeaveSpan(*_span_values(row)), row)
    problems: list[Problem] = []
    for spans in after.values():
        ordered = sorted(spans.values(), key=lambda one: one[0].first)
        for (one, one_row), (other, other_row) in itertools.pairwise(ordered):
            row = other_row or one_row
            if row is not None and overlaps(one, other):
                met = one if row is other_row else other
                problems.append(
                    row.problem(
                        "from_date",
                        N_("Overlaps leave of the same person from {from_day} to {to_day}"),
                        clause="ATT-4",
                        from_day=str(met.from_date),
                        to_day=str(met.to_date),
                    )
                )
    return problems


def take_outings(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Keeps outings that were approved on paper (ATT-2)."""

    def values(row: FileRow) -> dict[str, Any]:
        return {"finish": row.values["to"], "reason": row.values.get("reason", "")}

    return _take_spans(session, actor, rows, now, "outings", Outing, values)


def take_duty(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Keeps lines of the duty roster (ATT-3)."""
    return _take_spans(session, actor, rows, now, "duty", Duty, lambda row: {"finish": row.values["to"]})


def _take_spans(
    session: Session,
    actor: Any,
    rows: Sequence[FileRow],
    now: datetime,
    subject: str,
    model: type[Outing] | type[Duty],
    values_of: Callable[[FileRow], dict[str, Any]],
) -> Counts:
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    people = employees_by_badge(session)
    problems = [*only_once(rows, lambda row: (row.values["badge"], row.values["from"]), "from"), *_known(rows, people)]
    problems += [
        row.problem("to", N_("The end has to be after the start"))
        for row in rows
        if row.values["to"] <= row.values["from"]
    ]
    refuse(problems)
    ids = {people[row.values["badge"]] for row in rows}
    held = {
        (one.employee_id, one.start): one for one in session.execute(select(model)).scalars() if one.employee_id in ids
    }
    counts, touched = Counts(), Touched()
    for row in {(row.values["badge"], row.values["from"]): row for row in rows}.values():
        employee_id, start = people[row.values["badge"]], row.values["from"]
        known = held.get((employee_id, start))
        last = max(row.values["to"], known.finish) if known is not None else row.values["to"]
        values = values_of(row)
        if upsert(
            known, lambda e=employee_id, s=start, v=values: model(employee_id=e, start=s, **v), values, session, counts
        ):
            touched.person(employee_id, start.date() - ONE_DAY, last.date())
    return _finish(session, subject, rows, counts, touched, now)


def take_findings(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Keeps findings: things unrelated to work (ATT-8), falsified records (ATT-11)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    people = employees_by_badge(session)
    problems = [
        *only_once(rows, _finding_key, "note"),
        *_known(rows, people),
        *_known(rows, people, "concerns"),
    ]
    refuse(problems)
    held = {(one.employee_id, one.day, one.note): one for one in session.execute(select(Finding)).scalars()}
    counts, touched = Counts(), Touched()
    for row in {_finding_key(row): row for row in rows}.values():
        employee_id, day, note = people[row.values["badge"]], row.values["date"], row.values["note"]
        concerns = row.values.get("concerns")
        values = {
            "kind": row.values.get("kind") or FindingKind.UNRELATED,
            "concerns_id": people[concerns] if concerns else None,
        }
        fixed = {"employee_id": employee_id, "day": day, "note": note}
        if upsert(
            held.get((employee_id, day, note)), lambda f=fixed, v=values: Finding(**f, **v), values, session, counts
        ):
            touched.days(employee_id, [day])
    return _finish(session, "findings", rows, counts, touched, now)


def _finding_key(row: FileRow) -> tuple[str, date, str]:
    return row.values["badge"], row.values["date"], row.values["note"]


def take_events(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Keeps meetings, training and other events with who was expected and who came (ATT-9)."""
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    people = employees_by_badge(session)
    refuse([*only_once(rows, lambda row: (row.values["code"], row.values["badge"]), "badge"), *_known(rows, people)])
    refuse(_event_problems(rows))
    events = {one.code: one for one in session.execute(select(Event)).scalars()}
    held = {
        (one.event_id, one.employee_id): one
        for one in session.execute(
            select(EventAttendee).where(
                EventAttendee.event_id.in_([one.id for code, one in events.items() if code in _codes(rows)])
            )
        ).scalars()
    }
    counts, touched = Counts(), Touched()
    moved = _keep_events(session, rows, events, touched)
    for row in {(row.values["code"], row.values["badge"]): row for row in rows}.values():
        event, employee_id = events[row.values["code"]], people[row.values["badge"]]
        values = {
            "arrived": row.values.get("arrived"),
            "departed": row.values.get("left"),
            "excused": row.values.get("excused") or False,
        }
        fixed = {"event_id": event.id, "employee_id": employee_id}
        known = held.get((event.id, employee_id))
        if known is not None and event.code in moved:
            counts.changed += 1
            for name, value in values.items():
                setattr(known, name, value)
        elif not upsert(known, lambda f=fixed, v=values: EventAttendee(**f, **v), values, session, counts):
            continue
        touched.person(employee_id, event.start.date(), event.finish.date())
    return _finish(session, "events", rows, counts, touched, now)


def _codes(rows: Sequence[FileRow]) -> set[str]:
    return {row.values["code"] for row in rows}


def _event_problems(rows: Sequence[FileRow]) -> list[Problem]:
    problems: list[Problem] = []
    first: dict[str, FileRow] = {}
    for row in rows:
        values = row.values
        same = first.setdefault(values["code"], row)
        for column in ("title", "from", "to"):
            if values[column] != same.values[column]:
                problems.append(
                    row.problem(column, N_("The event stands otherwise in line {line}; keep one"), line=same.line)
                )
        if values["to"] <= values["from"]:
            problems.append(row.problem("to", N_("The end has to be after the start")))
        if values.get("left") is not None and values.get("arrived") is None:
            problems.append(
                row.problem("left", N_("Who left must have arrived; give the time of arrival"), clause="ATT-9")
            )
        elif values.get("left") is not None and values["left"] < values["arrived"]:
            problems.append(row.problem("left", N_("The end has to be after the start"), clause="ATT-9"))
    return problems


def _keep_events(session: Session, rows: Sequence[FileRow], events: dict[str, Event], touched: Touched) -> set[str]:
    """Makes and moves the events of the rows; the codes of those that were kept before and changed."""
    moved: set[str] = set()
    for row in {row.values["code"]: row for row in rows}.values():
        code = row.values["code"]
        values = {"title": row.values["title"], "start": row.values["from"], "finish": row.values["to"]}
        known = events.get(code)
        if known is None:
            events[code] = Event(code=code, **values)
            session.add(events[code])
        elif any(getattr(known, name) != value for name, value in values.items()):
            moved.add(code)
            attendees = session.execute(
                select(EventAttendee.employee_id).where(EventAttendee.event_id == known.id)
            ).scalars()
            for employee_id in attendees.all():
                touched.person(employee_id, known.start.date(), known.finish.date())
                touched.person(employee_id, values["start"].date(), values["finish"].date())
            for name, value in values.items():
                setattr(known, name, value)
    session.flush()
    return moved


_BADGE = Column("badge", N_("Badge"), N_("The employee's badge"), "E00017", parse=parse.code)
_HALF = parse.choice(HalfName, HALF_NAMES)

LEAVE = ImportKind(
    name="leave",
    title=N_("Leave"),
    permission=Permission.ATTENDANCE_IMPORT,
    take=take_leave,
    columns=(
        _BADGE,
        Column(
            "kind",
            N_("Kind of leave"),
            N_("sick, personal, annual, family, marriage, maternity, surgery or bereavement"),
            "annual",
            parse=parse.choice(LeaveKind, LEAVE_NAMES),
        ),
        Column("from_date", N_("First day"), N_("Day that the leave starts"), "2026-03-05", parse=parse.day),
        Column("from_half", N_("First half"), N_("am or pm"), "am", parse=_HALF),
        Column("to_date", N_("Last day"), N_("Day that the leave ends, included"), "2026-03-06", parse=parse.day),
        Column("to_half", N_("Last half"), N_("am or pm"), "pm", parse=_HALF),
        Column(
            "approved_by",
            N_("Approved by"),
            N_("Badge of who approved; empty: on paper, not recorded"),
            "E00001",
            required=False,
            optional_column=True,
            parse=parse.code,
            empty="",
        ),
        Column(
            "certificate",
            N_("Certificate"),
            N_("yes where the certificate is there, or empty"),
            "yes",
            required=False,
            optional_column=True,
            parse=parse.yes_no,
            empty=False,
        ),
    ),
)

OUTINGS = ImportKind(
    name="outings",
    title=N_("Outings"),
    permission=Permission.ATTENDANCE_IMPORT,
    take=take_outings,
    columns=(
        _BADGE,
        Column("from", N_("From"), N_("Start, date and time"), "2026-03-05 14:00", parse=parse.moment),
        Column("to", N_("To"), N_("End, date and time"), "2026-03-05 17:30", parse=parse.moment),
        Column(
            "reason",
            N_("Reason"),
            N_("Where to and what for"),
            "拜访客户",
            required=False,
            optional_column=True,
            parse=parse.text(max_length=500),
            empty="",
        ),
    ),
)

DUTY = ImportKind(
    name="duty",
    title=N_("Duty roster"),
    permission=Permission.ATTENDANCE_IMPORT,
    take=take_duty,
    columns=(
        _BADGE,
        Column("from", N_("From"), N_("Start, date and time"), "2026-02-17 20:00", parse=parse.moment),
        Column("to", N_("To"), N_("End, date and time"), "2026-02-18 08:00", parse=parse.moment),
    ),
)

FINDINGS = ImportKind(
    name="findings",
    title=N_("Findings"),
    permission=Permission.ATTENDANCE_IMPORT,
    take=take_findings,
    columns=(
        _BADGE,
        Column("date", N_("Date"), N_("Day of the finding"), "2026-03-05", parse=parse.day),
        Column(
            "note",
            N_("Note"),
            N_("What was found"),
            "上班时间玩游戏",
            required=False,
            parse=parse.text(max_length=500),
            empty="",
        ),
        Column(
            "kind",
            N_("Kind of finding"),
            N_("unrelated (to work, the default) or falsified (record)"),
            "unrelated",
            required=False,
            optional_column=True,
            parse=parse.choice(FindingKind, FINDING_NAMES),
        ),
        Column(
            "concerns",
            N_("Concerns"),
            N_("Badge of the employee whose record it was, or empty"),
            "",
            required=False,
            optional_column=True,
            parse=parse.code,
        ),
    ),
)

EVENTS = ImportKind(
    name="events",
    title=N_("Events"),
    permission=Permission.ATTENDANCE_IMPORT,
    take=take_events,
    columns=(
        Column("code", N_("Code"), N_("Code of the event"), "HY-0305", parse=parse.code),
        Column("title", N_("Title"), N_("What it is called"), "月度例会", parse=parse.text(max_length=400)),
        Column("from", N_("From"), N_("Start, date and time"), "2026-03-05 09:30", parse=parse.moment),
        Column("to", N_("To"), N_("End, date and time"), "2026-03-05 11:30", parse=parse.moment),
        _BADGE,
        Column(
            "arrived",
            N_("Arrived"),
            N_("Date and time, or empty where the person did not come"),
            "2026-03-05 09:28",
            required=False,
            parse=parse.moment,
        ),
        Column(
            "left",
            N_("Left"),
            N_("Date and time, or empty where the person stayed to the end"),
            "",
            required=False,
            parse=parse.moment,
        ),
        Column(
            "excused",
            N_("Excused"),
            N_("yes or no"),
            "no",
            required=False,
            parse=parse.yes_no,
            empty=False,
        ),
    ),
)
