"""What each business offers: the kinds of file it takes and gives, and its invariants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access import checks as access_checks
from opsconsole.access import files as access_files
from opsconsole.access.permissions import Permission
from opsconsole.approvals import checks as approvals_checks
from opsconsole.attendance import checks as attendance_checks
from opsconsole.attendance import files as attendance_files
from opsconsole.attendance.requests import checks as leave_checks
from opsconsole.audit import checks as audit_checks
from opsconsole.audit import queries as audit_queries
from opsconsole.budgets import files as budget_files
from opsconsole.cashbook import checks as cash_checks
from opsconsole.cashbook import files as cash_files
from opsconsole.files.columns import Column
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.imports import ImportKind
from opsconsole.files.write import Kind
from opsconsole.i18n import N_
from opsconsole.invoicing import files as invoice_files
from opsconsole.org import checks as org_checks
from opsconsole.org import files as org_files
from opsconsole.reimbursement import checks as claim_checks
from opsconsole.reimbursement import files as claim_files
from opsconsole.stockroom import checks as stock_checks
from opsconsole.stockroom import files as stock_files

IMPORTS: dict[str, ImportKind] = {
    kind.name: kind
    for kind in (
        *org_files.IMPORTS,
        *attendance_files.IMPORTS,
        *stock_files.IMPORTS,
        *claim_files.IMPORTS,
        *cash_files.IMPORTS,
        *budget_files.IMPORTS,
        *invoice_files.IMPORTS,
        access_files.ACCOUNTS,
    )
}
"""By name, in the order in which a new company imports them; clock files are read by their layouts, not here."""

PUNCH_COLUMNS = (
    Column("clock_id", N_("Clock number"), N_("The number on the clock machine"), "17"),
    Column("time", N_("Punch time"), N_("Date and time, as the machine writes them"), "2026-03-02 08:55:00"),
)
"""The plainest clock file, for its template; every other layout is recognised by what is in it."""

CHECKS = (
    *audit_checks.CHECKS,
    *org_checks.CHECKS,
    *access_checks.CHECKS,
    *approvals_checks.CHECKS,
    *attendance_checks.CHECKS,
    *leave_checks.CHECKS,
    *stock_checks.CHECKS,
    *claim_checks.CHECKS,
    *cash_checks.CHECKS,
)
"""Every invariant that `opsconsole check` proves."""


def _acts(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    for act in audit_queries.lines(session, options.from_day):
        yield act.seq, act.at, act.actor, act.terminal, act.act, act.subject, act.detail, act.hash


AUDIT = ExportKind(
    "audit",
    N_("Record of acts"),
    (
        ExportColumn("seq", N_("No."), Kind.NUMBER, 8),
        ExportColumn("at", N_("At"), width=24),
        ExportColumn("actor", N_("By")),
        ExportColumn("terminal", N_("Terminal"), width=20),
        ExportColumn("act", N_("Act"), width=36),
        ExportColumn("subject", N_("Subject"), width=36),
        ExportColumn("detail", N_("Detail"), width=60),
        ExportColumn("hash", N_("Hash"), width=66),
    ),
    _acts,
    Permission.AUDIT_VIEW,
    options=frozenset({"from_day"}),
)

EXPORTS: dict[str, ExportKind] = {
    kind.name: kind
    for kind in (
        *attendance_files.EXPORTS,
        *stock_files.EXPORTS,
        *claim_files.EXPORTS,
        *cash_files.EXPORTS,
        *budget_files.EXPORTS,
        *invoice_files.EXPORTS,
        AUDIT,
    )
}
