"""Sales notes in and out, and the payments for goods of a month (EXP-5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.access.actor import machine_actor
from opsconsole.access.permissions import Permission, require
from opsconsole.cashbook.model import SalesNote
from opsconsole.cashbook.queries.goods import goods_lines, note_lines
from opsconsole.cashbook.service.goods import NoteData, enter_note
from opsconsole.errors import ImportRefused, Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.usual import NOTE
from opsconsole.files.write import Kind
from opsconsole.i18n import N_
from opsconsole.money import LARGEST_FEN

MONTH = frozenset({"month"})


def take_notes(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes sales notes by their number; another content of one that finance has checked is refused."""
    require(session, actor, Permission.SALES_NOTES)
    counts, problems = Counts(), []
    seen: dict[str, dict[str, Any]] = {}
    for row in rows:
        number = row.values["number"]
        if seen.setdefault(number, row.values) != row.values:
            words = N_("Sales note {number} stands there twice, with other content")
            problems.append(row.problem("number", words, clause="EXP-5", number=number))
            continue
        try:
            done = enter_note(session, actor, _data(row))
        except Refusal as refusal:
            problems.append(Problem(row.file, row.line, "number", refusal.message))
            continue
        counts.new += done["change"] == "new"
        counts.changed += done["change"] == "changed"
        counts.unchanged += not done["change"]
    if problems:
        raise ImportRefused(problems)
    return counts


def _data(row: FileRow) -> NoteData:
    values = row.values
    return NoteData(
        values["number"],
        values["date"],
        values["region"],
        values["customer"],
        values["amount"],
        values.get("note") or "",
    )


SALES_NOTES_IN = ImportKind(
    "sales-notes",
    N_("Sales notes"),
    (
        Column("number", N_("Sales note"), N_("Its number"), "XS-2603-018", parse=parse.text(max_length=64)),
        Column("date", N_("Date"), N_("The day of the sale"), "2026-03-02", parse=parse.day),
        Column("region", N_("Region"), N_("Where the goods went"), "华南", parse=parse.text(max_length=64)),
        Column("customer", N_("Customer"), N_("Who owes it"), "华南经销商", parse=parse.text(max_length=200)),
        Column(
            "amount",
            N_("Amount"),
            N_("With tax, in yuan; below zero corrects an earlier note"),
            "12800.00",
            parse=parse.yuan(minimum_fen=-LARGEST_FEN),
        ),
        NOTE,
    ),
    take_notes,
    Permission.SALES_NOTES,
)


def sales_note_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """The sales notes of a month with what was paid on each."""
    assert options.month is not None
    lines = note_lines(session, machine_actor(), options.month)
    checked = dict(session.execute(select(SalesNote.id, SalesNote.checked_at)).all())
    for one in sorted(lines, key=lambda line: line.number):
        at = checked[one.id]
        yield (
            one.number,
            str(one.day),
            one.region,
            one.customer,
            one.amount_fen,
            one.paid_fen,
            one.open_fen,
            f"{at:%Y-%m-%d}" if at is not None else "",
        )


SALES_NOTES_OUT = ExportKind(
    "sales-notes",
    N_("Sales notes"),
    (
        ExportColumn("number", N_("Sales note"), width=18),
        ExportColumn("date", N_("Date"), width=12),
        ExportColumn("region", N_("Region")),
        ExportColumn("customer", N_("Customer"), width=24),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
        ExportColumn("paid_fen", N_("Paid in"), Kind.MONEY),
        ExportColumn("open_fen", N_("Outstanding"), Kind.MONEY),
        ExportColumn("checked", N_("Checked on"), width=12),
    ),
    sales_note_rows,
    Permission.CASH_VIEW,
    options=MONTH,
    required=MONTH,
)


def goods_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    """The payments for goods of a month by day and region, with what a checked note covers of each."""
    assert options.month is not None
    for one in goods_lines(session, options.month.first, options.month.last):
        yield (
            str(one.day),
            one.region,
            one.number,
            one.party,
            one.sales_note,
            one.fen,
            one.covered_fen,
            one.match.value,
        )


GOODS = ExportKind(
    "goods",
    N_("Payments for goods"),
    (
        ExportColumn("date", N_("Date"), width=12),
        ExportColumn("region", N_("Region")),
        ExportColumn("voucher", N_("Voucher")),
        ExportColumn("party", N_("Party"), width=24),
        ExportColumn("sales_note", N_("Sales note"), width=18),
        ExportColumn("received_fen", N_("Received"), Kind.MONEY),
        ExportColumn("covered_fen", N_("Covered"), Kind.MONEY),
        ExportColumn("match", N_("Stands as"), width=16),
    ),
    goods_rows,
    Permission.CASH_VIEW,
    options=MONTH,
    required=MONTH,
)
