"""What an import is: its columns, and the verb that takes its rows, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from opsconsole.errors import Message, Problem
from opsconsole.files.columns import Column
from opsconsole.files.table import Sheet

if TYPE_CHECKING:
    from opsconsole.db import Database


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row of an imported file with where it stands; `values` by column key, absent optional columns missing."""

    file: str
    line: int
    values: dict[str, Any]

    def problem(self, column: str, msgid: str, /, *, clause: str = "", **facts: Any) -> Problem:
        """What is wrong with this row, for the list that a refused import shows."""
        return Problem(self.file, self.line, column, Message(msgid, clause=clause, **facts))


@dataclass(slots=True)
class Counts:
    """How an import went; `refused` rows are only left out where the kind takes the good ones."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether the data changed at all."""
        return bool(self.new or self.changed)

    def as_result(self) -> dict[str, int]:
        """As the result of a verb."""
        return {"new": self.new, "changed": self.changed, "unchanged": self.unchanged, "refused": self.refused}


TakeRows = Callable[[Session, Any, Sequence[FileRow], datetime], Counts]
"""`take(session, actor, rows, now)`: compares, changes and records; raises ImportRefused with every problem."""

PrepareRows = Callable[["Database", Sequence[FileRow], Any], Sequence[FileRow]]
"""`prepare(database, rows, pins)`: what is too slow for a transaction, done before it; `pins` is the `PinHasher`."""


ReadSheets = Callable[[Sequence[Sheet], str], "tuple[list[FileRow], list[Problem]] | None"]
"""`read(sheets, file_name)`: the rows of a file that is no plain table; None where it is one after all."""


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of file that `opsconsole import` and the import screen take.

    `read` makes rows of a form that was filled in; what it does not know is read as a table of `columns`.
    With a `group` (the key of a column) the rows that share it are one thing, taken or refused by itself, each in an
    act of its own; without one a call is all or nothing.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    take: TakeRows
    permission: str
    prepare: PrepareRows | None = None
    read: ReadSheets | None = None
    group: str | None = None
