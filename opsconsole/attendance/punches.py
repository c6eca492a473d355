"""Taking clock files in: every good line once, every bad line kept apart, every touched day judged again."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.permissions import Permission, require
from opsconsole.attendance.model import AttendanceMonth, ClockIdent, Duty, Punch, PunchImport, RejectedLine
from opsconsole.attendance.punch_files import DateOrder, IdentKind, PunchFile, Reject, read_punch_file
from opsconsole.attendance.punch_files.idents import normal_ident
from opsconsole.attendance.punch_files.times import moment_of
from opsconsole.attendance.rejudging import Touched, rejudge
from opsconsole.attendance.sources import DAY_S, MOST_IN_ONE_QUERY, holders, idents_by_id, policies
from opsconsole.dates import Month
from opsconsole.db import Database
from opsconsole.db.bulk import insert_rows
from opsconsole.db.types import table_of
from opsconsole.errors import Message, Refusal
from opsconsole.i18n import N_, text_of
from opsconsole.inert import visible
from opsconsole.org.model import Assignment, Employee
from opsconsole.oserrors import reason_of

Progress = Callable[[int, int], None]
LARGEST_FILE = 100 * 1024 * 1024
LONGEST_RAW = 500


@dataclass(frozen=True, slots=True)
class FileSummary:
    """How one clock file went. `refusal` tells why a file was refused whole; then nothing of it was kept."""

    name: str
    layout: Message | None = None
    new: int = 0
    known: int = 0
    rejects: tuple[Reject, ...] = ()
    ignored: int = 0
    unassigned: int = 0
    unassigned_idents: tuple[str, ...] = ()
    days_judged: int = 0
    refusal: Message | None = None


@dataclass(frozen=True, slots=True)
class PunchSummary:
    """How a call went, file by file."""

    files: tuple[FileSummary, ...] = field(default_factory=tuple)

    @property
    def refused(self) -> bool:
        """Whether some file had nothing that could be read."""
        return any(one.refusal is not None for one in self.files)


@dataclass(frozen=True, slots=True, repr=False)
class ReadFile:
    """A clock file as it was read, with the original beside it: what the preview shows and the verb takes."""

    name: str
    parsed: PunchFile
    content: bytes

    def __repr__(self) -> str:
        return f"ReadFile({self.name!r}, sha256={self.parsed.sha256})"


def read_file(
    path: Path, *, now: datetime, date_order: DateOrder | None = None, progress: Progress | None = None
) -> ReadFile:
    """Reads a clock file without touching the database; Refusal where it is none."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Refusal(N_("{file} is larger than 100 MB; export a shorter period"), file=visible(path.name))
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(N_("{file} cannot be read: {reason}"), file=visible(path.name), reason=reason_of(error)) from None
    parsed = read_punch_file(data, path.name, date_order=date_order, latest=now.date(), progress=progress)
    return ReadFile(path.name, parsed, zlib.compress(data, 6))


