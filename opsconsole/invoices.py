"""What tells one invoice from another, and what a scanner types when it reads one (EXP-4).

A fully digital invoice has a number of 20 digits and no code; an older one has a code of 10 or 12 digits and a
number of 8. Compared are the digits: blanks, and full-width in place of half-width, make no other invoice.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from opsconsole.dates import parse_day
from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.money import parse_yuan

_LONGEST = 200
_BLANKS = re.compile(r"\s+")
_DASHES = re.compile("[\u2010-\u2015\u2212\uff0d]")
_DIGITAL = re.compile(r"[0-9]{20}")
_OLDER = re.compile(r"(?:[0-9]{10}|[0-9]{12})")
_OLDER_DIGITS = 18
"""Digits of a short older invoice typed in one go; a long one has as many as a fully digital one, and the same key."""

_OLDER_NUMBER = re.compile(r"[0-9]{8}")
_SCANNED = re.compile(r"[0-9]{2},[0-9]{2},[0-9]*,[0-9]*(?:,.*)?")


@dataclass(frozen=True, order=True, slots=True)
class InvoiceNumber:
    """Code and number of an invoice, digits alone; the code of a fully digital one is ''."""

    code: str
    number: str

    @property
    def is_digital(self) -> bool:
        """Whether this is a fully digital invoice (数电票)."""
        return not self.code

    @property
    def key(self) -> str:
        """What is compared: all digits, so that no spelling of one invoice passes for another (EXP-4)."""
        return self.code + self.number

    def __str__(self) -> str:
        return f"{self.code}-{self.number}" if self.code else self.number


@dataclass(frozen=True, slots=True)
class ScannedInvoice:
    """What the QR code of an invoice says. `amount_fen` is with tax where `with_tax`; older invoices say it without.

    What a code leaves out is None.
    """

    number: InvoiceNumber
    amount_fen: int | None
    with_tax: bool
    day: date | None


def parse_invoice(text: str) -> InvoiceNumber:
    """An invoice as typed: 20 digits, or `code-number`; blanks count nothing. Refusal for anything else (EXP-4)."""
    code, dash, number = _BLANKS.sub("", _plain(text)).rpartition("-")
    if not dash and len(number) == _OLDER_DIGITS:
        code, number = number[:-8], number[-8:]
    try:
        return invoice_of(code, number)
    except Refusal:
        raise _not_an_invoice(text) from None


def invoice_of(code: str, number: str) -> InvoiceNumber:
    """An invoice by its two fields, the code '' for a fully digital one; raises Refusal (EXP-4)."""
    code, number = _BLANKS.sub("", _plain(code)), _BLANKS.sub("", _plain(number))
    if (not code and _DIGITAL.fullmatch(number)) or (_OLDER.fullmatch(code) and _OLDER_NUMBER.fullmatch(number)):
        return InvoiceNumber(code, number)
    raise _not_an_invoice(f"{code}-{number}" if code else number)


def is_scan(text: str) -> bool:
    """Whether a text is what a scanner types for an invoice's QR code, rather than a number typed by hand."""
    return len(text) <= _LONGEST and _SCANNED.fullmatch(_BLANKS.sub("", _plain(text))) is not None


def parse_scan(text: str) -> ScannedInvoice:
    """The text of an invoice's QR code, `01,kind,code,number,amount,YYYYMMDD,check,crc`.

    Trailing fields may be missing. Raises Refusal for a text that is none, or whose number, amount or date will not do.
    """
    if not is_scan(text):
        raise Refusal(N_('"{text}" is not the QR code of an invoice'), text=_shown(text))
    fields = _BLANKS.sub("", _plain(text)).split(",")
    fields += [""] * (6 - len(fields))
    number = invoice_of(fields[2], fields[3])
    return ScannedInvoice(
        number=number,
        amount_fen=parse_yuan(fields[4]) if fields[4] else None,
        with_tax=number.is_digital,
        day=parse_day(fields[5]) if fields[5] else None,
    )


def consecutive(first: InvoiceNumber, second: InvoiceNumber) -> bool:
    """Whether two invoices follow each other in one book or one issuer's digital series: a reason to look twice."""
    return (
        first.code == second.code
        and len(first.number) == len(second.number)
        and abs(int(first.number) - int(second.number)) == 1
    )


def _plain(text: str) -> str:
    return _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()


def _shown(text: str) -> str:
    return visible(text if len(text) <= 40 else text[:40] + "...")


def _not_an_invoice(text: str) -> Refusal:
    return Refusal(
        N_('"{text}" is no invoice number: 20 digits, or code (10 or 12 digits)-number (8 digits)'),
        clause="EXP-4",
        text=_shown(text),
    )
