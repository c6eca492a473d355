"""The funds-use approval form (资金使用审批表)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from opsconsole.access.permissions import Permission
from opsconsole.approvals.model import Request
from opsconsole.approvals.rules.states import State
from opsconsole.budgets.queries import budget_facts
from opsconsole.capitals import capitals
from opsconsole.errors import Message, Refusal
from opsconsole.files.exports import ExportColumn, ExportKind, ExportOptions
from opsconsole.files.paper import Align, Fields, Paper, PaperColumn, PaperTable, Signatures, Text, Words
from opsconsole.files.write import Kind
from opsconsole.i18n import N_, _, pgettext
from opsconsole.inert import visible
from opsconsole.money import format_each, format_yuan
from opsconsole.stockroom.files.papers.common import NUMBER, item_name, number_column, text_column
from opsconsole.stockroom.queries.forms import FormDetail, form_detail, form_id_of
from opsconsole.stockroom.spent import wants_of_form


def funds_papers(session: Session, options: ExportOptions) -> list[Paper]:
    """A funds-use approval form; Refusal for a number that no form has."""
    form_id = form_id_of(session, options.number or "")
    if form_id is None:
        raise Refusal(N_("No funds-use form has the number {number}"), number=visible(options.number or ""))
    request = session.get_one(Request, form_id)
    counted = request.state is State.APPROVED
    told = [fact.value for fact in budget_facts(session, wants_of_form(session, request), counted=counted)]
    return [funds_paper(form_detail(session, form_id), told)]


def funds_paper(form: FormDetail, budgets: Sequence[Text]) -> Paper:
    """The form in the order of its fields (资金使用审批表), with what is left of each budget that it draws on."""
    head = form.head
    table = PaperTable(
        [
            PaperColumn(_("Item"), 2.6),
            PaperColumn(_("Specification"), 1.6),
            PaperColumn(_("Unit of measure"), 0.8, Align.CENTER),
            PaperColumn(_("Quantity"), 0.9, Align.RIGHT),
            PaperColumn(_("Expected price"), 1.1, Align.RIGHT),
            PaperColumn(_("Amount"), 1.3, Align.RIGHT),
        ],
        [
            [
                item_name(item),
                item.spec,
                item.unit,
                str(line.quantity),
                format_each(line.amount_fen, line.quantity),
                format_yuan(line.amount_fen),
            ]
            for item, line in form.lines
        ],
        totals=[[_("Total"), "", "", "", "", format_yuan(head.amount_fen)]],
    )
    first: list[tuple[Text, Text]] = [
        (pgettext("form", "Number"), head.number),
        (_("Applying unit"), head.unit),
        (_("Applicant"), head.requester),
        (_("Date"), f"{head.submitted_at:%Y-%m-%d}"),
        (_("Purpose"), head.purpose),
    ]
    last: list[tuple[Text, Text]] = [*((_("Budget left"), told) for told in budgets), (_("Payee"), head.payee)]
    return Paper(
        Message(N_("Funds-use approval form")),
        [
            Fields(first),
            table,
            Words(Message(N_("In capitals: {capitals}"), capitals=capitals(head.amount_fen)), strong=True),
            Fields(last),
            Signatures(
                [
                    _("Opinion of the department head"),
                    _("Opinion of the manager in charge"),
                    _("Opinion of the general manager"),
                ]
            ),
        ],
        number=head.number,
    )


def _funds_rows(session: Session, options: ExportOptions) -> Iterator[tuple[Any, ...]]:
    form_id = form_id_of(session, options.number or "")
    if form_id is None:
        raise Refusal(N_("No funds-use form has the number {number}"), number=visible(options.number or ""))
    for item, line in form_detail(session, form_id).lines:
        yield item.code, line.quantity, line.amount_fen, line.taken, line.taken_fen


FUNDS_FORM = ExportKind(
    "funds-form",
    N_("Funds-use approval form"),
    (
        text_column("item", N_("Item")),
        number_column("quantity", N_("Quantity")),
        ExportColumn("amount_fen", N_("Amount"), Kind.MONEY),
        number_column("taken", N_("Taken in")),
        ExportColumn("taken_fen", N_("Amount taken in"), Kind.MONEY),
    ),
    _funds_rows,
    Permission.ORG_VIEW,
    options=NUMBER,
    required=NUMBER,
    papers=funds_papers,
)