def import_files(
    database: Database,
    actor: Any,
    paths: Sequence[Path],
    *,
    now: datetime,
    date_order: DateOrder | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> PunchSummary:
    """Takes clock files in, each in a transaction of its own: good lines are kept, bad lines set apart.

    `dry_run` tells what would happen. A file none of whose lines can be read is refused whole, and told so.
    """
    summaries: list[FileSummary] = []
    for path in paths:
        try:
            read = read_file(path, now=now, date_order=date_order, progress=progress)
            summaries.append(take_file(database, actor, read, now=now, dry_run=dry_run))
        except Refusal as refusal:
            summaries.append(FileSummary(visible(path.name), refusal=refusal.message))
    return PunchSummary(tuple(summaries))


def take_file(
    database: Database, actor: Any, read: ReadFile, *, now: datetime, dry_run: bool = False, act_id: str | None = None
) -> FileSummary:
    """Keeps a file that was read (or, dry, tells what keeping it would do)."""
    counts = database.read(_would_take, read, now) if dry_run else database.run(take, actor, read, now, act_id=act_id)
    return FileSummary(
        name=visible(read.name),
        layout=read.parsed.layout_label,
        new=counts["new"],
        known=counts["known"],
        rejects=tuple(read.parsed.rejects),
        ignored=read.parsed.ignored,
        unassigned=counts["unassigned"],
        unassigned_idents=tuple(counts["unassigned_idents"]),
        days_judged=counts["days_judged"],
    )


def take(
    session: Session, actor: Any, read: ReadFile, now: datetime, *, report: Progress | None = None
) -> dict[str, Any]:
    """Keeps the punches of a file that are not known yet, and judges the days they touch again.

    The same file twice changes nothing; the same punch twice is one. `report` is told how far this is, in punches
    of the file.
    """
    require(session, actor, Permission.ATTENDANCE_IMPORT)
    parsed = read.parsed
    stages = _Stages(report, len(parsed.punches))
    idents = _idents(session, {(kind, ident) for kind, ident, _, _ in parsed.punches}, make=True)
    fresh, known = _fresh(session, parsed, idents)
    seen = session.execute(select(PunchImport.id).where(PunchImport.sha256 == parsed.sha256).limit(1)).first()
    if not fresh and seen is not None:
        return {"new": 0, "known": known, "unassigned": 0, "unassigned_idents": [], "days_judged": 0}
    kept = PunchImport(
        file_name=visible(read.name)[:400],
        sha256=parsed.sha256,
        layout=parsed.layout.value,
        imported_at=now,
        imported_by=actor.badge,
        new_punches=len(fresh),
        known_punches=known,
        rejected_lines=len(parsed.rejects),
        digest=digest(fresh),
        content=read.content,
    )
    session.add(kept)
    session.flush()
    stages.reached(1)
    insert_rows(
        session,
        table_of(Punch),
        ("ident_id", "at_s", "import_id", "line"),
        [(ident_id, at_s, kept.id, line) for ident_id, at_s, line in fresh],
    )
    _keep_rejects(session, kept.id, parsed.rejects)
    stages.reached(2)
    touched, unassigned, nobody = _touched(session, fresh)
    names = {ident_id: ident for (_, ident), ident_id in idents.items()}
    judged = rejudge(session, touched, report=stages.judging)
    audit.record(
        session,
        f"punches {kept.file_name}",
        sha256=parsed.sha256,
        layout=parsed.layout.value,
        new=len(fresh),
        known=known,
        rejected=len(parsed.rejects),
        unassigned=unassigned,
        digest=kept.digest,
    )
    return {
        "new": len(fresh),
        "known": known,
        "unassigned": unassigned,
        "unassigned_idents": sorted(names[ident_id] for ident_id in nobody),
        "days_judged": judged,
    }


class _Stages:
    """Comparing, storing and judging as thirds of a file's punches."""

    def __init__(self, report: Progress | None, punches: int) -> None:
        self._report = report
        self._punches = punches

    def reached(self, stage: int) -> None:
        """So many stages are done."""
        if self._report is not None:
            self._report(self._punches * stage // 3, self._punches)

    def judging(self, done: int, people: int) -> None:
        """In the last stage, so many people of all are judged."""
        if self._report is not None:
            self._report(self._punches * 2 // 3 + self._punches * done // (3 * max(people, 1)), self._punches)


def _would_take(session: Session, read: ReadFile, now: datetime) -> dict[str, Any]:
    idents = _idents(session, {(kind, ident) for kind, ident, _, _ in read.parsed.punches}, make=False)
    fresh, known = _fresh(session, read.parsed, idents)
    unheld = {key for key in idents.items() if key[1] < 0}
    assigned = _assigned_names(session)
    nobody = {ident for (kind, ident), ident_id in unheld if not _could_be(kind, ident, assigned)}
    _, unassigned, stored_nobody = _touched(session, [one for one in fresh if one[0] > 0])
    names = {ident_id: ident for (_, ident), ident_id in idents.items()}
    new_nobody = sum(1 for ident_id, _, _ in fresh if ident_id < 0 and names[ident_id] in nobody)
    return {
        "new": len(fresh),
        "known": known,
        "unassigned": unassigned + new_nobody,
        "unassigned_idents": sorted(nobody | {names[ident_id] for ident_id in stored_nobody}),
        "days_judged": 0,
    }


def _assigned_names(session: Session) -> tuple[set[str], set[str]]:
    clocks = {normal_ident(text) for text in session.execute(select(Assignment.clock_id)).scalars() if text}
    badges = {normal_ident(text) for text in session.execute(select(Employee.badge)).scalars()}
    return clocks, badges


def _could_be(kind: str, ident: str, assigned: tuple[set[str], set[str]]) -> bool:
    clocks, badges = assigned
    return (kind != IdentKind.BADGE and ident in clocks) or (kind != IdentKind.CLOCK and ident in badges)


def _idents(session: Session, wanted: Collection[tuple[str, str]], *, make: bool) -> dict[tuple[str, str], int]:
    """The id of each (kind, number); ones not kept yet are made, or numbered below zero where nothing may change."""
    query = select(ClockIdent.id, ClockIdent.ident, ClockIdent.kind)
    if len(wanted) <= MOST_IN_ONE_QUERY:
        query = query.where(ClockIdent.ident.in_({ident for _, ident in wanted}))
    held = {(row.kind.value, row.ident): row.id for row in session.execute(query)}
    missing = sorted({(str(kind), ident) for kind, ident in wanted} - held.keys())
    if missing and make:
        session.connection().execute(
            insert(table_of(ClockIdent)), [{"kind": IdentKind(kind), "ident": ident} for kind, ident in missing]
        )
        return _idents(session, wanted, make=False)
    for number, key in enumerate(missing, start=1):
        held[key] = -number
    return held


def _fresh(
    session: Session, parsed: PunchFile, idents: dict[tuple[str, str], int]
) -> tuple[list[tuple[int, int, int]], int]:
    """The punches that are not kept yet as (identity, second, line), sorted; and how many are known or repeated."""
    found: dict[tuple[int, int], int] = {}
    for kind, ident, at_s, line in parsed.punches:
        found.setdefault((idents[kind, ident], at_s), line)
    if found:
        seconds = [at_s for _, at_s in found]
        first_s, last_s = min(seconds), max(seconds)
        stored = sorted({ident_id for ident_id, _ in found if ident_id > 0})
        for start in range(0, len(stored), MOST_IN_ONE_QUERY):
            rows = session.execute(
                select(Punch.ident_id, Punch.at_s).where(
                    Punch.ident_id.in_(stored[start : start + MOST_IN_ONE_QUERY]),
                    Punch.at_s.between(first_s, last_s),
                )
            )
            for ident_id, at_s in rows:
                found.pop((ident_id, at_s), None)
    fresh = sorted((ident_id, at_s, line) for (ident_id, at_s), line in found.items())
    return fresh, len(parsed.punches) - len(fresh)


def digest(rows: Sequence[tuple[int, int, int]]) -> str:
    """The digest of a file's punches as (identity, second, line), in order."""
    text = "\n".join(f"{ident_id},{at_s},{line}" for ident_id, at_s, line in rows)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _keep_rejects(session: Session, import_id: int, rejects: Sequence[Reject]) -> None:
    rows = [
        {
            "import_id": import_id,
            "line": reject.line,
            "ordinal": ordinal,
            "reason": text_of(reject.reason.msgid).format(**reject.reason.facts),
            "raw": visible(reject.raw)[:LONGEST_RAW],
        }
        for ordinal, reject in enumerate(rejects)
    ]
    if rows:
        session.connection().execute(insert(table_of(RejectedLine)), rows)


def _touched(session: Session, fresh: Sequence[tuple[int, int, int]]) -> tuple[Touched, int, set[int]]:
    """The days that punches count for; how many count for nobody, and under which identities."""
    touched = Touched()
    nobody: set[int] = set()
    if not fresh:
        return touched, 0, nobody
    held = holders(session, idents_by_id(session, {ident_id for ident_id, _, _ in fresh}))
    starts_s = policies(session).on(moment_of(fresh[0][1]).date()).clock_day_starts_min * 60
    days: dict[int, set[date]] = defaultdict(set)
    unassigned, before, employee_id = 0, None, None
    dates: dict[int, date] = {}
    for ident_id, at_s, _ in fresh:
        number = (at_s - starts_s) // DAY_S
        if before != (ident_id, number):
            before = (ident_id, number)
            day = dates.get(number) or dates.setdefault(number, moment_of(number * DAY_S).date())
            employee_id = next((one.employee_id for one in held.get(ident_id, ()) if one.covers(day)), None)
            if employee_id is not None:
                days[employee_id].add(day)
        if employee_id is None:
            unassigned += 1
            nobody.add(ident_id)
    _add_duty_days(session, days)
    judged = {Month.parse(text) for text in session.execute(select(AttendanceMonth.month)).scalars()}
    in_judged = {day for day in set().union(*days.values()) if Month.of(day) in judged}
    for employee_id, found in days.items():
        chosen = found & in_judged
        if chosen:
            touched.days(employee_id, chosen)
    return touched, unassigned, nobody


def _add_duty_days(session: Session, days: dict[int, set[date]]) -> None:
    """A punch near the end of a night's duty counts for the day on which the duty started."""
    if not days:
        return
    first = min(min(found) for found in days.values())
    last = max(max(found) for found in days.values())
    near = timedelta(days=2)
    rows = session.execute(
        select(Duty.employee_id, Duty.start, Duty.finish).where(
            Duty.finish >= datetime.combine(first, datetime.min.time()) - near,
            Duty.start <= datetime.combine(last, datetime.min.time()) + near,
            *((Duty.employee_id.in_(days),) if len(days) <= MOST_IN_ONE_QUERY else ()),
        )
    )
    for row in rows:
        found = days.get(row.employee_id)
        if found and any(row.start.date() - near / 2 <= day <= row.finish.date() + near / 2 for day in found):
            found.add(row.start.date())
