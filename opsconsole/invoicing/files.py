"""The register in and out: invoices by file, the list of a month with its tax (EXP-8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.actor import machine_actor
from opsconsole.access.permissions import Permission, require
from opsconsole.errors import ImportRefused, Message, Problem, Refusal
from opsconsole.files import parse
from opsconsole.files.columns import Column
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.imports import Counts, FileRow, ImportKind
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures
from opsconsole.files.usual import NOTE
from opsconsole.files.write import Kind
from opsconsole.i18n import N_, _
from opsconsole.invoices import parse_invoice
from opsconsole.invoicing.queries import InvoiceLine, register_of, totals
from opsconsole.invoicing.rules import Side
from opsconsole.invoicing.service import InvoiceData, register_invoice
from opsconsole.invoicing.words import SIDE_NAMES
from opsconsole.money import LARGEST_FEN, format_yuan

MONTH = frozenset({"month"})


def take_invoices(session: Session, actor: Any, rows: Sequence[FileRow], now: datetime) -> Counts:
    """Takes invoices by side and number; another content of a known one is a change."""
    require(session, actor, Permission.INVOICES_KEEP)
    counts, problems = Counts(), []
    seen: dict[tuple[Side, str], dict[str, Any]] = {}
    for row in rows:
        values = row.values
        key = values["side"], values["invoice"].key
        if seen.setdefault(key, values) != values:
            words = N_("Invoice {invoice} stands there twice, with other content")
            problems.append(row.problem("invoice", words, clause="EXP-8", invoice=str(values["invoice"])))
            continue
        data = InvoiceData(
            values["invoice"],
            values["date"],
            values["party"],
            values["amount"],
            values["tax"],
            values.get("note") or "",
        )
        try:
            change = register_invoice(session, actor, values["side"], data, now)["change"]
        except Refusal as refusal:
            problems.append(Problem(row.file, row.line, "tax", refusal.message))
            continue
        counts.new += change == "new"
        counts.changed += change == "changed"
        counts.unchanged += not change
    if problems:
        raise ImportRefused(problems)
    return counts


INVOICES_IN = ImportKind(
    "invoices",
    N_("Invoices"),
    (
        Column(
            "side",
            N_("Side"),
            N_("out: the company's own to a customer; in: a supplier's"),
            "out",
            parse=parse.choice(Side, SIDE_NAMES),
        ),
        Column(
            "invoice",
            N_("Invoice"),
            N_("Its number; older ones code-number"),
            "26427000000375586818",
            parse=parse_invoice,
        ),
        Column("date", N_("Date"), N_("Its date"), "2026-03-02", parse=parse.day),
        Column("party", N_("Party"), N_("Customer or supplier"), "华南经销商", parse=parse.text(max_length=200)),
        Column(
            "amount",
            N_("Amount"),
            N_("With tax, in yuan; below zero for a red invoice"),
            "12800.00",
            parse=parse.yuan(minimum_fen=-LARGEST_FEN),
        ),
        Column("tax", N_("Tax"), N_("In yuan"), "1472.57", parse=parse.yuan(minimum_fen=-LARGEST_FEN)),
        NOTE,
    ),
    take_invoices,
    Permission.INVOICES_KEEP,
)


def register_rows(side: Side) -> Callable[[Session, ExportOptions], Iterator[tuple[Any, ...]]]:
    """The rows of one side of the register for a month; a tax that nobody has said is an empty cell."""

    def rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
        assert options.month is not None
        for line in register_of(session, machine_actor(), side, options.month):
            net, tax = line.net_fen, line.tax_fen
            yield (
                str(line.day),
                line.number,
                line.party,
                "" if net is None else net,
                "" if tax is None else tax,
                line.fen,
                " ".join(line.papers),
                line.note,
            )

    return rows


def register_papers(side: Side) -> Callable[[Session, ExportOptions], list[Paper]]:
    """The list of a month for printing, with its totals."""

    def papers(session: Session, options: ExportOptions) -> list[Paper]:
        assert options.month is not None
        lines = register_of(session, machine_actor(), side, options.month)
        sums = totals(lines)
        columns = [
            PaperColumn(_("Date"), 1.1),
            PaperColumn(_("Invoice"), 2.2),
            PaperColumn(_("Supplier") if side is Side.IN else _("Customer"), 2.4),
            PaperColumn(_("Without tax"), 1.3, Align.RIGHT),
            PaperColumn(_("Tax"), 1.2, Align.RIGHT),
            PaperColumn(_("With tax"), 1.3, Align.RIGHT),
            PaperColumn(_("Papers"), 1.8),
        ]
        total = [
            _("Total"),
            _("{count} invoices").format(count=sums.count),
            "",
            format_yuan(sums.net_fen),
            format_yuan(sums.tax_fen),
            format_yuan(sums.fen),
            _("tax missing: {count}").format(count=sums.missing) if sums.missing else "",
        ]
        parts = [
            Fields([(_("Month"), str(options.month))]),
            PaperTable(columns, [_paper_row(line) for line in lines], totals=[total]),
            Signatures([_("Made by"), _("Reviewed by finance")]),
        ]
        return [Paper(Message(SIDE_NAMES[side]), parts, landscape=True)]

    return papers


def _paper_row(line: InvoiceLine) -> list[str]:
    return [
        str(line.day),
        line.number,
        line.party,
        _money(line.net_fen),
        _money(line.tax_fen),
        format_yuan(line.fen),
        " ".join(line.papers) or line.note,
    ]


def _money(fen: int | None) -> str:
    return "" if fen is None else format_yuan(fen)


def _register(name: str, side: Side) -> ExportKind:
    return ExportKind(
        name,
        SIDE_NAMES[side],
        (
            ExportColumn("date", N_("Date"), width=12),
            ExportColumn("invoice", N_("Invoice"), width=24),
            ExportColumn("party", N_("Party"), width=28),
            ExportColumn("net_fen", N_("Without tax"), Kind.MONEY),
            ExportColumn("tax_fen", N_("Tax"), Kind.MONEY),
            ExportColumn("amount_fen", N_("With tax"), Kind.MONEY),
            ExportColumn("papers", N_("Papers"), width=28),
            ExportColumn("note", N_("Note"), width=24),
        ),
        register_rows(side),
        Permission.INVOICES_VIEW,
        options=MONTH,
        required=MONTH,
        papers=register_papers(side),
    )


REGISTERS = {Side.IN: _register("input-invoices", Side.IN), Side.OUT: _register("output-invoices", Side.OUT)}

IMPORTS = (INVOICES_IN,)

EXPORTS = tuple(REGISTERS.values())
