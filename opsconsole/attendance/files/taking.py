"""What every import of attendance does the same: who is meant, what is new, what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from opsconsole.errors import ImportRefused, Problem
from opsconsole.files.imports import Counts, FileRow
from opsconsole.i18n import N_
from opsconsole.org.model import Employee

Key = TypeVar("Key")
MOST_NAMED = 20


def employees_by_badge(session: Session) -> dict[str, int]:
    """Every employee's id by badge."""
    return dict(session.execute(select(Employee.badge, Employee.id)).all())


def unknown_badge(row: FileRow, column: str) -> Problem:
    """That a row names a badge which nobody has."""
    return row.problem(column, N_('Nobody has the badge "{badge}"; import the staff first'), badge=row.values[column])


def refuse(problems: Sequence[Problem]) -> None:
    """Raises ImportRefused where there is any problem."""
    if problems:
        raise ImportRefused(problems)


def only_once(rows: Sequence[FileRow], key: Callable[[FileRow], Any], column: str) -> list[Problem]:
    """Rows of one call that share a key but not their content; equal ones are one row."""
    seen: dict[Any, FileRow] = {}
    problems: list[Problem] = []
    for row in rows:
        first = seen.setdefault(key(row), row)
        if first is not row and first.values != row.values:
            problems.append(
                row.problem(
                    column,
                    N_("The same key stands in line {line} of {file} with other content; keep one"),
                    line=first.line,
                    file=first.file,
                )
            )
    return problems


def upsert(held: Any | None, make: Callable[[], Any], values: dict[str, Any], session: Session, counts: Counts) -> bool:
    """Makes a row, or changes a held one where it differs; whether anything changed."""
    if held is None:
        session.add(make())
        counts.new += 1
        return True
    changed = {name: value for name, value in values.items() if getattr(held, name) != value}
    if not changed:
        counts.unchanged += 1
        return False
    for name, value in changed.items():
        setattr(held, name, value)
    counts.changed += 1
    return True


def named(subjects: Iterable[str]) -> list[str]:
    """Some of what an import touched, for the record: the first few names."""
    return sorted(set(subjects))[:MOST_NAMED]
