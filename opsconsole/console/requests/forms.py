"""The printed form of a request, for whoever may look at it."""

from __future__ import annotations

from functools import partial

from opsconsole.approvals.queries import RequestDetail
from opsconsole.approvals.queries.paper import write_form
from opsconsole.console.base import AreaScreen
from opsconsole.console.printing import print_kind
from opsconsole.files.exports import ExportKind, ExportOptions
from opsconsole.reimbursement.files.papers import CLAIM_FORM, LOAN_FORM
from opsconsole.stockroom.files.papers import FUNDS_FORM

FORMS: dict[str, ExportKind] = {"claim": CLAIM_FORM, "loan": LOAN_FORM, "funds": FUNDS_FORM}
"""By the kind of request; the others have none."""


def print_request(screen: AreaScreen, detail: RequestDetail) -> None:
    """Asks where to, and writes the form of a request."""
    line = detail.line
    write = partial(write_form, request_id=line.id, now=screen.app.clock())
    print_kind(screen, FORMS[line.kind], ExportOptions(number=line.number), f"{line.number}.pdf", write=write)
