"""Any table file into sheets of text. What a file is shows in its content, never in its name."""

from __future__ import annotations

from pathlib import Path

from opsconsole.errors import Message, Refusal
from opsconsole.files.delimited import looks_like_html, read_delimited, read_html
from opsconsole.files.table import Sheet
from opsconsole.files.text import decode
from opsconsole.files.workbook import is_workbook, read_workbook
from opsconsole.i18n import N_
from opsconsole.inert import visible
from opsconsole.oserrors import reason_of

LARGEST_BYTES = 100 * 1024 * 1024


def read_bytes(path: Path) -> bytes:
    """The content of a file; raises Refusal where there is none, it may not be read, or it is over `LARGEST_BYTES`."""
    name = visible(str(path))
    try:
        if path.is_dir():
            raise Refusal(N_("{file} is a folder"), file=name)
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            raise Refusal(
                N_("{file} has {size} MB; more than {most} MB are not read"),
                file=name,
                size=size >> 20,
                most=LARGEST_BYTES >> 20,
            )
        with path.open("rb") as stream:
            data = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError as error:
        raise Refusal(N_("There is no file {file}"), file=name) from error
    except PermissionError as error:
        raise Refusal(N_("{file} may not be read by this user"), file=name) from error
    except (OSError, ValueError) as error:
        raise Refusal(N_("{file} cannot be read: {why}"), file=name, why=_why(error)) from error
    return data


def _why(error: Exception) -> Message | str:
    return reason_of(error) if isinstance(error, OSError) else visible(str(error))


def read_tables(source: Path | bytes, name: str = "") -> list[Sheet]:
    """The sheets of an xlsx or xls, or the one table of a csv (also tab or semicolon) or of a page saved as `.xls`.

    `name` is given to the sheet of a text file. Raises Refusal with one sentence for whatever cannot be read.
    """
    data = read_bytes(source) if isinstance(source, Path) else source
    refuse_too_large(data)
    if is_workbook(data):
        return read_workbook(data)
    text = decode(data)
    return [Sheet(name, read_html(text) if looks_like_html(text) else read_delimited(text))]


def refuse_too_large(data: bytes) -> None:
    """Raises Refusal for more than `LARGEST_BYTES`."""
    if len(data) > LARGEST_BYTES:
        raise Refusal(N_("The file has more than {most} MB; it is not read"), most=LARGEST_BYTES >> 20)
