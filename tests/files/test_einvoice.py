"""Digital invoices in three dialects, and files that only pretend to be one (EXP-4)."""

from __future__ import annotations

from datetime import date

import pytest

from opsconsole.errors import Refusal
from opsconsole.files.einvoice import MOST_BYTES, read_einvoice

NUMBER = "26420000000000000077"
OFFICIAL = f"""<?xml version="1.0" encoding="UTF-8"?>
<EInvoice>
  <EInvoiceData>
    <SellerInformation><SellerName>测试文具店</SellerName></SellerInformation>
    <BuyerInformation><BuyerIdNum>91420000TEST000000</BuyerIdNum><BuyerName>演示公司</BuyerName></BuyerInformation>
    <BasicInformation><TotalTaxAm>72.00</TotalTaxAm><TotalTax-includedAmount>1272.00</TotalTax-includedAmount>
      <RequestTime>2026-03-01 10:11:12</RequestTime></BasicInformation>
  </EInvoiceData>
  <TaxSupervisionInfo><InvoiceNumber>{NUMBER}</InvoiceNumber></TaxSupervisionInfo>
</EInvoice>"""
CHINESE = f"""<发票><发票号码>{NUMBER}</发票号码><开票日期>2026年03月01日</开票日期><价税合计>1272.00</价税合计>
<合计税额>72.00</合计税额><销售方名称>测试文具店</销售方名称><购买方名称>演示公司</购买方名称></发票>"""
PINYIN = f"""<fp xmlns="urn:fp"><FPHM>{NUMBER}</FPHM><KPRQ>20260301</KPRQ><JSHJ>1272.0000</JSHJ><HJSE>72.0</HJSE>
<XFMC>测试文具店</XFMC><GFMC>演示公司</GFMC></fp>"""


@pytest.mark.parametrize("text", [OFFICIAL, CHINESE, PINYIN], ids=["official", "chinese", "pinyin"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_three_dialects_say_the_same(text: str, encoding: str) -> None:
    if encoding == "utf-16":
        text = text.replace(' encoding="UTF-8"', "")
    invoice = read_einvoice(text.encode(encoding))
    assert (str(invoice.number), invoice.day) == (NUMBER, date(2026, 3, 1))
    assert (invoice.total_fen, invoice.tax_fen) == (127200, 7200)
    assert (invoice.seller, invoice.buyer) == ("测试文具店", "演示公司")


def test_an_older_invoice_in_xml_has_its_code() -> None:
    text = "<r><FPDM>011001605111</FPDM><FPHM>80100798</FPHM><KPRQ>20161018</KPRQ><JSHJ>64.9</JSHJ></r>"
    assert str(read_einvoice(text.encode()).number) == "011001605111-80100798"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]><a>&m;</a>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a><FPHM>&x;</FPHM></a>',
    ],
    ids=["billion laughs", "external type", "external entity"],
)
def test_types_and_entities_are_never_followed(text: str) -> None:
    with pytest.raises(Refusal, match="declares types"):
        read_einvoice(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"<a>",
        b"\x00\xff\xfe",
        b"<a/>",
        b"<a><FPHM>12</FPHM><KPRQ>20260301</KPRQ><JSHJ>1</JSHJ></a>",
        f"<a><FPHM>{NUMBER}</FPHM><KPRQ>2026-02-30</KPRQ><JSHJ>1</JSHJ></a>".encode(),
        f"<a><FPHM>{NUMBER}</FPHM><KPRQ>20260301</KPRQ><JSHJ>1e309</JSHJ></a>".encode(),
        f"<a><FPHM>{NUMBER}</FPHM><KPRQ>20260301</KPRQ></a>".encode(),
        b"<a>" + b"<b/>" * 30_000 + b"</a>",
        b"<?xml version='1.0' encoding='nonsense'?><a/>",
        b" " * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_invoice_is_refused_in_a_line(data: bytes) -> None:
    with pytest.raises(Refusal):
        read_einvoice(data)


def test_a_name_of_control_characters_reaches_nobody() -> None:
    text = PINYIN.replace("演示公司", "演\u202e示&#x9b;公司")
    assert read_einvoice(text.encode()).buyer == "演示公司"
