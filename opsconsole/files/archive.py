"""A look at a zip's directory before anything unpacks it."""

from __future__ import annotations

import io
import struct
import zipfile

from opsconsole.errors import Refusal
from opsconsole.i18n import N_

MOST_UNPACKED_BYTES = 100 * 1024 * 1024
MOST_PARTS = 200
HIGHEST_RATIO = 100
"""Unpacked over packed; counted for parts over `RATIO_COUNTS_FROM_BYTES`, since a small blank sheet packs better."""

RATIO_COUNTS_FROM_BYTES = 1024 * 1024

DAMAGED = N_("The workbook is damaged: its zip directory cannot be read")
TOO_MANY_PARTS = N_("The workbook has {count} parts; more than {most} are not read")

_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT_BYTES = 65_535
_LONGEST_ENTRY_BYTES = 1_024


def refuse_a_bomb(data: bytes) -> None:
    """Raises Refusal for a zip that is damaged, or would unpack to more than a workbook has any need for."""
    _refuse_a_long_directory(data)
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
        raise Refusal(DAMAGED) from error
    if len(parts) > MOST_PARTS:
        raise Refusal(TOO_MANY_PARTS, count=len(parts), most=MOST_PARTS)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_UNPACKED_BYTES:
        raise Refusal(
            N_("The workbook unpacks to {size} MB; more than {most} MB are not read"),
            size=unpacked >> 20,
            most=MOST_UNPACKED_BYTES >> 20,
        )
    for part in parts:
        if part.file_size > RATIO_COUNTS_FROM_BYTES and part.file_size > HIGHEST_RATIO * part.compress_size:
            raise Refusal(N_("The workbook is packed so tightly that it is taken for a trap, and not read"))


def _refuse_a_long_directory(data: bytes) -> None:
    """The directory's length stands at the end of the file; reading a directory of millions would itself be the bomb.

    The form for large archives (zip64) overrides that length; no workbook that is read here needs it.
    """
    start = max(0, len(data) - _END_OF_DIRECTORY.size - _LONGEST_COMMENT_BYTES)
    at = data.rfind(b"PK\x05\x06", start)
    if at < 0 or at + _END_OF_DIRECTORY.size > len(data) or data[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        raise Refusal(DAMAGED)
    _, _, _, _, count, directory_bytes, _, _ = _END_OF_DIRECTORY.unpack_from(data, at)
    if count > MOST_PARTS:
        raise Refusal(TOO_MANY_PARTS, count=count, most=MOST_PARTS)
    if directory_bytes > MOST_PARTS * _LONGEST_ENTRY_BYTES:
        raise Refusal(DAMAGED)
