"""Budgets in and out: a row for each unit, category and month (EXP-7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole import audit
from opsconsole.access.actor import machine_actor
from opsconsole.access.permissions import Permission, require
from opsconsole.budgets.model import Budget
from opsconsole.budgets.queries import budget_lines
from opsconsole.budgets.service import keep
from opsconsole.errors import ImportRefused, Problem
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.write import Kind
from opsconsole.i18n import N_
from opsconsole.org.model import Unit

MOST_NAMED = 20


def take_budgets(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes budgets; the same unit, category and month with another amount is a change."""
    require(session, actor, Permission.BUDGETS_KEEP)
    units = dict(session.execute(select(Unit.code, Unit.id)).all())
    held = {
        (row.unit_id, row.category, row.month): row.fen
        for row in session.scalars(select(Budget).where(Budget.fen.is_not(None)))
    }
    problems: list[Problem] = []
    counts = Counts()
    amounts: dict[tuple[int, str, str], int | None] = {}
    for row in rows:
        unit_id = units.get(row.values["unit"])
        if unit_id is None:
            words = N_('There is no unit "{code}"; import the units first')
            problems.append(row.problem("unit", words, code=row.values["unit"]))
            continue
        key = unit_id, row.values.get("category") or "", str(row.values["month"])
        fen = row.values["amount"]
        if amounts.setdefault(key, fen) != fen:
            words = N_("The budget of {unit} {category} {month} stands there twice, with other amounts")
            problems.append(
                row.problem(
                    "amount", words, clause="EXP-7", unit=row.values["unit"], category=key[1] or "-", month=key[2]
                )
            )
    if problems:
        raise ImportRefused(problems)
    for key, fen in amounts.items():
        if key not in held:
            counts.new += 1
        elif held[key] != fen:
            counts.changed += 1
        else:
            counts.unchanged += 1
    if counts.anything:
        keep(session, amounts)
        named = sorted({row.values["unit"] for row in rows})[:MOST_NAMED]
        audit.record(session, "budgets", units=named, **counts.as_result())
    return counts


BUDGETS_IN = ImportKind(
    "budgets",
    N_("Budgets"),
    (
        Column("unit", N_("Unit"), N_("The unit's code"), "YY", parse=parse.code),
        Column(
            "category",
            N_("Category"),
            N_("Of expenses or items; empty: everything that has no budget of its own"),
            "差旅",
            required=False,
            optional_column=True,
            empty="",
            parse=parse.text(max_length=64),
        ),
        Column("month", N_("Month"), N_("The month it is for"), "2026-03", parse=parse.month),
        Column("amount", N_("Amount"), N_("In yuan"), "8000.00", parse=parse.yuan()),
    ),
    take_budgets,
    Permission.BUDGETS_KEEP,
)


def budget_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """Every budget of a month with what is committed, spent and left."""
    assert options.month is not None
    for one in budget_lines(session, machine_actor(), options.month):
        figures = one.figures
        yield (
            one.unit_code,
            one.key.category,
            str(options.month),
            figures.budget_fen,
            figures.committed_fen,
            figures.spent_fen,
            figures.left_fen,
        )


BUDGETS_OUT = ExportKind(
    "budgets",
    N_("Budgets"),
    (
        ExportColumn("unit", N_("Unit")),
        ExportColumn("category", N_("Category"), width=18),
        ExportColumn("month", N_("Month")),
        ExportColumn("budget_fen", N_("Budget"), Kind.MONEY),
        ExportColumn("committed_fen", N_("Committed"), Kind.MONEY),
        ExportColumn("spent_fen", N_("Spent"), Kind.MONEY),
        ExportColumn("left_fen", N_("Budget left"), Kind.MONEY),
    ),
    budget_rows,
    Permission.BUDGETS_VIEW,
    options=frozenset({"month"}),
    required=frozenset({"month"}),
)

IMPORTS = (BUDGETS_IN,)

EXPORTS = (BUDGETS_OUT,)
