"""The file `staff`: people and their dated assignments (ORG-3). A row is known by badge and first day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import Actor
from opsconsole.access.permissions import Permission, require
from opsconsole.audit.journal import digest_of_rows
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.i18n import N_
from opsconsole.org import hooks
from opsconsole.org.files.rows import Problems, distinct
from opsconsole.org.files.staff.checking import check
from opsconsole.org.files.staff.plan import Plan, load_company, merge
from opsconsole.org.files.staff.writing import write
from opsconsole.org.rules import normal_clock_id


def _clock_id(cell: str) -> str:
    return normal_clock_id(parse.code(cell))


COLUMNS = (
    Column("badge", N_("Badge"), N_("The person's badge; it never changes"), "E00017", parse=parse.code),
    Column("name", N_("Name"), N_("The person's name, the same on all of their rows"), "张三", parse=parse.text()),
    Column("position", N_("Position"), N_("Code of the position"), "YY-02", parse=parse.code),
    Column("from", N_("From"), N_("First day in the position"), "2026-01-01", parse=parse.day),
    Column(
        "to",
        N_("To"),
        N_("Last day in the position, included; empty while there is none"),
        "",
        required=False,
        optional_column=True,
        parse=parse.day,
    ),
    Column("basic_wage", N_("Basic wage"), N_("Basic wage a month, in yuan"), "6000.00", parse=parse.yuan()),
    Column("bonus", N_("Bonus"), N_("Bonus a month, in yuan"), "1500.00", parse=parse.yuan()),
    Column(
        "clock_id",
        N_("Clock number"),
        N_("Number on the clock machines in these days, or empty"),
        "17",
        required=False,
        optional_column=True,
        parse=_clock_id,
        empty="",
    ),
    Column(
        "work_since",
        N_("Working since"),
        N_("First day of work in life, for annual leave, or empty"),
        "2015-07-01",
        required=False,
        optional_column=True,
        parse=parse.day,
    ),
)


def take_staff(session: Session, actor: Actor, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes the rows of `staff`, all or nothing: a call may end an assignment and open the next.

    Raises ImportRefused with every problem found.
    """
    require(session, actor, Permission.ORG_EDIT)
    problems = Problems(rows)
    kept = distinct(rows, lambda row: (row.values["badge"], row.values["from"]), problems)
    plan = merge(load_company(session), kept)
    check(session, plan, problems)
    problems.refuse()
    counts = _counted(plan, repeats=len(rows) - len(kept))
    if counts.anything:
        earliest = write(session, plan)
        hooks.tell_assignments_changed(session, actor, earliest, now)
        # The rows are many: the record covers them by their digest, and what was changed row by row.
        digest = digest_of_rows((*key, *said) for key, said in plan.said.items())
        audit.record(session, "import staff", **counts.as_result(), sha256=digest)
    return counts


def _counted(plan: Plan, *, repeats: int) -> Counts:
    counts = Counts(unchanged=repeats)
    for key, said in plan.said.items():
        if key not in plan.company.assignments:
            counts.new += 1
        elif said != plan.company.assignments[key] or plan.person_changes(key[0]):
            counts.changed += 1
        else:
            counts.unchanged += 1
    return counts


STAFF = ImportKind("staff", N_("Staff"), COLUMNS, take_staff, Permission.ORG_EDIT)
