"""Bytes into text, and outside text made fit for one line of a message."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from opsconsole.errors import Refusal
from opsconsole.i18n import N_
from opsconsole.inert import visible

BLANKS = " \t\r\n\u00a0\u3000\ufeff"
"""What is blank at the ends of a cell; any other white space is a control character and stays to be seen."""

_SAMPLE_BYTES = 65_536


class Decoded(NamedTuple):
    """A text and the name of the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-16 by its NULs, else strict UTF-8, else strict GB18030.

    Raises Refusal where it is none of them. Nothing is guessed from frequencies: that misreads a GBK
    file with a single hanzi, the usual export of a clock machine.
    """
    return recognise(data).text


def recognise(data: bytes) -> Decoded:
    """The text of a file as `decode` finds it, with its encoding; raises Refusal."""
    if data.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = [*_utf16_by_nuls(data), "utf-8", "gb18030"]
    for encoding in candidates:
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(N_("This is no text in UTF-8, UTF-16 or GB18030"))


def _utf16_by_nuls(data: bytes) -> list[str]:
    """UTF-16 without a mark: its line ends and digits have NULs in one byte of the pair, never in the other."""
    sample = data[:_SAMPLE_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or min(even, odd) or max(even, odd) * 20 < len(sample) // 2 or even == odd:
        return []
    return ["utf-16-le" if odd else "utf-16-be"]


def shown(text: str, longest: int = 80) -> str:
    """`text` fit for a message: unsafe characters written out, and cut with `...` after `longest` characters."""
    return visible(text if len(text) <= longest else text[:longest] + "...")
