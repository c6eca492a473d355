"""What may be kept beside a request: a few kinds of file, each told by its content as well as by its name (EXP-1).

Nothing is unpacked and no document is parsed: memory stays that of the file itself.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import PurePath

from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_UNPACKED_TIMES = 100
"""How much larger than itself a packed file may say that it is inside: more is a bomb, not a document."""

MOST_PARTS = 5_000
_EDGE = 1_024
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def check_attachment(name: str, content: bytes) -> None:
    """Raises Refusal for a file that is empty or too large, of a kind that is not kept, or not what its name says."""
    if not 0 < len(content) <= MOST_BYTES:
        raise Refusal(N_("An attachment has at most {most} MB"), most=MOST_BYTES >> 20)
    ending = PurePath(name).suffix.lower()
    is_kind = KINDS.get(ending)
    if is_kind is None:
        raise Refusal(
            N_("{file} is of no kind that is kept; these are: {kinds}"),
            file=visible(name),
            kinds=", ".join(sorted(one.removeprefix(".") for one in KINDS)),
        )
    if not is_kind(content):
        raise Refusal(N_("{file} is no {kind}, whatever it is called"), file=visible(name), kind=ending[1:])
    if ending == ".xml" and _DECLARES.search(content) is not None:
        raise Refusal(N_("{file} declares types or entities of its own; an invoice has none"), file=visible(name))


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:_EDGE] and b"%%EOF" in content[-_EDGE:]


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n")


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff")


def _is_webp(content: bytes) -> bool:
    return content.startswith(b"RIFF") and content[8:12] == b"WEBP"


def _is_heic(content: bytes) -> bool:
    """A photograph as telephones keep it."""
    return content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1")


def _is_compound(content: bytes) -> bool:
    """A document or workbook of the time before 2007; it may hold macros, and is never opened here."""
    return content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\x00" not in content


def _is_xml(content: bytes) -> bool:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"<") and _is_text(content)


def _is_packed(*parts: str) -> Callable[[bytes], bool]:
    """A packed document that holds one of these parts, and does not swell beyond measure."""

    def is_kind(content: bytes) -> bool:
        try:
            with zipfile.ZipFile(BytesIO(content)) as packed:
                members = packed.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            return False
        unpacked = sum(one.file_size for one in members)
        if len(members) > MOST_PARTS or unpacked > min(MOST_UNPACKED_BYTES, len(content) * MOST_UNPACKED_TIMES):
            return False
        return any(one.filename in parts for one in members)

    return is_kind


_OFFICE = _is_packed("[Content_Types].xml")

KINDS: dict[str, Callable[[bytes], bool]] = {
    ".pdf": _is_pdf,
    ".png": _is_png,
    ".jpg": _is_jpeg,
    ".jpeg": _is_jpeg,
    ".webp": _is_webp,
    ".heic": _is_heic,
    ".xml": _is_xml,
    ".ofd": _is_packed("OFD.xml"),
    ".xlsx": _OFFICE,
    ".docx": _OFFICE,
    ".xls": _is_compound,
    ".doc": _is_compound,
    ".txt": _is_text,
    ".csv": _is_text,
}
"""By the ending of the name, how the content is told."""
