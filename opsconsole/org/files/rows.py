"""What the three files of the organisation have in common: rows of one key, and the list of what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from opsconsole.errors import ImportRefused, Message, Problem
from opsconsole.files.imports import Counts, FileRow
from opsconsole.i18n import N_


class Problems:
    """Everything wrong with the rows of one call, put in the order of the rows."""

    def __init__(self, rows: Sequence[FileRow]) -> None:
        self._places = {(row.file, row.line): place for place, row in enumerate(rows)}
        self._found: list[Problem] = []

    def add(self, row: FileRow, column: str, message: Message) -> None:
        """One thing wrong with a row."""
        self._found.append(Problem(row.file, row.line, column, message))

    def refuse(self) -> None:
        """Raises ImportRefused if there is anything wrong."""
        if self._found:
            raise ImportRefused(sorted(self._found, key=lambda problem: self._places[problem.file, problem.line]))


def place(row: FileRow, seen_from: FileRow) -> Message:
    """Where another row of the call stands."""
    if row.file == seen_from.file:
        return Message(N_("line {line}"), line=row.line)
    return Message(N_("{file}, line {line}"), file=row.file, line=row.line)


def distinct(rows: Sequence[FileRow], key: Callable[[FileRow], Hashable], problems: Problems) -> list[FileRow]:
    """The rows without exact repeats; a second row of the same key with other content is a problem."""
    first: dict[Hashable, FileRow] = {}
    for row in rows:
        held = first.setdefault(key(row), row)
        if held is row:
            continue
        differing = differing_column(held, row)
        if differing is not None:
            problems.add(
                row,
                differing,
                Message(N_("The same key stands in {place} with other content; keep one"), place=place(held, row)),
            )
    return list(first.values())


def differing_column(one: FileRow, other: FileRow) -> str | None:
    """The first column in which two rows differ."""
    missing: Any = object()
    for key in dict.fromkeys([*one.values, *other.values]):
        if one.values.get(key, missing) != other.values.get(key, missing):
            return key
    return None


def counted(before: Mapping[str, Any], after: Mapping[str, Any], *, repeats: int) -> Counts:
    """How many of the things that the rows say are new, changed or as they were; exact repeats change nothing."""
    counts = Counts(unchanged=repeats)
    for code, said in after.items():
        if code not in before:
            counts.new += 1
        elif said == before[code]:
            counts.unchanged += 1
        else:
            counts.changed += 1
    return counts
