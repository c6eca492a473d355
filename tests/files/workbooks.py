"""Workbooks made in code: xlsx by XlsxWriter, xls (BIFF8 in OLE2) byte by byte, and zips that are traps."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import xlsxwriter

Grid = Sequence[Sequence[Any]]

_FORMATS = {
    datetime: "yyyy-mm-dd hh:mm:ss",
    date: "yyyy-mm-dd",
    time: "hh:mm:ss",
    timedelta: "[h]:mm:ss",
}


def xlsx(sheets: Mapping[str, Grid]) -> bytes:
    """An xlsx with these sheets; cells are typed as their values are, None is left out."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {kind: book.add_format({"num_format": number_format}) for kind, number_format in _FORMATS.items()}
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif type(cell) in formats:
                    sheet.write_datetime(row, column, cell, formats[type(cell)])
                elif cell is not None:
                    sheet.write(row, column, cell)
    book.close()
    return stream.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of its parts changed."""
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            target.writestr(part, change(content) if part == name else content)
    return stream.getvalue()


def claiming(last_cell: bytes) -> bytes:
    """A workbook of 5 KB with two cells at its head and one more wherever `last_cell` stands."""
    small = xlsx({"Sheet1": [["badge"], ["1"]]})
    row = b"".join(
        character for character in (last_cell[i : i + 1] for i in range(len(last_cell))) if character.isdigit()
    )
    extra = b'<row r="' + row + b'"><c r="' + last_cell + b'"><v>1</v></c></row></sheetData>'
    return with_part(small, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", extra))


def xls(sheets: Mapping[str, Grid]) -> bytes:
    """A BIFF8 workbook in an OLE2 container, of text and numbers, as standalone clocks write them."""
    return _ole2(_biff8(sheets))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _string(text: str, length: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack(length, len(encoded) // 2) + b"\x01" + encoded


def _biff8(sheets: Mapping[str, Grid]) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    bodies = [_sheet(rows) for rows in sheets.values()]
    names = [_string(name, "<B") for name in sheets]
    globals_bytes = len(begin) + 4 + 2 + sum(4 + 6 + len(name) for name in names) + 4
    offset, directory = globals_bytes, b""
    for name, body in zip(names, bodies, strict=True):
        directory += _record(0x0085, struct.pack("<IH", offset, 0) + name)
        offset += len(body)
    codepage = _record(0x0042, struct.pack("<H", 1200))
    return begin + codepage + directory + _record(0x000A, b"") + b"".join(bodies)


def _sheet(rows: Grid) -> bytes:
    width = max((len(cells) for cells in rows), default=0)
    body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    body += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str) and cell:
                body += _record(0x0204, place + _string(cell, "<H"))
            elif isinstance(cell, int | float):
                body += _record(0x0203, place + struct.pack("<d", cell))
    return body + _record(0x000A, b"")


def _ole2(stream: bytes) -> bytes:
    """The stream `Workbook` in sectors of 512 bytes; over 4096 bytes, so that it needs no small sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    fat_sectors = 1
    while fat_sectors * 128 < sectors + fat_sectors + 1:
        fat_sectors += 1
    chain = [0xFFFFFFFD] * fat_sectors + [0xFFFFFFFE]
    first = fat_sectors + 1
    chain += [*range(first + 1, first + sectors), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (fat_sectors * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_sectors, fat_sectors, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", *[*range(fat_sectors), *[0xFFFFFFFF] * (109 - fat_sectors)])
    entries = _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry("Workbook", 2, 0xFFFFFFFF, first, len(stream))
    return header + struct.pack(f"<{len(chain)}I", *chain) + entries.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, kind, 1)
    entry += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\0" * 36
    return entry + struct.pack("<II4x", start, size)
