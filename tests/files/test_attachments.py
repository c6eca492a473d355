"""What may be kept beside a request: told by its content, never unpacked (EXP-1)."""

from __future__ import annotations

import tracemalloc
import zipfile
from io import BytesIO

import pytest

from opsconsole.errors import Refusal
from opsconsole.files.attachments import KINDS, MOST_BYTES, check_attachment
from opsconsole.files.paper import Paper, Words, write_pdf

PNG = b"\x89PNG\r\n\x1a\n....."


def packed(*parts: str, content: bytes = b"x") -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for part in parts:
            file.writestr(part, content)
    return held.getvalue()


GOOD = {
    "a.pdf": b"%PDF-1.7\n...\n%%EOF\n",
    "a.png": PNG,
    "A.JPG": b"\xff\xd8\xff\xe0....",
    "a.jpeg": b"\xff\xd8\xff\xe0....",
    "a.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "a.heic": b"\x00\x00\x00\x18ftypheic\x00\x00",
    "a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....",
    "a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....",
    "a.xml": b"\xef\xbb\xbf<?xml version='1.0'?><EInvoice/>",
    "a.ofd": packed("OFD.xml", "Doc_0/Document.xml"),
    "a.xlsx": packed("[Content_Types].xml"),
    "a.docx": packed("[Content_Types].xml"),
    "说明.txt": "说明".encode(),
    "a.csv": b"a,b\n",
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_kept(name: str) -> None:
    check_attachment(name, GOOD[name])


def test_every_kind_has_a_sample() -> None:
    assert {"." + name.lower().rpartition(".")[2] for name in GOOD} == KINDS.keys()


BAD = {
    "text.pdf": b"no pdf at all",
    "cut off.pdf": b"%PDF-1.7\n" + b"." * 4000,
    "run.png": b"MZ\x90\x00",
    "a.jpg": PNG,
    "page.xml": b"no markup",
    "a.ofd": packed("[Content_Types].xml"),
    "a.xlsx": b"PK\x03\x04 cut off",
    "a.docx": PNG,
    "a.txt": b"a\x00b",
    "a.doc": packed("[Content_Types].xml"),
    "a.heic": PNG,
    "a.webp": PNG,
    "bomb.xlsx": packed("[Content_Types].xml", "a", "b", "c", content=b"\x00" * 5_000_000),
}


@pytest.mark.parametrize("name", BAD)
def test_what_pretends_to_be_something_is_refused(name: str) -> None:
    with pytest.raises(Refusal, match="whatever it is called"):
        check_attachment(name, BAD[name])


@pytest.mark.parametrize("name", ["run.exe", "a", "a.pdf.sh", "a.html", "../../etc"])
def test_other_kinds_are_refused_with_those_that_pass(name: str) -> None:
    with pytest.raises(Refusal, match="csv, doc, docx, heic, jpeg, jpg, ofd, pdf, png, txt, webp, xls, xlsx, xml"):
        check_attachment(name, PNG)


def test_an_xml_that_declares_entities_is_refused() -> None:
    with pytest.raises(Refusal, match="declares types or entities"):
        check_attachment("lol.xml", b"<a/>" + b" " * 5000 + b'<!doctype a [<!ENTITY l "lol">]><a>&l;</a>')


def test_nothing_and_too_much_are_refused() -> None:
    for content in (b"", b"\x00" * (MOST_BYTES + 1)):
        with pytest.raises(Refusal, match="at most 10 MB"):
            check_attachment("a.png", content)


def test_a_bomb_costs_no_memory() -> None:
    """600 MB of nothing in a file of under a megabyte."""
    bomb = packed("OFD.xml", *(f"part{place}" for place in range(20)), content=b"\x00" * 30_000_000)
    tracemalloc.start()
    with pytest.raises(Refusal):
        check_attachment("bomb.ofd", bomb)
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


def test_our_own_paper_is_kept(tmp_path) -> None:
    path = tmp_path / "claim.pdf"
    write_pdf(path, [Paper("Claim", [Words("said")])])
    check_attachment(path.name, path.read_bytes())
