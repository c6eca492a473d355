"""What an import's columns are, and rows of text made into rows of values, every fault with its line and column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from opsconsole.errors import Message, Problem, Refusal
from opsconsole.files.table import Row, Sheet, Table
from opsconsole.files.text import shown
from opsconsole.files.words import in_every_language, plain
from opsconsole.i18n import N_
from opsconsole.inert import unsafe_character, visible

LONGEST_CELL = 4_000
COMMENT = "#"
"""A row whose first cell that is not empty starts so is skipped: the meanings and the sample row of a template."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an import.

    `key` is the machine's heading; `heading` and `meaning` are message ids; `sample` is a cell as it
    may stand. `required`: no cell may be empty. `optional_column`: the whole column may be absent,
    and is then absent from the values. An empty cell gives `empty` and is never parsed.
    `parse` gives a cell's value or raises Refusal. `multiline`: cells may hold line feeds and tabs.
    """

    key: str
    heading: str
    meaning: str
    sample: str
    required: bool = True
    optional_column: bool = False
    parse: Callable[[str], Any] = str
    empty: Any = None
    multiline: bool = False


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row of an import: its line, its values by column key, and its cells as they stood."""

    line: int
    values: dict[str, Any]
    raw: tuple[str, ...]


def only_table(sheets: Sequence[Sheet]) -> Table:
    """The one table of a file; raises Refusal for an empty file and for data on several sheets."""
    filled = [sheet for sheet in sheets if sheet.rows]
    if len(filled) > 1:
        raise Refusal(
            N_("The workbook has data on several sheets ({sheets}); keep one"),
            sheets=", ".join(shown(sheet.name) for sheet in filled),
        )
    table = _below_comments(filled[0]).table() if filled else None
    if table is None:
        raise Refusal(N_("The file is empty; not even headings are in it"))
    return table


def _below_comments(sheet: Sheet) -> Sheet:
    first = next((index for index, row in enumerate(sheet.rows) if not is_comment(row)), len(sheet.rows))
    return Sheet(sheet.name, sheet.rows[first:])


def is_comment(row: Row) -> bool:
    """Whether a row is a remark to the reader, or a template's meanings or sample."""
    return next(filter(None, row.cells), "").startswith(COMMENT)


def read_rows(
    table: Table | Sheet, columns: Sequence[Column], file_name: str, faulty: list[ParsedRow] | None = None
) -> tuple[list[ParsedRow], list[Problem]]:
    """The rows of a table as values, and every problem found; rows with a problem are not among the rows, but go into
    `faulty` with what could be read of them.

    Headings are taken as keys or as localised headings in either language, in any order. An unknown or
    repeated heading and a missing required column are problems of the headings; then no row is read.
    Raises Refusal for a sheet without headings.
    """
    if isinstance(table, Sheet):
        table = only_table([table])
    places, problems = _match_headings(table, columns, file_name)
    if problems:
        return [], problems
    rows: list[ParsedRow] = []
    for row in table.rows:
        if is_comment(row):
            continue
        parsed, faults = _read_row(row, places, table.headings, file_name)
        problems += faults
        if not faults:
            rows.append(parsed)
        elif faulty is not None:
            faulty.append(parsed)
    return rows, problems


def _match_headings(
    table: Table, columns: Sequence[Column], file_name: str
) -> tuple[list[tuple[int, Column]], list[Problem]]:
    """Where in the file each column stands, and what is wrong with the headings."""

    def problem(heading: str, message: Message) -> Problem:
        return Problem(file_name, table.line, shown(heading), message, shown(" | ".join(table.headings), 200))

    known = {name: column for column in columns for name in (plain(column.key), *in_every_language(column.heading))}
    places: dict[str, tuple[int, Column]] = {}
    problems: list[Problem] = []
    for index, heading in enumerate(table.headings):
        column = known.get(plain(heading))
        if column is None and not heading:
            continue
        if column is None:
            message = Message(N_("Unknown heading; known are {known}"), known=", ".join(c.key for c in columns))
            problems.append(problem(heading, message))
        elif column.key in places:
            problems.append(problem(heading, Message(N_("This heading stands there twice"))))
        else:
            places[column.key] = (index, column)
    missing = [column.key for column in columns if not column.optional_column and column.key not in places]
    if missing:
        problems.append(problem("", Message(N_("Columns are missing: {columns}"), columns=", ".join(missing))))
    return list(places.values()), problems


def _read_row(
    row: Row, places: Sequence[tuple[int, Column]], headings: Sequence[str], file_name: str
) -> tuple[ParsedRow, list[Problem]]:
    values: dict[str, Any] = {}
    faults: list[Problem] = []
    raw = shown(" | ".join(row.cells), 200)
    for index, column in places:
        cell = row.cells[index] if index < len(row.cells) else ""
        try:
            values[column.key] = _read_cell(cell, column)
        except Refusal as refusal:
            faults.append(Problem(file_name, row.line, column.key, _shortened(refusal.message), raw))
    beyond = _beyond(row, headings)
    if beyond:
        faults.append(Problem(file_name, row.line, "", Message(N_("A cell stands where there is no heading")), raw))
    return ParsedRow(row.line, values, tuple(row.cells)), faults


def _beyond(row: Row, headings: Sequence[str]) -> bool:
    """Whether a cell holds something under an empty heading or to the right of the last."""
    named = len(headings)
    return any(cell and (index >= named or not headings[index]) for index, cell in enumerate(row.cells))


def _read_cell(cell: str, column: Column) -> Any:
    if not cell:
        if column.required:
            raise Refusal(N_("This may not be empty"))
        return column.empty
    if len(cell) > LONGEST_CELL:
        raise Refusal(N_("This is longer than {most} characters"), most=LONGEST_CELL)
    character = unsafe_character(cell, layout=column.multiline)
    if character is not None:
        raise Refusal(N_("This holds a control character ({character})"), character=visible(character))
    return column.parse(cell)


def _shortened(message: Message) -> Message:
    """Outside text inside a message kept to one line of a screen."""
    facts = {name: shown(fact) if isinstance(fact, str) else fact for name, fact in message.facts.items()}
    return Message(message.msgid, clause=message.clause, **facts)
