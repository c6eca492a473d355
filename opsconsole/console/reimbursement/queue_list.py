"""The list of the queue: what it shows of each claim in so many cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from opsconsole.approvals.queries import RequestLine
from opsconsole.approvals.rules.states import STATE_NAMES
from opsconsole.console.widgets.cells import Align
from opsconsole.console.widgets.grid import Cell, Column, GridRow
from opsconsole.errors import Message
from opsconsole.i18n import _, language, pgettext, text_of
from opsconsole.money import format_yuan
from opsconsole.reimbursement.queries.queue import QueueLine
from opsconsole.reimbursement.rules.values import ClaimKind

NUMBER, WHO, KIND, AMOUNT, AGE, BOXES = 12, 8, 6, 12, 6, 11
GAPS, NARROWEST = 9, 8
OLD_FROM_DAYS = 3


def claim_columns(width: int) -> list[Column]:
    """The columns in so many cells; the unit takes what is left."""
    rest = max(width - NUMBER - WHO - KIND - AMOUNT - AGE - BOXES - GAPS, NARROWEST)
    return [
        Column("number", _("Claim no."), width=NUMBER),
        Column("unit", _("Unit"), width=rest),
        Column("who", _("Who"), width=WHO),
        Column("kind", _("Kind"), width=KIND),
        Column("amount", _("Amount"), width=AMOUNT, align=Align.RIGHT),
        Column("age", _("Waited"), width=AGE, align=Align.RIGHT),
        Column("boxes", _("Lacks"), width=BOXES),
    ]


def stands(line: QueueLine) -> int:
    """What a claim comes to: what finance let stand, until then what is claimed; in fen."""
    row = line.row
    return row.claimed_fen if row.sanctioned_fen is None else row.sanctioned_fen


def claim_row(line: QueueLine, now: datetime, stays: Message | None, waiting: Mapping[int, RequestLine]) -> GridRow:
    """A line of the queue; `stays` tells why it was not decided with the others, `waiting` what the person decides."""
    row = line.row
    days = (now - row.submitted_at).days
    state = row.state.value
    age = Cell(_(STATE_NAMES[row.state]), "muted")
    if row.paid is not None:
        age = Cell(_("Paid"), "good")
    elif state in ("waiting", "approved"):
        words = _("{count} d").format(count=days) if days else _("today")
        age = Cell(words, "warn" if days >= OLD_FROM_DAYS else "")
    unit = row.unit.zh if language() == "zh" else row.unit.en
    where = Cell(unit) if stays is None else Cell(_("Stays: {reason}").format(reason=text_of(stays)), "bad")
    number = Cell(row.number, "strong" if row.id in waiting else "")
    kind = _kind_words(row.kind)
    return GridRow(row.id, [number, where, row.name, kind, format_yuan(stands(line)), age, _lacks(line)])


def _kind_words(kind: ClaimKind) -> str:
    """What a claim is for, in as little room as the list has."""
    return {
        ClaimKind.DAILY: pgettext("kind of claim", "Daily"),
        ClaimKind.TRAVEL: pgettext("kind of claim", "Travel"),
        ClaimKind.PURCHASE: pgettext("kind of claim", "Goods"),
        ClaimKind.LOAN: pgettext("kind of claim", "Loan"),
    }[kind]


def _lacks(line: QueueLine) -> Cell:
    gate = line.gate
    if gate is None:
        return Cell("")
    boxes = (
        (gate.stock_in, pgettext("lacks", "stock-in")),
        (gate.form, pgettext("lacks", "form")),
        (gate.invoice, pgettext("lacks", "invoice")),
        (gate.stock_out is not False, pgettext("lacks", "stock-out")),
    )
    lacking = [words for there, words in boxes if not there]
    if not lacking and stands(line) > gate.left_fen:
        lacking = [pgettext("lacks", "over")]
    if not lacking:
        return Cell(pgettext("lacks", "complete"), "good")
    return Cell(lacking[0] if len(lacking) == 1 else f"{lacking[0]} +{len(lacking) - 1}", "bad")
