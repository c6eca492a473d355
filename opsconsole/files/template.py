"""Empty sheets to fill in: headings, what each column means, and a sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from opsconsole.errors import Refusal
from opsconsole.files.columns import COMMENT, Column
from opsconsole.files.write import SheetColumn, write_csv, write_xlsx
from opsconsole.i18n import N_, _
from opsconsole.inert import visible


def write_template(path: Path, title: str, columns: Sequence[Column]) -> None:
    """A template as csv or xlsx, by the ending of `path`, in the language in force.

    The rows of meanings and sample start with `#`: imported untouched it gives 0 rows. Raises Refusal
    for another ending, and where the file cannot be written.
    """
    headings = [_(column.heading) for column in columns]
    rows = [
        _remark([_(column.meaning) for column in columns]),
        _remark([column.sample for column in columns]),
    ]
    ending = path.suffix.lower()
    if ending == ".csv":
        write_csv(path, headings, rows)
    elif ending == ".xlsx":
        write_xlsx(path, title, [SheetColumn(heading, width=22) for heading in headings], rows)
    else:
        raise Refusal(N_("{file} ends neither in .csv nor in .xlsx"), file=visible(str(path)))


def _remark(cells: list[str]) -> list[str]:
    return [f"{COMMENT} {cells[0]}", *cells[1:]]
