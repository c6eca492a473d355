"""Digital invoices as XML, in their three dialects: the tax office's own tags, Chinese tags, pinyin tags.

The parser follows no document type and no entity, from inside or outside, and is given no more than a few megabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from opsconsole.dates import parse_day
from opsconsole.errors import Refusal
from opsconsole.files.text import shown
from opsconsole.i18n import N_
from opsconsole.inert import filtered
from opsconsole.invoices import InvoiceNumber, invoice_of
from opsconsole.money import parse_yuan

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_BYTES = 4 * 1024 * 1024
LONGEST_NAME = 200
MOST_PARTS = 20_000

_CODE = ("InvoiceCode", "发票代码", "FPDM")
_NUMBER = ("InvoiceNumber", "发票号码", "数电票号码", "FPHM", "SDFPHM")
_DAY = ("RequestTime", "IssueTime", "开票日期", "KPRQ")
_TOTAL = ("TotalTax-includedAmount", "价税合计", "价税合计小写", "JSHJ")
_TAX = ("TotalTaxAm", "合计税额", "税额合计", "HJSE")
_SELLER = ("SellerName", "销售方名称", "销方名称", "XFMC", "XSFMC")
_BUYER = ("BuyerName", "购买方名称", "购方名称", "GFMC", "GMFMC")
_BUYER_TAX_ID = ("BuyerIdNum", "购买方纳税人识别号", "购方识别号", "GFSBH", "GMFNSRSBH")


@dataclass(frozen=True, slots=True)
class EInvoice:
    """What a digital invoice says: amounts in fen, `total_fen` with tax; names '' and tax None where it is silent."""

    number: InvoiceNumber
    day: date
    total_fen: int
    tax_fen: int | None
    seller: str
    buyer: str
    buyer_tax_id: str


def read_einvoice(data: bytes) -> EInvoice:
    """Reads a digital invoice; raises Refusal for what is none, is too large, or declares types or entities (EXP-4)."""
    if len(data) > MOST_BYTES:
        raise Refusal(N_("An invoice file has at most {most} MB"), most=MOST_BYTES >> 20)
    said = _said(_parsed(data))
    number = invoice_of(_first(said, _CODE), _required(said, _NUMBER))
    total, tax = _fen(_required(said, _TOTAL)), _first(said, _TAX)
    return EInvoice(
        number=number,
        day=parse_day(re.split(r"[T\s]", _required(said, _DAY).strip(), maxsplit=1)[0]),
        total_fen=total,
        tax_fen=_fen(tax) if tax else None,
        seller=_name(said, _SELLER),
        buyer=_name(said, _BUYER),
        buyer_tax_id=_name(said, _BUYER_TAX_ID),
    )


def _parsed(data: bytes) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        return fromstring(data, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Refusal(
            N_("The file declares types or entities of its own, as no invoice does; it is not read")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise Refusal(N_("This is no invoice in XML: it cannot be parsed")) from error


def _said(root: Element) -> dict[str, str]:
    """The first text of every tag that matters, by tag without its namespace."""
    wanted = {*_CODE, *_NUMBER, *_DAY, *_TOTAL, *_TAX, *_SELLER, *_BUYER, *_BUYER_TAX_ID}
    said: dict[str, str] = {}
    for element in _first_parts(root):
        tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        text = (element.text or "").strip()
        if tag in wanted and text:
            said.setdefault(tag, text)
    return said


def _first_parts(root: Element) -> Iterator[Element]:
    for count, element in enumerate(root.iter()):
        if count >= MOST_PARTS:
            raise Refusal(N_("This is no invoice in XML: it has more than {most} parts"), most=MOST_PARTS)
        yield element


def _first(said: dict[str, str], tags: tuple[str, ...]) -> str:
    return next((said[tag] for tag in tags if tag in said), "")


def _required(said: dict[str, str], tags: tuple[str, ...]) -> str:
    found = _first(said, tags)
    if not found:
        raise Refusal(N_("This is no invoice in XML: looked for {tags}"), tags=", ".join(tags))
    return found


def _name(said: dict[str, str], tags: tuple[str, ...]) -> str:
    return filtered(_first(said, tags))[:LONGEST_NAME]


def _fen(text: str) -> int:
    """An amount as the tax office's programs write it: with more zeros after the point than money has places."""
    if len(text) > LONGEST_NAME:
        raise Refusal(N_('"{text}" is not an amount in yuan such as 1680.32'), text=shown(text, 20))
    return parse_yuan(re.sub(r"(\.\d{2})0+$", r"\1", text))
