"""A claim that is being entered, before it is handed in: plain values, no screen."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from opsconsole.invoices import InvoiceNumber, is_scan, parse_invoice, parse_scan
from opsconsole.reimbursement.queries.claims import ClaimDetail
from opsconsole.reimbursement.rules.values import ClaimedLine, ClaimKind
from opsconsole.reimbursement.service.claims import ClaimAsked


@dataclass(frozen=True, slots=True)
class InvoiceRead:
    """What is known of an invoice by its QR code, its file, or its number alone; `fen` is with tax."""

    number: InvoiceNumber
    fen: int | None = None
    day: date | None = None
    seller: str = ""
    buyer: str = ""
    tax_fen: int | None = None


@dataclass(slots=True)
class ClaimDraft:
    """A claim before it is handed in. `stock_in` and `loan` are id and number."""

    kind: ClaimKind
    day: date
    purpose: str = ""
    stock_in: tuple[int, str] | None = None
    loan: tuple[int, str] | None = None
    from_day: date | None = None
    to_day: date | None = None
    papers: int = 0
    lines: list[ClaimedLine] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The files of digital invoices, name and content by number: kept with the claim as they came."""
    changes: tuple[int, int, str] | None = None
    """The returned claim that is handed in again: its request, version and number."""
    kept_at: datetime | None = None
    """When it was kept last, as the database knows it; None for one that was not kept yet."""

    @classmethod
    def of_returned(cls, detail: ClaimDetail) -> ClaimDraft:
        """A claim that was returned for change, as it stands."""
        head = detail.head
        return cls(
            head.kind,
            head.day,
            head.purpose,
            (detail.stock_in_id, head.stock_in) if detail.stock_in_id is not None else None,
            (detail.loan_id, head.loan) if detail.loan_id is not None else None,
            detail.from_day,
            detail.to_day,
            detail.papers,
            [line.asked for line in detail.lines],
            changes=(head.id, head.version, head.number),
        )

    @property
    def kept(self) -> tuple[tuple[str, bytes], ...]:
        """The files of the invoices that are on its lines."""
        return tuple(self.files[str(line.invoice)] for line in self.lines if str(line.invoice) in self.files)

    @property
    def asked(self) -> ClaimAsked:
        """As it is handed in."""
        return ClaimAsked(
            self.kind,
            self.day,
            tuple(self.lines),
            self.purpose,
            self.stock_in[0] if self.stock_in is not None else None,
            self.loan[0] if self.loan is not None else None,
            self.from_day,
            self.to_day,
            self.papers,
        )


def read_scan(text: str) -> InvoiceRead:
    """What a scanned or typed text says of an invoice; Refusal for a text that names none (EXP-4)."""
    if not is_scan(text):
        return InvoiceRead(parse_invoice(text))
    scan = parse_scan(text)
    return InvoiceRead(scan.number, scan.amount_fen if scan.with_tax else None, scan.day)


FORMAT = 1


def packed(draft: ClaimDraft) -> bytes:
    """A draft as it is kept."""
    told: dict[str, Any] = {one.name: getattr(draft, one.name) for one in fields(draft)}
    told |= {"format": FORMAT, "lines": [asdict(line) for line in draft.lines]}
    told["files"] = {key: (name, base64.b64encode(content).decode()) for key, (name, content) in draft.files.items()}
    del told["kept_at"]
    return json.dumps(told, default=str, ensure_ascii=False).encode()


def unpacked(content: bytes, kept_at: datetime) -> ClaimDraft | None:
    """A draft that was kept; None for one of another version of the console, which cannot be gone on with."""
    told = json.loads(content)
    if told.get("format") != FORMAT:
        return None
    draft = ClaimDraft(ClaimKind(told["kind"]), date.fromisoformat(told["day"]), told["purpose"], kept_at=kept_at)
    draft.stock_in, draft.loan, draft.changes = (_tuple(told[name]) for name in ("stock_in", "loan", "changes"))
    draft.from_day, draft.to_day = _day(told["from_day"]), _day(told["to_day"])
    draft.papers = told["papers"]
    draft.lines = [_line(line) for line in told["lines"]]
    draft.files = {key: (name, base64.b64decode(text)) for key, (name, text) in told["files"].items()}
    return draft


def _line(told: dict[str, Any]) -> ClaimedLine:
    special: dict[str, Callable[[Any], Any]] = {"day": _day, "invoice_day": _day, "invoice": _invoice}
    return ClaimedLine(**{name: special.get(name, lambda value: value)(value) for name, value in told.items()})


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told is not None else None


def _invoice(told: dict[str, str] | None) -> InvoiceNumber | None:
    return InvoiceNumber(**told) if told is not None else None


def _tuple(told: list[Any] | None) -> Any:
    return tuple(told) if told is not None else None
